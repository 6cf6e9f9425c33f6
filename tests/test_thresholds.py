"""Thresholds by group and by date: said for each unit, told as tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.explain import explain, rule_in_words
from hlmdiag.grid import Grid, load_grid
from hlmdiag.report.methodology import render
from hlmdiag.scoring import Result
from worded import words_of

NBSP = "\u202f"
DAY = date(2026, 6, 1)
GRID = """\
language_version: 1
id: seuils
version: "1"
title: Seuils par ville
unit: résidence
polarity: burden
min_coverage: 0.3
columns:
  code: {type: id, required: true}
  ville: {type: choice, label: Ville, choices: {lyon: Lyon, paris: Paris, nice: Nice}}
  vacance: {type: percent}
  plaintes: {type: number}
indicators:
  VAC:
    title: Vacance
    value: vacance
    unit: "%"
    score:
      target:
        goal:
          by: ville
          values: {lyon: {"2025-01-01": 7, "2026-01-01": 9}, Paris: 4}
          source: {title: Délibération}
        better: lower
        tolerance: 1
        points: [0, 50, 100]
  PLA:
    title: Plaintes
    value: plaintes
    score:
      steps: {by: ville, values: {lyon: [0, 10, 25]}, otherwise: {"2025-06-01": [0, 20, 50]}}
      points: [0, 50, 100]
levels:
  bon: {title: Bon, from: 0}
  mauvais: {title: Mauvais, from: 50}
"""
ROWS = "code;ville;vacance;plaintes\nR1;Lyon;8,5 %;12\nR2;paris;4,5 %;12\nR3;Nice;3 %;60\nR4;;9,5 %;15\nR5;Nice;;\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("seuils")
    (found / "seuils.yaml").write_text(GRID, encoding="utf-8")
    (found / "parc.csv").write_text(ROWS, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def grid(folder: Path) -> Grid:
    return load_grid(folder / "seuils.yaml")


def result_of(folder: Path, day: date) -> Result:
    grid = load_grid(folder / "seuils.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "parc.csv", grid, date=day), date=day)


def test_the_threshold_of_a_unit_is_said_with_its_group_and_its_date(folder: Path) -> None:
    result = result_of(folder, DAY)
    said = {
        (code, each.indicator.id): each.goal for code in ("R1", "R3", "R4") for each in explain(result, code).indicators
    }
    assert said["R1", "VAC"] == f"objectif atteint (au plus 9{NBSP}%), seuil appliqué (Lyon) : 9 à partir du 01/01/2026"
    assert said["R1", "PLA"] == "seuil appliqué (Lyon) : 0 / 10 / 25"
    assert said["R3", "VAC"] == "aucun seuil n’est prévu pour « Nice » au 01/06/2026"
    assert said["R3", "PLA"] == "seuil appliqué (autres) : 0 / 20 / 50 à partir du 01/06/2025"
    assert said["R4", "VAC"] == "seuil non déterminé : « Ville » n’est pas renseigné"


def test_a_date_is_read_at_the_reference_date(folder: Path) -> None:
    points = {
        day: result_of(folder, day).frame["score:VAC"][0] for day in (date(2025, 12, 31), date(2026, 1, 1))
    }  # fmt: skip
    assert points == {date(2025, 12, 31): 100, date(2026, 1, 1): 0}


def test_units_without_a_threshold_are_missing_and_counted(folder: Path) -> None:
    result = result_of(folder, DAY)
    assert result.frame["state:VAC"].to_list() == ["scored", "scored", "missing", "missing", "missing"]
    (said,) = [each for each in result.manifest.problems if each.code == "notation.seuil-absent"]
    assert said.values["count"] == 1 and "R3" in said.say("fr")
    assert "otherwise" in said.say("en")


def test_the_answer_that_tells_the_group_is_what_is_missing(folder: Path) -> None:
    settling = explain(result_of(folder, DAY), "R4").settling
    assert settling is not None and settling.is_enough
    assert [each.column for each in settling.answers] == ["ville"]


def test_a_table_is_said_in_one_line_and_printed_as_a_table(grid: Grid) -> None:
    words = words_of(grid)
    vacancy, complaints = (rule_in_words(each, words) for each in grid.indicators)
    assert "selon « Ville » (Lyon : 7 à partir du 01/01/2025, Lyon : 9 à partir du 01/01/2026, Paris : 4)" in vacancy
    assert complaints.endswith("points dans le même ordre : 0 / 50 / 100")
    sheet = render(grid, ".md", "fr").replace("\\", "")
    assert "| Ville | Seuil | En vigueur depuis le |" in sheet
    assert "| Lyon | 9 | 01/01/2026 |" in sheet and "| autres | 0 / 20 / 50 | 01/06/2025 |" in sheet
    assert "Source\u00a0: Délibération" in sheet
