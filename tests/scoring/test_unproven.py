"""Requirements (design-2 §12): with `unproven: worse`, an answer without evidence is scored as the next worse one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

import hlmdiag
from engine.kit import keep
from hlmdiag.engine.duckdb import DuckDbRunner
from hlmdiag.engine.score import diagnose
from hlmdiag.errors import HlmdiagError
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from hlmdiag.scoring.crossed_views import voice_points
from hlmdiag.scoring.held_answers import dataset_of
from report.round_trip import round_trip

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: preuves
version: "1"
title: Preuves
polarity: merit
unproven: worse
certainty: true
respondents: {column: qui}
columns:
  code: {type: id, required: true}
  qui: {type: text}
  pieces: {type: text, role: identity, remark: evidence, about: PORTE}
indicators:
  PORTE:
    title: Porte
    kind: judgement
    score:
      choices:
        "0": {label: Absente, points: 0, evidence: required}
        "2": {label: Bonne, points: 60, evidence: required}
        "3": {label: Parfaite, points: 100, evidence: required}
        "1": {label: Passable, points: 20}
  ANNEE: {title: Année, kind: judgement, score: {linear: {worst: 1950, best: 2020}}}
flags:
  parfaite: {when: PORTE == "3", message: Porte parfaite}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


def scored(folder: Path, rows: str, grid: str = GRID) -> Result:
    (folder / "preuves.yaml").write_text(grid, encoding="utf-8")
    (folder / "avis.csv").write_text(rows, encoding="utf-8")
    loaded = hlmdiag.load_grid(folder / "preuves.yaml")
    return hlmdiag.score(loaded, hlmdiag.read(folder / "avis.csv", loaded), date=DAY)


@pytest.mark.parametrize(("given", "points"), [("3", 60), ("2", 20), ("1", 20), ("0", 0)])
def test_the_next_answer_in_the_bad_direction_is_scored_wherever_it_is_written(
    tmp_path: Path, given: str, points: float
) -> None:
    result = scored(tmp_path, f"code;PORTE;pieces\nA;{given};\nB;{given};photo\n").frame
    assert result["score:PORTE"].to_list() == [points, {"3": 100, "2": 60, "1": 20, "0": 0}[given]]
    assert result["value:PORTE"].to_list() == [given, given]
    assert result["unproven"].to_list() == [["PORTE"] if given != "1" else [], []]
    assert result["coverage"].to_list() == [0.5, 0.5]


def test_where_a_high_score_is_bad_the_next_one_is_above(tmp_path: Path) -> None:
    burden = (
        GRID.replace("merit", "burden").replace("from: 50", "from: 0").replace("Mauvais, from: 0", "Mauvais, from: 50")
    )
    result = scored(tmp_path, "code;PORTE;pieces\nA;2;\nB;3;\n", burden).frame
    assert result["score:PORTE"].to_list() == [100, 100]


def test_nothing_changes_before_evidence_could_be_given_nor_where_unproven_answers_are_kept(
    tmp_path: Path,
) -> None:
    assert scored(tmp_path, "code;PORTE\nA;3\n").frame["score:PORTE"].item() == 100
    kept = scored(tmp_path, "code;PORTE;pieces\nA;3;\n", GRID.replace("worse", "keep")).frame
    assert (kept["score:PORTE"].item(), kept["unproven"].item().to_list()) == (100, ["PORTE"])


def test_flags_see_the_answer_that_was_given(tmp_path: Path) -> None:
    assert scored(tmp_path, "code;PORTE;pieces\nA;3;\n").frame["flags"].item().to_list() == ["parfaite"]


def test_an_answer_of_which_one_is_not_sure_has_neighbours_that_are_not_proven_either(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;PORTE;PORTE:certainty;pieces\nA;2;pas sûr;\nB;2;pas sûr;photo\n").frame
    assert result.select("points_low:PORTE", "points_high:PORTE").rows() == [(0, 60), (0, 100)]


VOICES = "code;qui;PORTE;ANNEE;pieces\nA;a;3;1990;\nA;b;1;2000;\nB;a;3;1990;\nB;b;2;;photo\n"


def test_the_points_of_voices_are_those_that_are_scored(tmp_path: Path) -> None:
    result = scored(tmp_path, VOICES)
    assert result.frame["score:PORTE"].to_list() == [40, 80]
    points = voice_points(result)
    assert points is not None and points["PORTE"].to_list() == [60, 20, 100, 60]
    for low, score, high in result.frame.select("voices_low", "score", "voices_high").rows():
        assert low < score < high


@pytest.mark.parametrize("keeps_notes", [True, False])
def test_a_saved_result_scored_again_is_itself_without_its_remarks_too(tmp_path: Path, keeps_notes: bool) -> None:
    result = scored(tmp_path, VOICES)
    if not keeps_notes:
        result = replace(result, manifest=replace(result.manifest, notes=()))
    back = round_trip(result, "parquet")
    again = hlmdiag.score(back.grid, dataset_of(back, back.grid), date=DAY)
    assert_frame_equal(again.frame.select(result.frame.columns), result.frame)


def test_sheets_say_what_was_answered_and_what_was_scored(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;qui;PORTE;ANNEE;pieces\nA;a;3;2020;\nB;a;3;2020;\nB;b;1;2020;\n")
    sheets = []
    for code in ("A", "B"):
        out = BytesIO()
        render_sheet(hlmdiag.explain(result, code), result, out, "fr")
        sheets.append(re.sub(r"\s", " ", out.getvalue().decode()))
    assert "À prouver (1) : PORTE Porte (à prouver : noté comme « Bonne (2) »)" in sheets[0]
    assert "Parfaite (3) (à prouver : noté comme « Bonne (2) »)" in sheets[0]
    assert "a : Parfaite (3) (à prouver : noté comme « Bonne (2) ») ; b : Passable (1)" in sheets[1]


def test_another_engine_refuses_it_by_its_place_in_the_grid(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;PORTE;pieces\nA;3;\n")
    grid, stock = result.grid, tmp_path / "parc.parquet"
    keep(hlmdiag.read(tmp_path / "avis.csv", grid, date=DAY), grid, DAY, stock)
    with DuckDbRunner() as runner, pytest.raises(HlmdiagError) as refused:
        diagnose(grid, stock, runner, date=DAY)
    [problem] = refused.value.problems
    assert (problem.code, problem.location.line, refused.value.exit_code) == ("usage.moteur-a-prouver", 6, 2)
