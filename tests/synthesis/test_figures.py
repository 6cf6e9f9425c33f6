"""What each figure of a report counts, counted again one unit at a time from what the reference says of each.

The sentences are those of docs/lire-le-rapport.md, « Ce que compte chaque chiffre ».
"""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from hypothesis import given

from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import dataset
from hlmdiag import score
from hlmdiag.grid import load_document
from hlmdiag.scoring import Result
from hlmdiag.states import NAMES
from hlmdiag.synthesis import Synthesis, synthesise
from oracle.diagnose import diagnose

Row = dict[str, Any]


def both(case: Case) -> tuple[Result, Synthesis, list[Row]]:
    """The result, its figures, and each unit as the reference finds it, with what was received of it."""
    result = score(load_document(case.grid), dataset(case.grid, case.rows, case.events, case.overrides), date=TODAY)
    found = diagnose(case.grid, case.rows, events=case.events, overrides=case.overrides, on=TODAY)
    units = [line | {"received": row, "override": None} for line, row in zip(found, case.rows, strict=True)]
    for unit, override in zip(units, result.frame["override"].to_list(), strict=True):
        unit["override"] = override
    return result, synthesise(result), units


def alerts(case: Case) -> set[str]:
    return {id for id, flag in case.grid.get("flags", {}).items() if flag.get("alert")}


@given(case=cases())
def test_every_figure_counts_what_the_guide_says(case: Case) -> None:
    result, stock, units = both(case)
    spread(result, stock, units)
    flagged(case, stock, units)
    known(case, stock, units)


def spread(result: Result, stock: Synthesis, units: list[Row]) -> None:
    """Levels: units of the final level; those without a published score; those for which it stays possible."""
    assert stock.units == len(units)
    assert stock.distribution.conclusive == sum(unit["conclusive"] for unit in units)
    for each in stock.distribution.levels:
        name = each.level.id if each.level is not None else None
        of_level = [unit for unit in units if unit["level"] == name]
        assert each.quantity.units == len(of_level)
        assert each.quantity.size == (held(of_level) if held(units) is not None else None) or not units
        if name is None:
            continue
        assert each.certain == sum(not unit["conclusive"] and unit["override"] is None for unit in of_level)
        assert each.possible == sum(name in unit["levels_possible"] for unit in units)
        assert each.open == sum(name in unit["levels_possible"] and unit["level"] != name for unit in units)
    if result.grid.levels:
        assert sum(each.quantity.units for each in stock.distribution.levels) == len(units)
    assert stock.distribution.size_unknown == sum(size_of(unit) is None for unit in units)


def flagged(case: Case, stock: Synthesis, units: list[Row]) -> None:
    """Flags: units where each holds, units where it is to be checked; groups in alert, then others that may be."""
    for each in stock.flags:
        assert each.holds.units == sum(each.flag.id in unit["flags"] for unit in units)
        assert each.to_check == sum(each.flag.id in unit["flags_to_check"] for unit in units)
    assert stock.gaps == sum("ecart_regards" in unit["flags"] for unit in units)
    for group in stock.groups:
        inside = [unit for unit in units if group_of(unit) == group.name]
        in_alert = [unit for unit in inside if alerts(case) & set(unit["flags"])]
        others = [unit for unit in inside if unit not in in_alert]
        assert group.alerts == len(in_alert)
        assert group.alerts_to_check == sum(bool(alerts(case) & set(unit["flags_to_check"])) for unit in others)
        assert group.distribution.whole.units == len(inside)
        covered = [unit["coverage"] for unit in inside if unit["coverage"] is not None]
        assert group.coverage == (pytest.approx(median(covered)) if covered else None)
    for action in stock.actions:
        assert action.proposed.units == sum(action.action.id in unit["actions"] for unit in units) > 0


def known(case: Case, stock: Synthesis, units: list[Row]) -> None:
    """Answers: states add up; the median coverage is over units to which something applies; medians of themes."""
    for each in stock.states:
        counted = {name: sum(unit[f"state:{each.indicator.id}"] == name for unit in units) for name in NAMES.values()}
        assert dict(each.counts) == counted and sum(counted.values()) == len(units)
    covered = [unit["coverage"] for unit in units if unit["coverage"] is not None]
    assert stock.median_coverage == pytest.approx(median(covered)) if covered else stock.median_coverage is None
    for theme in stock.themes:
        scores = [unit[f"score:{theme.theme.id}"] for unit in units]
        published = [score for score in scores if score is not None]
        assert theme.scored == len(published)
        assert theme.median == pytest.approx(median(published), abs=1e-6) if published else theme.median is None


def size_of(unit: Row) -> float | None:
    size = unit["received"].get("nb")
    return float(size) if isinstance(size, int | float) and not isinstance(size, bool) else None


def held(units: list[Row]) -> float | None:
    """What units hold together: nothing is said where the size of none of them is known."""
    sizes = [size_of(unit) for unit in units]
    return None if sizes and all(size is None for size in sizes) else sum(size or 0.0 for size in sizes)


def group_of(unit: Row) -> str | None:
    group = unit["received"].get("agence")
    return None if group in (None, "missing", "unknown", "not_applicable", "invalid") else group
