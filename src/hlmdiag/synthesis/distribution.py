"""Counts of units, and of their size, by level, group and flag."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.roles import role_of
from hlmdiag.synthesis.answers import median
from hlmdiag.synthesis.model import ActionCount, Distribution, FlagCount, Group, LevelCount, Quantity

_SLICE = 200_000
"""Units whose lists are counted at once: each of their ids takes a row."""


def distribute(frame: pl.DataFrame, grid: Grid) -> Distribution:
    """Units of a frame by final level."""
    size = role_of(grid, "size", frame)
    whole = quantity(frame, frame, size)
    parts = frame.partition_by("level", as_dict=True) if frame.height else {}
    possible = frame.get_column("levels_possible").explode().value_counts() if frame.height else None
    may_be = dict(possible.rows()) if possible is not None else {}
    elsewhere = (
        frame.select("level", "levels_possible")
        .explode("levels_possible")
        .filter(pl.col("levels_possible").cast(pl.String).ne_missing(pl.col("level").cast(pl.String)))
    )
    may_become = dict(elsewhere.get_column("levels_possible").value_counts().rows())
    counts = []
    for level in (*grid.levels, None):
        part = parts.get((level.id if level else None,), frame.clear())
        settled = ~pl.col("conclusive") & pl.col("override").is_null()
        certain = part.filter(settled).height if level is not None else 0
        ways = (may_be.get(level.id, 0), may_become.get(level.id, 0)) if level else (0, 0)
        counts.append(LevelCount(level, quantity(part, frame, size), certain, *ways))
    return Distribution(
        whole=whole,
        levels=tuple(counts if grid.levels else counts[:0]),
        conclusive=int(frame.get_column("conclusive").sum()),
        size_unknown=frame.get_column(size).null_count() if size else 0,
    )


def distribute_groups(frame: pl.DataFrame, grid: Grid) -> tuple[Group, ...]:
    """The same by group, in alphabetical order, units without a group last."""
    column = role_of(grid, "group", frame)
    if column is None:
        return ()
    parts = frame.partition_by(column, as_dict=True)
    named = sorted(((key[0], part) for key, part in parts.items()), key=lambda pair: (pair[0] is None, pair[0] or ""))
    return tuple(
        Group(
            name=name,
            distribution=distribute(part, grid),
            coverage=median(part.get_column("coverage")),
            alerts=part.filter(_any_alert("flags", grid)).height,
            alerts_to_check=part.filter(_any_alert("flags_to_check", grid) & ~_any_alert("flags", grid)).height,
        )
        for name, part in named
    )


def flag_counts(frame: pl.DataFrame, grid: Grid) -> tuple[FlagCount, ...]:
    """Every flag of the grid, in its order, with the units where it holds."""
    held = _holding(frame, "flags", grid)
    to_check = dict(frame.get_column("flags_to_check").explode().drop_nulls().cast(pl.String).value_counts().rows())
    return tuple(FlagCount(flag, held(flag.id), to_check.get(flag.id, 0)) for flag in grid.flags.values())


def action_counts(frame: pl.DataFrame, grid: Grid) -> tuple[ActionCount, ...]:
    """Actions proposed to at least one unit, by number of units, then in the order of the grid."""
    held = _holding(frame, "actions", grid)
    counts = (ActionCount(action, held(action.id)) for action in grid.actions)
    proposed = [count for count in counts if count.proposed.units]
    return tuple(sorted(proposed, key=lambda count: -count.proposed.units))


def narrow(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The few columns that counts are made of: a result has hundreds, which filtering would copy each time."""
    roles = [role_of(grid, role, frame) for role in ("size", "group")]
    counted = ("level", "levels_possible", "conclusive", "override", "coverage", "flags", "flags_to_check", "actions")
    return frame.select(*counted, *(column for column in dict.fromkeys(roles) if column is not None))


def quantity(part: pl.DataFrame, whole: pl.DataFrame, size: str | None) -> Quantity:
    """Part of a whole, in units and in size; no size where no unit of the part has one."""
    return _share(_Held.of(part, size), _Held.of(whole, size))


class _Held(NamedTuple):
    """Some units, those of them whose size is known, and what these hold; no size where the grid has none."""

    units: int
    known: int = 0
    size: float | None = None

    @classmethod
    def of(cls, frame: pl.DataFrame, size: str | None) -> _Held:
        if size is None:
            return cls(frame.height)
        sizes = frame.get_column(size)
        return cls(frame.height, frame.height - sizes.null_count(), float(sizes.sum()))


def _share(part: _Held, whole: _Held) -> Quantity:
    share = part.units / whole.units if whole.units else 0.0
    if part.size is None or whole.size is None or any(each.units and not each.known for each in (part, whole)):
        return Quantity(part.units, share)
    return Quantity(part.units, share, part.size, part.size / whole.size if whole.size else None)


def _holding(frame: pl.DataFrame, lists: str, grid: Grid) -> Callable[[str], Quantity]:
    """What the units hold of which a list has an id, all ids being counted at once."""
    size = role_of(grid, "size", frame)
    sizes = pl.col(size) if size else pl.lit(None, dtype=pl.Float64)
    found: dict[str, _Held] = {}
    for rows in frame.select(pl.col(lists).alias("id"), sizes.alias("size")).iter_slices(_SLICE):
        counted = (
            rows.explode("id")
            .drop_nulls("id")
            .group_by("id")
            .agg(pl.len(), pl.col("size").count().alias("known"), pl.col("size").sum().cast(pl.Float64).alias("held"))
        )
        for id, units, known, held in counted.rows():
            before = found.get(id, _Held(0, 0, 0.0))
            found[id] = _Held(before.units + units, before.known + known, (before.size or 0.0) + held)
    whole = _Held.of(frame, size)
    nothing = _Held(0, 0, 0.0)
    return lambda id: _share(found.get(id, nothing), whole)


def _any_alert(column: str, grid: Grid) -> pl.Expr:
    alerts = [flag.id for flag in grid.flags.values() if flag.alert]
    return pl.any_horizontal(pl.col(column).list.contains(id) for id in alerts) if alerts else pl.lit(value=False)
