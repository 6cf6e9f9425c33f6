"""The parts of an `.xlsx` package by its relations: sheets, styles, shared strings, calendar."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.archive import DAMAGE, ArchiveParts, check_archive, damaged
from hlmdiag.data.styles import WorkbookStyles, read_styles
from hlmdiag.data.xml_parser import read_elements

_SHEET = "worksheet"
_MAIN = (".sheet.main+xml", ".sheet.macroenabled.main+xml", ".template.main+xml", ".template.macroenabled.main+xml")
_TRUE = ("1", "true", "on")


@dataclass(frozen=True)
class SheetPart:
    """A sheet that holds cells: its name, the path of its part, whether it is shown."""

    name: str
    path: str
    visible: bool


@dataclass(frozen=True)
class Package:
    """An opened workbook; `others` are the sheets that hold no cells: charts, dialogs, modules, lost ones."""

    parts: ArchiveParts
    data: bytes
    sheets: tuple[SheetPart, ...]
    others: tuple[str, ...]
    styles: WorkbookStyles
    texts: zipfile.ZipInfo | None
    date_1904: bool
    limits: Limits = LIMITS
    paths: Mapping[str, str] = field(default_factory=dict)
    """By the path of a sheet as the archive spells it, its name."""

    @property
    def has_macros(self) -> bool:
        """Whether the workbook contains macros."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.parts.archive.namelist())


def open_package(data: bytes, file: str, limits: Limits = LIMITS) -> Package:
    """The parts of a workbook, once its unfolded size is known to be sane."""
    parts = ArchiveParts(check_archive(data, file, limits))
    try:
        return _opened(parts, data, file, limits)
    except DAMAGE:
        raise damaged(file) from None


def _opened(parts: ArchiveParts, data: bytes, file: str, limits: Limits) -> Package:
    main = _main(parts)
    if main is None:
        raise damaged(file)
    elements = read_elements(parts.read(main))
    relations = parts.relations(main)
    by_kind = dict(reversed(relations.values()))
    sheets: list[SheetPart] = []
    others: list[str] = []
    paths: dict[str, str] = {}
    for name, given in elements:
        if name != "sheet":
            continue
        kind, path = relations.get(given.get("id", ""), ("", ""))
        entry = parts.entry(path) if kind == _SHEET else None
        # a part named by two sheets is read once: a small file could name it endlessly
        if entry is not None and entry.filename not in paths:
            paths[entry.filename] = given.get("name", "")
            sheets.append(SheetPart(given.get("name", ""), path, given.get("state", "visible") == "visible"))
        else:
            others.append(given.get("name", ""))
    styles, texts = (_beside(parts, by_kind, main, kind) for kind in ("styles", "sharedStrings"))
    dates = next((given.get("date1904", "") for name, given in elements if name == "workbookPr"), "")
    return Package(
        parts, data, tuple(sheets), tuple(others), read_styles(parts.read(styles)), parts.entry(texts),
        dates in _TRUE, limits, paths,
    )  # fmt: skip


def _main(parts: ArchiveParts) -> str | None:
    """The path of the workbook itself: where the package leads, else where its type is declared, else where it is."""
    led = [path for kind, path in parts.relations("").values() if kind == "officeDocument"]
    declared = (parts.of_type(words) for words in _MAIN)
    usual = ("xl/workbook.xml", "workbook.xml")
    return next((path for path in (*led, *declared, *usual) if path and parts.entry(path) is not None), None)


def _beside(parts: ArchiveParts, by_kind: Mapping[str, str], main: str, kind: str) -> str:
    """The path of the only part of a kind, by its relation or by its usual name beside the workbook."""
    if kind in by_kind:
        return by_kind[kind]
    return f"{main.rpartition('/')[0]}/{kind}.xml"
