"""Reads an OpenDocument workbook (`.ods`) into sheets, each cell once.

The document goes through the parser piece by piece and never stands in memory. There a row, a cell or a space says how
often it is repeated: what that makes is counted before it is made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.annotation_sheet import is_listing
from hlmdiag.data.archive import DAMAGE, check_archive
from hlmdiag.data.open_cells import RepeatBudget, SheetReader
from hlmdiag.data.open_names import DRAW, OFFICE, TABLE, TEXT
from hlmdiag.data.open_styles import OpenStyles
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import HlmdiagError, Location, Problem

_PIECE = 1_000_000
_ASIDE = frozenset(
    {
        f"{TABLE}tracked-changes", f"{TABLE}shapes", f"{TABLE}dde-links", f"{TABLE}content-validations",
        f"{OFFICE}forms", f"{OFFICE}scripts", f"{OFFICE}annotation",
    }
)  # fmt: skip
"""Elements whose tables, cells or texts belong to no sheet."""
_SHEET, _ROW, _COLUMN = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-column"
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_SPACES, _TAB, _BREAK = f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"


class _Forbidden(Exception):
    """The document declares entities, which a workbook never does."""


def read_open_document(data: bytes, file: str, limits: Limits = LIMITS) -> list[Sheet]:
    """Every sheet that holds a cell."""
    archive = check_archive(data, file, limits)
    if _is_enciphered(archive):
        raise HlmdiagError([Problem("donnees.mot-de-passe", Location(file))])
    try:
        styles = OpenStyles()
        if "styles.xml" in archive.namelist():
            _parse(archive, "styles.xml", styles.start, styles.end, styles.text)
        document = _Document(RepeatBudget(file, limits, _most(data, limits)), styles)
        _parse(archive, "content.xml", document.start, document.end, document.text)
    except (*DAMAGE, expat.ExpatError, _Forbidden, NotImplementedError):
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    return document.sheets


class _Document:
    """The content of a workbook, taken element after element."""

    def __init__(self, budget: RepeatBudget, styles: OpenStyles) -> None:
        self.sheets: list[Sheet] = []
        self._budget, self._styles = budget, styles
        self._sheet: SheetReader | None = None
        self._row: dict[str, str] | None = None
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._words: list[str] | None = None
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif self._words is not None:
            if name.startswith(DRAW):
                self._aside = 1
            else:
                self._words.append(self._special(name, attributes))
        elif self._cell is not None:
            if name in _PARAGRAPHS:
                self._words = []
            else:  # a drawing, or a table within the cell
                self._aside = 1
        elif self._sheet is None:
            if name == _SHEET:
                self._begin(attributes)
            else:
                self._styles.start(name, attributes)
        elif name in _CELLS and self._row is not None:
            self._cell, self._paragraphs = attributes, []
        elif name == _ROW:
            self._row = attributes
            self._sheet.begin_row(attributes)
        elif name == _COLUMN:
            self._sheet.column(attributes)
        elif name == _SHEET:
            self._aside = 1

    def end(self, name: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
        elif self._words is not None:
            if name in _PARAGRAPHS:
                self._paragraphs.append("".join(self._words))
                self._words = None
        elif self._sheet is None:
            self._styles.end(name)
        elif self._cell is not None:
            self._sheet.cell(self._cell, self._paragraphs)
            self._cell = None
        elif name == _ROW and self._row is not None:
            self._sheet.end_row(self._row)
            self._row = None
        elif name == _SHEET:
            self._finish()

    def text(self, words: str) -> None:
        """Characters."""
        if self._aside:
            return
        if self._words is not None:
            self._words.append(words)
        elif self._sheet is None:
            self._styles.text(words)

    def _special(self, name: str, attributes: dict[str, str]) -> str:
        if name == _SPACES:
            count = attributes.get(f"{TEXT}c", "1")
            spaces = int(count) if count.isdecimal() and count.isascii() and len(count) < 18 else 1
            self._budget.spend(spaces)
            return " " * spaces
        return {_TAB: "\t", _BREAK: "\n"}.get(name, "")

    def _begin(self, attributes: dict[str, str]) -> None:
        visible = not self._styles.hides(attributes.get(f"{TABLE}style-name", ""))
        self._sheet = SheetReader(attributes.get(f"{TABLE}name", ""), visible, self._budget, self._styles)

    def _finish(self) -> None:
        assert self._sheet is not None
        sheet = self._sheet.sheet()
        if not sheet.cells.is_empty() and not is_listing(self._sheet.name, sheet.cells["0"][0]):
            self.sheets.append(sheet)
        self._sheet = None


def _is_enciphered(archive: zipfile.ZipFile) -> bool:
    """Whether the parts can be read with a password only, each of them or the archive that holds them all."""
    if any(entry.flag_bits & 1 for entry in archive.infolist()) or "encrypted-package" in archive.namelist():
        return True
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read()
    except (*DAMAGE, NotImplementedError):
        return False


def _most(data: bytes, limits: Limits) -> int:
    """Most characters of the repeated texts: as many as an archive may unfold."""
    return max(100_000_000, min(limits.unfolded_mb * 1_000_000, limits.ratio * len(data)))


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _forbid
    for piece in _pieces(archive, part):
        parser.Parse(piece)
    parser.Parse(b"", True)


def _forbid(*_: object) -> None:
    raise _Forbidden


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece
