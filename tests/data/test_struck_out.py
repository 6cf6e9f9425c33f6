"""Rows and answers that somebody struck through in a workbook are read like the others, and said."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from data.kit import codes, filled, look, only, small_grid, workbook
from data.test_open_workbooks import ods, row, text, value
from hlmdiag.data import Dataset, read
from hlmdiag.errors import Severity

ROWS = [["code_residence", "nom", "vacance", "loyer"], ["R1", "a", 3, 400], ["R2", "b", 4, 500], ["R3", "c", 5, 600]]
Cells = Collection[tuple[int, int]]


def xlsx(folder: Path, struck: Cells) -> Path:
    path = workbook(folder, Parc=ROWS)
    book = openpyxl.load_workbook(path)
    for down, across in struck:
        book.active.cell(down + 1, across + 1).font = Font(strike=True)
    book.save(path)
    return path


def xls(folder: Path, struck: Cells) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Parc")
    style = xlwt.easyxf("font: struck_out on")
    for down, cells in enumerate(ROWS):
        for across, cell in enumerate(cells):
            sheet.write(down, across, cell, *([style] if (down, across) in struck else []))
    book.save(str(folder / "parc.xls"))
    return folder / "parc.xls"


def open_document(folder: Path, struck: Cells) -> Path:
    line = '<style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/>'
    none = '<style:text-properties style:text-line-through-style="none"/>'
    styles = (
        f'<style:style style:name="ce0" style:family="table-cell">{line}</style:style>'
        '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="ce0"/>'
        f'<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce0">{none}</style:style>'
    )

    def cell(place: tuple[int, int], held: object) -> str:
        styled = f' table:style-name="ce{1 if place in struck else 2}"'
        return text(held, styled) if isinstance(held, str) else value("float", "value", str(held), str(held), styled)

    rows = [row(*(cell((down, across), held) for across, held in enumerate(line))) for down, line in enumerate(ROWS)]
    return ods(folder, "".join(rows), styles)


@pytest.fixture(params=[xlsx, xls, open_document])
def read_struck(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]  # a function of cells
    return lambda *struck: read(request.param(tmp_path, struck), small_grid())


def test_a_row_that_is_struck_through_is_read_and_said(read_struck) -> None:  # type: ignore[no-untyped-def]
    dataset: Dataset = read_struck(*((2, across) for across in range(4)), (3, 0))
    assert look(dataset, "code_residence") == [("R1",), ("R2",), ("R3",)]
    said = only(dataset, "lignes-barrees")
    assert (said.severity, said.values["count"], filled(said, "rows")) == (Severity.WARNING, 2, "3, 4")
    assert "cellules-barrees" not in codes(dataset.problems)


def test_an_answer_that_is_struck_through_is_read_and_said(read_struck) -> None:  # type: ignore[no-untyped-def]
    dataset: Dataset = read_struck((1, 2), (3, 3))
    assert look(dataset, "pct_vacance", "loyer")[0] == (3.0, 400.0)
    said = only(dataset, "cellules-barrees")
    assert (said.severity, filled(said, "cells"), said.location.cell) == (Severity.WARNING, "C2, D4", "C2")
    assert "lignes-barrees" not in codes(dataset.problems)


def test_what_is_no_answer_may_be_struck_through(read_struck) -> None:  # type: ignore[no-untyped-def]
    dataset: Dataset = read_struck((0, 1), (0, 2))
    assert not {"lignes-barrees", "cellules-barrees"} & set(codes(dataset.problems))


def test_sheets_of_many_workbooks_are_not_read_together_past_what_is_struck(tmp_path: Path) -> None:
    for number in range(9):
        path = workbook(tmp_path, f"agence-{number}.xlsx", Parc=[ROWS[0], [f"R{number}", "a", 3, 400]])
        if number == 4:
            book = openpyxl.load_workbook(path)
            book.active["A2"].font = Font(strike=True)
            book.save(path)
    assert only(read(tmp_path, small_grid()), "lignes-barrees").location.file == "agence-4.xlsx"


def test_a_struck_style_that_is_not_used_or_says_no_strikes_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path, [])
    book = openpyxl.load_workbook(path)
    book.active["F9"].font = Font(strike=True)
    book.active["A2"].font = Font(strike=False)
    book.save(path)
    assert not {"lignes-barrees", "cellules-barrees"} & set(codes(read(path, small_grid()).problems))
