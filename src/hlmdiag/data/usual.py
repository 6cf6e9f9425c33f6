"""The usual XML of a sheet: what Excel, LibreOffice, openpyxl and XlsxWriter write, proven so before it is believed.

Expressions read a sheet many times faster than a parser does, and are right only where every tag has the shape that
they expect. So each piece is held against a strict grammar first; a sheet that departs from it anywhere is written
anew in this form by `canonical`, through a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import polars as pl

__all__ = ["CELL", "ERRORS", "Unusual", "is_usual", "number_cells", "outside", "usual_pieces"]

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
_FORMULA = rf"(?:<f{_ATTRIBUTE}*(?: ?/>|>[^<]*</f>))?"
_EMPTY = r"(?:<v ?/>|<v></v>)?"
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
_CELL = rf'<c {_AT}{_STYLE}(?:(?: t="[a-zA-Z]{{1,9}}")?{_BESIDE} ?/>|(?:{"|".join(_BODIES)})</c>)'
_ROW = rf'<row r="[1-9][0-9]{{0,6}}"{_ATTRIBUTE}*(?: ?/>|>(?:{_CELL})*</row>)'
_USUAL = rf"^(?:{_ROW})*$"
_NUMBERS = rf'<c {_AT}{_STYLE}(?: t="n")?{_BESIDE}>{_FORMULA}<v>[^<]'
CELL = rb'<c r="([A-Z]+)([0-9]+)"'
"""The start of a cell, with its letters and its row."""
_OPENING, _CLOSING = b"<sheetData>", b"</sheetData>"
_ENCODING = re.compile(rb"encoding=[\"']([^\"']*)")


class Unusual(ValueError):
    """The sheet is not written as usual."""


def is_usual(text: pl.Series) -> bool:
    """Whether a text, the only one of a series, is rows written as usual and nothing else."""
    return bool(text.str.contains(_USUAL).item())


def number_cells(text: pl.Series) -> int:
    """How many cells of rows written as usual hold a number."""
    return int(text.str.count_matches(_NUMBERS).item())


def outside(text: pl.Series, height: int, width: str) -> bool:
    """Whether a cell stands below a row or beyond the letters of a column."""
    wider, lower = _beyond(width, "A", "Z"), _beyond(str(height), "0", "9")
    return bool(text.str.contains(rf'<c r="(?:(?:{wider})[0-9]|[A-Z]+(?:{lower})")').item())


def _beyond(bound: str, first: str, last: str) -> str:
    """An expression for what is longer than a bound, or as long and after it in order."""
    some = f"[{first}-{last}]"
    longer = [f"{some}{{{len(bound) + 1},}}"]
    for at, sign in enumerate(bound):
        if sign < last:
            rest = len(bound) - at - 1
            longer.append(f"{bound[:at]}[{chr(ord(sign) + 1)}-{last}]{some}{{{rest}}}")
    return "|".join(longer)


def usual_pieces(stream: IO[bytes], envelope: list[bytes]) -> Iterator[bytes]:
    """The rows of a sheet, in pieces that end with a row; what stands around them is added to `envelope`.

    Raises `Unusual` where the rows are not found as usual; whether each piece is usual is for `is_usual` to say.
    """
    rest = _head(stream, envelope)
    while True:
        close = rest.find(_CLOSING)
        if close >= 0:
            yield rest[:close]
            envelope.append(rest[close:] + stream.read())
            return
        end = rest.rfind(b"</row>") + 6
        if end > 5:
            yield rest[:end]
            rest = rest[end:]
        some = stream.read(_PIECE)
        if not some or len(rest) > _LONGEST:
            raise Unusual
        rest += some


def _head(stream: IO[bytes], envelope: list[bytes]) -> bytes:
    """What follows the opening of the rows; what comes before it is added to `envelope`."""
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
