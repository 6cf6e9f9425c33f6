"""Text in UTF-8 that was read in another encoding, then saved again: `RÃ©sidence`, `R√©sidence`, `R├®sidence`."""

from __future__ import annotations

import re
from typing import NamedTuple

_WAYS = (
    ("cp1252", (b"\x83", "Ã".encode()), re.compile("Ã[\u0080-\u00bfŒœŠšŸŽžƒˆ˜\u2013-\u2122]")),
    ("cp1252", (b"\x82", "Â".encode()), re.compile("Â[\u00a0«»°²³·€]")),
    ("cp1252", (b"\x82", "â€".encode()), re.compile("â€")),
    ("cp1252", (b"\x9a", "â‚¬".encode()), re.compile("â‚¬")),
    ("cp1252", (b"\x80", "â\x80".encode()), re.compile("â\x80")),
    ("cp1252", (b"\x82", "â\x82¬".encode()), re.compile("â\x82¬")),
    ("cp1252", (b"\x85", "Å".encode()), re.compile("Å[\x92\x93“’]")),
    ("cp1252", (b"\xaf", "ï»¿".encode()), re.compile("ï»¿")),
    ("mac_roman", (b"\x9a", "√".encode()), re.compile(r"√[^\s\d(;,]")),
    ("cp850", (b"\x94", "├".encode()), re.compile("├.")),
)
"""What it was read as, what such a text cannot be without (and its rarest byte), and the sign itself."""
_TO_BYTE = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TIMES = 3


class Twice(NamedTuple):
    """Place of the first text encoded twice, and the whole text repaired; None if it cannot be."""

    line: int
    sample: str
    repaired: bytes | None


def twice_encoded(data: bytes) -> Twice | None:
    """The first place of a text in UTF-8 that was encoded twice or more, None if there is none."""
    # one byte is found much sooner than several, and each is looked for once
    there = {rare for rare in {rare for _, (rare, _), _ in _WAYS} if rare in data}
    ways = [(name, sign) for name, (rare, mark), sign in _WAYS if rare in there and mark in data]
    if not ways:
        return None
    text = data.decode("utf-8")
    for name, sign in ways:
        if found := sign.search(text):
            line = text.count("\n", 0, found.start()) + 1
            before = text[max(0, found.start() - 8) : found.start()].split("\n")[-1]
            sample = (before + text[found.start() : found.end() + 8].split("\n")[0]).strip()
            return Twice(line, sample, _repaired(text, name))
    return None


def _repaired(text: str, name: str) -> bytes | None:
    for _ in range(_TIMES):
        try:
            text = _bytes(text, name).decode("utf-8")
        except UnicodeError:
            return None
        if not any(sign.search(text) for _, _, sign in _WAYS):
            return text.encode()
    return None


def _bytes(text: str, name: str) -> bytes:
    """The bytes of a text; programs give the codes that cp1252 leaves unused to control characters."""
    return text.translate(_TO_BYTE).encode("latin-1") if name == "cp1252" else text.encode(name)
