"""Quality of the answers of a stock: states of each indicator, coverage, gaps to fill first, faults of the data."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.data.answered import SETTINGS_TOLD
from hlmdiag.errors import OTHER_FILES, Problem, Severity
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import coverage_column, score_column, state_column
from hlmdiag.states import NAMES, State
from hlmdiag.synthesis.model import CoverageBand, IndicatorStates, MissingIndicator, ProblemGroup, ThemeStanding

_LACKING = ("missing", "unknown", "invalid", "small_base")
_SEVERITIES = list(Severity)
# with the minimum, these bands show whether coverage is lacking in a few units or in all
_COVERAGE_BOUNDS = (0.8, 1.0)


def indicator_states(frame: pl.DataFrame, grid: Grid) -> tuple[IndicatorStates, ...]:
    """For each indicator, the number of units in each state; every state is there, be it zero."""
    found = []
    for leaf, theme, _ in _leaves(grid.root, 1.0):
        counted = dict(frame.get_column(state_column(leaf.id)).value_counts().rows())
        found.append(IndicatorStates(leaf, theme, {name: counted.get(name, 0) for name in NAMES.values()}))
    return tuple(found)


def coverage_bands(frame: pl.DataFrame, grid: Grid) -> tuple[CoverageBand, ...]:
    """Units by coverage: under the minimum, then above it, complete ones apart."""
    coverage = frame.get_column("coverage").round(9)
    minimum = round(grid.root.min_coverage, 9)
    bounds = sorted({0.0, minimum, *(bound for bound in _COVERAGE_BOUNDS if bound > minimum)} - {1.0})
    bands = [
        CoverageBand(low, high, int(((coverage >= low) & (coverage < high)).sum()))
        for low, high in zip(bounds, [*bounds[1:], 1.0], strict=True)
    ]
    bands.append(CoverageBand(1.0, 1.0, int((coverage >= 1.0).sum())))
    without = coverage.null_count()
    return (*bands, CoverageBand(None, None, without)) if without else tuple(bands)


def scores_something(result: Result) -> bool:
    """Whether at least one criterion of one unit has points: else there is no diagnosis at all."""
    states = [state_column(indicator.id) for indicator in result.grid.indicators]
    known = [name for name in states if name in result.frame.columns]
    return any((result.frame.get_column(name).cast(pl.String) == NAMES[State.SCORED]).any() for name in known)


def theme_standings(frame: pl.DataFrame, grid: Grid) -> tuple[ThemeStanding, ...]:
    """Each theme over the stock."""
    return tuple(
        ThemeStanding(
            theme=theme,
            median=median(frame.get_column(score_column(theme.id))),
            scored=frame.height - frame.get_column(score_column(theme.id)).null_count(),
            coverage=median(frame.get_column(coverage_column(theme.id))),
        )
        for theme in grid.themes
    )


def to_collect(states: tuple[IndicatorStates, ...], grid: Grid) -> tuple[MissingIndicator, ...]:
    """Indicators that apply and lack a usable answer, those whose collection adds most coverage to the stock first.

    The weight of one is its nominal weight in the grid times the share of units that lack it.
    """
    weights = {leaf.id: weight for leaf, _, weight in _leaves(grid.root, 1.0)}
    found = []
    for each in states:
        units = sum(each.counts.values())
        lacking = sum(each.counts[state] for state in _LACKING)
        weight = weights[each.indicator.id] * lacking / units if units else 0.0
        if weight > 0:
            applicable = units - each.counts["not_applicable"]
            found.append(MissingIndicator(each.indicator, each.theme, lacking, applicable, weight))
    return tuple(sorted(found, key=lambda missing: -missing.weight))


def group_problems(problems: tuple[Problem, ...]) -> tuple[ProblemGroup, ...]:
    """Problems by cause: errors first, then the most frequent; changes made by settings come with them."""
    by_code: dict[tuple[str, Severity], list[Problem]] = {}
    for problem in (each for each in problems if each.code not in SETTINGS_TOLD):
        code = problem.values["code"] if problem.code == OTHER_FILES else problem.code
        by_code.setdefault((code, problem.severity), []).append(problem)
    groups = [ProblemGroup(code, severity, tuple(found)) for (code, severity), found in by_code.items()]
    return tuple(sorted(groups, key=lambda group: (_SEVERITIES.index(group.severity), -group.times)))


def median(values: pl.Series) -> float | None:
    """The middle of what is known; None where nothing is."""
    middle = values.median()
    return float(middle) if isinstance(middle, int | float) else None


def _leaves(node: Theme, weight: float) -> Iterator[tuple[Indicator, Theme, float]]:
    """Each indicator, its theme, and its nominal weight where all applies."""
    total = sum(child.weight for child in node.children)
    for child in node.children:
        own = weight * child.weight / total if total else 0.0
        if isinstance(child, Theme):
            yield from _leaves(child, own)
        else:
            yield child, node, own
