"""Long tables, which are written as the file holds them."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

import hlmdiag
from hlmdiag.grid.shipped import shipped_folder
from hlmdiag.report.excel import page as pages
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.report.excel.style import ExcelStyles, Styled
from report.cells import opened
from report.stock import DATE

ROWS = 40


def written(short: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The cells, looks and heights of a sheet whose tables are kept cell by cell over so many rows."""
    monkeypatch.setattr(pages, "_SHORT", short)
    out = BytesIO()
    book = Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    styles = ExcelStyles(book)
    page = Page(book, styles, "Feuille", "", "")
    page.title("Titre", "Sous-titre")
    bold = styles.cell(bold=True)
    columns = [
        SheetColumn("texte", 10, {"text_wrap": True}),
        SheetColumn("nombre", 8, {"num_format": "0.0"}),
        SheetColumn("reste", 8),
    ]
    rests: list[object] = [None, "", True, Styled("gras", bold), Styled(2, bold), "=1+1", "a & <b>\n_x0041_", 7]
    rows = [[f"ligne {n} " * (n % 4), n / 7, rests[n % len(rests)]] for n in range(ROWS)]
    for _ in range(2):
        page.table(columns, rows)
        page.row += 2
    page.finish(head=3)
    book.close()
    sheet = load_workbook(out)["Feuille"]
    cells = [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.font.b, cell.alignment.wrap_text)
        for line in sheet.iter_rows()
        for cell in line
    ]
    return cells, {row: line.height for row, line in sheet.row_dimensions.items()}, sheet.dimensions


def test_a_long_table_has_the_cells_the_looks_and_the_heights_of_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(3, monkeypatch) == written(2 * ROWS, monkeypatch)


def test_no_cell_of_a_long_table_is_written_twice_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SHORT", 1)
    book = Workbook(BytesIO(), {})
    page = Page(book, ExcelStyles(book), "Feuille", "", "")
    page.table([SheetColumn("nombre", 8)], [[n] for n in range(5)])
    page.sheet.write_number(2, 0, 1.0)
    with pytest.raises(RuntimeError, match="Feuille"):
        book.close()


def test_other_cells_stand_to_the_right_of_a_long_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SHORT", 1)
    out = BytesIO()
    book = Workbook(out, {})
    styles = ExcelStyles(book)
    page = Page(book, styles, "Feuille", "", "")
    page.table([SheetColumn("nombre", 8), SheetColumn("texte", 8)], [[n, f"ligne {n}"] for n in range(5)])
    for row in range(8):
        page.cell(row, 4, f"à côté {row}", styles())
        page.cell(row, 3, row / 2, styles())
    book.close()
    lines = [[cell.value for cell in line] for line in load_workbook(out)["Feuille"].iter_rows()]
    beside = [[None, row / 2, f"à côté {row}"] for row in range(8)]
    table = [["nombre", "texte"], *([n, f"ligne {n}"] for n in range(5)), [None, None], [None, None]]
    assert lines == [left + right for left, right in zip(table, beside, strict=True)]


def test_the_units_of_a_large_stock_stand_beside_the_many_rules_of_a_long_grid() -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    read = hlmdiag.read([shipped_folder("examples") / "parc.csv"], grid, date=DATE)
    few = hlmdiag.score(grid, read)
    many = dataclasses.replace(few, frame=pl.concat([few.frame] * 5))
    sheet = opened(many)["Barème"]
    columns = {cell.value: cell.column for cell in sheet[5] if cell.value is not None}
    orders = [sheet.cell(row, columns["order"]).value for row in range(6, 6 + len(many.frame))]
    assert orders == list(range(1, len(many.frame) + 1))
    last = list(grid.indicators)[-1].id
    rules = [line for line in sheet.iter_rows(max_col=5, values_only=True) if line[0] == last]
    assert len(rules) == 1 and sheet.max_row > 5 + 200


def test_a_number_that_no_cell_can_hold_is_not_written_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SHORT", 1)
    book = Workbook(BytesIO(), {})
    page = Page(book, ExcelStyles(book), "Feuille", "", "")
    with pytest.raises(RuntimeError, match="nan"):
        page.table([SheetColumn("nombre", 8)], [[1.0], [float("nan")], [2.0]])
