"""Searches the smallest set of changed answers that gives a better level, for many units at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.explain.actionable_columns import ActionableColumn
from hlmdiag.explain.helpful_changes import BASE, best_of, helpful
from hlmdiag.explain.minimal_change import first, nearest
from hlmdiag.explain.paired_changes import with_pairs
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.explain.what_if import WhatIf, asked_of
from hlmdiag.scoring.columns import is_true, leaf
from hlmdiag.scoring.level_columns import place_of_id
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN

_CHECKS = 6
"""Most attempts at making too large a set smaller."""


@dataclass(frozen=True)
class ColumnChange:
    """An answer to change: what it becomes, and the value and points of each indicator that reads it then."""

    lever: ActionableColumn
    value: float | str | bool
    lowered: bool | None
    """For a number: whether it goes down. A list of answers has no order."""
    indicators: Mapping[str, tuple[Any, float | None]]


@dataclass(frozen=True)
class Counterfactual:
    """Answers which, changed together, give the level `level` (its index); none of them can be left out."""

    moves: tuple[ColumnChange, ...]
    level: int
    score: float | None


def counterfactuals_of(
    result: Result, rows: Collection[int], rescoring: Rescoring | None = None
) -> dict[int, Counterfactual]:
    """For the units that have one, the smallest set of changed answers that gives a better level, by row.

    None for a unit that is not conclusive, that has the best level already, whose level was set by hand, or whose level
    no change of these answers would make better. Each answer moves to the nearest one that suffices. Every set is
    checked by scoring it again: it changes the level, and any of its parts does not.

    Where the answers act each by itself (means and sums, no flag), no smaller set exists; elsewhere the answers are
    taken by decreasing gain then pruned, so that a set of another composition may be smaller.
    """
    rescoring = Rescoring.of(result) if rescoring is None else rescoring
    if not rescoring.levers:
        return {}
    trials = _prepared(result, rows, rescoring)
    if trials.work.is_empty():
        return {}
    for step in (_ordered, _chosen, nearest):
        trials = step(trials)
    return dict(_checked(trials))


def _prepared(result: Result, rows: Collection[int], rescoring: Rescoring) -> WhatIf:
    """Units for which a better level can be searched: scoring them again gives the saved result."""
    replay, levers = rescoring.replay, rescoring.levers
    frame = result.frame[list(rows)]
    places = frame.select(place_of_id(pl.col("level"), result.grid.levels)).to_series()
    wanted = frame.select(pl.col("conclusive") & pl.col("override").is_null()).to_series() & (places > 0)
    kept = wanted.fill_null(value=False)
    work = replay.rows([row for row, is_kept in zip(rows, kept, strict=True) if is_kept])
    work = work.with_columns(
        places.filter(kept).alias("start"),
        frame["score"].filter(kept).alias("published"),
        *(each for place, lever in enumerate(levers) for each in _start(place, lever, replay)),
    )
    trials = WhatIf(rescoring, work).with_base()
    again = trials.run(asked_of(trials.units))
    same = (again["level"] == work["start"]) & (
        work["published"].is_null() | (again["score"] - work["published"]).abs().lt(1e-7)
    )
    work = work.with_columns(again[name].alias(f"base-{name}") for name in BASE)
    return replace(trials, work=work).filtered(same.fill_null(value=False))


def _start(place: int, lever: ActionableColumn, replay: Rescorer) -> Iterator[pl.Expr]:
    """Present value of an answer, as a number, and whether it can be changed."""
    column = lever.column.id
    present = pl.col(data_value(column))
    if lever.column.type == "boolean":
        present = present.cast(pl.Float64)
    elif not lever.is_number:
        places = [float(each) for each in range(len(lever.codes))]
        present = present.replace_strict(list(lever.codes), places, default=None, return_dtype=pl.Float64)
    yield present.alias(f"present:{place}")
    yield (pl.col(data_state(column)) == int(KNOWN)).alias(f"open:{place}")
    yield pl.lit(None, dtype=pl.Int32).alias(f"order:{place}")
    yield pl.lit(None, dtype=pl.Float64).alias(f"goal:{place}")
    yield pl.lit(value=False).alias(f"kept:{place}")


def _ordered(trials: WhatIf) -> WhatIf:
    """Each answer by itself: what it had best become, and its turn, by the score that it gains."""
    options = _options(trials)
    present = trials.levers_in_rows("present", "open").filter("open")
    tried = present.join(options, on="turn", how="inner", maintain_order="left_right")
    tried = pl.concat([tried, *_beside(trials, present)]).unique(maintain_order=True)
    # answer by answer: those scored together then have a hand in few columns
    tried = tried.filter(pl.col("value") != pl.col("present")).sort("turn", maintain_order=True)
    units = tried.select("unit", "present", "turn", "value")
    found = trials.run(units.with_columns(cut=pl.lit(0, dtype=pl.Int32), without=pl.lit(-1, dtype=pl.Int32)))
    best = best_of(helpful(trials, found), "unit", "turn")
    best = (
        with_pairs(trials, best, options)
        # answers that suffice alone come first
        .with_columns(waits=pl.col("level") >= pl.col("start"))
        .sort("unit", "waits", "gain", "lighter", "relief", "turn", descending=[False, False, True, True, True, False])
        .with_columns(order=pl.int_range(pl.len(), dtype=pl.Int32).over("unit"))
    )
    return trials.with_levers(best.select("unit", "turn", "order", pl.col("value").alias("goal")))


def _options(trials: WhatIf) -> pl.DataFrame:
    """Possible new values of each answer: `turn`, its index, and `value`."""
    return pl.DataFrame(
        [(place, option) for place, lever in enumerate(trials.levers) for option in lever.options],
        schema={"turn": pl.Int32, "value": pl.Float64},
        orient="row",
    )


def _beside(trials: WhatIf, present: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The values of other columns of the unit that an answer is set against, within the ends of what it may become."""
    for place, lever in enumerate(trials.levers):
        for name in lever.beside:
            value = pl.Series("value", trials.work[data_value(name)].cast(pl.Float64), dtype=pl.Float64)
            there = present.filter(pl.col("turn") == place)
            found = there.with_columns(value[there["unit"]])
            yield found.filter(pl.col("value").is_between(lever.options[0], lever.options[-1]))


def _chosen(trials: WhatIf) -> WhatIf:
    """The answers that are needed: of those taken by decreasing gain, the last one that is needed stays, and so on."""
    trials, left = _promising(trials)
    while not left.is_empty():
        found = first(left, partial(_taken, trials), trials)
        left = found.filter(pl.col("high") > 0).with_columns(low=-1, high=pl.col("high") - 1)
        trials = _kept(trials, left)
    return trials


def _taken(trials: WhatIf, asked: pl.DataFrame) -> pl.DataFrame:
    """The units with the first answers, so many as `at`, changed."""
    return trials.run(asked_of(asked, cut=pl.col("at")))


def _promising(trials: WhatIf) -> tuple[WhatIf, pl.DataFrame]:
    """The units whose level changes once their answers do, all or the first of them, and the span among which to look.

    All together may do worse than some, where one undoes what another does.
    """
    orders = [pl.col(f"order:{place}") for place in range(len(trials.levers))]
    last = trials.work.select(last=pl.max_horizontal(orders).fill_null(-1) + 1).with_row_index("unit")
    whole = last.select("unit", at=pl.col("last").cast(pl.Int32))
    works = trials.works(_taken(trials, whole))
    fewer = last.filter(~works).select("unit", at=pl.int_ranges(1, pl.col("last"), dtype=pl.Int32)).explode("at")
    fewer = fewer.drop_nulls()
    first_ = fewer.filter(trials.works(_taken(trials, fewer))).unique("unit", keep="first", maintain_order=True)
    found = pl.concat([whole.filter(works), first_]).sort("unit")
    kept = trials.filtered(trials.units["unit"].is_in(found["unit"].implode()))
    left = found.select(low=pl.lit(-1, dtype=pl.Int32), high=pl.col("at"))
    return kept, left.with_row_index("unit").select("unit", "low", "high")


def _kept(trials: WhatIf, found: pl.DataFrame) -> WhatIf:
    """The lever whose turn is `high` is kept; its turn and those after it are over."""
    work = trials.work.with_row_index("unit").join(
        found.select("unit", "high"), on="unit", how="left", maintain_order="left"
    )
    columns = []
    for place in range(len(trials.levers)):
        order, high = pl.col(f"order:{place}"), pl.col("high")
        columns.append((pl.col(f"kept:{place}") | is_true(order == high)).alias(f"kept:{place}"))
        columns.append(pl.when(is_true(order >= high)).then(None).otherwise(order).alias(f"order:{place}"))
    return replace(trials, work=work.with_columns(columns).drop("unit", "high"))


def _checked(trials: WhatIf) -> Iterator[tuple[int, Counterfactual]]:
    """The sets that hold: each changes the level and no part of it does. What is too much is left out, then seen."""
    units = trials.units
    for _ in range(_CHECKS):
        if units.is_empty():
            return
        kept = trials.levers_in_rows("kept").filter("kept").join(units, on="unit", how="semi", maintain_order="left")
        whole = trials.run(asked_of(units), detailed=True)
        good = whole.filter(trials.works(whole))
        parts = trials.run(asked_of(kept.select("unit", "turn"), without=pl.col("turn"), turn=pl.lit(-1, pl.Int32)))
        start = trials.work["start"][parts["unit"]]
        too_much = parts.filter((parts["level"] != start).fill_null(value=True))
        minimal = good.join(too_much, on="unit", how="anti", maintain_order="left")
        yield from ((line["row"], _changes(line, trials)) for line in _lines(minimal, trials))
        worse = parts.filter(trials.works(parts)).unique("unit", keep="last", maintain_order=True)
        again = worse.join(good.select("unit"), on="unit", how="semi", maintain_order="left")
        dropped = again.select("unit", pl.col("without").alias("turn"), kept=pl.lit(value=False))
        trials, units = trials.with_levers(dropped), again.select("unit")


def _lines(found: pl.DataFrame, trials: WhatIf) -> Iterator[dict[str, Any]]:
    names = ["row", *(f"{what}:{place}" for place in range(len(trials.levers)) for what in ("kept", "goal", "present"))]
    beside = trials.work.select(names)[found["unit"]]
    yield from found.hstack(beside).iter_rows(named=True)


def _changes(line: Mapping[str, Any], trials: WhatIf) -> Counterfactual:
    moves = []
    for place, lever in enumerate(trials.levers):
        if line[f"kept:{place}"]:
            goal, present = line[f"goal:{place}"], line[f"present:{place}"]
            value = goal if lever.is_number else lever.codes[int(goal)]
            reading = trials.rescoring.reading.get(lever.column.id, ())
            read = {each: (line[leaf("value", each)], line[leaf("points", each)]) for each in reading}
            moves.append(ColumnChange(lever, value, goal < present if lever.is_number else None, read))
    return Counterfactual(tuple(moves), line["level"], line["score"])
