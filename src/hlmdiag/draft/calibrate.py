"""The thresholds that a landlord's own stock suggests for a grid: proposed with their effects, never applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hlmdiag.draft.thresholds import quantile, rounded
from hlmdiag.expression import StockRef
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.normalise import Anchors, GroupedSteps, Steps
from hlmdiag.scoring import Result, score
from hlmdiag.scoring.result_columns import score_column, state_column, value_column
from hlmdiag.states import NAMES, State

if TYPE_CHECKING:
    from hlmdiag.data import Dataset

_FEWEST_KNOWN = 20
_FEWEST_DISTINCT = 8
"""Under these, quantiles say more of the few units that were met than of the stock."""
_SHARES: dict[int, tuple[float, ...]] = {1: (0.75,), 2: (0.5, 0.9), 3: (0.5, 0.75, 0.9)}
"""From the good end: half of the stock takes the best points, a tenth of it the worst."""
_FIGURES = range(2, 7)
"""Two figures read best; more are taken only where two would merge thresholds or leave the stock."""


@dataclass(frozen=True)
class CalibrationProposal:
    """Other thresholds for a criterion, the values that they were drawn from, and the units whose points change."""

    indicator: Indicator
    before: Steps | Anchors
    rule: Steps | Anchors
    shares: tuple[float, ...]
    quantiles: tuple[float, ...]
    known: int
    changed: int = 0


@dataclass(frozen=True)
class Left:
    """A criterion whose thresholds stay as they are, and why: the end of a code and its values."""

    indicator: Indicator
    reason: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Calibration:
    """All that a stock suggests for a grid. `levels`: units of each level before and after, if all was kept."""

    grid: Grid
    units: int
    proposals: tuple[CalibrationProposal, ...]
    left: tuple[Left, ...]
    levels: tuple[tuple[str, int, int], ...] = ()
    levels_changed: int = 0


def calibrate(grid: Grid, dataset: Dataset, *, date: date, uses: Mapping[str, Result] | None = None) -> Calibration:
    """Propose thresholds for every criterion that has some and enough known values."""
    before = score(replace(grid, parent=None), dataset, date=date, uses=uses)
    locked = frozenset(_locked(grid.document, held=False))
    ruled = [it for it in grid.indicators if isinstance(it.rule, Steps | GroupedSteps | Anchors)]
    found = [_proposal(it, before, it.id in locked) for it in ruled]
    proposals = [it for it in found if isinstance(it, CalibrationProposal)]
    after = score(_with_rules(grid, proposals), dataset, date=date, uses=uses)
    levels = [(it.title, _at_level(before, it.id), _at_level(after, it.id)) for it in grid.levels]
    return Calibration(
        grid,
        before.frame.height,
        tuple(replace(it, changed=_changes(before, after, score_column(it.indicator.id))) for it in proposals),
        tuple(it for it in found if isinstance(it, Left)),
        tuple(levels),
        _changes(before, after, "level"),
    )


def thresholds(rule: Steps | Anchors) -> tuple[float, ...]:
    """The values at which the points of a rule change, or turn."""
    return rule.steps if isinstance(rule, Steps) else tuple(value for value, _ in rule.anchors)


def _proposal(indicator: Indicator, result: Result, locked: bool) -> CalibrationProposal | Left:
    rule = indicator.rule
    if isinstance(rule, GroupedSteps):
        return Left(indicator, "par-groupe", {})
    assert isinstance(rule, Steps | Anchors)
    values = _values(indicator, result)
    refused = _refusal(indicator, rule, values, locked)
    if refused is not None:
        return Left(indicator, *refused)
    shares = _shares(rule, burden=result.grid.polarity == "burden")
    quantiles = tuple(quantile(values, share) for share in shares)
    proposed = _readable(rule, quantiles, values)
    if proposed is None:
        return Left(indicator, "confondus", {"quantiles": quantiles})
    if thresholds(proposed) == thresholds(rule):
        return Left(indicator, "inchanges", {})
    return CalibrationProposal(indicator, rule, proposed, shares, quantiles, len(values))


def _refusal(
    indicator: Indicator, rule: Steps | Anchors, values: Sequence[float], locked: bool
) -> tuple[str, dict[str, Any]] | None:
    """Reason to leave an indicator alone, before any quantile is computed."""
    if locked:
        return "verrou", {}
    if indicator.consolidate is not None:
        return "repondants", {}
    if indicator.value is not None and any(isinstance(it, StockRef) for it in indicator.value.references):
        return "relatif", {}
    points = _points(rule)
    if len(points) < 2 or points[0] == points[-1] or list(points) not in (sorted(points), sorted(points)[::-1]):
        return "sens", {}
    if len(values) < _FEWEST_KNOWN:
        return "peu-de-valeurs", {"known": len(values), "least": _FEWEST_KNOWN}
    if len(set(values)) < _FEWEST_DISTINCT:
        return "peu-de-valeurs-differentes", {"distinct": len(set(values)), "least": _FEWEST_DISTINCT}
    return None


def _values(indicator: Indicator, result: Result) -> list[float]:
    """The values that took points, sorted."""
    frame, id = result.frame, indicator.id
    scored = frame.filter(frame[state_column(id)].cast(str) == NAMES[State.SCORED])[value_column(id)].drop_nulls()
    return sorted(map(float, scored.to_list())) if scored.dtype.is_numeric() else []


def _points(rule: Steps | Anchors) -> tuple[float, ...]:
    return rule.points if isinstance(rule, Steps) else tuple(points for _, points in rule.anchors)


def _shares(rule: Steps | Anchors, *, burden: bool) -> tuple[float, ...]:
    """The share of the stock under each threshold; the first step is the floor of the column, not a threshold."""
    points = _points(rule)
    count = len(points) - isinstance(rule, Steps)
    shares = _SHARES.get(count) or tuple(0.5 + 0.4 * rank / (count - 1) for rank in range(count))
    high_is_bad = (points[-1] > points[0]) == burden
    return shares if high_is_bad else tuple(round(1 - share, 9) for share in reversed(shares))


def _readable(rule: Steps | Anchors, quantiles: Sequence[float], values: Sequence[float]) -> Steps | Anchors | None:
    """The rule with as few figures as its thresholds can be told apart by."""
    for figures in _FIGURES:
        found = _rule(rule, quantiles, values, figures)
        if found is not None:
            return found
    return None


def _rule(
    rule: Steps | Anchors, quantiles: Sequence[float], values: Sequence[float], figures: int
) -> Steps | Anchors | None:
    """The same points at rounded quantiles; None where two of them merge or a band would hold nobody."""
    found = [rounded(value, values, figures) for value in quantiles]
    if any(after <= before for before, after in pairwise(found)) or found[-1] > values[-1]:
        return None
    if isinstance(rule, Anchors):
        return Anchors(anchors=tuple(zip(found, _points(rule), strict=True)))
    return Steps(steps=(rule.steps[0], *found), points=rule.points) if found[0] > values[0] else None


def _with_rules(grid: Grid, proposals: Sequence[CalibrationProposal]) -> Grid:
    rules = {it.indicator.id: it.rule for it in proposals}

    def changed(node: Theme | Indicator) -> Theme | Indicator:
        if isinstance(node, Theme):
            return replace(node, children=tuple(map(changed, node.children)))
        return replace(node, rule=rules[node.id]) if node.id in rules else node

    root = changed(grid.root)
    assert isinstance(root, Theme)
    return replace(grid, root=root, parent=None)


def _changes(before: Result, after: Result, column: str) -> int:
    return int(before.frame[column].ne_missing(after.frame[column]).sum())


def _at_level(result: Result, id: str) -> int:
    return int((result.frame["level"] == id).sum())


def _locked(block: Mapping[str, Any], *, held: bool) -> Iterator[str]:
    """Indicators locked by the grid, or by a block above them, for overlays."""
    held = held or block.get("locked") is True
    for theme in (block.get("themes") or {}).values():
        yield from _locked(theme, held=held)
    for id, leaf in (block.get("indicators") or {}).items():
        if held or any(it.get("locked") is True for it in (leaf, leaf["score"])):
            yield id
