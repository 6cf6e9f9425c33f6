"""What the reader of workbooks does not tell, found in the archive: formats, errors, formulas, hidden rows.

One pass over the bytes of a sheet, without building a document: no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["LIMITS", "Limits", "Marks", "Package", "check_archive", "open_package"]

_CELL = rb"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]+)(\d+)\")"
_FORMULA = rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
_ERROR = re.compile(_CELL + rb"(?=[^>]*?\bt=\"e\")[^>]*>(?:" + _FORMULA + rb")?<(?:\w+:)?v>([^<]*)<")
_NO_RESULT = re.compile(
    _CELL
    + rb"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*>")
_LAST_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")
_FAR_COLUMN = re.compile(rb"\br=\"([A-Z]{3})\d+\"")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*\"([^\"]*)\"")
_PERCENT_IDS = frozenset({9, 10})


@dataclass(frozen=True)
class Limits:
    """How large a received workbook may be once unfolded."""

    unfolded_bytes: int = 2_000_000_000
    ratio: int = 400
    cells: int = 60_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Marks:
    """What was seen in one sheet, by column then row, both counted from 0."""

    percents: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    errors: Mapping[int, dict[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Package:
    """An opened `.xlsx`: where each sheet is, which styles show percents, which calendar dates follow."""

    archive: zipfile.ZipFile
    paths: Mapping[str, str]
    percent_styles: frozenset[int]
    date_1904: bool
    limits: Limits

    def marks(self, sheet: str, file: str) -> Marks:
        """The marks of a sheet; refuses one whose rectangle would not fit in memory."""
        path = self.paths.get(sheet)
        if path is None:
            return Marks()
        try:
            data = self.archive.read(path)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError):
            raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
        _check_size(data, file, sheet, self.limits)
        return Marks(
            percents=_percents(data, self.percent_styles),
            errors=_texts(_ERROR, data) if b't="e"' in data else {},
            formulas=_texts(_NO_RESULT, data) if re.search(rb"<(?:\w+:)?f[ >/]", data) else {},
            hidden_rows=tuple(int(row) for row in _HIDDEN_ROW.findall(data)) if b"hidden=" in data else (),
            hidden_columns=tuple(_hidden_columns(data)) if b"hidden=" in data else (),
        )


def open_package(data: bytes, file: str, limits: Limits = LIMITS) -> Package:
    """The archive of a workbook, once its unfolded size is known to be sane."""
    archive = check_archive(data, file, limits)
    try:
        paths = _sheet_paths(archive)
        styles = _percent_styles(archive)
        workbook = _read(archive, "xl/workbook.xml")
        return Package(archive, paths, styles, re.search(rb'date1904="(?:1|true)"', workbook) is not None, limits)
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, EOFError, RuntimeError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None


def check_archive(data: bytes, file: str, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """The archive, refused if it is damaged or would unfold beyond measure."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    unfolded = sum(entry.file_size for entry in archive.infolist())
    bomb = unfolded > 100_000_000 and unfolded > limits.ratio * len(data)
    if unfolded > limits.unfolded_bytes or bomb:
        raise _too_large(file, f"{unfolded // 1_000_000} Mo", f"{limits.unfolded_bytes // 1_000_000} Mo")
    return archive


def _too_large(file: str, found: str, limit: str) -> HlmdiagError:
    return HlmdiagError([Problem("donnees.trop-grand", Location(file), {"found": found, "limit": limit})])


def _check_size(data: bytes, file: str, sheet: str, limits: Limits) -> None:
    tail = _LAST_ROW.findall(data, max(0, len(data) - 4_000_000)) or _LAST_ROW.findall(data)
    height = int(tail[-1]) if tail else 0
    far = max((_number(letters) for letters in set(_FAR_COLUMN.findall(data))), default=0) if height else 0
    width = far + 1 if far else 702
    if far and height * width > limits.cells:
        raise _too_large(f"{file}, {sheet}", f"{height} × {width} cellules", f"{limits.cells} cellules")
    if height > 1_048_576:
        raise _too_large(f"{file}, {sheet}", f"{height} lignes", "1048576 lignes")


def _percents(data: bytes, styles: frozenset[int]) -> dict[int, tuple[int, ...]]:
    """The cells whose style shows a percent. Most sheets have none, and cost one search."""
    if not styles:
        return {}
    wanted = b"|".join(str(style).encode() for style in sorted(styles))
    pattern = re.compile(_CELL + rb'(?=[^>]*?\bs="(?:' + wanted + rb')")')
    found: dict[bytes, list[int]] = {}
    for letters, row in pattern.findall(data):
        found.setdefault(letters, []).append(int(row) - 1)
    return {_number(letters): tuple(rows) for letters, rows in found.items()}


def _texts(pattern: re.Pattern[bytes], data: bytes) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for letters, row, text in pattern.findall(data):
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
