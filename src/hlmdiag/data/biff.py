"""The records of an old workbook (`.xls`), looked at before its cells are read.

Only the records that tell of cells are left to the reader: names, drawings and links, which a forged or a strange file
may write in any way, are put out of its sight.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hlmdiag.data.ole import MAGIC, BrokenFile, Compound

_BEGINNINGS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_END, _CONTINUED, _PASSWORD, _BOUND_SHEET, _RECALCULATED, _PAGE = 0x000A, 0x003C, 0x002F, 0x0085, 0x01C1, 0x0042
_FONT, _STRUCK, _NO_FONT = 0x0031, 0x0008, 4
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_FORMATS = frozenset({0x001E, 0x041E})
_STYLES = frozenset({0x0043, 0x0243, 0x0443, 0x00E0})
_OTHER_CELLS = frozenset(
    {
        *range(0x0000, 0x0009), *range(0x0200, 0x0206), 0x0207, 0x0208, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x027E, 0x0044,
    }
)  # fmt: skip
_ABOUT = frozenset(
    {
        0x0022, _PAGE, 0x007D, 0x008E, 0x008F, 0x00E5, 0x00FC, 0x0021, 0x0221, 0x0036, 0x0037, 0x0236, 0x04BC,
        _CONTINUED, _BOUND_SHEET, _END,
    }
)  # fmt: skip
"""Calendar, page of codes, columns, sheets, merged cells, shared texts and formulas."""
_READ = _BEGINNINGS | _FORMULAS | _FORMATS | _STYLES | _OTHER_CELLS | _ABOUT
_UNSEEN = b"\xfe\xff"
_UNICODE = 1200
_CALCULATE_ON_OPENING = 0x0002
_NOTHING, _EMPTY_TEXT = bytes(8), b"\x03"


class PasswordProtected(Exception):
    """The workbook is enciphered."""


@dataclass(frozen=True)
class Records:
    """Information that the records hold beside the cells.

    `uncomputed` are the cells whose formula has no recorded result, by the place of their sheet in the stream;
    `sheets` the places of the sheets of cells, in the order of the workbook; `formats` the number of the format of
    each style; `struck` the styles whose text is struck through; `is_page_known` whether the page of codes of its texts
    is named, and one that exists.
    """

    stream: bytes
    uncomputed: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    sheets: tuple[int, ...] = ()
    formats: tuple[int, ...] = ()
    struck: frozenset[int] = frozenset()
    is_page_known: bool = True


def is_bare_stream(data: bytes) -> bool:
    """Whether these are the records of a sheet without the container, as Excel 2 to 4 and old exports wrote them."""
    if len(data) < 8:
        return False
    kind, length = struct.unpack_from("<HH", data)
    return kind in _BEGINNINGS and 4 <= length <= 20


def workbook_stream(data: bytes) -> bytes:
    """The records of a workbook. Raises `BrokenFile`."""
    if not data.startswith(MAGIC[:4]):
        return data
    stream = Compound(data).stream("Workbook", "Book")
    if stream is None:
        raise BrokenFile
    return stream


def look_at_records(stream: bytes) -> Records:
    """Information from the records, and a stream that holds only those of cells.

    Raises `PasswordProtected`, or `BrokenFile` where a record runs past the end or a sheet does not end.
    """
    kept = bytearray(stream)
    sheets: list[int] = []
    formats: list[int] = []
    fonts: list[int] = []
    struck: list[bool] = []
    formulas: list[tuple[int, int, int, bytes, int]] = []
    calculated = known = False
    inside, version = 0, _version(stream)
    for depth, kind, place, length, sheet in _records(stream):
        if kind not in _READ:
            kept[place : place + 2] = _UNSEEN
            if kind == _FONT and length >= 4:
                struck.append(bool(struct.unpack_from("<H", stream, place + 6)[0] & _STRUCK))
            calculated = calculated or kind == _RECALCULATED
            if kind == _PASSWORD:
                raise PasswordProtected
        elif kind in _FORMULAS and depth == 1 and length >= 16:
            formulas.append((sheet, *_formula(stream, place + 4, version)))
        elif kind == _BOUND_SHEET and length >= 6 and stream[place + 9] == 0:
            sheets.append(struct.unpack_from("<I", stream, place + 4)[0])
        elif kind == 0x00E0 and length >= 4:
            font, number = struct.unpack_from("<HH", stream, place + 4)
            formats.append(number)
            fonts.append(font)
        elif kind == _PAGE and length >= 2:
            known = _is_page(struct.unpack_from("<H", stream, place + 4)[0])
        inside = depth
    if inside:
        raise BrokenFile
    uncomputed = _uncomputed(formulas, calculated=calculated)
    return Records(bytes(kept), uncomputed, tuple(sheets) or (0,), tuple(formats), _struck(fonts, struck), known)


def _struck(fonts: list[int], struck: list[bool]) -> frozenset[int]:
    """The styles whose font is struck through; no font has the number 4."""
    places = [font - (font > _NO_FONT) for font in fonts]
    return frozenset(style for style, place in enumerate(places) if place < len(struck) and struck[place])


def _records(stream: bytes) -> Iterator[tuple[int, int, int, int, int]]:
    """The depth, kind, place and length of each record, and the place where its sheet begins."""
    read = struct.Struct("<HH").unpack_from
    place = depth = sheet = 0
    last = len(stream) - 4
    while place <= last:
        kind, length = read(stream, place)
        if place + 4 + length > len(stream):
            if depth:
                raise BrokenFile
            return  # what follows the last sheet is nobody's
        if kind in _BEGINNINGS:
            if depth == 0:
                sheet = place
            depth += 1
        yield depth if kind != _END else max(0, depth - 1), kind, place, length, sheet
        if kind == _END:
            depth = max(0, depth - 1)
        elif kind == 0 and length == 0 and depth == 0:
            return
        place += 4 + length


def _version(stream: bytes) -> int:
    """2 where the records are those of Excel 2, whose formulas are shorter, else more."""
    return 2 if stream[:2] == b"\x09\x00" else 3


def _is_page(number: int) -> bool:
    """Whether a page of codes is one that Python has, by the names that xlrd gives them."""
    from xlrd.biffh import encoding_from_codepage

    if number == _UNICODE:
        return False
    try:
        codecs.lookup(encoding_from_codepage.get(number, f"cp{number}"))
    except LookupError:
        return False
    return True


def _formula(stream: bytes, place: int, version: int) -> tuple[int, int, bytes, int]:
    """The row, the column, the recorded result and the flags of a formula."""
    if version == 2:
        row, column, _, result, flags = struct.unpack_from("<HH3s8sB", stream, place)
    else:
        row, column, _, result, flags = struct.unpack_from("<HHH8sH", stream, place)
    return row, column, result, flags


def _uncomputed(
    formulas: list[tuple[int, int, int, bytes, int]], *, calculated: bool
) -> dict[int, set[tuple[int, int]]]:
    """The formulas that have no recorded result: their writer left it to whoever opens the file.

    A zero to be calculated on opening is what libraries write for want of a result. Some write an empty text instead,
    as a formula that gives an empty text does: they are known by a workbook in which no formula has any other result
    and that no Excel calculated.
    """
    never = not calculated and all(
        result[6:] == b"\xff\xff" and result[:1] == _EMPTY_TEXT for *_, result, _ in formulas
    )
    found: dict[int, set[tuple[int, int]]] = {}
    for sheet, row, column, result, flags in formulas:
        if never or (result == _NOTHING and flags & _CALCULATE_ON_OPENING):
            found.setdefault(sheet, set()).add((row, column))
    return found
