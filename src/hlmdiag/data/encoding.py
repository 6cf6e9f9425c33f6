"""Bytes become text: by their mark, then strict UTF-8, then cp1252 if what it gives is plausible French.

No statistical guesser: on short French files they answer windows-1250 and spoil accents in silence.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity

__all__ = ["Text", "to_text"]

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {
    "ansi": "cp1252",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "utf8": "utf-8",
    "utf8sig": "utf-8-sig",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "latin1": "latin-1",
    "iso88591": "latin-1",
    "latin9": "iso8859-15",
    "iso885915": "iso8859-15",
    "macroman": "mac_roman",
    "mac": "mac_roman",
    "cp850": "cp850",
    "dos": "cp850",
    "cp437": "cp437",
    "ascii": "ascii",
    "usascii": "ascii",
}
_ACCENTS = frozenset("éèêëàâçîïôûùüÉÈÊËÀÂÇÎÏÔÛÙœŒ€’‘“”–—«»°…²")
_RIVALS = ("cp1252", "mac_roman", "cp850")
_OF_TWICE = ((b"\x83", "Ã".encode()), (b"\x82", "â€".encode()))
"""What a text encoded twice cannot be without, with its rarest byte."""
_UNUSED = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""The codes to which cp1252 gives no character."""
_PIECE = 64_000
_TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u2018-\u2122]|â€|Â[«»°²]")


@dataclass(frozen=True)
class Text:
    """A text in UTF-8 without mark, the encoding it came in, and what must be said of it."""

    data: bytes
    encoding: str
    problems: tuple[Problem, ...] = ()


def to_text(data: bytes, file: str, asked: str | None = None) -> Text:
    """The text of a file, line ends made `\\n`; refuses what is no text, or no plausible text.

    >>> to_text("Résidence;né".encode("cp1252"), "parc.csv").encoding
    'cp1252'
    """
    text = _decode_as(data, file, asked) if asked else _recognise(data, file)
    if 0 in text.data:
        line = text.data.count(b"\n", 0, text.data.index(0)) + 1
        raise _refused("donnees.nul", file, line=line)
    return replace(text, data=_line_ends(text.data))


def _recognise(data: bytes, file: str) -> Text:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name, file)
    wide = _wide(data)
    if wide:
        return _strict(data, wide, file)
    if data.isascii():
        return Text(data, "utf-8")
    try:
        _check_utf8(data)
    except UnicodeDecodeError:
        return _one_byte(data, file)
    return _repaired(data, file)


def _check_utf8(data: bytes) -> None:
    """Decode without keeping: one character of a large file beyond Latin-1 doubles or quadruples its text."""
    view, start = memoryview(data), 0
    while start < len(data):
        end = start + _PIECE
        start += codecs.utf_8_decode(view[start:end], "strict", end >= len(data))[1]


def _decode_as(data: bytes, file: str, asked: str) -> Text:
    name = _NAMES.get(re.sub(r"[^a-z0-9]", "", asked.casefold()))
    if name is None:
        known = ", ".join(dict.fromkeys(_NAMES.values()))
        raise HlmdiagError([Problem("donnees.encodage-inconnu", values={"encoding": asked, "known": known})], USAGE)
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    return _strict(data, name, file)


def _strict(data: bytes, name: str, file: str) -> Text:
    try:
        return Text(data.decode(name).encode("utf-8"), name)
    except UnicodeError as fault:
        line = data.count(b"\n", 0, getattr(fault, "start", 0)) + 1
        raise _refused("donnees.encodage", file, line=line, encoding=name) from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in text of our languages every other byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    if sample[1::2].count(0) > 0.6 * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > 0.6 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _one_byte(data: bytes, file: str) -> Text:
    """Text in an encoding of one byte a letter: cp1252, unless another one explains its accents better."""
    accents = re.findall(rb"[\x80-\xff]", data[:4_000_000])
    scores = {name: _plausibility(b"".join(accents), name) for name in _RIVALS}
    best = max(_RIVALS, key=lambda name: scores[name])
    if best != "cp1252" and scores[best] > scores["cp1252"]:
        raise _refused("donnees.encodage-autre", file, encoding=best)
    try:
        return Text(_of_cp1252(data), "cp1252")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _refused("donnees.encodage", file, line=line, encoding="cp1252") from None


def _of_cp1252(data: bytes) -> bytes:
    """The text in UTF-8. Latin-1, which differs in 32 seldom used characters, is read ten times faster: they are put
    right afterwards."""
    text = data.decode("latin-1").encode("utf-8")
    if b"\xc2" not in text:
        return text
    control = {found[1] for found in set(re.findall(rb"\xc2[\x80-\x9f]", text))}
    if control & _UNUSED:
        data.decode("cp1252")
    for code in control:
        text = text.replace(bytes([0xC2, code]), bytes([code]).decode("cp1252").encode("utf-8"))
    return text


def _plausibility(accents: bytes, name: str) -> float:
    letters = accents.decode(name, errors="replace")
    return sum(letter in _ACCENTS for letter in letters) / max(1, len(letters))


def _repaired(data: bytes, file: str) -> Text:
    """Text encoded twice (`RÃ©sidence`) is put right where it can be as a whole, and said in both cases."""
    # one byte is looked for much faster than several: most files hold none of these
    lost = data.count(b"\xef\xbf\xbd") if b"\xef" in data else 0
    if lost:
        return Text(data, "utf-8", (_warning("donnees.accents-perdus", file, count=lost),))
    if not any(rare in data and mark in data for rare, mark in _OF_TWICE):
        return Text(data, "utf-8")
    text = data.decode("utf-8")
    found = _TWICE_ENCODED.search(text)
    if found is None:
        return Text(data, "utf-8")
    line = text.count("\n", 0, found.start()) + 1
    sample = text[max(0, found.start() - 8) : found.end() + 8].split("\n")[-1].strip()
    try:
        repaired = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return Text(data, "utf-8", (_warning("donnees.mojibake", file, line=line, value=sample),))
    return Text(repaired.encode(), "utf-8", (_warning("donnees.mojibake-repare", file, line=line, value=sample),))


def _line_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\n", b"\n")
    # beside usual line ends, a lone one is a break inside a cell: a space keeps every line where it is
    return data.replace(b"\r", b" " if b"\n" in data else b"\n")


def _warning(code: str, file: str, *, line: int | None = None, **values: object) -> Problem:
    return Problem(code, Location(file, line=line), values, Severity.WARNING)


def _refused(code: str, file: str, *, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line=line), values)])
