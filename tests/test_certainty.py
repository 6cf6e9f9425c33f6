"""Requirements (design-2 §11): an answer of which one is not sure counts, and widens what the score may be."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from polars.testing import assert_frame_equal
from pyxform.xls2xform import convert

import hlmdiag
from filled_forms import fill
from hlmdiag.cli.app import run
from hlmdiag.form import AskedUnit, Handout, Layout, questionnaire
from hlmdiag.grid import Grid
from hlmdiag.report.excel.form import render
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from hlmdiag.scoring.held_answers import dataset_of
from report.round_trip import FORMATS, round_trip

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: certitudes
version: "1"
title: Certitudes
polarity: merit
certainty: true
respondents: {column: qui}
columns:
  code: {type: id, required: true}
  qui: {type: text}
  annee: {type: integer}
indicators:
  HALL-A: {title: Propreté du hall, kind: judgement, score: {choices: {"1": 100, "2": 67, "3": 33, "4": 0}}}
  BRUIT: {title: Bruit, kind: judgement, score: {linear: {worst: 10, best: 0}}}
  ANNEE: {title: Année, value: annee, score: {linear: {worst: 1950, best: 2020}}}
flags:
  sale: {when: 'HALL_A in ["3", "4"]', message: Hall sale, no_better_than: mauvais}
  note: {when: 'score("HALL-A") < 50', message: Note basse}
  vieux: {when: annee < 1980, message: Ancien}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    path = tmp_path_factory.mktemp("certitudes") / "certitudes.yaml"
    path.write_text(GRID, encoding="utf-8")
    return hlmdiag.load_grid(path)


def scored(grid: Grid, folder: Path, text: str) -> Result:
    (folder / "avis.csv").write_text(text, encoding="utf-8")
    return hlmdiag.score(grid, hlmdiag.read(folder / "avis.csv", grid), date=DAY)


def test_only_judgements_that_choose_in_a_list_have_a_certainty(grid: Grid) -> None:
    assert [name for name in grid.columns if ":" in name] == ["HALL_A:certainty"]


@pytest.mark.parametrize(
    "title", ["HALL_A:certainty", "HALL-A:certainty", "Propreté du hall : certitude", "PROPRETE DU HALL - CERTITUDE"]
)
@pytest.mark.parametrize("answer", ["pas sûr", "PAS SUR", "Pas sûre", "unsure"])
def test_an_answer_of_which_one_is_not_sure_may_be_its_neighbours(
    grid: Grid, tmp_path: Path, title: str, answer: str
) -> None:
    found = scored(grid, tmp_path, f"code;HALL-A;{title};BRUIT;annee\nA;3;{answer};0;2020\n").frame
    row = found.row(0, named=True)
    assert (round(row["score"], 2), round(row["low"], 2), round(row["high"], 2)) == (77.67, 66.67, 89.0)
    assert (row["coverage"], row["points_low:HALL-A"], row["points_high:HALL-A"]) == (1, 0, 67)
    assert row["flags"] == ["sale", "note"] == row["flags_unsure"]


@pytest.mark.parametrize(("answer", "ends"), [("1", (67, 100)), ("4", (0, 33))])
def test_the_first_and_the_last_choice_have_one_neighbour(
    grid: Grid, tmp_path: Path, answer: str, ends: tuple[float, float]
) -> None:
    found = scored(grid, tmp_path, f"code;HALL-A;HALL_A:certainty\nA;{answer};pas sûr\n").frame
    assert found.select("points_low:HALL-A", "points_high:HALL-A").row(0) == ends


@pytest.mark.parametrize("answer", ["", "sûr", "Plutôt", "rather"])
def test_who_is_sure_or_rather_sure_changes_nothing(grid: Grid, tmp_path: Path, answer: str) -> None:
    row = scored(grid, tmp_path, f"code;HALL-A;HALL_A:certainty;BRUIT;annee\nA;3;{answer};0;2020\n").frame.row(
        0, named=True
    )
    assert row["low"] == row["score"] == row["high"] and row["flags_unsure"] == []


def test_of_several_voices_the_bounds_are_the_consolidation_of_their_bounds(grid: Grid, tmp_path: Path) -> None:
    rows = "code;qui;HALL-A;HALL_A:certainty\nA;a;1;sûr\nA;b;3;pas sûr\nA;c;;pas sûr\n"
    row = scored(grid, tmp_path, rows).frame.row(0, named=True)
    assert (row["score:HALL-A"], row["points_low:HALL-A"], row["points_high:HALL-A"]) == (66.5, 50, 83.5)
    assert row["certainties:HALL-A"] == ["sure", "unsure", "unsure"]


def test_what_is_wrong_is_said_with_its_cell(grid: Grid, tmp_path: Path) -> None:
    rows = "code;HALL-A;Propreté du hall : certitude\nA;3;peut-être\nB;;pas sûr\nC;ne sait pas;pas sûr\nD;;plutôt\n"
    problems = {each.code: each for each in scored(grid, tmp_path, rows).manifest.problems}
    assert problems["donnees.reponse"].location.cell == "C2"
    alone = problems["notation.certitude-sans-reponse"]
    assert (alone.location.line, alone.location.cell) == (3, "C3")
    assert alone.say("fr") == (
        "avis.csv, ligne 3, colonne « Propreté du hall : certitude » (C3 dans Excel) : « Propreté du hall » : "
        "2 certitudes sont données sans réponse (voir aussi avis.csv, ligne 5, "
        "colonne « Propreté du hall : certitude » "
        "(C5 dans Excel)) et ne disent rien. Écrivez les réponses, ou effacez les certitudes. "
        "[notation.certitude-sans-reponse]"
    )


@pytest.fixture
def voices(grid: Grid, tmp_path: Path) -> Result:
    rows = "code;qui;HALL-A;HALL_A:certainty;annee\nA;a;3;pas sûr;1970\nA;b;4;;1970\nB;a;3;pas sûr;2020\nC;;;plutôt;\n"
    return scored(grid, tmp_path, rows)


@pytest.mark.parametrize("format", FORMATS)
def test_a_saved_result_holds_it_and_scored_again_is_itself(format: str, voices: Result) -> None:
    back = round_trip(voices, format)
    assert back.frame.equals(voices.frame)
    again = hlmdiag.score(back.grid, dataset_of(back, back.grid), date=DAY)
    assert_frame_equal(again.frame.select(voices.frame.columns), voices.frame)


def test_sheets_say_of_which_answers_one_is_not_sure_and_which_flags_rest_on_them(voices: Result) -> None:
    sheets = []
    for code in ("A", "B"):
        out = BytesIO()
        render_sheet(hlmdiag.explain(voices, code), voices, out, "fr")
        sheets.append(re.sub(r"\s", " ", out.getvalue().decode()))
    assert "a : 3 (pas sûr) ; b : 4" in sheets[0]
    assert "sans en être sûr (1) : HALL-A Propreté du hall (pas sûr : points entre 0 et 67)" in sheets[1]
    assert "le niveau « Mauvais » ; il repose sur une réponse donnée sans en être sûr" in sheets[1]
    assert sheets[1].count("; repose sur une réponse donnée sans en être sûr)") == 2


@pytest.mark.parametrize("layout", ["fiche", "tableau"])
def test_a_form_asks_for_it_and_is_read_back(grid: Grid, tmp_path: Path, layout: Layout) -> None:
    handout = Handout(questionnaire(grid), layout, (AskedUnit({"code": "A"}), AskedUnit({"code": "B"})))
    held = BytesIO()
    render(handout, held, "fr", DAY)
    book = load_workbook(held)
    answers = {
        ("A", "HALL_A"): "2",
        ("A", "HALL_A:certainty"): "pas sûr",
        ("B", "HALL_A:certainty"): "bof",
        ("B", "BRUIT"): 3,
    }
    for sheet in book.worksheets[1:-1]:
        fill(sheet, handout, answers)
    book.save(tmp_path / "retour.xlsx")
    dataset = hlmdiag.read(str(tmp_path / "retour.xlsx"), grid, date=DAY)
    result = hlmdiag.score(grid, dataset, date=DAY)
    assert result.frame["certainties:HALL-A"].to_list() == [["unsure"], ["missing"]]
    assert result.frame.select("points_low:HALL-A", "points_high:HALL-A").row(0) == (33, 100)
    problems = {each.code: each for each in result.manifest.problems}
    sheet = book["B" if layout == "fiche" else "Certitudes"]
    assert sheet[problems["donnees.reponse"].location.cell].value == "bof"
    assert problems["donnees.formulaires-lus"].values["answers"] == 2


def test_a_form_on_a_phone_asks_for_it(grid: Grid, tmp_path: Path) -> None:
    form, export = tmp_path / "f.xlsform.xlsx", tmp_path / "envois.csv"
    assert run(["form", "-g", grid.path, "-o", str(form)]) == 0
    assert convert(str(form)).warnings == []
    survey = {row[1]: row for row in load_workbook(form)["survey"].iter_rows(values_only=True)}
    assert survey["HALL_A_certainty"][0] == "select_one hlmdiag_certainties"
    export.write_text("hlmdiag_form,hlmdiag_unit,HALL_A,HALL_A_certainty\ncertitudes@1,A,2,unsure\n", encoding="utf-8")
    result = hlmdiag.score(grid, hlmdiag.read(export, grid, date=DAY), date=DAY)
    assert result.frame.select("points_low:HALL-A", "points_high:HALL-A").row(0) == (33, 100)
