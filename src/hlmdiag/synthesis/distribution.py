"""Counts of units, and of their size, by level, group and flag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.roles import role_of
from hlmdiag.synthesis.model import ActionCount, Distribution, FlagCount, Group, LevelCount, Quantity

_SLICE = 200_000
"""Units whose lists are counted at once: each of their ids takes a row."""


def distribute(frame: pl.DataFrame, grid: Grid) -> Distribution:
    """Units of a frame by final level."""
    return _distributions(frame, grid, None).get(None) or _distribution(_Counted(), grid, frame)


def distribute_groups(frame: pl.DataFrame, grid: Grid) -> tuple[Group, ...]:
    """The same by group, in alphabetical order, units without a group last."""
    column = role_of(grid, "group", frame)
    if column is None:
        return ()
    found = _distributions(frame, grid, column)
    has = frame.select(
        pl.col(column).alias("group"),
        "coverage",
        _any_alert("flags", grid).alias("alert"),
        _any_alert("flags_to_check", grid).alias("doubt"),
    )
    counted = has.group_by("group").agg(
        pl.col("coverage").median(), pl.col("alert").sum(), (pl.col("doubt") & ~pl.col("alert")).sum().alias("doubt")
    )
    return tuple(
        Group(name=name, distribution=found[name], coverage=middle, alerts=alerts, alerts_to_check=doubts)
        for name, middle, alerts, doubts in sorted(counted.rows(), key=lambda row: (row[0] is None, row[0] or ""))
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


class _Held(NamedTuple):
    """Some units, those of them whose size is known, and what these hold; no size where the grid has none."""

    units: int = 0
    known: int = 0
    size: float | None = None

    @classmethod
    def of(cls, frame: pl.DataFrame, size: str | None) -> _Held:
        if size is None:
            return cls(frame.height)
        sizes = frame.get_column(size)
        return cls(frame.height, frame.height - sizes.null_count(), float(sizes.sum()))

    def plus(self, other: _Held) -> _Held:
        """The units of both."""
        size = None if self.size is None and other.size is None else (self.size or 0.0) + (other.size or 0.0)
        return _Held(self.units + other.units, self.known + other.known, size)


@dataclass
class _Counted:
    """What is counted of some units, by the id of their level (None without one), then of the levels they may have."""

    held: dict[str | None, _Held] = field(default_factory=dict)
    certain: dict[str | None, int] = field(default_factory=dict)
    conclusive: int = 0
    may_be: Counter[str | None] = field(default_factory=Counter)
    may_become: Counter[str | None] = field(default_factory=Counter)


def _distributions(frame: pl.DataFrame, grid: Grid, group: str | None) -> dict[str | None, Distribution]:
    """By group; where there is none, that of all units under no name."""
    size = role_of(grid, "size", frame)
    seen = frame.select(
        (pl.col(group) if group else pl.lit(None, dtype=pl.String)).alias("group"),
        "level",
        "levels_possible",
        "conclusive",
        (~pl.col("conclusive") & pl.col("override").is_null()).alias("certain"),
        (pl.col(size) if size else pl.lit(None, dtype=pl.Float64)).alias("size"),
    )
    found: dict[str | None, _Counted] = {}
    held = (pl.col("size").count().alias("known"), pl.col("size").sum().cast(pl.Float64))
    levels = seen.group_by("group", "level").agg(pl.len(), *held, pl.col("certain", "conclusive").sum())
    for name, level, units, known, total, certain, conclusive in levels.rows():
        counted = found.setdefault(name, _Counted())
        counted.held[level] = _Held(units, known, total) if size else _Held(units)
        counted.certain[level] = certain
        counted.conclusive += conclusive
    moves = pl.col("levels_possible").cast(pl.String).ne_missing(pl.col("level").cast(pl.String))
    for rows in seen.select("group", "level", "levels_possible").iter_slices(_SLICE):
        ways = (
            rows.explode("levels_possible").group_by("group", "levels_possible").agg(pl.len(), moves.sum().alias("m"))
        )
        for name, level, times, others in ways.rows():
            found[name].may_be[level] += times
            found[name].may_become[level] += others
    return {name: _distribution(counted, grid, frame) for name, counted in found.items()}


def _distribution(counted: _Counted, grid: Grid, frame: pl.DataFrame) -> Distribution:
    nothing = _Held(size=0.0 if role_of(grid, "size", frame) else None)
    whole = reduce(_Held.plus, counted.held.values(), nothing)
    counts = []
    for level in (*grid.levels, None):
        id = level.id if level else None
        ways = (counted.may_be[id], counted.may_become[id]) if level else (0, 0)
        certain = counted.certain.get(id, 0) if level else 0
        counts.append(LevelCount(level, _share(counted.held.get(id, nothing), whole), certain, *ways))
    return Distribution(
        whole=_share(whole, whole),
        levels=tuple(counts if grid.levels else counts[:0]),
        conclusive=counted.conclusive,
        size_unknown=whole.units - whole.known if whole.size is not None else 0,
    )


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
    nothing = _Held(size=0.0)
    for rows in frame.select(pl.col(lists).alias("id"), sizes.alias("size")).iter_slices(_SLICE):
        counted = (
            rows.explode("id")
            .drop_nulls("id")
            .group_by("id")
            .agg(pl.len(), pl.col("size").count().alias("known"), pl.col("size").sum().cast(pl.Float64).alias("held"))
        )
        for id, units, known, held in counted.rows():
            found[id] = found.get(id, nothing).plus(_Held(units, known, held))
    whole = _Held.of(frame, size)
    return lambda id: _share(found.get(id, nothing), whole)


def _any_alert(column: str, grid: Grid) -> pl.Expr:
    alerts = [flag.id for flag in grid.flags.values() if flag.alert]
    return pl.any_horizontal(pl.col(column).list.contains(id) for id in alerts) if alerts else pl.lit(value=False)
