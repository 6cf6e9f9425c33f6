"""What the reader of workbooks does not tell, found in the archive: formats, errors, formulas, hidden rows.

One pass over the bytes of a sheet, without building a document: no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.colours import coloured_blanks, filled_styles
from hlmdiag.errors import HlmdiagError, Location, Phrase, Problem

__all__ = ["Marks", "Package", "check_archive", "check_repeats", "open_package"]

_CELL = rb"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]+)(\d+)\")"
_FORMULA = rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
_ERROR = re.compile(_CELL + rb"[^>]*>(?:" + _FORMULA + rb")?<(?:\w+:)?v>([^<]*)<")
_NO_RESULT = re.compile(
    _CELL
    + rb"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*>")
_ADDRESS = re.compile(rb"\br=\"([A-Z]+)(\d+)\"")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*\"([^\"]*)\"")
_OPEN_ROW = re.compile(
    rb"<table:table-row\b(?:[^>]*?number-rows-repeated=\"(\d+)\")?[^>]*>(.*?)</table:table-row>", re.DOTALL
)
_OPEN_CELLS = re.compile(rb"number-columns-repeated=\"(\d+)\"")
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, EOFError, RuntimeError)
_MILLION = 1_000_000
_HARMLESS = 100 * _MILLION
"""An unfolded workbook of that size is read however well it was packed."""
_PERCENT_IDS = frozenset({9, 10})


@dataclass(frozen=True)
class Marks:
    """What was seen in one sheet, by column then row, both counted from 0."""

    percents: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    errors: Mapping[int, dict[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    coloured: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Cells that have a colour of background and no content."""


@dataclass(frozen=True)
class Package:
    """An opened `.xlsx`: where each sheet is, which styles show percents, which calendar dates follow."""

    archive: zipfile.ZipFile
    paths: Mapping[str, str]
    percent_styles: frozenset[int]
    date_1904: bool
    limits: Limits
    filled_styles: Mapping[int, int] = field(default_factory=dict)

    def body(self, sheet: str, file: str) -> bytes:
        """The bytes of a sheet; refuses one whose rectangle would not fit in memory."""
        path = self.paths.get(sheet)
        if path is None:
            return b""
        try:
            data = self.archive.read(path)
        except _DAMAGE:
            raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
        _check_size(data, file, sheet, self.limits)
        return data

    def marks(self, data: bytes) -> Marks:
        """What the bytes of a sheet tell."""
        marks = (b"<f>", b"<f ") if b"<c " in data[:100_000] else (b":f>", b":f ", b"<f>", b"<f ")
        formulas = any(mark in data for mark in marks)
        return Marks(
            percents=_percents(data, self.percent_styles),
            errors=_errors(data),
            formulas=_by_column(_NO_RESULT.findall(data)) if formulas else {},
            hidden_rows=tuple(int(row) for row in _HIDDEN_ROW.findall(data)) if b"hidden=" in data else (),
            hidden_columns=tuple(_hidden_columns(data)) if b"hidden=" in data else (),
            coloured=coloured_blanks(data, self.filled_styles),
        )


def open_package(data: bytes, file: str, limits: Limits = LIMITS) -> Package:
    """The archive of a workbook, once its unfolded size is known to be sane."""
    archive = check_archive(data, file, limits)
    try:
        paths = _sheet_paths(archive)
        styles = _percent_styles(archive)
        workbook = _read(archive, "xl/workbook.xml")
        date_1904 = re.search(rb'date1904="(?:1|true)"', workbook) is not None
        return Package(archive, paths, styles, date_1904, limits, filled_styles(_read(archive, "xl/styles.xml")))
    except _DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None


def check_archive(data: bytes, file: str, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """The archive, refused if it is damaged or would unfold beyond measure."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    unfolded = sum(entry.file_size for entry in archive.infolist())
    if unfolded > limits.unfolded_mb * _MILLION:
        raise _too_large(file, "unfolded_mb", _counted("mega", unfolded // _MILLION), limits)
    if unfolded > _HARMLESS and unfolded > limits.ratio * len(data):
        raise _too_large(file, "ratio", _counted("fois", unfolded // len(data)), limits)
    return archive


def check_repeats(archive: zipfile.ZipFile, file: str, limits: Limits = LIMITS) -> None:
    """Refuse an OpenDocument sheet where a cell that holds something is repeated beyond measure."""
    try:
        data = _read(archive, "content.xml")
    except _DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    unfolded = 0
    for row in _OPEN_ROW.finditer(data):
        if b"value-type=" not in row[2]:
            continue
        widths = [int(count) for count in _OPEN_CELLS.findall(row[2])]
        unfolded += int(row[1] or 1) * max(1, sum(widths))
    if unfolded > limits.cells:
        raise _too_large(file, "cells", _counted("cellules", unfolded), limits)


def _too_large(file: str, key: str, found: Phrase, limits: Limits) -> HlmdiagError:
    limit = _counted({"unfolded_mb": "mega", "ratio": "fois"}.get(key, "cellules"), getattr(limits, key))
    return HlmdiagError([Problem("donnees.trop-grand", Location(file), {"found": found, "limit": limit, "key": key})])


def _counted(word: str, count: int) -> Phrase:
    return Phrase(f"donnees.mots.{word}", count=count)


def _check_size(data: bytes, file: str, sheet: str, limits: Limits) -> None:
    """The last cell of each row tells how wide the rectangle is; that of the last row, how tall."""
    height = width = 0
    end = data.find(b"row>")
    start = 0
    while end >= 0:
        cell = data.rfind(b' r="', start, end)
        address = _ADDRESS.match(data, cell + 1) if cell >= 0 else None
        if address is not None:
            height, width = int(address[2]), max(width, _number(address[1]) + 1)
        start, end = end, data.find(b"row>", end + 4)
    if height * width > limits.cells:
        raise _too_large(
            f"{file}, {sheet}", "cells", Phrase("donnees.mots.rectangle", rows=height, columns=width), limits
        )


def _percents(data: bytes, styles: frozenset[int]) -> dict[int, tuple[int, ...]]:
    """The cells whose style shows a percent. The usual order of attributes is tried first: it is read much faster."""
    if not styles:
        return {}
    numbers = [str(number).encode() for number in sorted(styles)]
    style = rb's="(?:' + b"|".join(numbers) + rb')"'
    count = sum(data.count(b' s="' + number + b'"') for number in numbers)
    if count == 0:
        return {}
    cells = re.findall(rb'<c r="([A-Z]+)(\d+)" ' + style, data)
    if len(cells) != count:
        cells = re.findall(_CELL + rb"(?=[^>]*?\b" + style + rb")", data)
    found: dict[bytes, list[int]] = {}
    for letters, row in cells:
        found.setdefault(letters, []).append(int(row) - 1)
    return {_number(letters): tuple(rows) for letters, rows in found.items()}


def _errors(data: bytes) -> dict[int, dict[int, str]]:
    """The errors of calculation, each looked for around its mark."""
    found = []
    place = data.find(b't="e"')
    while place >= 0:
        cell = _ERROR.match(data, data.rfind(b"<", 0, place))
        if cell is not None:
            found.append((cell[1], cell[2], cell[3]))
        place = data.find(b't="e"', place + 5)
    return _by_column(found)


def _by_column(cells: Iterable[tuple[bytes, bytes, bytes]]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for letters, row, text in cells:
        found.setdefault(_number(letters), {})[int(row) - 1] = unescape(text.decode("utf-8", "replace"))
    return found


def _hidden_columns(data: bytes) -> Iterator[int]:
    for found in _HIDDEN_COLUMN.finditer(data):
        attributes = _attributes(found[0])
        first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
        yield from range(first - 1, min(last, first + 1000))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)}


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    return archive.read(path) if path in archive.namelist() else b""


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", _read(archive, "xl/_rels/workbook.xml.rels")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "").lstrip("/")
        targets[attributes.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    paths = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", _read(archive, "xl/workbook.xml")):
        attributes = _attributes(tag)
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if targets.get(relation, "") in archive.namelist():
            paths[attributes.get("name", "")] = targets[relation]
    return paths


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell styles whose format ends in a percent sign."""
    data = _read(archive, "xl/styles.xml")
    formats = set(_PERCENT_IDS)
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", data):
        attributes = _attributes(tag)
        if "%" in re.sub(r'"[^"]*"|\\.', "", attributes.get("formatCode", "")):
            formats.add(int(attributes.get("numFmtId", "-1")))
    body = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", data, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", body[0]) if body else []
    return frozenset(n for n, tag in enumerate(styles) if int(_attributes(tag).get("numFmtId", "0")) in formats)
