"""What the checks of method say of generated grids is true of every stock that is scored by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.errors import Problem
from hlmdiag.grid import Grid
from hlmdiag.method import check_method
from hlmdiag.method.consequences import Consequences
from hlmdiag.method.value_ranges import ValueRanges

Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored(case: Case, folder: Path, day: date = TODAY) -> tuple[Grid, list[Row]]:
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    grid = load_grid(path)
    return grid, score(grid, dataset(case.grid, case.rows, case.events, case.overrides), date=day).frame.to_dicts()


def belied(problem: Problem, row: Row, grid: Grid) -> bool:
    """Whether a unit shows that what was said of the grid is not so."""
    values = problem.values
    match problem.code:
        case "methode.jamais-vraie" | "methode.drapeau-hors-champ":
            return values["id"] in grid.flags and values["id"] in row["flags"]
        case "methode.drapeau-inclus":
            return values["id"] in row["flags"] and values["other"] not in row["flags"]
        case "methode.action-jamais-declenchee":
            return values["id"] in row["actions"]
        case "methode.niveau-inatteignable":
            # it is said of answers: one that says that its question has no object gives none
            if any(row[f"state:{each.id}"] == "not_applicable" for each in grid.indicators if not each.applies_if):
                return False
            return row["override"] is None and values["id"] == row["level"] and values["id"] in grid.levels.ids
    return False


@settings(max_examples=settings.default.max_examples * 4)
@given(case=cases(most=8))
def test_no_unit_contradicts_what_is_said_of_its_grid(case: Case, folder: Path) -> None:
    grid, rows = scored(case, folder)
    for problem in check_method(grid):
        assert not [row for row in rows if belied(problem, row, grid)], problem.say("fr")


@settings(max_examples=settings.default.max_examples * 4)
@given(case=cases(most=8))
def test_flags_that_a_unit_raises_can_hold_together(case: Case, folder: Path) -> None:
    grid, rows = scored(case, folder)
    logic = Consequences(grid, ValueRanges(grid))
    for row in rows:
        raised = [flag.when.tree for flag in grid.flags.values() if flag.id in row["flags"]]
        down = [flag.when.tree for flag in grid.flags.values() if flag.id not in row["flags"] + row["flags_to_check"]]
        assert logic.can_hold(raised, down)
