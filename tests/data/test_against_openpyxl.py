"""Every cell of many workbooks, compared with what another reader finds in it: value, error, percent, day, duration."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.cell import Cell

from data.corpus import pieces, worst
from data.foreign import SHAPES, base_parts, write_parts
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.sheet import FORMULA, Sheet
from hlmdiag.data.sources import InputSource

ROOT = Path(__file__).parents[2]
CORPUS = {each.name: each.data for each in (*pieces(), worst()) if each.name.endswith(".xlsx")}
UNREAD = {
    "strict", "parts at the root", "another name of the workbook", "other names of everything", "backslashes",
    "backslashes in targets", "capitals", "a slash before every name", "targets from the root without slash",
    "targets with escapes", "no list of contents", "a sheet whose relation is lost", "a chart before the table",
    "a state that nobody knows", "texts in the cells as values", "dollars", "spans, heights and fonts",
}  # fmt: skip
"""The shapes that openpyxl refuses, or whose texts it does not find."""


def as_text(cell: Cell) -> str:
    """What a cell shows, from what openpyxl gives of it."""
    value = cell.value
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, int | float):
        if "%" in re.sub(r'"[^"]*"|\\.', "", cell.number_format):
            return f"{value * 100:.13g} %"
        return f"{value:.15g}"
    return "" if value is None else str(value).strip()


def read_at(sheet: Sheet, cell: Cell) -> str:
    """What we read at the place of a cell; nothing outside of what we read."""
    inside = cell.row <= sheet.cells.height and cell.column <= sheet.cells.width
    return (sheet.cells[str(cell.column - 1)][cell.row - 1] or "") if inside else ""


def as_digits(ours: str, cell: Cell) -> str:
    """What we read of a cell, a number with as many digits as `as_text` gives it."""
    return (f"{float(ours):.15g}" if isinstance(cell.value, float) and "%" not in ours else ours).strip()


def compare(path: Path) -> int:
    """How many cells were compared; every one of them is the same."""
    book = openpyxl.load_workbook(path, data_only=True)
    count = 0
    for sheet in open_source(InputSource(path), FileOptions()):
        assert sheet.checked
        other = book[str(sheet.name)]
        assert (sheet.cells.height, sheet.cells.width) <= (other.max_row, other.max_column)
        for row in other.iter_rows():
            for cell in row:
                ours = read_at(sheet, cell)
                if ours.startswith(FORMULA):
                    assert cell.value is None, f"{sheet.name}!{cell.coordinate}"
                else:
                    assert as_digits(ours, cell) == as_text(cell), f"{sheet.name}!{cell.coordinate}"
                    count += ours != ""
    return count


@pytest.mark.parametrize("name", CORPUS)
def test_every_cell_of_the_corpus_is_that_of_openpyxl(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CORPUS[name])
    assert compare(path) > 10


@pytest.mark.parametrize("shape", sorted(SHAPES.keys() - UNREAD))
def test_every_cell_of_a_shape_is_that_of_openpyxl(tmp_path: Path, shape: str) -> None:
    assert compare(write_parts(tmp_path / "parc.xlsx", SHAPES[shape](base_parts()))) == 12


def test_every_cell_of_the_examples_is_that_of_openpyxl() -> None:
    assert compare(ROOT / "examples" / "parc.xlsx") > 1000


def test_every_cell_of_every_format_is_that_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    forms = (
        "General", "0", "0.00", "#,##0.00 €", "0%", "0.0%", '0.0" %"', "0\\%", "[Red]0", "[$-40C]#,##0", "# ?/?", "@",
        "hh:mm", "dd/mm/yyyy", "mmm-yy",
        "dd/mm/yyyy hh:mm", "[h]:mm", "0.00E+00", "000000", '00"-"000', "0.0%;[Red]-0.0%",
    )  # fmt: skip
    for title in ("Parc", "Agences & Cie"):
        sheet = book.create_sheet(title)
        for form in forms:
            sheet.append(
                [
                    form,
                    0.125,
                    12.5,
                    0,
                    1,
                    59,
                    61,
                    45750,
                    45750.5,
                    90000.5,
                    True,
                    "texte",
                    None,
                    "#N/A" if form == "0" else "x",
                ]
            )
            for cell in sheet[sheet.max_row]:
                cell.number_format = form
    path = tmp_path / "formats.xlsx"
    held = io.BytesIO()
    book.save(held)
    path.write_bytes(held.getvalue())
    assert compare(path) > 2 * 12 * len(forms)
    assert compare_older(path, tmp_path / "ancien.xls") > 2 * 12 * len(forms)


def compare_older(newer: Path, older: Path) -> int:
    """The same cells written as `.xls`, which another library reads for us; what openpyxl says of the newer decides."""
    book, target, count = openpyxl.load_workbook(newer, data_only=True), xlwt.Workbook(), 0
    styles: dict[str, xlwt.XFStyle] = {}
    for sheet in book.worksheets:
        copy = target.add_sheet(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            style = styles.setdefault(cell.number_format, xlwt.easyxf(num_format_str=cell.number_format))
            value = cell.value / timedelta(days=1) if isinstance(cell.value, timedelta) else cell.value
            copy.write(cell.row - 1, cell.column - 1, value, style)
    target.save(str(older))
    for read in open_source(InputSource(older), FileOptions()):
        for row in book[str(read.name)].iter_rows():
            for cell in row:
                ours = read_at(read, cell)
                assert as_digits(ours, cell) == as_text(cell), f"{read.name}!{cell.coordinate}"
                count += ours != ""
    return count


@pytest.mark.parametrize("name", CORPUS)
def test_every_cell_of_the_corpus_is_the_same_in_the_older_format(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(CORPUS[name])
    assert compare_older(tmp_path / name, tmp_path / "ancien.xls") > 10


def test_every_cell_of_the_examples_is_the_same_in_the_older_format(tmp_path: Path) -> None:
    assert compare_older(ROOT / "examples" / "parc.xlsx", tmp_path / "ancien.xls") > 1000
