"""Requirements (design-2 §12): a column may hold what is written of one criterion; an exception changes no score."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

import hlmdiag
from hlmdiag.dossier import Drafter
from hlmdiag.explain import caveats
from hlmdiag.grid import Grid
from hlmdiag.report import excel
from hlmdiag.report.html import render
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from hlmdiag.scoring.held_answers import dataset_of
from report.round_trip import round_trip
from worded import words_of

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: remarques
version: "1"
title: Remarques
polarity: merit
respondents: {column: qui}
columns:
  code: {type: id, required: true}
  qui: {type: text}
  nb: {type: integer}
  plaintes: {type: integer}
indicators:
  HALL-A:
    title: Propreté du hall
    kind: judgement
    score: {choices: {"1": {points: 100, evidence: required}, "2": 67, "4": 0}}
  TAUX: {title: Taux de plaintes, value: plaintes / nb, score: {linear: {worst: 1, best: 0}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    path = tmp_path_factory.mktemp("remarques") / "remarques.yaml"
    path.write_text(GRID, encoding="utf-8")
    return hlmdiag.load_grid(path)


def scored(grid: Grid, folder: Path, text: str) -> Result:
    (folder / "avis.csv").write_text(text, encoding="utf-8")
    return hlmdiag.score(grid, hlmdiag.read(folder / "avis.csv", grid), date=DAY)


TITLES = {
    "HALL-A:comment": ("HALL_A", "comment"), "Propreté du hall : commentaire": ("HALL_A", "comment"),
    "PROPRETE DU HALL :Preuve": ("HALL_A", "evidence"), "hall_a : lieu": ("HALL_A", "place"),
    "Propreté du hall : échéance": ("HALL_A", "deadline"),
    "Propreté du hall : service responsable": ("HALL_A", "owner"),
    "HALL-A:domanialité": ("HALL_A", "domaniality"), "HALL-A : date": ("HALL_A", "date"),
    "TAUX:exception": ("TAUX", "exception"), "Taux de plaintes : auteur": ("TAUX", "author"),
    "Taux de plaintes : expiration": ("TAUX", "expiry"),
}  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_title_says_of_which_criterion_a_column_holds_what(grid: Grid, tmp_path: Path, title: str) -> None:
    result = scored(grid, tmp_path, f"code;qui;HALL-A;{title}\nA;gardien;2;le soir\nB;;2;-\n")
    found = [(it.unit, it.column, it.kind, it.text, it.respondent, it.cell) for it in result.manifest.notes]
    assert found == [(("A",), *TITLES[title], "le soir", "gardien", "D2")]
    assert not [each for each in result.manifest.problems if each.code.startswith("donnees.")]


def test_days_typed_in_a_workbook_are_read_as_days(grid: Grid, tmp_path: Path) -> None:
    with Workbook(tmp_path / "avis.xlsx") as book:
        sheet = book.add_worksheet("Avis")
        sheet.write_row(0, 0, ["code", "HALL-A", "HALL-A : exception", "HALL-A : expiration"])
        sheet.write_row(1, 0, ["A", "2", "Chantier"])
        sheet.write_datetime(1, 3, date(2026, 11, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "avis.xlsx", grid), date=DAY)
    problems = {each.code: each.location for each in result.manifest.problems}
    assert (problems["notation.exception-expiree"].sheet, problems["notation.exception-expiree"].cell) == ("Avis", "D2")


def test_a_note_on_no_criterion_of_the_grid_is_said_at_its_title(grid: Grid, tmp_path: Path) -> None:
    [problem] = scored(grid, tmp_path, "code;HALL-A;Bidule : preuve\nA;2;x\n").manifest.problems
    assert (problem.code, problem.location.cell) == ("donnees.remarque-inconnue", "C1")


def test_evidence_of_a_criterion_in_a_column_of_its_own_proves_it(grid: Grid, tmp_path: Path) -> None:
    result = scored(grid, tmp_path, "code;HALL-A;HALL-A : preuve\nA;1;\nB;1;photo.jpg\nC;2;\n").frame
    assert result["unproven"].to_list() == [["HALL-A"], [], []]
    assert scored(grid, tmp_path, "code;HALL-A;HALL-A : preuve\nA;1;\n").frame["unproven"].to_list() == [["HALL-A"]]


EXCEPTIONS = """\
code;HALL-A;nb;plaintes;TAUX:exception;TAUX:auteur;TAUX:date;TAUX:expiration
A;4;10;2;Foyer en travaux;Direction du patrimoine;01/01/2026;30/11/2026
B;4;10;2;Foyer en travaux;Direction du patrimoine;01/01/2026;29/11/2026
C;4;10;2;Tour vidée;;;un jour
D;4;10;2;;;;
"""


@pytest.fixture
def excepted(grid: Grid, tmp_path: Path) -> Result:
    return scored(grid, tmp_path, EXCEPTIONS)


def test_an_exception_changes_no_score_and_is_said_once_it_has_expired(excepted: Result) -> None:
    assert excepted.frame["score"].n_unique() == 1
    said = {each.code: (each.location.cell, each.values["units"].say("fr")) for each in excepted.manifest.problems}
    assert said == {"notation.exception-expiree": ("H3", "B"), "notation.exception-incomplete": ("H4", "C")}


def test_an_exception_stands_beside_its_criterion_wherever_a_unit_is_told(excepted: Result) -> None:
    for kept in (excepted, round_trip(excepted, "json")):
        told = {code: [*caveats(hlmdiag.explain(kept, code), words_of(kept.grid))] for code in "ABCD"}
        beside = {code: plain(hlmdiag.explain(kept, code).indicators[1].text or "") for code in "ABCD"}
        assert plain(*told["A"]) == (
            "Exception justifiée, TAUX Taux de plaintes : « Foyer en travaux » (Direction du patrimoine, "
            "depuis le 01/01/2026, jusqu’au 30/11/2026). La note n’en change pas."
        )
        assert "expirée depuis le 29/11/2026" in told["B"][0]
        assert "(auteur non dit, sans date de fin)" in told["C"][0]
        assert beside == {
            "A": "0,2 (exception justifiée)", "B": "0,2 (exception expirée)",
            "C": "0,2 (exception justifiée)", "D": "0,2",
        }  # fmt: skip
    again = hlmdiag.score(excepted.grid, dataset_of(excepted, excepted.grid), date=DAY)
    assert [each.code for each in again.manifest.problems] == [each.code for each in excepted.manifest.problems]


def test_sheets_the_page_the_workbook_and_the_dossier_show_exceptions(excepted: Result) -> None:
    sheet, page, book = BytesIO(), BytesIO(), BytesIO()
    render_sheet(hlmdiag.explain(excepted, "A"), excepted, sheet, "fr")
    render(excepted, page, "fr")
    excel.render(excepted, book, "fr")
    line = "Exception justifiée, TAUX Taux de plaintes : « Foyer en travaux »"
    assert line in plain(sheet.getvalue().decode()) and plain(page.getvalue().decode()).count(line) == 2
    notes = {cell for row in load_workbook(book)["Remarques"].iter_rows(values_only=True) for cell in row}
    assert {"Exception justifiée", "Auteur", "Expire le", "Tour vidée"} <= notes
    [dossier] = Drafter(excepted, words_of(excepted.grid)).units([0])
    assert dossier.diagnostic.exceptions and line in plain(dossier.diagnostic.exceptions[0])


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)
