"""Finds the addresses that a style sheet fetches, however they are written."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\r\n\f])|(.))", re.DOTALL)
_FETCHES = re.compile(
    r"@import|url\(\s*[\"']?\s*(?!data:image/|#|[\"'\s])|(?<![\w-])(?:-webkit-)?image-set\(|(?<![\w-])(?:src|image|expression)\("
    r"|-moz-binding|(?<![\w-])behavior\s*:",
    re.IGNORECASE,
)


def fetch_in(text: str) -> tuple[int, str] | None:
    """The first thing of a style that is not in the page itself: its line, from 1, and what is written there.

    Escapes are read as a browser reads them.

    >>> fetch_in("a{color:red}\\nb{background:\\\\75rl(https://a.invalid)}")
    (2, 'b{background:url(https://a.invalid)}')
    >>> fetch_in("a{background:url('data:image/png;base64,AA')}")
    """
    read = _ESCAPE.sub(_read, text)
    found = _FETCHES.search(read)
    if found is None:
        return None
    line = read.count("\n", 0, found.start())
    return line + 1, read.split("\n")[line].strip()


def _read(escape: re.Match[str]) -> str:
    code, newline, character = escape.groups()
    if code is not None:
        number = int(code, 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "" if newline is not None else str(character)
