"""Why a unit got worse, or better: the indicators whose points moved, else a decision, a flag, other answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import About, ChangeReason, WorseIndicator
from hlmdiag.scoring.held_result import whole_rows
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answer_column, read_column, score_column, state_column, value_column

_SHOWN = 3
Why = tuple[tuple[WorseIndicator, ...], ChangeReason, str]


def why(
    result: Result, then: Result, pairs: Sequence[tuple[int, int]], about: About, *, better: bool = False
) -> list[Why]:
    """For each pair of rows (now, then): the indicators of both that got most points worse, three at most, else why.

    `better`: those that got better, of a unit that did. The second part says what kind of reason it is, the third which
    flag where it is one.
    """
    (result, own), (then, earlier) = (
        whole_rows(each, [pair[side] for pair in pairs]) for side, each in enumerate((result, then))
    )
    if about == "flag":
        places = zip(own, earlier, strict=True)
        return [((), "grid" if _is_of_grid(result, then, now, row) else "answers", "") for now, row in places]
    names = [
        of(leaf.id) for leaf in result.grid.indicators for of in (score_column, value_column, state_column)
    ] + ["override", "flags"]  # fmt: skip
    shared = [name for name in names if name in result.frame.columns and name in then.frame.columns]
    after = result.frame[own].select(shared).rows(named=True)
    before = then.frame[earlier].select(shared).rows(named=True)
    changed = result.grid.hash != then.grid.hash
    return [_why(old, new, result.grid, about, changed, better) for old, new in zip(before, after, strict=True)]


def _why(
    before: Mapping[str, Any], after: Mapping[str, Any], grid: Grid, about: About, changed: bool, better: bool
) -> Why:
    if about == "level" and before["override"] != after["override"]:
        return (), "override", ""
    causes = _causes(before, after, grid, changed, better)
    raising, without = (before, after) if better else (after, before)
    floors = [
        flag
        for flag in raising["flags"]
        if flag in grid.flags and grid.flags[flag].no_better_than and flag not in without["flags"]
    ]
    if about == "level" and floors:
        return causes, "flag", floors[0]
    if causes:
        return causes, "points", ""
    if changed:
        return (), "grid", ""
    moved = any(before[name] != after[name] for name in before if state_column.has(name))
    return (), "answers" if moved else "other", ""


def _causes(
    before: Mapping[str, Any], after: Mapping[str, Any], grid: Grid, changed: bool, better: bool
) -> tuple[WorseIndicator, ...]:
    found = []
    for leaf in grid.indicators:
        old, points = before.get(score_column(leaf.id)), after.get(score_column(leaf.id))
        if points is None or old is None:
            continue
        move = round(points - old if grid.scale.burden != better else old - points, DECIMALS)
        if move > 0:
            alike = before.get(value_column(leaf.id)) == after.get(value_column(leaf.id))
            found.append((move, WorseIndicator(leaf.id, old, points, is_rule=changed and alike)))
    return tuple(cause for _, cause in sorted(found, key=lambda each: -each[0])[:_SHOWN])


def _is_of_grid(result: Result, then: Result, now: int, row: int) -> bool:
    """Whether nothing that the unit answered changed, so that the grid alone can have raised a flag."""
    if result.grid.hash == then.grid.hash:
        return False
    names = [
        name for name in result.frame.columns
        if any(of.has(name) for of in (value_column, answer_column, read_column)) and name in then.frame.columns
    ]  # fmt: skip
    return result.frame[now].select(names).row(0) == then.frame[row].select(names).row(0)
