"""Proves that the XML of a sheet is of the shape that Excel, LibreOffice, openpyxl and XlsxWriter write.

Expressions read a sheet many times faster than a parser does, and are right only where every tag has the shape that
they expect. So each piece is held against a strict grammar first; a sheet that departs from it anywhere is written
anew in this form by `canonical`, through a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import polars as pl

from hlmdiag.data.sheet import letter

_PIECE = 2_000_000
"""What the processor still holds at hand when it looks at it for the second time."""
_LONGEST = 32_000_000
"""Past this many bytes in which no row ends: the longest text of a cell has 32 767 characters."""
_HEAD = 4_000_000

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""The errors of calculation that the reader of cells knows."""

_ATTRIBUTE = r'(?: [A-Za-z][A-Za-z0-9:]{0,40}="[^"<]*")'
_AT = r'r="[A-Z]{1,3}[1-9][0-9]{0,6}"'
_STYLE = r'(?: s="[0-9]{1,9}")?'
_BESIDE = r'(?: (?:cm|vm|ph)="[0-9]{1,9}")*'
_FORMULA_ALONE = rf"<f{_ATTRIBUTE}*(?: ?/>|>[^<]*</f>)"
_FORMULA = f"(?:{_FORMULA_ALONE})?"
_NOTHING = "(?:<v ?/>|<v></v>)"
_EMPTY = f"{_NOTHING}?"
_NUMBER = r"<v>-?[0-9.]{1,30}(?:[Ee][+-]?[0-9]{1,4})?</v>"
_INLINE = r'<is><t(?: xml:space="preserve")?(?: ?/>|>[^<]*</t>)</is>'
_KNOWN = "|".join(re.escape(error) for error in ERRORS)
_BODIES = (
    rf'(?: t="n")?{_BESIDE}>{_FORMULA}(?:{_NUMBER}|{_EMPTY})',
    rf' t="s"{_BESIDE}>(?:<v>[0-9]{{1,9}}</v>|{_EMPTY})',
    rf' t="str"{_BESIDE}>{_FORMULA}(?:<v(?: xml:space="preserve")?>[^<]*</v>|{_EMPTY})',
    rf' t="b"{_BESIDE}>{_FORMULA}<v>[01]</v>',
    rf' t="e"{_BESIDE}>{_FORMULA}<v>(?:{_KNOWN})</v>',
    rf' t="inlineStr"{_BESIDE}>{_INLINE}',
)
_CELL = rf'(?:(?: t="[a-zA-Z]{{1,9}}")?{_BESIDE} ?/>|(?:{"|".join(_BODIES)})</c>)'
_NUMBERS = rf'<c {_AT}{_STYLE}(?: t="n")?{_BESIDE}>{_FORMULA}<v>[^<]'
_TEXTS = r'<c [^>]* t="(?:s|str|inlineStr)"[^>/]*>(?:<f[^<]*>(?:[^<]*</f>)?)?<(?:v|is)>'
_OTHER_KINDS = re.compile(rb' t="(?!s">)')
BARE = rf'<c {_AT}{_STYLE}(?:(?: t="n")?{_BESIDE}>{_FORMULA_ALONE}{_EMPTY}| t="str"{_BESIDE}>{_FORMULA_ALONE})</c>'
"""A formula without result. One whose result is an empty text (`t="str"`, with a value) has one."""
ERROR = rf'<c {_AT}{_STYLE} t="e"{_BESIDE}>{_FORMULA}<v>[^<]*<'
CELL = rb'<c r="([A-Z]+)([0-9]+)"'
"""The start of a cell, with its letters and its row."""
_OPENING, _CLOSING = b"<sheetData>", b"</sheetData>"
_ENCODING = re.compile(rb"encoding=[\"']([^\"']*)")


class Unusual(ValueError):
    """The sheet is not written as usual."""


def is_usual(text: pl.Series, height: int = 0, width: int = 0) -> bool:
    """Whether a text, the only one of a series, is nothing but rows written as usual.

    Their cells stand within a rectangle where one is given.
    """
    at = rf'r="(?:{_up_to(letter(width - 1), "A", "Z")})(?:{_up_to(str(height), "0", "9")})"' if width else _AT
    row = rf'<row r="[1-9][0-9]{{0,6}}"{_ATTRIBUTE}*(?: ?/>|>(?:<c {at}{_STYLE}{_CELL})*</row>)'
    return bool(text.str.contains(rf"^(?:{row})*$").item())


def _up_to(bound: str, first: str, last: str) -> str:
    """An expression for what is shorter than a bound, or as long and not after it in order; no number begins by 0."""
    lead = "1" if first == "0" else first
    some = f"[{first}-{last}]"
    found = [f"[{lead}-{last}]{some}{{0,{len(bound) - 2}}}"] if len(bound) > 1 else []
    for at, sign in enumerate(bound):
        lowest = first if at else lead
        if sign > lowest:
            found.append(f"{bound[:at]}[{lowest}-{chr(ord(sign) - 1)}]{some}{{{len(bound) - at - 1}}}")
    return "|".join([*found, bound])


def is_bare(piece: bytes, text: pl.Series) -> bool:
    """Whether rows written as usual hold numbers and shared texts only: each mark of a value is a value there."""
    return not _OTHER_KINDS.search(piece) and not any(holds(text, mark) for mark in ("<f", "<v></v>"))


def holds(text: pl.Series, mark: str) -> bool:
    """Whether a text, the only one of a series, holds some signs: three times faster than `in` over bytes."""
    return bool(text.str.contains(mark, literal=True).item())


def held_cells(piece: bytes, text: pl.Series, *, bare: bool) -> tuple[int, int]:
    """Number of cells with a number, and with a text, in rows written as usual."""
    if bare:
        shared = piece.count(b' t="s"><v>')
        return piece.count(b'"><v>') - shared, shared
    return int(text.str.count_matches(_NUMBERS).item()), int(text.str.count_matches(_TEXTS).item())


def usual_pieces(stream: IO[bytes], envelope: list[bytes]) -> Iterator[bytes]:
    """The rows of a sheet, in pieces that end with a row; the XML around them is added to `envelope`.

    Raises `Unusual` where the rows are not found as usual; whether each piece is usual is for `is_usual` to say.
    """
    rest = _head(stream, envelope)
    while True:
        close = rest.find(_CLOSING)
        if close >= 0:
            yield rest[:close]
            envelope.append(rest[close:] + stream.read())
            return
        last = rest.rfind(b"<row ")
        if last > 0:
            yield rest[:last]
            rest = rest[last:]
        some = stream.read(_PIECE)
        if not some or len(rest) > _LONGEST:
            raise Unusual
        rest += some


def _head(stream: IO[bytes], envelope: list[bytes]) -> bytes:
    """XML after the opening of the rows; what precedes it is added to `envelope`."""
    some = b""
    while (start := some.find(_OPENING)) < 0:
        more = stream.read(_PIECE)
        if not more or len(some) > _HEAD:
            raise Unusual
        some += more
    start += len(_OPENING)
    encoding = _ENCODING.search(some, 0, 200)
    if b"<!" in some[:start] or (encoding is not None and encoding[1].lower() != b"utf-8"):
        raise Unusual
    envelope.append(some[:start])
    return some[start:]
