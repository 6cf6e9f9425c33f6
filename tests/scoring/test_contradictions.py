"""A column and a table that contradict each other: which is kept, and where the column stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from hlmdiag import load_grid, read, score
from hlmdiag.errors import Problem

GRID = """language_version: 1
id: travaux
version: "1"
title: Travaux
unit: résidence
polarity: burden
scale: [0, 100]
columns:
  code: {type: id, required: true}
  nb_faits: {COLUMN}
tables:
  travaux: {title: Travaux, key: code, columns: {cout: {type: number}}}
indicators:
  NB: {title: Faits, value: "VALUE", score: {steps: [0, 5], points: [0, 100]}}
"""
DRAWN = ("type: integer, from: count(travaux)", "nb_faits")
COLUMN_FIRST = ("type: integer", "coalesce(nb_faits, count(travaux))")
TABLE_FIRST = ("type: integer", "coalesce(count(travaux), nb_faits)")
ROWS = [["code", "nb_faits"], ["R1", 4], ["R2", 2]]


def said(folder: Path, column: str, value: str, stock: str) -> str:
    (folder / "g.yaml").write_text(GRID.replace("COLUMN", column).replace("VALUE", value), encoding="utf-8")
    (folder / "travaux.csv").write_text("code;cout\nR1;1\nR2;1\nR2;1\n", encoding="utf-8")
    if stock.endswith(".xlsx"):
        book = Workbook()
        book.active.title = "Relevé"
        for row in ROWS:
            book.active.append(row)
        book.save(folder / stock)
    else:
        (folder / stock).write_text("".join(";".join(map(str, row)) + "\n" for row in ROWS), encoding="utf-8")
    grid = load_grid(folder / "g.yaml")
    problems = score(
        grid, read([folder / stock, folder / "travaux.csv"], grid, date=date(2026, 10, 31)), date=date(2026, 10, 31)
    ).manifest.problems
    (found,) = [each for each in problems if each.code == "notation.colonne-et-table"]
    return found.say("fr").replace("\u00a0", " ").replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (DRAWN, "La valeur de la colonne est retenue."),
        (COLUMN_FIRST, "La valeur de la colonne est retenue."),
        (TABLE_FIRST, "La valeur de la table est retenue."),
    ],
)
def test_a_contradiction_says_which_of_the_two_values_is_kept(
    written: tuple[str, str], kept: str, tmp_path: Path
) -> None:
    text = said(tmp_path, *written, "parc.csv")
    assert "(R1 : 4 dans la colonne, 1 d’après la table)" in text and kept in text


@pytest.mark.parametrize(
    ("stock", "place"), [("parc.csv", "parc.csv, colonne"), ("parc.xlsx", "parc.xlsx, feuille « Relevé », B : ")]
)
def test_the_column_is_placed_as_its_file_is_read(stock: str, place: str, tmp_path: Path) -> None:
    assert said(tmp_path, *DRAWN, stock).startswith(place)


@pytest.mark.parametrize(("counted", "told"), [(105, False), (106, True), (85, True), (86, False)])
def test_a_tenth_of_the_larger_of_both_is_no_contradiction(counted: int, told: bool, tmp_path: Path) -> None:
    """95 in the column: 105 rows are 10 more, under a tenth of them; 106 are not."""
    (tmp_path / "g.yaml").write_text(GRID.replace("COLUMN", DRAWN[0]).replace("VALUE", DRAWN[1]), encoding="utf-8")
    (tmp_path / "travaux.csv").write_text("code;cout\n" + "R1;1\n" * counted, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;nb_faits\nR1;95\n", encoding="utf-8")
    assert codes(tmp_path, "parc.csv", "travaux.csv") == (["notation.colonne-et-table"] if told else [])


def test_two_columns_of_which_the_first_known_counts_contradict_no_table(tmp_path: Path) -> None:
    columns = "type: integer}\n  autre: {type: integer"
    text = GRID.replace("COLUMN", columns).replace("VALUE", "coalesce(nb_faits, autre) + count(travaux)")
    (tmp_path / "g.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "travaux.csv").write_text("code;cout\nR1;1\n", encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;nb_faits;autre\nR1;95;3\n", encoding="utf-8")
    assert codes(tmp_path, "parc.csv", "travaux.csv") == []


def test_a_count_inside_another_alternative_is_compared_without_the_column_beside_it(tmp_path: Path) -> None:
    """The rate agrees with the table, and the number of the stock with neither: only this one is remarked upon."""
    columns = "type: integer}\n  taux: {type: number, label: Taux}\n  nb_logements: {type: integer, role: size"
    text = GRID.replace("COLUMN", columns)
    text = text.replace("VALUE", "coalesce(taux, 100 * coalesce(nb_faits, count(travaux)) / nb_logements)")
    (tmp_path / "g.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "travaux.csv").write_text("code;cout\n" + "R1;1\n" * 5, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;nb_faits;taux;nb_logements\nR1;50;5;100\n", encoding="utf-8")
    [found] = remarks(tmp_path, "parc.csv", "travaux.csv")
    assert "(R1 : 50 dans la colonne, 5 d’après la table)" in found.say("fr").replace("\u00a0", " ")


def test_a_figure_made_of_two_columns_is_compared_with_the_table(tmp_path: Path) -> None:
    columns = "type: integer, label: Faits}\n  mineurs: {type: integer, label: Faits mineurs"
    text = GRID.replace("COLUMN", columns).replace("VALUE", "coalesce(nb_faits - mineurs, count(travaux))")
    (tmp_path / "g.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "travaux.csv").write_text("code;cout\nR1;1\n", encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;nb_faits;mineurs\nR1;95;3\n", encoding="utf-8")
    [found] = remarks(tmp_path, "parc.csv", "travaux.csv")
    text = found.say("fr").replace("\u00a0", " ")
    assert "les colonnes « Faits », « Faits mineurs » et la table « Travaux »" in text
    assert "(R1 : 92 dans les colonnes, 1 d’après la table). La valeur des colonnes est retenue." in text


def codes(folder: Path, *names: str) -> list[str]:
    """The codes of the remarks on columns and tables."""
    return [each.code for each in remarks(folder, *names)]


def remarks(folder: Path, *names: str) -> list[Problem]:
    """The remarks on columns and tables."""
    grid, day = load_grid(folder / "g.yaml"), date(2026, 10, 31)
    problems = score(grid, read([folder / name for name in names], grid, date=day), date=day).manifest.problems
    return [each for each in problems if each.code.startswith("notation.colonne-et")]
