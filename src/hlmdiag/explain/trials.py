"""What a unit would be with other answers: trials laid out in columns, many units and many trials at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from hlmdiag.explain.levers import Lever
from hlmdiag.expression import Expression, Outcome, compile
from hlmdiag.expression.tree import Branch, Logic, Not, Read, Tree, parts
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.columns import code, held, leaf
from hlmdiag.scoring.replay import Replay, deciding_flags
from hlmdiag.states import KNOWN

__all__ = ["Trials", "asked_of"]

_MOST_ROWS = 20_000
"""Trials that are scored together: the working columns of as many units fit in some hundred megabytes."""


@dataclass(frozen=True)
class Trials:
    """Units and the answers that may be changed in them.

    `work`: one row per unit, the working columns of a replay, `start` (the index of its level) and, for the lever at
    each place: `order:<place>` (its turn among those of the unit; null: not to be changed), `goal:<place>` (what it
    would become) and `kept:<place>`.
    """

    replay: Replay
    levers: tuple[Lever, ...]
    work: pl.DataFrame

    @property
    def units(self) -> pl.DataFrame:
        """Every unit: its row in `work`."""
        return self.work.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("unit"))

    def filtered(self, wanted: pl.Series) -> Trials:
        """The units for which a Boolean holds."""
        return replace(self, work=self.work.filter(wanted))

    def levers_in_rows(self, *names: str) -> pl.DataFrame:
        """One row per unit and lever (`turn`, its place): what `work` says of it under each of these names."""
        parts = [
            self.units.with_columns(
                pl.lit(place, dtype=pl.Int32).alias("turn"),
                *(self.work[f"{name}:{place}"].alias(name) for name in names),
            )
            for place in range(len(self.levers))
        ]
        return pl.concat(parts).sort("unit", "turn")

    def with_levers(self, found: pl.DataFrame) -> Trials:
        """The same units, with what was found of some levers: the columns of `found` but `unit` and `turn`."""
        work = self.work.with_columns(self.units["unit"])
        for name in found.columns[2:]:
            for (place,), lines in found.partition_by("turn", as_dict=True, maintain_order=True).items():
                taken, column = lines.select("unit", pl.col(name).alias("found")), f"{name}:{place}"
                joined = work.select("unit", column).join(taken, on="unit", how="left", maintain_order="left")
                work = work.with_columns(joined.select(pl.coalesce("found", column).alias(column)).to_series())
        return replace(self, work=work.drop("unit"))

    def works(self, found: pl.DataFrame) -> pl.Series:
        """Whether each trial gives its unit a better level."""
        return (found["level"] < self.work["start"][found["unit"]]).fill_null(value=False)

    def run(self, trials: pl.DataFrame, *, detailed: bool = False) -> pl.DataFrame:
        """Score trials. Each has `unit` (its row in `work`) and says what is changed in it: the kept levers but the one
        at `without`, those whose turn comes before `cut`, and the lever at `turn`, which becomes `value`.

        Adds `level` (null without one), `score`, `pressure` (how many conditions of bad flags hold), `burden` (the
        points of the indicators, more being worse) and `scored` (how many have some); if `detailed`, the value and the
        points of each indicator too.
        """
        blocks = [self._scored(block, detailed) for block in trials.iter_slices(_MOST_ROWS)]
        return pl.concat(blocks) if blocks else self._scored(trials, detailed)

    def _scored(self, trials: pl.DataFrame, detailed: bool) -> pl.DataFrame:
        frame = self.work[trials["unit"]].hstack(trials)
        frame = frame.with_columns(
            [_new(place, lever).alias(f"new:{place}") for place, lever in enumerate(self.levers)]
        ).with_columns([each for place, lever in enumerate(self.levers) for each in _applied(place, lever)])
        scored = self.replay.levels(frame, moved=[lever.column.id for lever in self.levers])
        found = [pl.col("level"), pl.col("raw-score").alias("score"), self._pressure.alias("pressure"), *self._burden]
        if detailed:
            found += [each for leaf_ in self.replay.answered for each in _detail(leaf_)]
        return trials.hstack(scored.select(found))

    @cached_property
    def _burden(self) -> tuple[pl.Expr, pl.Expr]:
        """What the answers make of their own indicators: seen even where a node shows its worst child alone."""
        points = [(each.weight, pl.col(leaf("points", each.id))) for each in self.replay.answered if each.weight > 0]
        sign = 1.0 if self.replay.grid.scale.burden else -1.0
        total = [each.fill_null(0.0) * (weight * sign) for weight, each in points] or [pl.lit(0.0)]
        scored = [each.is_not_null().cast(pl.Int32) for _, each in points] or [pl.lit(0)]
        return pl.sum_horizontal(total).alias("burden"), pl.sum_horizontal(scored).alias("scored")

    @cached_property
    def _pressure(self) -> pl.Expr:
        """The conditions that make a unit worse and read its answers alone: how many hold."""
        grid, day = self.replay.grid, self.replay.day
        counted = []
        for condition, is_bad in _conditions(grid):
            holds = held(compile(condition, self.replay.resolve, pl, day).value).cast(pl.Float64)
            counted.append(holds if is_bad else -holds)
        return pl.sum_horizontal(counted) if counted else pl.lit(0.0)


def asked_of(units: pl.DataFrame, **given: pl.Expr | pl.Series) -> pl.DataFrame:
    """Trials of these units, in which nothing is changed but what is given."""
    nothing = {
        "cut": pl.lit(0, dtype=pl.Int32),
        "turn": pl.lit(-1, dtype=pl.Int32),
        "value": pl.lit(None, dtype=pl.Float64),
        "without": pl.lit(-1, dtype=pl.Int32),
    }
    return units.with_columns(**(nothing | given)).select("unit", *nothing)


def _new(place: int, lever: Lever) -> pl.Expr:
    """What the answer becomes in a trial; null where it stays."""
    kept = pl.col(f"kept:{place}") & (pl.col("without") != place)
    taken = held(pl.col(f"order:{place}") < pl.col("cut"))
    goal = pl.when(kept | taken).then(pl.col(f"goal:{place}")).otherwise(None)
    return pl.when(pl.col("turn") == place).then(pl.col("value")).otherwise(goal)


def _applied(place: int, lever: Lever) -> Iterator[pl.Expr]:
    new, column = pl.col(f"new:{place}"), lever.column.id
    moved = new.is_not_null()
    value = new
    if not lever.is_number:
        codes: list[str] | list[bool] = list(lever.codes)
        if lever.column.type == "boolean":
            codes = [code == "true" for code in lever.codes]
        value = new.replace_strict([float(each) for each in range(len(codes))], codes, default=None)
    yield pl.when(moved).then(value).otherwise(pl.col(f"v:{column}")).alias(f"v:{column}")
    yield pl.when(moved).then(code(KNOWN)).otherwise(pl.col(f"s:{column}")).alias(f"s:{column}")
    yield moved.alias(f"moved:{column}")


def _detail(indicator: Indicator) -> Iterator[pl.Expr]:
    for what in ("value", "points"):
        yield pl.col(leaf(what, indicator.id))


def _conditions(grid: Grid) -> Iterator[tuple[Expression, bool]]:
    """The simplest conditions of what decides a level, and whether each is a bad thing."""
    for flag in deciding_flags(grid):
        yield from _simple(flag.when.tree, flag.when, is_bad=True)
    for rule in grid.level_rules:
        if rule.when is not None:
            yield from _simple(rule.when.tree, rule.when, is_bad=rule.level != grid.levels[0].id)


def _simple(tree: Tree, whole: Expression, *, is_bad: bool) -> Iterator[tuple[Expression, bool]]:
    if isinstance(tree, Not):
        yield from _simple(tree.operand, whole, is_bad=not is_bad)
    elif isinstance(tree, Logic):
        for operand in tree.operands:
            yield from _simple(operand, whole, is_bad=is_bad)
    elif tree.type.kind == "boolean" and not isinstance(tree, Branch) and not _reads_results(tree):
        yield Expression(whole.text[tree.start : tree.end], tree, whole.references), is_bad


def _reads_results(tree: Tree) -> bool:
    if isinstance(tree, Read):
        return isinstance(tree.reference, Outcome)
    return any(_reads_results(part) for part in parts(tree))
