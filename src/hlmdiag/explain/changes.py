"""The smallest set of changed answers that gives a unit a better level, searched for many units at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from hlmdiag.explain.levers import Lever, levers_of
from hlmdiag.explain.trials import Trials
from hlmdiag.scoring.columns import held, leaf
from hlmdiag.scoring.replay import Replay
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN

__all__ = ["Changes", "Move", "changes_of"]

_TRIALS = 20_000
"""Trials of one round: as many as are scored together."""
_CHECKS = 6
"""How many times a set that holds too much is made smaller before it is given up."""


@dataclass(frozen=True)
class Move:
    """An answer to change: what it becomes, and the value and points of each indicator that reads it then."""

    lever: Lever
    value: float | str | bool
    lowered: bool | None
    """For a number: whether it goes down. A list of answers has no order."""
    indicators: Mapping[str, tuple[Any, float | None]]


@dataclass(frozen=True)
class Changes:
    """Answers which, changed together, give the level `level` (its index); none of them can be left out."""

    moves: tuple[Move, ...]
    level: int
    score: float | None


def changes_of(result: Result, rows: Collection[int], levers: tuple[Lever, ...] | None = None) -> dict[int, Changes]:
    """For the units that have one, the smallest set of changed answers that gives a better level, by row.

    None for a unit that is not conclusive, that has the best level already, whose level was set by hand, or whose level
    no change of these answers would make better. Each answer moves to the nearest one that suffices. Every set is
    checked by scoring it again: it changes the level, and any of its parts does not.

    Where the answers act each by itself (means and sums, no flag), no smaller set exists; elsewhere the answers are
    taken by decreasing gain then pruned, so that a set of another composition may be smaller.
    """
    levers = levers_of(result) if levers is None else levers
    if not levers:
        return {}
    trials = _prepared(result, rows, levers)
    if trials.work.is_empty():
        return {}
    for step in (_ordered, _chosen, _nearest):
        trials = step(trials)
    return dict(_checked(trials))


def _prepared(result: Result, rows: Collection[int], levers: tuple[Lever, ...]) -> Trials:
    """The units for which a better level can be looked for, those that score again to what the result says."""
    replay = Replay(result, frozenset(lever.column.id for lever in levers))
    frame, ids = result.frame[list(rows)], [level.id for level in result.grid.levels]
    places = frame["level"].cast(pl.String).replace_strict(ids, range(len(ids)), default=None, return_dtype=pl.Int32)
    wanted = frame.select(pl.col("conclusive") & pl.col("override").is_null()).to_series() & (places > 0)
    kept = wanted.fill_null(value=False)
    work = replay.rows([row for row, is_kept in zip(rows, kept, strict=True) if is_kept])
    work = work.with_columns(
        places.filter(kept).alias("start"),
        frame["score"].filter(kept).alias("published"),
        *(each for place, lever in enumerate(levers) for each in _start(place, lever, replay)),
    )
    trials = Trials(replay, levers, work)
    again = trials.run(_trials(work.with_row_index("unit").select("unit")))
    same = (again["level"] == work["start"]) & (
        work["published"].is_null() | (again["score"] - work["published"]).abs().lt(1e-7)
    )
    work = work.with_columns(again["score"].alias("base"), again["pressure"].alias("base-pressure"))
    return Trials(replay, levers, work.filter(same.fill_null(value=False)))


def _start(place: int, lever: Lever, replay: Replay) -> Iterator[pl.Expr]:
    """What an answer is now, as a number; and whether it is there to be changed."""
    column = lever.column.id
    present = pl.col(f"v:{column}")
    if lever.column.type == "boolean":
        present = present.cast(pl.Float64)
    elif not lever.is_number:
        places = [float(each) for each in range(len(lever.codes))]
        present = present.replace_strict(list(lever.codes), places, default=None, return_dtype=pl.Float64)
    yield present.alias(f"present:{place}")
    yield (pl.col(f"s:{column}") == int(KNOWN)).alias(f"open:{place}")
    yield pl.lit(None, dtype=pl.Int32).alias(f"order:{place}")
    yield pl.lit(None, dtype=pl.Float64).alias(f"goal:{place}")
    yield pl.lit(value=False).alias(f"kept:{place}")


def _trials(units: pl.DataFrame, **given: pl.Expr | pl.Series) -> pl.DataFrame:
    """Trials of these units, in which nothing is changed but what is given."""
    nothing = {
        "cut": pl.lit(0, dtype=pl.Int32),
        "turn": pl.lit(-1, dtype=pl.Int32),
        "value": pl.lit(None, dtype=pl.Float64),
        "without": pl.lit(-1, dtype=pl.Int32),
    }
    return units.with_columns(**(nothing | given)).select(*_TRIAL)


def _ordered(trials: Trials) -> Trials:
    """Each answer by itself: what it had best become, and its turn, by the score that it gains."""
    options = pl.DataFrame(
        [(place, option) for place, lever in enumerate(trials.levers) for option in lever.options],
        schema={"turn": pl.Int32, "value": pl.Float64},
        orient="row",
    )
    present = _long(trials, "present", "open").filter("open")
    tried = present.join(options, on="turn", how="inner", maintain_order="left_right")
    tried = tried.filter(pl.col("value") != pl.col("present"))
    units = tried.select("unit", "present", "turn", "value")
    found = trials.run(units.with_columns(cut=pl.lit(0, dtype=pl.Int32), without=pl.lit(-1, dtype=pl.Int32)))
    before = trials.work.with_row_index("unit").select("unit", "start", "base", "base-pressure")
    sign = 1.0 if trials.replay.grid.scale.burden else -1.0
    found = found.join(before, on="unit", how="left", maintain_order="left").with_columns(
        gain=((pl.col("base") - pl.col("score")) * sign).round(9).fill_null(0.0),
        relief=pl.col("base-pressure") - pl.col("pressure"),
        effort=(pl.col("value") - pl.col("present")).abs(),
    )
    useful = (pl.col("level") < pl.col("start")) | (
        (pl.col("level") <= pl.col("start")) & ((pl.col("gain") > 0) | (pl.col("relief") > 0)) & (pl.col("gain") >= 0)
    )
    best = (
        found.filter(useful)
        .sort(
            "unit", "turn", "level", "gain", "relief", "effort", "value",
            descending=[False, False, False, True, True, False, False],
        )
        .unique(["unit", "turn"], keep="first", maintain_order=True)
        .sort("unit", "gain", "relief", "turn", descending=[False, True, True, False])
        .with_columns(order=pl.int_range(pl.len(), dtype=pl.Int32).over("unit"))
    )  # fmt: skip
    return _replaced(trials, best.select("unit", "turn", "order", pl.col("value").alias("goal")))


def _long(trials: Trials, *names: str) -> pl.DataFrame:
    """One row per unit and lever: what `work` says of it under each of these names."""
    work = trials.work
    parts = [
        work.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("unit"),
            pl.lit(place, dtype=pl.Int32).alias("turn"),
            *(pl.col(f"{name}:{place}").alias(name) for name in names),
        )
        for place in range(len(trials.levers))
    ]
    return pl.concat(parts).sort("unit", "turn")


def _replaced(trials: Trials, found: pl.DataFrame) -> Trials:
    """The same units, with what was found of each lever: the columns of `found` but `unit` and `turn`."""
    work = trials.work.with_row_index("unit")
    for name in found.columns[2:]:
        for (place,), lines in found.partition_by("turn", as_dict=True, maintain_order=True).items():
            taken = lines.select("unit", pl.col(name).alias("found"))
            column = f"{name}:{place}"
            joined = work.select("unit", column).join(taken, on="unit", how="left", maintain_order="left")
            work = work.with_columns(joined.select(pl.coalesce("found", column).alias(column)).to_series())
    return Trials(trials.replay, trials.levers, work.drop("unit"))


def _chosen(trials: Trials) -> Trials:
    """The answers that are needed: of those taken by decreasing gain, the last one that is needed stays, and so on."""
    trials, left = _promising(trials)
    while not left.is_empty():
        found = _first(left, partial(_taken, trials), trials)
        left = found.filter(pl.col("high") > 0).with_columns(low=-1, high=pl.col("high") - 1)
        trials = _kept(trials, left)
    return trials


def _taken(trials: Trials, asked: pl.DataFrame) -> pl.DataFrame:
    """The units with the first answers, so many as `at`, changed."""
    return trials.run(_trials(asked, cut=pl.col("at")))


def _promising(trials: Trials) -> tuple[Trials, pl.DataFrame]:
    """The units whose level changes once all their answers do, and the span of answers among which to look."""
    orders = [pl.col(f"order:{place}") for place in range(len(trials.levers))]
    whole = trials.work.select(cut=pl.max_horizontal(orders).fill_null(-1) + 1).with_row_index("unit")
    works = _works(trials, trials.run(_trials(whole.select("unit"), cut=whole["cut"].cast(pl.Int32))))
    left = whole.filter(works).select(low=pl.lit(-1, dtype=pl.Int32), high=pl.col("cut").cast(pl.Int32))
    kept = Trials(trials.replay, trials.levers, trials.work.filter(works))
    return kept, left.with_row_index("unit").select("unit", "low", "high")


def _works(trials: Trials, found: pl.DataFrame) -> pl.Series:
    """Whether each trial gives its unit a better level."""
    return (found["level"] < trials.work["start"][found["unit"]]).fill_null(value=False)


def _first(spans: pl.DataFrame, run: Callable[[pl.DataFrame], pl.DataFrame], trials: Trials) -> pl.DataFrame:
    """The smallest number above `low`, which does not work, up to `high`, which does: it becomes `high`.

    `spans`: `unit`, `low`, `high`. `run` scores what is asked of each: `unit` and the number `at`.
    """
    while True:
        wide = spans.filter(pl.col("high") - pl.col("low") > 1)
        if wide.is_empty():
            return spans
        between = pl.col("high") - pl.col("low")
        asked = wide.with_columns(count=pl.min_horizontal(between - 1, max(2, _TRIALS // wide.height)))
        asked = asked.with_columns(k=pl.int_ranges(1, pl.col("count") + 1)).explode("k")
        asked = asked.with_columns(at=(pl.col("low") + between * pl.col("k") // (pl.col("count") + 1)).cast(pl.Int32))
        found = asked.with_columns(_works(trials, run(asked.select("unit", "at"))).alias("works"))
        best = found.group_by("unit", maintain_order=True).agg(
            high=pl.col("at").filter("works").min(), low=pl.col("low").first(), top=pl.col("high").first(), at="at"
        )
        best = best.with_columns(high=pl.coalesce("high", "top"))
        under = best.explode("at").filter(pl.col("at") < pl.col("high"))
        lows = under.group_by("unit").agg(floor=pl.col("at").max())
        narrowed = best.join(lows, on="unit", how="left").select(
            "unit", pl.max_horizontal("low", "floor").alias("low-now"), pl.col("high").alias("high-now")
        )
        spans = spans.join(narrowed, on="unit", how="left", maintain_order="left").select(
            "unit", low=pl.coalesce("low-now", "low"), high=pl.coalesce("high-now", "high")
        )


def _kept(trials: Trials, found: pl.DataFrame) -> Trials:
    """The lever whose turn is `high` is kept; its turn and those after it are over."""
    work = trials.work.with_row_index("unit").join(
        found.select("unit", "high"), on="unit", how="left", maintain_order="left"
    )
    columns = []
    for place in range(len(trials.levers)):
        order, high = pl.col(f"order:{place}"), pl.col("high")
        columns.append((pl.col(f"kept:{place}") | held(order == high)).alias(f"kept:{place}"))
        columns.append(pl.when(held(order >= high)).then(None).otherwise(order).alias(f"order:{place}"))
    return Trials(trials.replay, trials.levers, work.with_columns(columns).drop("unit", "high"))


def _nearest(trials: Trials) -> Trials:
    """Each answer of a set in turn becomes the nearest to the present one that suffices, the others being changed."""
    chosen = (
        _long(trials, "kept", "present", "goal")
        .filter("kept")
        .with_columns(number=pl.int_range(pl.len(), dtype=pl.Int32).over("unit"))
    )
    steps = pl.DataFrame(
        {"turn": range(len(trials.levers)), "step": [lever.step for lever in trials.levers]},
        schema={"turn": pl.Int32, "step": pl.Float64},
    )
    chosen = chosen.join(steps, on="turn", how="left", maintain_order="left")
    for (_,), lines in chosen.partition_by("number", as_dict=True, maintain_order=True).items():
        trials = _replaced(trials, _brought_near(trials, lines).select("unit", "turn", "goal"))
    return trials


def _brought_near(trials: Trials, lines: pl.DataFrame) -> pl.DataFrame:
    """One answer of each of these units (`turn`, `present`, `goal`, `step`), brought near: `goal` is the nearest."""
    far = (pl.col("goal") - pl.col("present")).abs() / pl.col("step")
    lines = lines.with_columns(far=pl.max_horizontal((far - 1e-9).ceil(), 1).cast(pl.Int32))

    def run(asked: pl.DataFrame) -> pl.DataFrame:
        placed = asked.join(lines, on="unit", how="left", maintain_order="left")
        return trials.run(_trials(placed, turn=pl.col("turn"), value=_at(pl.col("at"))))

    spans = lines.select("unit", low=pl.lit(0, dtype=pl.Int32), high=pl.col("far"))
    found = _first(spans, run, trials).select("unit", at="high")
    return lines.join(found, on="unit", how="left", maintain_order="left").with_columns(goal=_at(pl.col("at")))


def _at(place: pl.Expr) -> pl.Expr:
    """The answer so many steps away from the present one, towards the goal: a multiple of the step, or the goal."""
    present, goal, step = (pl.col(name) for name in ("present", "goal", "step"))
    rises = goal > present
    start = pl.when(rises).then((present / step + 1e-9).floor()).otherwise((present / step - 1e-9).ceil())
    there = ((start + pl.when(rises).then(place).otherwise(-place)) * step).round(9)
    return pl.when(rises).then(pl.min_horizontal(there, goal)).otherwise(pl.max_horizontal(there, goal))


def _checked(trials: Trials) -> Iterator[tuple[int, Changes]]:
    """The sets that hold: each changes the level and no part of it does. What is too much is left out, then seen."""
    units = trials.work.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("unit"))
    for _ in range(_CHECKS):
        if units.is_empty():
            return
        kept = _long(trials, "kept").filter("kept").join(units, on="unit", how="semi", maintain_order="left")
        whole = trials.run(_trials(units), detailed=True)
        good = whole.filter(_works(trials, whole))
        parts = trials.run(_trials(kept.select("unit", "turn"), without=pl.col("turn"), turn=pl.lit(-1, pl.Int32)))
        start = trials.work["start"][parts["unit"]]
        too_much = parts.filter((parts["level"] != start).fill_null(value=True))
        minimal = good.join(too_much, on="unit", how="anti", maintain_order="left")
        yield from ((line["row"], _changes(line, trials)) for line in _lines(minimal, trials))
        worse = parts.filter(_works(trials, parts)).unique("unit", keep="last", maintain_order=True)
        again = worse.join(good.select("unit"), on="unit", how="semi", maintain_order="left")
        dropped = again.select("unit", pl.col("without").alias("turn"), kept=pl.lit(value=False))
        trials, units = _replaced(trials, dropped), again.select("unit")


def _lines(found: pl.DataFrame, trials: Trials) -> Iterator[dict[str, Any]]:
    names = ["row", *(f"{what}:{place}" for place in range(len(trials.levers)) for what in ("kept", "goal", "present"))]
    beside = trials.work.select(names)[found["unit"]]
    yield from found.hstack(beside).iter_rows(named=True)


def _changes(line: Mapping[str, Any], trials: Trials) -> Changes:
    moves = []
    for place, lever in enumerate(trials.levers):
        if line[f"kept:{place}"]:
            goal, present = line[f"goal:{place}"], line[f"present:{place}"]
            value = goal if lever.is_number else lever.codes[int(goal)]
            read = {
                each.id: (line[leaf("value", each.id)], line[leaf("points", each.id)])
                for each in trials.replay.answered
                if lever.column.id in each.columns
            }
            moves.append(Move(lever, value, goal < present if lever.is_number else None, read))
    return Changes(tuple(moves), line["level"], line["score"])


_TRIAL = ("unit", "cut", "turn", "value", "without")
