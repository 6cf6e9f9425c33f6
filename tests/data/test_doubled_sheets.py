"""Sheets that answer the same questions for the same units: equal answers are one, different ones are not used."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.kit import codes, filled, look, only, refusal, small_grid, workbook, write
from hlmdiag.data import Dataset, read
from hlmdiag.grid import load_grid
from inspection.kit import answered, asked_in, copy_of, read_back

PARC = [["Code résidence", "Nb lgts"], ["R1", 24], ["R2", 30], ["R3", 12]]
ONE = [["Code résidence", "Note de propreté", "État des halls", "Loyer moyen"], ["R1", 3, "1", 400], ["R2", 5, "", 410]]
TWO = [["Code résidence", "Note de propreté", "État des halls"], ["R2", 6, "4"], ["R1", 3, "1"], ["R3", 7, "2"]]
READ = [("R1", 3.0, "1", 400.0), ("R2", "(refusé)", "4", 410.0), ("R3", 7.0, "2", "(vide)")]
COLUMNS = ("code_residence", "note", "etat", "loyer")


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("beside", ["the stock", "alone"])
def test_answers_that_differ_are_named_and_not_used_in_any_order(tmp_path: Path, swapped: bool, beside: str) -> None:
    sheets = {"Avis_agence": ONE, "Avis_siège": TWO}
    sheets = dict(reversed(sheets.items())) if swapped else sheets
    dataset = read(workbook(tmp_path, **({"Parc": PARC} if beside == "the stock" else {}), **sheets), small_grid())
    assert sorted(look(dataset, *COLUMNS)) == READ
    problem = only(dataset, "feuilles-differentes")
    assert (problem.values["count"], problem.values["key"]) == (1, "R2")
    assert {filled(problem, "ours"), filled(problem, "theirs")} == {"5", "6"}
    assert {"Avis agence", "Avis siège"} == set(
        filled(problem, "sheets").replace("« ", "").replace(" »", "").split(", ")
    )


def cells(dataset: Dataset, column: str) -> list[tuple[str, str | None, int]]:
    """Where each answer of a column stands: the code, the sheet, the row."""
    frame, found = dataset.stock.frame, []
    for row in frame.iter_rows(named=True):
        places = dataset.stock.parts[row["part"]] if dataset.stock.parts else dataset.stock.provenance
        place = places[column]
        found.append((row["v:code_residence"], place.sheet, row[place.rows]))
    return found


def test_what_one_sheet_alone_says_keeps_its_place(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Avis_agence=ONE, Avis_siège=TWO), small_grid())
    assert cells(dataset, "etat") == [("R1", "Avis agence", 2), ("R2", "Avis siège", 2), ("R3", "Avis siège", 4)]


def test_equal_answers_are_one(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Avis_1=ONE, Avis_2=ONE), small_grid())
    assert [row[1] for row in look(dataset, *COLUMNS)] == [3.0, 5.0]
    assert only(dataset, "feuilles-concordantes").values["units"] == 2
    assert "feuilles-differentes" not in codes(dataset.problems)


def test_a_sheet_that_contradicts_the_stock_is_not_ignored(tmp_path: Path) -> None:
    other = [["Code résidence", "Loyer moyen", "Note de propreté"], ["R1", 1, 2]]
    stock = [["Code résidence", "Nb lgts", "Loyer moyen"], ["R1", 24, 400], ["R2", 30, 410]]
    dataset = read(workbook(tmp_path, Parc=stock, Suite=other), small_grid())
    assert look(dataset, "loyer", "note") == [("(refusé)", 2.0), (410.0, "(vide)")]


def test_two_files_of_one_code_are_refused_with_the_code_and_a_remedy(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{name}.csv", f"Code résidence;Loyer moyen\nR1;{name}\nR9;2\n") for name in ("1", "2")]
    [problem] = refusal(files).problems
    assert (problem.code, problem.values["key"], problem.values["count"]) == ("donnees.feuilles-egales", "R1", 2)
    assert "hlmdiag score 1.csv" in problem.say("fr") and "--sheet" not in problem.say("fr")


def test_the_sheet_that_counts_is_chosen_in_the_workbook(tmp_path: Path) -> None:
    copy = copy_of(workbook(tmp_path, Parc=PARC, Avis_agence=ONE, Avis_siège=TWO))
    asked = asked_in(copy)
    assert asked["« Avis agence », « Avis siège »"] is None
    back = answered(copy, {"« Avis agence », « Avis siège »": "ne compter que « Avis siège »"})
    dataset = read_back(back)
    assert look(dataset, *COLUMNS)[1] == ("R2", 6.0, "4", "(vide)")
    assert only(dataset, "feuille-comptee").values["name"] == "Avis siège"
    assert asked_in(copy_of(back, "bis.xlsx")).keys() == asked.keys()


def test_voices_are_heard_where_the_grid_has_respondents(tmp_path: Path) -> None:
    grid = load_grid(Path(__file__).with_name("repondants.yaml"))
    judged = next(iter(grid.judged_columns))
    code = next(iter(grid.columns[judged].choices))
    other = list(grid.columns[judged].choices)[-1]
    rows = [[["code_residence", judged], ["R1", each], ["R2", code]] for each in (code, other)]
    copy = copy_of(workbook(tmp_path, Durand=rows[0], Petit=rows[1]), grid=grid)
    back = answered(copy, {"« Durand », « Petit »": "ce sont les avis de plusieurs répondants"})
    dataset = read_back(back, grid)
    assert dataset.respondents is not None
    frame = dataset.respondents.frame.select("v:code_residence", "respondent", f"v:{judged}").sort(pl.all())
    assert frame.rows() == [
        ("R1", "Durand", code),
        ("R1", "Petit", other),
        ("R2", "Durand", code),
        ("R2", "Petit", code),
    ]
    assert dataset.stock.frame.height == 2 and "feuilles-differentes" not in codes(dataset.problems)
