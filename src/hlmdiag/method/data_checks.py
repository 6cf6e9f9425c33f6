"""Checks of a grid that need data: indicators that distinguish nothing, steps never reached, levels of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import polars as pl

from hlmdiag.errors import Problem
from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.method.findings import Findings
from hlmdiag.method.voice_checks import check_voices
from hlmdiag.rules.normalise import Choices, GroupedSteps, Steps
from hlmdiag.scoring import Result
from hlmdiag.scoring.result_columns import score_column, state_column, value_column
from hlmdiag.states import NAMES, State
from hlmdiag.text.phrase import Listed

FEW, ENOUGH = 10, 30
"""Units from which a figure says something: of what all share, and of what none has (one in ten would show)."""
_LEAST_RANK, _LEAST_DEVIATIONS = -0.2, -2.58
"""A rank correlation that is against the others, and surely so: chance gives it less than once in a hundred."""


def check_data(result: Result) -> tuple[Problem, ...]:
    """Findings of a result about its grid, in the order of its file; each gives the number of units it rests on."""
    findings = Findings(result.grid)
    for theme in (node for node in result.grid.root.walk() if isinstance(node, Theme)):
        for leaf in (child for child in theme.children if isinstance(child, Indicator)):
            scored = _scored(leaf, result)
            _base(leaf, result, findings)
            if len(scored) >= FEW:
                _steps(leaf, scored, findings)
                _rate(leaf, scored, result.grid, findings)
            _against(leaf, theme, result, findings)
    _levels(result, findings)
    check_voices(result, findings)
    return findings.in_order()


def _is_scored(leaf: Indicator) -> pl.Expr:
    return pl.col(state_column(leaf.id)).cast(pl.String) == NAMES[State.SCORED]


def _scored(leaf: Indicator, result: Result) -> pl.DataFrame:
    """The value and the points of the units that a criterion scores."""
    names = {"value": value_column(leaf.id), "points": score_column(leaf.id)}
    return result.frame.filter(_is_scored(leaf)).select(pl.col(it).alias(name) for name, it in names.items())


def _steps(leaf: Indicator, scored: pl.DataFrame, findings: Findings) -> None:
    """All the units at one step; else, among enough of them, steps or answers that none has."""
    points, count = scored["points"], len(scored)
    if points.n_unique() == 1:
        values = {"id": leaf.id, "count": count, "points": show(points[0])}
        findings.of_node("methode.donnees-un-palier", leaf.id, ("score",), **values)
    elif count >= ENOUGH:
        names = Listed((*_empty(leaf, scored),))
        if names.items:
            values = {"id": leaf.id, "count": count, "names": names}
            findings.of_node("methode.donnees-palier-vide", leaf.id, ("score",), **values)


def _empty(leaf: Indicator, scored: pl.DataFrame) -> Iterator[str]:
    """The steps, by their lower bound, or the answers that no unit has."""
    rule, values = leaf.rule, scored["value"]
    if isinstance(rule, Steps) and values.dtype.is_numeric():
        for start, end in zip(rule.steps, (*rule.steps[1:], float("inf")), strict=True):
            if not ((values >= start) & (values < end)).any():
                yield show(start)
    elif isinstance(rule, Choices):
        given = {_code(each) for each in values.unique().to_list()}
        yield from (code for code in rule.choices if code not in given)
    elif isinstance(rule, GroupedSteps):
        given_points = set(scored["points"].to_list())
        yield from (show(each) for each in dict.fromkeys(rule.points) if each not in given_points)


def _code(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _base(leaf: Indicator, result: Result, findings: Findings) -> None:
    """A base that no unit has: the criterion is scored nowhere."""
    if leaf.min_base is None:
        return
    states = result.frame[state_column(leaf.id)].cast(pl.String)
    small = int((states == NAMES[State.SMALL_BASE]).sum())
    if small >= FEW and not (states == NAMES[State.SCORED]).any():
        values = {"id": leaf.id, "count": small, "least": show(leaf.min_base.at_least)}
        findings.of_node("methode.donnees-base", leaf.id, ("min_base",), **values)


def _rate(leaf: Indicator, scored: pl.DataFrame, grid: Grid, findings: Findings) -> None:
    """Check for a rate with all values between 0 and 1 whose unit or steps are in percent."""
    values = scored["value"]
    column = grid.columns.get(leaf.column or "")
    unit = leaf.unit or (column.said_unit if column is not None else None) or ""
    if not values.dtype.is_numeric() or not unit.startswith(("%", "/100", "/ 100", "pour 100")):
        return
    low, high = values.min(), values.max()
    if not isinstance(low, float) or not isinstance(high, float) or low < 0 or not 0 < high <= 1:
        return
    if any(limit > 1 for limit in leaf.rule.limits) or not leaf.rule.limits:
        said = {"id": leaf.id, "unit": unit, "count": len(values), "low": low, "high": high}
        findings.of_node("methode.donnees-sans-cent", leaf.id, ("value",), **said)


def _against(leaf: Indicator, theme: Theme, result: Result, findings: Findings) -> None:
    """A criterion that ranks units against the rest of its theme."""
    others = [each for each in theme.walk() if isinstance(each, Indicator) and each.weight > 0 and each.id != leaf.id]
    if leaf.weight == 0 or not others:
        return
    known = [pl.when(_is_scored(each)).then(pl.col(score_column(each.id))).otherwise(None) for each in others]
    weights = [
        pl.when(each.is_not_null()).then(it.weight).otherwise(0.0) for each, it in zip(known, others, strict=True)
    ]
    total = [each * it.weight for each, it in zip(known, others, strict=True)]
    rest = pl.sum_horizontal(total) * (1 / pl.sum_horizontal(weights))
    pairs = result.frame.filter(_is_scored(leaf)).select(own=pl.col(score_column(leaf.id)), rest=rest)
    pairs = pairs.filter(pl.col("rest").is_finite())
    if len(pairs) < ENOUGH or pairs["own"].n_unique() < 2 or pairs["rest"].n_unique() < 2:
        return
    rho = pairs.select(pl.corr(pl.col("own").rank(), pl.col("rest").rank())).item()
    if rho <= _LEAST_RANK and rho * sqrt(len(pairs) - 1) <= _LEAST_DEVIATIONS:
        values = {"id": leaf.id, "theme": theme.title, "rho": round(rho, 2), "count": len(pairs)}
        findings.of_node("methode.donnees-contre-theme", leaf.id, (), **values)


def _levels(result: Result, findings: Findings) -> None:
    """A level of everybody, or levels of nobody, among enough units that have one."""
    grid, levels = result.grid, result.frame["level"].drop_nulls()
    if len(levels) < ENOUGH or len(grid.levels) < 2:
        return
    given = set(levels.to_list())
    empty = [level.id for level in grid.levels if level.id not in given]
    if len(given) == 1:
        values = {"id": levels[0], "count": len(levels)}
        findings.add("methode.donnees-niveau-de-tous", ("levels", levels[0]), **values)
    elif empty:
        values = {"names": Listed((*empty,)), "count": len(levels)}
        findings.add("methode.donnees-niveau-vide", ("levels", empty[0]), **values)
