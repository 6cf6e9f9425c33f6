"""The indicators that made a unit worse: those whose points moved in the bad direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import Cause
from hlmdiag.scoring.result import Result

__all__ = ["causes_of"]

_SHOWN = 3


def causes_of(result: Result, then: Result, pairs: Sequence[tuple[int, int]]) -> list[tuple[Cause, ...]]:
    """For each pair of rows (now, then), the indicators of both that got most points worse, three at most."""
    columns = [f"score:{leaf.id}" for leaf in result.grid.indicators]
    shared = [name for name in columns if name in result.frame.columns and name in then.frame.columns]
    if not shared:
        return [()] * len(pairs)
    after = result.frame[[now for now, _ in pairs]].select(shared).rows(named=True)
    before = then.frame[[row for _, row in pairs]].select(shared).rows(named=True)
    return [_causes(old, new, result.grid) for old, new in zip(before, after, strict=True)]


def _causes(before: Mapping[str, Any], after: Mapping[str, Any], grid: Grid) -> tuple[Cause, ...]:
    found = []
    for name, points in after.items():
        old = before[name]
        if points is None or old is None:
            continue
        move = round(points - old if grid.scale.burden else old - points, DECIMALS)
        if move > 0:
            found.append((move, Cause(name.partition(":")[2], old, points)))
    return tuple(cause for _, cause in sorted(found, key=lambda each: -each[0])[:_SHOWN])
