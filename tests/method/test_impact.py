"""The same answers under two versions of a grid: which scores and levels move, and by how much."""

from datetime import date
from pathlib import Path

import pytest

import yaml_texts
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import Grid, load_document
from hlmdiag.method.impact import Impact, impact_of

DAY = date(2026, 11, 30)
GRID = """
language_version: 1
id: essai
version: "1"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  vacance: {type: percent}
themes:
  ensemble:
    title: Ensemble
    indicators:
      A: {title: Vacance, value: vacance, score: {steps: [0, 5, 10], points: [0, 50, 100]}}
levels:
  courant: {title: Courant, from: 0}
  fragile: {title: Fragile, from: 60}
"""


def grid(old: str = "", new: str = "") -> Grid:
    return load_document(yaml_texts.read(GRID.replace(old, new)))


def impact(tmp_path: Path, old: Grid, new: Grid, rows: str) -> Impact:
    path = tmp_path / "parc.csv"
    path.write_text(f"code;vacance\n{rows}", encoding="utf-8")
    return impact_of(old, new, [str(path)], date=DAY)


def test_scores_and_levels_that_move_are_counted_the_largest_first(tmp_path: Path) -> None:
    other = grid("[0, 5, 10], points: [0, 50, 100]", "[0, 4, 9], points: [0, 60, 100]")
    found = impact(tmp_path, grid(), other, "R1;1\nR2;6\nR3;4\nR4;12\nR5;9\n")
    assert [(each.unit, each.shift) for each in found.moved] == [("R3", 60.0), ("R5", 50.0), ("R2", 10.0)]
    assert (found.units, found.scores, found.levels, found.largest) == (5, 3, 3, 60.0)
    assert found.passages == {("courant", "fragile"): 3}


def test_a_level_may_change_without_its_score_and_a_score_disappear(tmp_path: Path) -> None:
    found = impact(tmp_path, grid(), grid("from: 60", "from: 40"), "R1;6\nR2;1\n")
    assert (found.scores, found.levels, found.largest, [each.unit for each in found.moved]) == (0, 1, 0.0, ["R1"])
    lost = impact(tmp_path, grid(), grid("value: vacance", "value: vacance, applies_if: vacance > 2"), "R1;6\nR2;1\n")
    assert [(each.unit, each.score_before, each.score_after, each.shift) for each in lost.moved] == [
        ("R2", 0.0, None, None)
    ]


def test_nothing_moves_between_a_grid_and_itself(tmp_path: Path) -> None:
    found = impact(tmp_path, grid(), grid("title: Vacance", "title: Vide"), "R1;1\nR2;6\nR3;\n")
    assert (found.units, found.moved, found.scores, found.levels, found.largest) == (3, (), 0, 0, None)


def test_versions_that_name_their_units_otherwise_do_not_compare(tmp_path: Path) -> None:
    other = load_document(yaml_texts.read(GRID.replace("code:", "numero:")))
    with pytest.raises(HlmdiagError) as refused:
        impact(tmp_path, grid(), other, "R1;1\n")
    assert [problem.code for problem in refused.value.problems] == ["usage.cles-differentes"]
    assert refused.value.exit_code == 2
