"""Tells where the interval of a score is only a bound: no completion of the unit's answers reaches both of its ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, assert_never, get_args

import polars as pl

from hlmdiag.data.dataset_columns import data_state
from hlmdiag.expression import EventRef, Expression, Operand, Reference, ResultRef, StockRef, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.columns import MAIN, is_true, leaf, node, rounded_for_output
from hlmdiag.scoring.deferred_columns import DeferredColumns
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.states import KNOWN, State

_FEW = 300
"""Units up to which their intervals are judged all together, whichever are asked for."""

BoundReason = Literal["condition", "shared", "adjust", "margin", "outside"]
"""`condition`: it is undecided that an indicator applies; `shared`: one unknown answer serves several indicators, that
the interval lets move each by itself; `adjust`: an adjustment reads something unknown; `margin`: a share has the
margin of error of its survey; `outside`: no completion gives the published score, that the interval holds."""


@dataclass(frozen=True)
class Bound:
    """Why the interval of a node is a bound; `low`, `high`: range of the completions if the score is outside it."""

    reasons: tuple[BoundReason, ...]
    low: float | None = None
    high: float | None = None


def is_exact(bound: Bound | None) -> bool:
    """Whether both ends of an interval can be reached; one moved to hold the published score has its own sentence."""
    return bound is None or bound.reasons == ("outside",)


def bounds_of(result: Result, rows: Collection[int]) -> dict[int, dict[str, Bound]]:
    """For each row, the nodes whose interval is a bound, with the reasons; all other known intervals are exact.

    A condition that the result no longer holds what to decide on is undecided: an interval is said to be exact only
    where it is known to be. Worked out once for each row of a result.
    """
    # a small stock is done at once: it costs no more than a few of its units
    asked = range(result.frame.height) if result.frame.height <= _FEW else rows
    found = result.of_rows("bounds", asked, lambda new: _bounds_of(result, new))
    return {row: found[row] or {} for row in rows}


def _bounds_of(result: Result, places: list[int]) -> dict[int, dict[str, Bound]]:
    found: dict[int, dict[str, Bound]] = {row: {} for row in places}
    replay = Rescorer(result, frozenset())
    themes = [each for each in result.grid.root.walk() if isinstance(each, Theme)]
    reasons = _reasons(result, places, replay, themes)
    for theme in themes:
        columns = [reasons[f"{what}|{theme.id}"] for what in ("low", "high", *get_args(BoundReason))]
        for row, low, high, *holds in zip(places, *columns, strict=True):
            why = tuple(each for each, it in zip(get_args(BoundReason), holds, strict=True) if it)
            if why:
                found[row][theme.id] = Bound(why, low, high)
    return found


def _reasons(result: Result, rows: list[int], replay: Rescorer, themes: list[Theme]) -> pl.DataFrame:
    """By node: whether each reason holds, and both ends of what completions give where the score is outside of them."""
    grid = result.grid
    undecided = {each.id: _undecided(each, replay) for each in grid.indicators if each.applies_if is not None}
    work = replay.rows(rows).with_columns(each.alias(leaf("optional", id)) for id, each in undecided.items())
    names = [published(what, theme.id) for theme in themes for what in ("score", "low", "high")]
    shown = result.frame[rows].select(pl.col(name).cast(pl.Float64).alias(f"shown|{name}") for name in names)
    steps = ScoreTree.of(grid, replay.resolve, replay.day).aggregate(DeferredColumns())
    columns = [each for theme in themes for each in _node(theme, grid, replay)]
    return steps.giving(columns).of(work.hstack(shown))


def _node(theme: Theme, grid: Grid, replay: Rescorer) -> Iterator[pl.Expr]:
    score, low, high = (pl.col(f"shown|{published(what, theme.id)}") for what in ("score", "low", "high"))
    least, most = (rounded_for_output(pl.col(node(MAIN, what, theme.id))) for what in ("low", "high"))
    leaves = tuple(_counted(theme))
    doubts: dict[BoundReason, pl.Expr] = {
        "condition": _any(pl.col(leaf("optional", each.id)) for each in leaves if each.applies_if is not None),
        "shared": _any(_shared(leaves)),
        "margin": _any(_within_margin(each) for each in leaves if each.has_margin),
        "adjust": _any(_open_operands(theme, replay)),
        "outside": is_true((score < least - 1e-9) | (score > most + 1e-9)),
    }
    for name, holds in doubts.items():
        yield is_true((low != high) & holds).alias(f"{name}|{theme.id}")
    for side, end in (("low", least), ("high", most)):
        outside = is_true((low != high) & doubts["outside"])
        yield pl.when(outside).then(end).otherwise(None).alias(f"{side}|{theme.id}")


def _any(found: Iterator[pl.Expr]) -> pl.Expr:
    each = list(found)
    return pl.any_horizontal(each) if each else pl.lit(value=False)


def _counted(theme: Theme) -> Iterator[Indicator]:
    """The indicators with no weight of zero on the way from a node."""
    for child in theme.children:
        if child.weight > 0:
            yield from _counted(child) if isinstance(child, Theme) else (child,)


def _undecided(indicator: Indicator, replay: Rescorer) -> pl.Expr:
    """Whether it is unknown if an indicator applies; one known not to apply is not undecided."""
    assert indicator.applies_if is not None
    applies = compile(indicator.applies_if, replay.resolve, pl, replay.day).value
    return applies.is_null() & (pl.col(leaf("state", indicator.id)) != int(State.NOT_APPLICABLE))


def _shared(leaves: tuple[Indicator, ...]) -> Iterator[pl.Expr]:
    """Whether something unknown serves several indicators that have no points for want of it."""
    readers: dict[str, list[pl.Expr]] = {}
    for each in leaves:
        is_open = pl.col(leaf("points", each.id)).is_null() & pl.col(leaf("applicable", each.id))
        for source, is_unknown in dict(_sources(each)).items():
            readers.setdefault(source, []).append(is_open if is_unknown is None else is_open & is_unknown)
    for found in readers.values():
        if len(found) > 1:
            yield pl.sum_horizontal(each.cast(pl.Int32) for each in found) > 1


def _sources(indicator: Indicator) -> Iterator[tuple[str, pl.Expr | None]]:
    """Inputs of an indicator, each with the condition that it is unknown; None if the indicator's own state decides."""
    found: list[Reference] = [it for each in indicator.expressions for it in each.references]
    if isinstance(indicator.rule, Matrix):
        found += [see.ColumnRef(indicator.rule.matrix.rows), see.ColumnRef(indicator.rule.matrix.columns)]
    for reference in found:
        match reference:
            case see.ColumnRef():
                yield f"column {reference.name}", _is_unknown(pl.col(data_state(reference.name)))
            case EventRef():
                yield f"table {reference.table}", None
            case StockRef():
                yield f"column {reference.column}", _is_unknown(pl.col(data_state(reference.column)))
            case ResultRef():
                yield f"grid {reference.grid}", None
            case see.WholeRef():
                raise AssertionError("an indicator reads its own unit")
            case _:
                assert_never(reference)


def _within_margin(leaf_: Indicator) -> pl.Expr:
    """Whether the share of a survey is scored between two ends."""
    points, low, high = (pl.col(leaf(what, leaf_.id)) for what in ("points", "low", "high"))
    return points.is_not_null() & (low != high)


def _open_operands(theme: Theme, replay: Rescorer) -> Iterator[pl.Expr]:
    """Whether each operand of the adjustments of a node and of those under it is unknown."""
    if theme.adjust is not None:
        yield from (_is_unknown(each.state) for each in _read(theme.adjust, replay))
    for child in theme.children:
        if isinstance(child, Theme) and child.weight > 0:
            yield from _open_operands(child, replay)


def _read(expression: Expression, replay: Rescorer) -> Iterator[Operand]:
    for reference in expression.references:
        if not isinstance(reference, ResultRef) or reference.grid is not None:
            yield replay.resolve(reference)


def _is_unknown(state: pl.Expr) -> pl.Expr:
    return (state != int(KNOWN)) & (state != int(State.NOT_APPLICABLE))
