"""A received file with some of its cells written anew: the workbook as it is otherwise, or the text file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.form_identity import FORM_HERE, mark_in
from hlmdiag.data.received_workbook import refusing
from hlmdiag.data.sheet import unmarked
from hlmdiag.data.sources import ZIPPED, InputSource
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.migration import MigratedSheet, MovedForm, with_edits
from hlmdiag.report.annotated.copy import cannot_be_kept, received_workbook
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
    with refusing(cannot_be_kept(source)):
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
            # inside a merged range only the top left cell can be written
            continue
        cell.value = as_cell(edit.value) if isinstance(edit.value, str) else edit.value
        if isinstance(edit.value, str):
            cell.data_type = "s"


def write_moved_form(source: InputSource, moved: MovedForm, out: BinaryIO, day: date) -> None:
    """Write a form with its answers moved to another version, and its hidden marks with them."""
    assert source.path is not None
    received = source.path.read_bytes()
    with refusing(cannot_be_kept(source)):
        book = received_workbook(source, received)
        assert book is not None
        for edit in moved.edits:
            cell = book[str(edit.sheet)].cell(edit.row + 1, edit.column + 1)
            if isinstance(cell, Cell):
                cell.value = edit.value
        for sheet in book.worksheets:
            _mark_anew(sheet, moved)
        saved = BytesIO()
        book.save(saved)
    out.write(finish(saved.getvalue(), received, day))


def _mark_anew(sheet: Worksheet, moved: MovedForm) -> None:
    """The marks of a sheet under the newer version; in the hidden one, of which it is and what was known."""
    is_hidden = sheet.cell(1, 1).value == FORM_HERE
    for row in sheet.iter_rows():
        if is_hidden and len(row) > 1 and str(row[1].value) in moved.ids and str(row[0].value).startswith("["):
            row[1].value = moved.ids[str(row[1].value)]
        for cell in row:
            mark = mark_in(cell.value) if isinstance(cell.value, str) else None
            if mark is not None and isinstance(cell, Cell):
                cell.value = moved.mark(mark)
    if is_hidden:
        about = json.loads(str(sheet.cell(1, 2).value))
        about |= {"version": moved.new.version, "hash": moved.new.hash}
        sheet.cell(1, 2).value = json.dumps(about, ensure_ascii=False)


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
