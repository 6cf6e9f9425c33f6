"""From scores to levels: rules, flags, possible levels, overrides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from hlmdiag.expression import Expression, ResultRef, compile
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Flag, Grid
from hlmdiag.scoring.columns import added, is_true
from hlmdiag.scoring.deferred_columns import FrameLike
from hlmdiag.scoring.level_columns import levels_met
from hlmdiag.scoring.result_references import LEVEL_INDEX, result_resolver

FINAL_INDEX = "final-level-index"
_FLOOR = "floor-of-flags"


def flag_column(flag: str) -> str:
    """The working column of a flag: true, false, or null where it cannot be decided."""
    return f"flag|{flag}"


def possible_column(level: str) -> str:
    """The working column that says whether a level is still possible."""
    return f"possible|{level}"


def classify(frame: FrameLike, grid: Grid, resolve: Resolve, day: date) -> FrameLike:
    """Add the computed level, `conclusive`, every flag, the levels still possible and the final level.

    The final level does not know the override yet.
    """
    first = _read_by_rules(grid)
    for flag in first:
        frame = added(frame, [_decided(grid.flags[flag], grid, resolve, day)])
    if grid.level_rules:
        frame = _by_rules(frame, grid, resolve, day)
    else:
        frame = added(frame, [pl.col("score").is_not_null().alias("conclusive"), *_met(grid)])
    for flag in (each for each in grid.flag_order if each not in first):
        frame = added(frame, [_decided(grid.flags[flag], grid, resolve, day)])
    frame = added(frame, [floor_of_flags(grid).alias(_FLOOR)])
    frame = added(frame, _raised(grid))
    return added(frame, _final(grid))


def given_level(grid: Grid) -> pl.Expr:
    """The index of the level that the grid gives: the computed one raised by the flags that hold, else null."""
    sure = pl.col("conclusive") & pl.col(LEVEL_INDEX).is_not_null()
    return (
        pl.when(sure).then(pl.max_horizontal(pl.col(LEVEL_INDEX), floor_of_flags(grid))).otherwise(None).cast(pl.Int32)
    )


def deciding(grid: Grid, resolve: Resolve, day: date) -> tuple[frozenset[str], frozenset[str]]:
    """Inputs of a level besides the score: the flags that level rules or floors read, and the columns read."""
    known = {each: pl.col(flag_column(each)) for each in grid.flags}
    find = result_resolver(grid, resolve, known, pl.col(LEVEL_INDEX))
    alerts = alert_bounds(grid, frozenset(grid.flags))
    flags = deciding_flags(grid)
    asked = [compile(rule, find, pl, day, alerts=alerts).value for rule in _rules(grid)]
    asked += [_decided(flag, grid, resolve, day) for flag in flags]
    read = {name for each in asked for name in each.meta.root_names()}
    return frozenset(flag.id for flag in flags), frozenset(read - {flag_column(each) for each in grid.flags})


def deciding_flags(grid: Grid) -> tuple[Flag, ...]:
    """The flags that a level depends on: flags with a floor, and flags that these or the rules read."""
    floors = [flag for flag in grid.flags.values() if flag.no_better_than is not None]
    found = {flag.id for flag in floors} | flags_read(grid, [flag.when for flag in floors] + _rules(grid))
    return tuple(flag for flag in grid.flags.values() if flag.id in found)


def alert_bounds(grid: Grid, decided: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    """The smallest and the largest number of alerts."""
    alerts = [pl.col(flag_column(flag.id)) for flag in grid.flags.values() if flag.alert and flag.id in decided]
    if not alerts:
        return pl.lit(0.0), pl.lit(0.0)
    return tuple(  # type: ignore[return-value]  # mypy does not count the two items of a generator
        pl.sum_horizontal([alert.fill_null(value=worst).cast(pl.Float64) for alert in alerts])
        for worst in (False, True)
    )


def _met(grid: Grid) -> list[pl.Expr]:
    """The levels that the interval of the root meets."""
    if not grid.levels.are_bounded:
        return [pl.lit(value=False).alias(possible_column(level)) for level in grid.levels.ids]
    assessed = pl.col("coverage").is_not_null()
    first, last = levels_met(pl.col("low"), pl.col("high"), grid.levels)
    return [
        (assessed & (first <= place) & (last >= place)).alias(possible_column(level))
        for level, place in grid.levels.places.items()
    ]


def _by_rules(frame: FrameLike, grid: Grid, resolve: Resolve, day: date) -> FrameLike:
    """The first rule that holds wins, if no earlier one is undecided."""
    known = {each: pl.col(flag_column(each)) for each in grid.flags}
    find = result_resolver(grid, resolve, known, pl.lit(None, dtype=pl.Int32))
    alerts = alert_bounds(grid, frozenset(grid.flags))
    places = grid.levels.places
    none_before, sure, winner = pl.lit(value=True), pl.lit(value=True), pl.lit(None, dtype=pl.Int32)
    possible: dict[str, pl.Expr] = {level: pl.lit(value=False) for level in places}
    for rule in grid.level_rules:
        holds = pl.lit(value=True) if rule.when is None else compile(rule.when, find, pl, day, alerts=alerts).value
        open_here = none_before & holds.fill_null(value=True)
        possible[rule.level] = possible[rule.level] | open_here
        winner = pl.when(none_before & sure & is_true(holds)).then(pl.lit(places[rule.level])).otherwise(winner)
        none_before, sure = none_before & ~is_true(holds), sure & holds.is_not_null()
    frame = added(
        frame,
        [
            winner.cast(pl.Int32).alias(LEVEL_INDEX),
            *(met.alias(possible_column(level)) for level, met in possible.items()),
        ],
    )
    return added(frame, [pl.col(LEVEL_INDEX).is_not_null().alias("conclusive")])


def _decided(flag: Flag, grid: Grid, resolve: Resolve, day: date) -> pl.Expr:
    known = {each: pl.col(flag_column(each)) for each in grid.flags}
    find = result_resolver(grid, resolve, known, pl.col(LEVEL_INDEX))
    reads_alerts = any(isinstance(each, ResultRef) and each.kind == "alerts" for each in flag.when.references)
    alerts = alert_bounds(grid, frozenset(grid.flags)) if reads_alerts else None
    return compile(flag.when, find, pl, day, alerts=alerts).value.alias(flag_column(flag.id))


def _read_by_rules(grid: Grid) -> tuple[str, ...]:
    """The flags that level rules read, directly or through other flags: they are computed before the level."""
    read = flags_read(grid, _rules(grid))
    return tuple(flag for flag in grid.flag_order if flag in read)


def _rules(grid: Grid) -> list[Expression]:
    return [rule.when for rule in grid.level_rules if rule.when is not None]


def flags_read(grid: Grid, conditions: Iterable[Expression]) -> set[str]:
    """The flags that conditions read, directly or through other flags."""
    waiting, read = list(conditions), set[str]()
    while waiting:
        for reference in waiting.pop().references:
            if isinstance(reference, ResultRef) and reference.grid is None:
                alerts = {flag.id for flag in grid.flags.values() if flag.alert and reference.kind == "alerts"}
                named = {reference.node} if reference.kind == "flag" and reference.node is not None else set()
                found = (alerts | named) - read
                read |= found
                waiting += [grid.flags[flag].when for flag in found]
    return read


def _floors(grid: Grid) -> list[tuple[pl.Expr, int]]:
    places = grid.levels.places
    return [
        (pl.col(flag_column(flag.id)), places[flag.no_better_than])
        for flag in grid.flags.values()
        if flag.no_better_than is not None
    ]


def floor_of_flags(grid: Grid) -> pl.Expr:
    """The index under which the flags that hold let no level stay."""
    floors = [pl.when(is_true(flag)).then(pl.lit(place, dtype=pl.Int32)).otherwise(0) for flag, place in _floors(grid)]
    return pl.max_horizontal(floors).cast(pl.Int32) if floors else pl.lit(0, dtype=pl.Int32)


def _raised(grid: Grid) -> list[pl.Expr]:
    """Levels still possible: those met, raised by the flags that hold; and these raised by each undecided flag."""
    floor = pl.col(_FLOOR)
    met = [pl.col(possible_column(level)) for level in grid.levels.ids]
    raised = [
        pl.when(floor == place).then(pl.any_horizontal(met[: place + 1])).otherwise(met[place] & (floor < place))
        for place in range(len(grid.levels))
    ]
    undecided = [(flag.is_null(), place) for flag, place in _floors(grid)]
    columns = []
    for level, place in grid.levels.places.items():
        to_check = [flag for flag, bound in undecided if bound == place]
        reached = pl.any_horizontal(to_check) & pl.any_horizontal(raised[:place]) if to_check and place else None
        columns.append((raised[place] if reached is None else raised[place] | reached).alias(possible_column(level)))
    return columns


def _final(grid: Grid) -> list[pl.Expr]:
    """The level: of the score raised by flags; else the only one that remains possible."""
    if not grid.levels:
        return [pl.lit(None, dtype=pl.Int32).alias(FINAL_INDEX)]
    possible = [pl.col(possible_column(level)) for level in grid.levels.ids]
    number = pl.sum_horizontal([each.cast(pl.Int32) for each in possible])
    only = pl.coalesce(
        *(pl.when(each).then(pl.lit(place, dtype=pl.Int32)).otherwise(None) for place, each in enumerate(possible))
    )
    single = pl.when(number == 1).then(only).otherwise(None)
    return [pl.coalesce(given_level(grid), single).cast(pl.Int32).alias(FINAL_INDEX)]
