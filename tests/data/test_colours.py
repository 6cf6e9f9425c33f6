"""Colour is no value: cells that are only coloured are said, bands and headers are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

from data.kit import codes, look, only, small_grid
from hlmdiag.data import Dataset, read

GREEN, RED, WHITE = (PatternFill("solid", fgColor=colour) for colour in ("FF92D050", "FFFF0000", "FFFFFFFF"))


def painted(folder: Path, paint: Callable[[int, int], PatternFill | None]) -> Dataset:
    """Eight residences whose state is never written; `paint` gives the colour of a cell (row, column from 1)."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code_residence", "pct_vacance (%)", "etat"])
    for number in range(2, 10):
        sheet.append([f"R{number}", number, None])
    for row in sheet.iter_rows(min_row=1, max_row=9, max_col=3):
        for cell in row:
            fill = paint(cell.row, cell.column)
            if fill is not None:
                cell.fill = fill
    path = folder / "parc.xlsx"
    book.save(path)
    return read(path, small_grid())


def test_cells_that_hold_only_a_colour_are_said_once_by_column(tmp_path: Path) -> None:
    dataset = painted(tmp_path, lambda row, column: (GREEN if row % 2 else RED) if column == 3 and row < 9 else None)
    said = only(dataset, "couleur")
    assert said.say() == (
        "parc.xlsx, feuille « Sheet », C2 : colonne « etat » : 7 cellules sont colorées et vides (C2, C3, C4, C5, "
        "C6…). Une couleur n’est pas lue comme une réponse : ces cellules restent non renseignées ; écrivez-y la "
        "réponse. [donnees.couleur]"
    )
    assert look(dataset, "etat") == [("(vide)",)] * 8


def test_one_or_two_coloured_cells_are_a_mark_and_no_habit(tmp_path: Path) -> None:
    assert "couleur" not in codes(
        painted(tmp_path, lambda row, column: RED if column == 3 and row < 4 else None).problems
    )


def test_a_band_of_colour_over_whole_rows_says_nothing(tmp_path: Path) -> None:
    assert "couleur" not in codes(painted(tmp_path, lambda row, column: GREEN if row % 2 else None).problems)


def test_white_is_no_colour(tmp_path: Path) -> None:
    assert "couleur" not in codes(painted(tmp_path, lambda row, column: WHITE if column == 3 else None).problems)
