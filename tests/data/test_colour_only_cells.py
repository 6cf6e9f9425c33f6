"""Colour is no value: cells that are only coloured are said, bands and headers are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

from data.kit import codes, look, only, small_grid
from hlmdiag.data import Dataset, read
from hlmdiag.text.phrase import spell
from inspection.kit import answered, asked_in, copy_of, read_back

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
    assert said.say("fr") == (
        "parc.xlsx, feuille « Sheet », C2 : colonne « etat » : 7 cellules sont colorées et vides (C2, C3, C4, C5, "
        "C6…). Une couleur n’est pas lue comme une réponse : ces cellules restent non renseignées. Dites ce que "
        "veut dire chaque couleur dans la feuille « Correspondances » (inspect --annotate), ou écrivez-y la réponse. "
        "[donnees.couleur]"
    )
    assert look(dataset, "etat") == [("(vide)",)] * 8


def test_one_or_two_coloured_cells_are_a_mark_and_no_habit(tmp_path: Path) -> None:
    assert "couleur" not in codes(
        painted(tmp_path, lambda row, column: RED if column == 3 and row < 4 else None).problems
    )


def test_a_band_of_colour_over_whole_rows_says_nothing(tmp_path: Path) -> None:
    assert "couleur" not in codes(painted(tmp_path, lambda row, column: GREEN if row % 2 else None).problems)


def test_a_white_cell_counts_as_uncoloured(tmp_path: Path) -> None:
    assert "couleur" not in codes(painted(tmp_path, lambda row, column: WHITE if column == 3 else None).problems)


def test_what_a_colour_means_is_answered_in_the_workbook(tmp_path: Path) -> None:
    painted(tmp_path, lambda row, column: (GREEN if row % 2 else RED) if column == 3 and row < 9 else None)
    copy = copy_of(tmp_path / "parc.xlsx")
    red, green = "cellule en rouge #FF0000", "cellule en vert #92D050"
    asked = {about: answer for about, answer in asked_in(copy).items() if "sans texte" in about}
    assert asked == dict.fromkeys([f"{colour}, sans texte, sous « etat »" for colour in (red, green)], "non renseigné")
    shown = {
        row[1].value: row[2].fill.fgColor.rgb for row in openpyxl.load_workbook(copy)["Correspondances"].iter_rows()
    }
    assert shown[f"{red}, sans texte, sous « etat »"] == "FFFF0000"
    back = answered(copy, {f"{red}, sans texte, sous « etat »": "Majeure"})
    dataset = read_back(back)
    states = [row[0] for row in look(dataset, "etat")]
    assert states == ["4", "(vide)", "4", "(vide)", "4", "(vide)", "4", "(vide)"]
    assert [(spell(each.text_in_words, "fr"), each.read, each.count) for each in dataset.translated] == [(red, "4", 4)]
    assert "couleur" not in codes(dataset.problems)
    assert asked_in(copy_of(back, "bis.xlsx"))[f"{red}, sans texte, sous « etat »"] == "Majeure"


def test_a_colour_may_be_a_mistake_or_zero(tmp_path: Path) -> None:
    painted(tmp_path, lambda row, column: RED if column == 2 and row < 9 else None)
    book = openpyxl.load_workbook(tmp_path / "parc.xlsx")
    for row in range(2, 6):
        book.active[f"B{row}"].value = None  # type: ignore[index]
    book.save(tmp_path / "parc.xlsx")
    [about] = [each for each in asked_in(copy_of(tmp_path / "parc.xlsx")) if "sans texte" in each]
    for answer, value in (("zéro", 0.0), ("à corriger", "(refusé)"), ("sans objet", "(so)")):
        dataset = read_back(answered(tmp_path / "copie.xlsx", {about: answer}))
        assert [row[0] for row in look(dataset, "pct_vacance")] == [value] * 4 + [6.0, 7.0, 8.0, 9.0]
