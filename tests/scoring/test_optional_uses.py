"""A result that a grid may read, and that may not be given: a stock without it is scored as if it were never named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.cases import read_cases, try_cases
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import Explainer
from hlmdiag.grid import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.report import json
from hlmdiag.runs.grids import load_grids
from hlmdiag.scoring import Result
from hlmdiag.scoring.whole_stock import is_divisible
from hlmdiag.wording import Wording

DAY = date(2026, 10, 31)
READ = """
language_version: 1
id: visite
version: "1"
title: Visite
polarity: merit
columns: {code: {type: id, required: true}}
indicators:
  V1:
    title: État vu
    kind: judgement
    score: {choices: {a: {label: Bon, points: 100}, b: {label: Mauvais, points: 20}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
READING = """
language_version: 1
id: parc
version: "1"
title: Parc
polarity: merit
columns: {code: {type: id, required: true}, note: {type: number, min: 0, max: 100}}
USES
indicators:
  N: {title: Note, value: "VALUE", score: {linear: {worst: 0, best: 100}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
FLAGS
"""
FLAG = "flags: {vu: {when: dem.level == mauvais, message: Visite mauvaise, alert: true}}"


def grid_of(folder: Path, value: str, use: str = "{grid: visite, optional: true}", flags: str = "") -> Grid:
    (folder / "visite.yaml").write_text(READ, encoding="utf-8")
    text = READING.replace("VALUE", value).replace("FLAGS", flags)
    text = text.replace("USES", f"uses: {{dem: {use}}}" if use else "")
    path = folder / "parc.yaml"
    path.write_text(text, encoding="utf-8")
    return hlmdiag.load_grid(path)


def stock(folder: Path, grid: Grid) -> Result:
    return hlmdiag.score(grid, hlmdiag.read(_stock(folder), grid, date=DAY))


def _stock(folder: Path) -> Path:
    path = folder / "parc.csv"
    path.write_text("code;note\nR1;80\nR2;\nR3;nsp\n", encoding="utf-8")
    return path


def visit(folder: Path) -> Result:
    grid = hlmdiag.load_grid(folder / "visite.yaml")
    (folder / "visites.csv").write_text("code;V1\nR1;b\nR2;b\n", encoding="utf-8")
    return hlmdiag.score(grid, hlmdiag.read(folder / "visites.csv", grid, date=DAY))


def with_visit(folder: Path, grid: Grid) -> Result:
    dataset = hlmdiag.read(_stock(folder), grid, date=DAY)
    return hlmdiag.score(grid, dataset, uses={"dem": visit(folder)})


@pytest.mark.parametrize(
    "value",
    [
        "coalesce(note, dem.score)", "coalesce(note, 100 - dem.score)", "coalesce(note, abs(dem.score))",
        "coalesce(note, coalesce(dem.score, 2 * dem.score))",
    ],
)  # fmt: skip
def test_without_the_result_everything_is_as_if_the_grid_did_not_read_it(tmp_path: Path, value: str) -> None:
    found, plain = stock(tmp_path, grid_of(tmp_path, value)), stock(tmp_path, grid_of(tmp_path, "note", ""))
    assert found.frame.equals(plain.frame)
    assert found.frame.columns == plain.frame.columns
    assert found.manifest.problems == plain.manifest.problems


def test_what_is_typed_wins_then_the_result_and_a_unit_it_does_not_know_keeps_its_own_state(tmp_path: Path) -> None:
    found = with_visit(tmp_path, grid_of(tmp_path, "coalesce(note, dem.score)")).frame
    assert found["value:N"].to_list() == [80, 20, None]
    assert found["state:N"].to_list()[:2] == ["scored", "scored"]
    assert found["read:dem.score"].to_list() == [20, 20, None]


def test_what_has_no_alternative_is_missing_not_zero_and_a_flag_is_to_be_checked(tmp_path: Path) -> None:
    found = stock(tmp_path, grid_of(tmp_path, "dem.score", flags=FLAG)).frame
    assert found["value:N"].to_list() == [None] * 3
    assert found["state:N"].to_list() == ["missing"] * 3
    assert found["flags_to_check"].to_list() == [["vu"]] * 3


def test_a_use_that_is_not_optional_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refused:
        stock(tmp_path, grid_of(tmp_path, "coalesce(note, dem.score)", "visite"))
    assert [problem.code for problem in refused.value.problems] == ["notation.resultat-absent"]


@pytest.mark.parametrize("given", [False, True])
def test_a_saved_result_remembers_whether_it_had_the_other(tmp_path: Path, given: bool) -> None:
    grid = grid_of(tmp_path, "coalesce(note, dem.score)", flags=FLAG)
    result = with_visit(tmp_path, grid) if given else stock(tmp_path, grid)
    stream = BytesIO()
    json.render(result, stream, "fr")
    again = json.read(BytesIO(stream.getvalue()), "r.json")
    assert (set(again.grid.uses), set(again.grid.unread)) == ((set(), {"dem"}), ({"dem"}, set()))[given]
    assert again.frame.equals(result.frame)
    assert again.grid.hash == grid.hash


def test_a_result_made_without_it_is_not_scored_again_with_it(tmp_path: Path) -> None:
    result = stock(tmp_path, grid_of(tmp_path, "coalesce(note, dem.score)"))
    dataset = hlmdiag.read(_stock(tmp_path), result.grid, date=DAY)
    with pytest.raises(HlmdiagError) as refused:
        hlmdiag.score(result.grid, dataset, uses={"dem": visit(tmp_path)})
    assert [problem.code for problem in refused.value.problems] == ["api.uses-inconnu"]


def test_two_results_are_compared_though_one_alone_had_it(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, "coalesce(note, dem.score)")
    without, given = stock(tmp_path, grid), with_visit(tmp_path, grid)
    found = [hlmdiag.compare(given, without), hlmdiag.compare(without, given)]
    assert [each.changes for each in found] == [(), ()]


def test_a_value_is_traced_to_the_result_that_gave_it(tmp_path: Path) -> None:
    result = with_visit(tmp_path, grid_of(tmp_path, "coalesce(note, dem.score)"))
    result = replace(result, manifest=replace(result.manifest, results_read={"dem": "visites.json"}))
    reading = Explainer(result, Wording("fr", result.grid)).unit(1).indicators[0]
    read = reading.answers[-1]
    assert (read.column, read.text, read.state) == ("dem.score", "20,0", "scored")
    assert read.place is not None and read.place.file == "visites.json"


def test_a_case_has_the_result_where_it_answers_the_grid_that_gives_it(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, "coalesce(note, dem.score)")
    path = tmp_path / "parc.cases.yaml"
    path.write_text(
        'grid: parc\ndate: "2026-10-31"\ncases:\n'
        "  - {name: Sans visite, input: {note: 80}, output: {score: 80}}\n"
        '  - {name: Sans rien, input: {note: null}, output: {"state:N": missing}}\n'
        "  - {name: Avec visite, input: {V1: b}, output: {score: 20}}\n",
        encoding="utf-8",
    )
    assert [each.problems for each in try_cases(grid, read_cases(path)).outcomes] == [(), (), ()]


def test_a_stock_without_it_still_goes_by_pieces(tmp_path: Path) -> None:
    assert is_divisible(grid_of(tmp_path, "coalesce(note, dem.score)"))
    assert not is_divisible(grid_of(tmp_path, "coalesce(note, dem.score)", "visite"))


def test_the_main_grid_may_read_a_walk() -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    assert {name: used.id for name, used in grid.optional_uses.items()} == {"dem": "diagnostic-en-marchant"}
    assert not grid.uses
    leaf = next(each for each in settled(grid, ()).indicators if each.id == "CV1")
    assert leaf.column == "note_dem"
    assert [each.id for each in load_grids(["typologie-gestion"], ["dem"], "fr")] == ["typologie-gestion"]
