"""The columns of a result that a look at the whole stock reads, in as little memory as they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result_columns import coverage_column, gap_column, published, score_column, state_column
from hlmdiag.scoring.roles import columns_of_role, role_of
from hlmdiag.scoring.views import GAP_FLAG
from hlmdiag.synthesis.rule_answers import columns_of_rules

_OF_UNITS = (
    "level", "levels_possible", "conclusive", "score", "low", "high", "coverage",
    "first_look_level", "first_look_score", "flags", "flags_to_check", "actions", "override", "gap",
)  # fmt: skip


def columns_shown(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """What `synthesise` and `Result.rolled` read of every unit: ids of the grid as codes, not as texts."""
    names = dict.fromkeys([*grid.keys, *_named(frame, grid)])
    codes = _codes(grid)
    return frame.select(_kept(name, codes) for name in names)


def _kept(name: str, codes: Mapping[str, pl.DataType]) -> pl.Expr:
    if name == "gap" or gap_column.has(name):
        # only whether a gap is known is counted
        return pl.when(pl.col(name).is_not_null()).then(True).alias(name)
    return pl.col(name).cast(codes[name]) if name in codes else pl.col(name)


def _named(frame: pl.DataFrame, grid: Grid) -> Iterator[str]:
    yield from (name for role in ("size", "group") if (name := role_of(grid, role, frame)) is not None)
    yield from (name for name in frame.columns if name in _OF_UNITS or gap_column.has(name))
    yield from (state_column(leaf.id) for leaf in grid.indicators)
    yield from (of(theme.id) for theme in grid.themes for of in (score_column, coverage_column))
    if grid.level_rules:
        yield from (column.id for column in columns_of_rules(grid, frame))
    if grid.roll_up is not None:
        yield from grid.roll_up.key
        yield from (column.id for column in grid.columns.values() if column.role is not None)
        yield from (published(what, theme.id) for theme in grid.themes for what in ("low", "high"))
        yield from (published("share", share.id) for share in grid.roll_up.shares)


def _codes(grid: Grid) -> dict[str, pl.DataType]:
    """The types of the columns that hold ids of the grid, or few texts."""
    levels = _enum(grid.levels.ids)
    flags = pl.List(_enum([*grid.flags, GAP_FLAG]))
    return {
        "level": levels, "first_look_level": levels, "override": levels, "levels_possible": pl.List(levels),
        "flags": flags, "flags_to_check": flags, "actions": pl.List(_enum([each.id for each in grid.actions])),
        **{name: pl.Categorical() for name in columns_of_role(grid, "group")},
    }  # fmt: skip


def _enum(ids: Sequence[str]) -> pl.DataType:
    return pl.Enum(list(dict.fromkeys(ids)))
