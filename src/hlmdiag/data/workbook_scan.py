"""Scans each sheet of an `.xlsx` before it is read, and gives the reader of cells the rows that it can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import IO

import polars as pl

from hlmdiag.data.archive import DAMAGE, damaged
from hlmdiag.data.canonical_xml import canonical_pieces
from hlmdiag.data.rebuilt import PartContent, rebuilt
from hlmdiag.data.shared_strings import SharedTexts, shared_texts
from hlmdiag.data.sheet import position
from hlmdiag.data.size_limits import check_table, counted, too_large
from hlmdiag.data.styles import WorkbookStyles
from hlmdiag.data.usual_xml import Unusual, is_usual, usual_pieces
from hlmdiag.data.xlsx_package import Package, SheetPart, open_package
from hlmdiag.data.xlsx_scan import Area, SheetScan, SheetScanner, shared_indexes
from hlmdiag.data.xml_parser import BrokenXml, Element, read_elements

_STEP = 2_000_000
_MILLION = 1_000_000
_HARMLESS = 30 * _MILLION
"""A sheet of that size is read by a parser, which takes some seconds, however well it was packed."""
_DAY = "yyyy-mm-dd hh:mm:ss"
_DAY_STYLE = 999_999_999
"""Above any number of styles: one just past that number may be in cells whose style is absent."""
_TITLES = 1_000
"""Merged cells matter among titles, in the first rows."""
_COLUMNS = 16_384
_MERGED = 10_000
_UNFOLDED = 1_000_000
"""Elements and merged cells: about as many hundreds of bytes for who holds each of them."""
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_YES = ("1", "true")


@dataclass(frozen=True)
class WorkbookScan:
    """The marks of every sheet of a workbook, in order, and the bytes of what the reader of cells reads of them."""

    marks: tuple[SheetScan, ...]
    data: bytes


def scan_workbook(package: Package, file: str) -> WorkbookScan:
    """Scan the sheets of a workbook; refuses one whose rectangle or texts would not fit in memory."""
    archive = package.parts.archive
    styles = _with_days(package.styles)
    try:
        texts = shared_texts(archive.read(package.texts)) if package.texts is not None else None
        if texts is not None and texts.count > package.limits.cells:
            raise too_large(file, "cells", counted("textes", texts.count), package.limits, unfolded=True)
        found = [_Look(package, sheet, styles, texts, file) for sheet in package.sheets]
        pieces = [each.run() for each in found]
        table = None if texts is None else texts.data if texts.is_anew else package.texts
        return WorkbookScan(tuple(each.marks for each in found), rebuilt(archive, package.data, pieces, table))
    except DAMAGE:
        raise damaged(file) from None


def rows_of(package: Package, sheet: SheetPart) -> Iterator[bytes]:
    """The rows of a sheet written as usual, however they came."""
    try:
        for piece in _usual(package, sheet, []):
            if not is_usual(pl.Series([piece.decode()])):
                raise Unusual
    except (Unusual, UnicodeDecodeError):
        yield from _anew(package, sheet, [])
        return
    yield from _usual(package, sheet, [])


def can_be_taken_apart(data: bytes) -> bool:
    """Whether a program that unfolds the XML around the rows can handle it: merged cells, columns."""
    package = open_package(data, "")
    covered = 0
    try:
        for sheet in package.sheets:
            around = _around(package, sheet)
            covered += len(around) + sum(_area(given.get("ref", "")) for name, given in around if name == "mergeCell")
    except DAMAGE:
        return False
    return covered <= _UNFOLDED


def _around(package: Package, sheet: SheetPart) -> list[Element]:
    """XML around the rows of a sheet."""
    envelope: list[bytes] = []
    try:
        for _ in _usual(package, sheet, envelope):
            pass
        return read_elements(b"".join(envelope))
    except (Unusual, BrokenXml):
        around: list[Element] = []
        for _ in _anew(package, sheet, around):
            pass
        return around


def _area(ref: str) -> int:
    """Number of cells in a range."""
    found = _RANGE.fullmatch(ref)
    if found is None or found[3] is None:
        return 1
    return (abs(int(found[4]) - int(found[2])) + 1) * (abs(position(found[3]) - position(found[1])) + 1)


def _with_days(styles: WorkbookStyles) -> WorkbookStyles:
    """The styles, and one more that shows days: that of cells that hold a day in words."""
    return replace(styles, formats={**styles.formats, _DAY_STYLE: _DAY})


def _stream(package: Package, sheet: SheetPart) -> IO[bytes]:
    entry = package.parts.entry(sheet.path)
    assert entry is not None
    return package.parts.archive.open(entry)


def _usual(package: Package, sheet: SheetPart, envelope: list[bytes]) -> Iterator[bytes]:
    with _stream(package, sheet) as stream:
        yield from usual_pieces(stream, envelope)


def _anew(package: Package, sheet: SheetPart, around: list[Element]) -> Iterator[bytes]:
    with _stream(package, sheet) as stream:
        pieces = iter(lambda: stream.read(_STEP), b"")
        yield from _ending_rows(canonical_pieces(pieces, around, _DAY_STYLE, date_1904=package.date_1904))


def _ending_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that end with a row."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"</row>") + 6
        if end > 5:
            yield rest[:end]
            rest = rest[end:]


class _Look:
    """One sheet as it is looked at."""

    def __init__(
        self, package: Package, sheet: SheetPart, styles: WorkbookStyles, texts: SharedTexts | None, file: str
    ) -> None:
        self._package, self._sheet, self._styles, self._texts = package, sheet, styles, texts
        self._where, self._limits = f"{file}, {sheet.name}", package.limits
        self.marks = SheetScan()

    def run(self) -> PartContent:
        """Look at the sheet; gives the part that the reader of cells is to read."""
        envelope: list[bytes] = []
        try:
            seen = self._see(_usual(self._package, self._sheet, envelope))
            around = read_elements(b"".join(envelope))
            if not _is_plain(around):
                raise Unusual
            self._check_texts(seen.texts, _usual(self._package, self._sheet, []))
        except (Unusual, UnicodeDecodeError, BrokenXml):
            return self._run_anew()
        self.marks = seen.marks(_hidden_columns(around), _merged(around))
        entry = self._package.parts.entry(self._sheet.path)
        assert entry is not None
        return entry

    def _run_anew(self) -> bytes:
        entry = self._package.parts.entry(self._sheet.path)
        assert entry is not None
        if entry.file_size > _HARMLESS and entry.file_size > self._limits.ratio * entry.compress_size:
            found = counted("fois", entry.file_size // max(1, entry.compress_size))
            raise too_large(self._where, "ratio", found, self._limits, unfolded=True)
        around: list[Element] = []
        kept = [b"<worksheet><sheetData>"]

        def keeping() -> Iterator[bytes]:
            for piece in _anew(self._package, self._sheet, around):
                kept.append(piece)
                yield piece

        seen = self._see(keeping())
        self._check_texts(seen.texts, kept[1:])
        self.marks = seen.marks(_hidden_columns(around), _merged(around))
        return b"".join([*kept, b"</sheetData></worksheet>"])

    def _see(self, pieces: Iterator[bytes]) -> SheetScanner:
        """Scan its rows; of a sheet in several pieces, one is scanned while the next is read."""
        seen = SheetScanner(self._styles)
        held = self._measured(next(pieces, None), seen)
        if held is None:
            return seen
        following = next(pieces, None)
        if following is None:
            seen.add(*held)
            return seen
        with ThreadPoolExecutor(1) as beside:
            before = beside.submit(seen.add, *held)
            for piece in chain([following], pieces):
                held = self._measured(piece, seen)
                before.result()
                assert held is not None
                before = beside.submit(seen.add, *held)
            before.result()
        return seen

    def _measured(self, piece: bytes | None, seen: SheetScanner) -> tuple[bytes, pl.Series] | None:
        """A piece and its text, once it is known to be usual and to fit in memory."""
        if piece is None:
            return None
        text = pl.Series([piece.decode()])
        if not seen.measure(piece, text):
            raise Unusual
        check_table(self._where, seen.height, seen.width, self._limits, unfolded=True)
        return piece, text

    def _check_texts(self, count: int, pieces: Iterable[bytes]) -> None:
        """Refuse a long text shown by many cells: each holds it in memory; `count` cells show one, at most."""
        limit = self._limits.unfolded_mb * _MILLION
        if self._texts is None or count * len(self._texts.data) <= limit or count * self._texts.longest <= limit:
            return
        known, shown = self._texts.lengths, 0
        for piece in pieces:
            indexes = shared_indexes(pl.Series([piece.decode()]))
            shown += int(known.gather(indexes.filter(indexes < len(known))).cast(pl.UInt64).sum())
            if shown > limit:
                found = counted("mega", shown // _MILLION)
                raise too_large(self._where, "unfolded_mb", found, self._limits, unfolded=True)


def _is_plain(around: list[Element]) -> bool:
    """Whether the XML around the rows is that of a plain sheet, with a credible rectangle."""
    refs = [given.get("ref", "") for name, given in around if name == "dimension"]
    return around[0][0] == "worksheet" and all(_RANGE.fullmatch(ref) for ref in refs)


def _hidden_columns(around: Iterable[Element]) -> tuple[int, ...]:
    # as a set: a forged sheet may repeat the same columns a million times
    spans = {
        (given.get("min", ""), given.get("max", ""))
        for name, given in around
        if name == "col" and given.get("hidden", "").lower() in _YES
    }
    found: list[int] = []
    following = 0
    for first, last in sorted((_column(start), _column(end)) for start, end in spans):
        found += range(max(first, following), last + 1)
        following = max(following, last + 1)
    return tuple(found)


def _column(text: str) -> int:
    """A column counted from 0, within a sheet."""
    return min(max(int(text), 1), _COLUMNS) - 1 if re.fullmatch("[0-9]{1,9}", text) else 0


def _merged(around: Iterable[Element]) -> tuple[Area, ...]:
    found = []
    for name, given in around:
        area = _RANGE.fullmatch(given.get("ref", "")) if name == "mergeCell" else None
        if area is not None and area[3] is not None and int(area[2]) <= _TITLES:
            top, bottom = int(area[2]) - 1, int(area[4]) - 1
            found.append(((top, position(area[1])), (bottom, min(position(area[3]), _COLUMNS - 1))))
    return tuple(found[:_MERGED])
