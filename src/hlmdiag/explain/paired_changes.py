"""Tries two answers together where one indicator crosses them: alone, neither may change anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from hlmdiag.explain.helpful_changes import best_of, helpful
from hlmdiag.explain.what_if import WhatIf, asked_of
from hlmdiag.scoring.columns import is_true


def with_pairs(trials: WhatIf, best: pl.DataFrame, options: pl.DataFrame) -> pl.DataFrame:
    """The best change of each answer (`unit`, `turn`, `value`); a pair replaces it where it does more.

    `options`: what each answer may become. Units that one answer suffices for are left as they are.
    """
    wanted = trials.units.join(
        best.filter(pl.col("level") < pl.col("start")), on="unit", how="anti", maintain_order="left"
    )
    for turns in _pairs(trials):
        found = _tried(trials, wanted, turns, options)
        if found.is_empty():
            continue
        alone = best.filter(pl.col("turn").is_in(turns)).group_by("unit").agg(alone=pl.col("gain").max())
        found = found.join(alone, on="unit", how="left", maintain_order="left")
        found = found.filter((pl.col("level") < pl.col("start")) | (pl.col("gain") > pl.col("alone").fill_null(0.0)))
        own, other = (
            found.with_columns(turn=pl.lit(turn, dtype=pl.Int32), value=value)
            for turn, value in zip(turns, (pl.col("value"), pl.col("other")), strict=True)
        )
        both = pl.concat([own, other]).select(best.columns)
        best = pl.concat([both, best]).unique(["unit", "turn"], keep="first", maintain_order=True)
    return best


def _pairs(trials: WhatIf) -> Iterator[tuple[int, int]]:
    """The places of the answers, taken from lists, that one indicator reads together, two by two."""
    places = {lever.column.id: place for place, lever in enumerate(trials.levers) if not lever.is_number}
    found = [
        (places[one], places[other])
        for indicator in trials.replay.answered
        for at, one in enumerate(indicator.columns)
        for other in indicator.columns[at + 1 :]
        if one in places and other in places and one != other
    ]
    yield from dict.fromkeys(found)


def _tried(trials: WhatIf, units: pl.DataFrame, turns: tuple[int, int], options: pl.DataFrame) -> pl.DataFrame:
    """The most helpful pair of new answers of each unit: `value`, and `other` of the second one."""
    own, other = turns
    read = [(what, turn) for what in ("present", "open") for turn in turns]
    asked = units.with_columns(
        trials.work[f"{what}:{turn}"][units["unit"]].alias(f"{what}-{turn}") for what, turn in read
    )
    asked = asked.filter(pl.col(f"open-{own}") & pl.col(f"open-{other}"))
    values = {turn: options.filter(pl.col("turn") == turn)["value"] for turn in turns}
    asked = asked.join(pl.DataFrame({"value": values[own]}), how="cross")
    asked = asked.join(pl.DataFrame({"other": values[other]}), how="cross")
    asked = asked.filter(
        is_true(pl.col("value") != pl.col(f"present-{own}")) & is_true(pl.col("other") != pl.col(f"present-{other}"))
    )
    if asked.is_empty():
        return asked
    # one row per pair: its goal is the second answer, and the first one is tried in it
    apart = trials.among(asked["unit"])
    goal, order = asked["other"].alias(f"goal:{other}"), pl.lit(0, dtype=pl.Int32).alias(f"order:{other}")
    apart = replace(apart, work=apart.work.with_columns(goal, order))
    given = asked_of(apart.units, cut=pl.lit(1, dtype=pl.Int32), turn=pl.lit(own, dtype=pl.Int32), value=asked["value"])
    given = given.with_columns(asked["other"], present=asked[f"present-{own}"], row=asked["unit"])
    found = helpful(apart, apart.run(given)).with_columns(unit=pl.col("row"))
    return best_of(found, "unit")
