"""Which unknown answer gives a unit its level by itself, whatever it is: every possible answer is tried."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from hlmdiag.data.dataset_columns import data_state
from hlmdiag.explain.actionable_columns import ActionableColumn, all_cuts, codes_of
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.explain.what_if import WhatIf, asked_of
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.rules.normalise import GroupedSteps, Steps
from hlmdiag.scoring.external_references import expressions
from hlmdiag.scoring.reads import columns_of
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN, State

_MOST_OPEN = 12
"""Unknown answers beyond which a unit has no level for want of many: no one is then looked for."""


def settling_alone(result: Result, rows: Collection[int]) -> dict[int, str]:
    """For the units without a level, by row, the first column in the order of the grid whose answer gives them one.

    Left out: columns whose answers cannot all be tried (texts, dates, numbers that an expression reads).
    """
    grid = result.grid
    levers = tuple(_levers(grid))
    replay = Rescorer(result, frozenset(_read(grid)))
    held = [each for each in grid.indicators if each not in replay.answered]
    if not levers or not replay.is_possible or any(each.applies_if is not None for each in held):
        return {}
    without = result.frame[list(rows)].select(pl.col("level").is_null() & pl.col("override").is_null()).to_series()
    wanted = [row for row, is_wanted in zip(rows, without, strict=True) if is_wanted]
    work = replay.rows(wanted).with_columns(each for place, it in enumerate(levers) for each in _start(place, it))
    few = work.select(pl.sum_horizontal(f"open:{place}" for place in range(len(levers))) <= _MOST_OPEN).to_series()
    return _found(WhatIf(Rescoring(replay, levers), work.filter(few)))


def _found(trials: WhatIf) -> dict[int, str]:
    options = [(place, option) for place, lever in enumerate(trials.levers) for option in lever.options]
    schema = {"turn": pl.Int32, "value": pl.Float64}
    tried = trials.levers_in_rows("open").filter("open")
    tried = tried.join(pl.DataFrame(options, schema=schema, orient="row"), on="turn", how="inner")
    if tried.is_empty():
        return {}
    found = trials.decided(asked_of(tried, turn=pl.col("turn"), value=pl.col("value")))
    numbers = [place for place, lever in enumerate(trials.levers) if lever.is_number]
    continuous = [place for place in numbers if not _is_stepped(trials.levers[place], trials)]
    between = (pl.col("level").n_unique() == 1) | pl.col("conclusive").all() | ~pl.col("turn").first().is_in(continuous)
    settled = found.group_by("unit", "turn").agg(settles=pl.col("level").is_not_null().all() & between)
    first = settled.filter("settles").sort("unit", "turn").unique("unit", keep="first", maintain_order=True)
    rows = trials.work["row"][first["unit"]]
    return {row: trials.levers[turn].column.id for row, turn in zip(rows, first["turn"], strict=True)}


def _levers(grid: Grid) -> Iterator[ActionableColumn]:
    for column in grid.columns.values():
        if column.id in grid.keys or column.id not in _read(grid):
            continue
        if column.type == "boolean":
            yield ActionableColumn(column, (0.0, 1.0), ("false", "true"))
        elif column.type == "choice" and (codes := codes_of(column, grid)):
            yield ActionableColumn(column, tuple(float(place) for place in range(len(codes))), codes)
        elif column.type in ("integer", "number", "percent") and (numbers := _numbers(column, grid)):
            yield ActionableColumn(column, numbers)


def _numbers(column: Column, grid: Grid) -> tuple[float, ...]:
    """The numbers between which its rules give nothing new; none where an expression reads it otherwise."""
    shown = [leaf for leaf in grid.indicators if leaf.column == column.id]
    bare = [leaf.value for leaf in shown]
    readers = [each for each in expressions(grid) if column.id in columns_of(each)]
    if any(all(each is not value for value in bare) for each in readers):
        return ()
    return tuple(sorted({cut for leaf in shown for cut in all_cuts(leaf, grid) if _is_within(cut, column)}))


def _is_within(cut: float, column: Column) -> bool:
    return (column.min is None or cut >= column.min) and (column.max is None or cut <= column.max)


def _is_stepped(lever: ActionableColumn, trials: WhatIf) -> bool:
    shown = [leaf for leaf in trials.replay.grid.indicators if leaf.column == lever.column.id]
    return all(isinstance(leaf.rule, Steps | GroupedSteps) for leaf in shown)


def _read(grid: Grid) -> set[str]:
    """The columns of the row that anything of the grid reads."""
    found = {name for leaf in grid.indicators for name in leaf.columns}
    return found | {name for each in expressions(grid) for name in columns_of(each)}


def _start(place: int, lever: ActionableColumn) -> Iterator[pl.Expr]:
    state = pl.col(data_state(lever.column.id))
    yield ((state != int(KNOWN)) & (state != int(State.NOT_APPLICABLE))).alias(f"open:{place}")
    yield pl.lit(None, dtype=pl.Int32).alias(f"order:{place}")
    yield pl.lit(None, dtype=pl.Float64).alias(f"goal:{place}")
    yield pl.lit(value=False).alias(f"kept:{place}")
