"""Requirements (design-2 §12): an answer that asks for evidence stands, and is said not to be proven."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.dossier import Drafter
from hlmdiag.report.html import render
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from report.round_trip import round_trip
from worded import words_of

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: preuves
version: "1"
title: Preuves
polarity: merit
respondents: {column: qui}
evidence_months: 24
columns:
  code: {type: id, required: true}
  qui: {type: text}
  pieces: {type: text, role: identity, remark: evidence}
  pieces_cave: {type: text, role: identity, remark: evidence, about: cave}
  jour: {type: text, role: identity, remark: date}
themes:
  hall:
    title: Hall
    indicators:
      PORTE: {title: Porte, kind: judgement, score: {choices: {"1": {points: 100, evidence: required}, "4": 0}}}
  cave:
    title: Caves
    indicators:
      RATS: {title: Rats, kind: judgement, score: {choices: {"1": 100, "4": {points: 0, evidence: required}}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


def scored(folder: Path, rows: str) -> Result:
    (folder / "preuves.yaml").write_text(GRID, encoding="utf-8")
    (folder / "avis.csv").write_text(rows, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "preuves.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "avis.csv", grid), date=DAY)


def said(result: Result) -> list[tuple[object, ...]]:
    return result.frame.select("code", "unproven", "to_renew").rows()


def test_an_answer_without_its_evidence_is_to_be_proven_and_scored_all_the_same(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;PORTE;RATS;pieces;pieces_cave\nA;1;4;;\nB;1;4;photo 3;\nC;1;4;;photo\nD;4;1;;\n")
    assert said(result) == [("A", ["PORTE", "RATS"], []), ("B", [], []), ("C", ["PORTE"], []), ("D", [], [])]
    assert result.frame["score"].to_list() == [50, 50, 50, 50]


def test_nothing_is_said_before_some_evidence_could_be_given(tmp_path: Path) -> None:
    assert "unproven" not in scored(tmp_path, "code;PORTE;RATS\nA;1;4\n").frame.columns


def test_the_answer_of_any_voice_asks_and_the_evidence_of_any_voice_proves(tmp_path: Path) -> None:
    rows = "code;qui;PORTE;RATS;pieces_cave\nA;a;1;4;\nA;b;4;1;photo\nB;a;4;1;\n"
    assert said(scored(tmp_path, rows)) == [("A", ["PORTE"], []), ("B", [], [])]


@pytest.mark.parametrize(
    ("day", "old"), [("30/11/2024", True), ("2024-12-01", False), ("", False), ("il y a longtemps", False)]
)
def test_evidence_older_than_the_grid_admits_is_to_be_renewed(tmp_path: Path, day: str, old: bool) -> None:
    (row,) = said(scored(tmp_path, f"code;PORTE;RATS;pieces;jour\nA;1;1;bail de la porte;{day}\n"))
    assert row == ("A", [], ["PORTE"] if old else [])


def test_the_date_of_a_row_is_that_of_what_it_proves_of_one_theme(tmp_path: Path) -> None:
    rows = "code;PORTE;RATS;pieces_cave;jour\nA;4;4;photo;01/01/2020\nB;4;4;photo;01/11/2026\n"
    assert said(scored(tmp_path, rows)) == [("A", [], ["RATS"]), ("B", [], [])]


def test_new_evidence_beside_an_old_one_is_enough(tmp_path: Path) -> None:
    rows = "code;qui;PORTE;RATS;pieces;jour\nA;a;1;1;photo;01/01/2020\nA;b;1;1;photo;01/11/2026\n"
    assert said(scored(tmp_path, rows)) == [("A", [], [])]


def test_reports_say_what_is_to_be_proven_and_the_result_keeps_it(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;PORTE;RATS;pieces;jour\nA;1;4;;\nB;1;1;photo;01/01/2020\n")
    for kept in (result, round_trip(result, "parquet")):
        sheets = []
        for code in ("A", "B"):
            out = BytesIO()
            render_sheet(hlmdiag.explain(kept, code), kept, out, "fr")
            sheets.append(out.getvalue().decode())
        assert "À prouver (2) : PORTE Porte ; RATS Rats" in sheets[0].replace("\N{NO-BREAK SPACE}", " ")
        assert "Preuves à renouveler (1) : PORTE Porte" in sheets[1].replace("\N{NO-BREAK SPACE}", " ")
    asked = [each for dossier in Drafter(result, words_of(result.grid)).units([0, 1]) for each in dossier.questions]
    assert [each.text.split()[0] for each in asked if each.kind == "evidence"] == ["PORTE", "RATS", "PORTE"]


def test_sheets_say_what_was_written_and_by_whom(tmp_path: Path) -> None:
    result = scored(
        tmp_path, "code;qui;PORTE;RATS;pieces_cave;jour\nA;gardien;1;4;photo 3;01/11/2026\nB;agence;1;1;;\n"
    )
    out, page = BytesIO(), BytesIO()
    render_sheet(hlmdiag.explain(result, "A"), result, out, "fr")
    render(result, page, "fr")
    told = "pieces_cave : Preuve : photo 3 (gardien)"
    assert told in out.getvalue().decode().replace("\N{NO-BREAK SPACE}", " ")
    assert page.getvalue().decode().replace("\N{NO-BREAK SPACE}", " ").count(told) == 1
