"""Every answer tried: the fewest to change for a better level, the fewest to know for a level."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from explain.test_turning import scored
from hlmdiag.explain.counterfactual_search import counterfactuals_of
from hlmdiag.scoring import Result
from worded import explainer_of

NAMES, CODES, BLANK = ("a", "b", "c", "d"), ("x", "y", "z"), "missing"
COLUMNS = {name: {"type": "choice", "choices": {code: code for code in CODES}} for name in NAMES}
Row = tuple[str, ...]


@st.composite
def grids(draw: st.DrawFn, aggregations: tuple[str, ...]) -> dict[str, Any]:
    """Four lists of three answers, whose points and weights are drawn; levels on both sides of a bound or two."""
    indicators = {
        name.upper(): {
            "value": name,
            "weight": draw(st.integers(1, 4)),
            "score": {"choices": {code: draw(st.sampled_from([0, 10, 35, 50, 80, 100])) for code in CODES}},
        }
        for name in NAMES
    }
    bounds = sorted({0, *draw(st.lists(st.sampled_from([15, 30, 45, 60, 85]), min_size=1, max_size=3))})
    return {
        "indicators": indicators,
        "aggregation": draw(st.sampled_from(aggregations)),
        "min_coverage": draw(st.sampled_from([0.25, 0.5, 0.75, 1])),
        "levels": {f"n{place}": {"title": f"N{place}", "from": bound} for place, bound in enumerate(bounds)},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def all_scored(folder: Path, grid: dict[str, Any], rows: list[Row]) -> tuple[Result, dict[Row, int | None]]:
    """The rows scored together, and the place of the level of each."""
    root = {key: value for key, value in grid.items() if key != "indicators"}
    result = scored(folder, grid["indicators"], [dict(zip(NAMES, row, strict=True)) for row in rows], COLUMNS, **root)
    places = {level.id: place for place, level in enumerate(result.grid.levels)}
    levels = [places.get(level) for level in result.frame["level"].to_list()]
    return result, dict(zip(rows, levels, strict=True))


def differing(one: Row, other: Row) -> frozenset[str]:
    return frozenset(name for name, left, right in zip(NAMES, one, other, strict=True) if left != right)


@settings(max_examples=max(6, settings.default.max_examples // 2))
@given(grid=grids(("mean", "worst", "median")))
def test_no_smaller_change_gives_a_better_level(grid: dict[str, Any], folder: Path) -> None:
    rows = list(product(CODES, repeat=len(NAMES)))
    result, levels = all_scored(folder, grid, rows)
    found = counterfactuals_of(result, range(len(rows)))
    for place, row in enumerate(rows):
        better = [other for other in rows if (levels[other] or 0) < (levels[row] or 0)]
        assert (place in found) == bool(better)
        if not better:
            continue
        new = {move.lever.column.id: str(move.value) for move in found[place].moves}
        changed = tuple(new.get(name, code) for name, code in zip(NAMES, row, strict=True))
        assert changed in better and levels[changed] == found[place].level
        # by any part of it, the level stays
        assert not any(differing(row, other) < new.keys() and kept_of(new, other, row) for other in better)
        if grid["aggregation"] == "mean":
            assert len(new) == min(len(differing(row, other)) for other in better)
        event(f"{len(new)} to change")


def kept_of(new: dict[str, str], other: Row, row: Row) -> bool:
    """Whether another row is this one where it does not take the new answers."""
    triples = zip(NAMES, other, row, strict=True)
    return all(code in (new.get(name, before), before) for name, code, before in triples)


@settings(max_examples=max(6, settings.default.max_examples // 2))
@given(grid=grids(("mean", "worst")))
def test_a_set_of_answers_settles_the_level_and_one_is_enough_where_one_is(grid: dict[str, Any], folder: Path) -> None:
    """Of more than one, the fewest that make the coverage: fewer might leave one level possible, and are not tried."""
    rows = list(product(("x", "z", BLANK), repeat=len(NAMES)))
    whole = list(product((*CODES, BLANK), repeat=len(NAMES)))
    result, _ = all_scored(folder, grid, rows)
    _, levels = all_scored(folder, grid, whole)
    for row, unit in zip(rows, explainer_of(result).units(range(len(rows))), strict=True):
        if levels[row] is not None:
            continue
        blank = [name for name, code in zip(NAMES, row, strict=True) if code == BLANK]
        subsets = [set(each) for size in range(1, len(blank) + 1) for each in combinations(blank, size)]
        enough = [each for each in subsets if all(levels[other] is not None for other in completions(row, each, whole))]
        assert enough and unit.settling is not None and unit.settling.is_enough
        named = {each.reading.indicator.column for each in unit.settling.indicators}
        named |= {each.column for each in unit.settling.answers}
        assert named in enough
        fewest = min(map(len, enough))
        assert len(named) == 1 if fewest == 1 else len(named) <= fewest_that_cover(grid, row)
        event(f"{len(named)} to know")


def fewest_that_cover(grid: dict[str, Any], row: Row) -> int:
    weights = [each["weight"] for each in grid["indicators"].values()]
    known = sum(weight for weight, code in zip(weights, row, strict=True) if code != BLANK)
    lacking = sorted((weight for weight, code in zip(weights, row, strict=True) if code == BLANK), reverse=True)
    sizes = range(1, len(lacking) + 1)
    return next(size for size in sizes if (known + sum(lacking[:size])) / sum(weights) >= grid["min_coverage"] - 1e-9)


def completions(row: Row, known: set[str], whole: list[Row]) -> list[Row]:
    """The rows that answer these blanks, all of them, and leave the rest."""
    return [
        other
        for other in whole
        if all((code != BLANK) if name in known else code == before
               for name, code, before in zip(NAMES, other, row, strict=True))
    ]  # fmt: skip
