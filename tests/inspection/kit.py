"""A workbook annotated and answered as its author would do: choices typed in the copy, which is then given back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl

from data.kit import small_grid
from hlmdiag.data import Dataset, Settings, read
from hlmdiag.grid.model import Grid
from hlmdiag.inspection import Inspection, inspect, questions
from hlmdiag.report.annotated import annotate

DAY = date(2026, 11, 30)
SHEET = "Correspondances"
ABOUT, ANSWER, REMARK = 1, 3, 4
"""The columns that say what a row is about, what is answered and why."""


def looked(*paths: Path, grid: Grid | None = None, settings: Settings | None = None) -> Inspection:
    return inspect([str(path) for path in paths], grid or small_grid(), date=DAY, settings=settings)


def copy_of(path: Path, name: str = "copie.xlsx", *, grid: Grid | None = None) -> Path:
    """The annotated copy, with its questions."""
    inspection = looked(path, grid=grid)
    [(source, sheets)] = inspection.opened
    asked, out = questions(inspection, source.name, "fr"), BytesIO()
    annotate(source, sheets, inspection.faults, inspection.numeric, out, "fr", DAY, asked)
    copy = path.with_name(name)
    copy.write_bytes(out.getvalue())
    return copy


def asked_in(copy: Path) -> dict[str, str | None]:
    """What each row asks about, and the answer that stands there."""
    return {_about(row): row[ANSWER].value for row in _rows(openpyxl.load_workbook(copy)[SHEET])}


def _about(row: tuple[openpyxl.cell.Cell, ...]) -> str:
    """What a row asks about, in a word where a title is asked about twice."""
    asks_of_rows = json.loads(str(row[6].value))["kind"] == "rows"
    return f"lignes de {row[ABOUT].value}" if asks_of_rows else str(row[ABOUT].value)


def _rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[tuple[openpyxl.cell.Cell, ...]]:
    return [row for row in sheet.iter_rows() if len(row) > 6 and str(row[6].value or "").startswith("{")]


def answered(copy: Path, answers: Mapping[str, str], name: str = "rendue.xlsx") -> Path:
    """The copy with some answers chosen; every question that is named must be there."""
    book = openpyxl.load_workbook(copy)
    rows = {_about(row): row for row in _rows(book[SHEET])}
    for about, answer in answers.items():
        rows[about][ANSWER].value = answer or None
    back = copy.with_name(name)
    book.save(back)
    return back


def read_back(path: Path, grid: Grid | None = None, settings: Settings | None = None) -> Dataset:
    return read(path, grid or small_grid(), date=DAY, settings=settings)
