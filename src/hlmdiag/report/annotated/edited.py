"""A received file with some of its cells written anew: the workbook as it is otherwise, or the text file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell

from hlmdiag.data.sheet import unmarked
from hlmdiag.data.sources import ZIPPED, InputSource
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.migration import MigratedSheet, with_edits
from hlmdiag.report.annotated.copy import received_workbook, refusing
from hlmdiag.report.annotated.package import finish
from hlmdiag.text.inert import as_cell

_BOM = "utf-8-sig"


def write_edited(source: InputSource, sheets: Sequence[MigratedSheet], out: BinaryIO, day: date) -> None:
    """Write the file with the cells of `sheets` written anew; `day` is when a workbook says that it was changed.

    Raises `HlmdiagError` where a part of a received workbook is broken.
    """
    assert source.path is not None
    if source.path.suffix.lower() not in ZIPPED:
        for each in sheets:
            out.write(_text(each))
        return
    received = source.path.read_bytes()
    with refusing(source):
        book = received_workbook(source, received)
        assert book is not None
        for each in sheets:
            _edit(book, each)
        saved = BytesIO()
        book.save(saved)
    out.write(finish(saved.getvalue(), received, day))


def _edit(book: Workbook, migrated: MigratedSheet) -> None:
    name = migrated.sheet.name
    if name not in book.sheetnames:
        raise HlmdiagError([Problem("donnees.copie-impossible", migrated.sheet.place())])
    sheet = book[name]
    for edit in migrated.edits:
        cell = sheet.cell(migrated.sheet.row(edit.row), edit.column + 1)
        if not isinstance(cell, Cell):
            # inside a merged cell there is nothing to write: what it shows is at its corner
            continue
        cell.value = as_cell(edit.value) if isinstance(edit.value, str) else edit.value
        if isinstance(edit.value, str):
            cell.data_type = "s"


def _text(migrated: MigratedSheet) -> bytes:
    """The whole table, in the encoding and with the separator of the file that was received."""
    edited = with_edits(migrated)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=edited.separator or ";", lineterminator="\r\n")
    writer.writerows([unmarked(cell) for cell in row] for row in edited.cells.iter_rows())
    try:
        return text.getvalue().encode(edited.encoding or _BOM)
    except (UnicodeEncodeError, LookupError):
        return text.getvalue().encode(_BOM)
