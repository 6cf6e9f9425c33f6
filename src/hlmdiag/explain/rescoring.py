"""Scores trials, in columns written once for all the trials of a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.explain.actionable_columns import ActionableColumn, actionable_columns_of
from hlmdiag.expression import Expression, ResultRef, compile
from hlmdiag.expression.tree import Branch, Logic, Not, Ref, Tree, parts
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.classify import deciding_flags, given_level
from hlmdiag.scoring.columns import code, is_true, leaf
from hlmdiag.scoring.deferred_columns import ColumnPlan, DeferredColumns
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN


@dataclass(frozen=True)
class Rescoring:
    """A result whose units may be scored again, and the answers that may be changed in them."""

    replay: Rescorer
    levers: tuple[ActionableColumn, ...]

    @classmethod
    def of(cls, result: Result, stock: Result | None = None) -> Rescoring:
        """All the answers of a result that somebody can change; `stock`: see `actionable_columns_of`."""
        levers = actionable_columns_of(result, stock)
        return cls(Rescorer(result, frozenset(lever.column.id for lever in levers)), levers)

    @cached_property
    def reading(self) -> dict[str, tuple[str, ...]]:
        """The indicators that read each changed column, in the order of the grid."""
        read = [(column, each.id) for each in self.replay.answered for column in each.columns]
        return {lever.column.id: tuple(id for column, id in read if column == lever.column.id) for lever in self.levers}

    @cached_property
    def given(self) -> ColumnPlan:
        """Results by which trials are compared: `level`, `score`, `pressure`, `burden`, `scored` (see `WhatIf.run`).

        `level` is null where no score is published: none of what bounds a score is computed.
        """
        level = given_level(self.replay.grid).alias("level")
        return self._steps.giving([level, *self._compared[1:]])

    @cached_property
    def decided(self) -> ColumnPlan:
        """`level` and `conclusive` alone."""
        return self._steps.giving([pl.col("level"), pl.col("conclusive")])

    @cached_property
    def detailed(self) -> ColumnPlan:
        """The same results, then the value and the points of each indicator that is answered again."""
        details = [each for leaf_ in self.replay.answered for each in _detail(leaf_)]
        return self._steps.giving([*self._compared, *details])

    @cached_property
    def _steps(self) -> DeferredColumns:
        """From the columns of a trial to its level: what each answer becomes, then the scoring."""
        steps = DeferredColumns().with_columns([_new(place).alias(f"new:{place}") for place in range(len(self.levers))])
        steps = steps.with_columns([each for place, lever in enumerate(self.levers) for each in _applied(place, lever)])
        return self.replay.levels(steps, moved=[lever.column.id for lever in self.levers])

    @cached_property
    def _compared(self) -> list[pl.Expr]:
        score = pl.col("raw-score").alias("score")
        return [pl.col("level"), score, self._pressure.alias("pressure"), *self._burden]

    @cached_property
    def _burden(self) -> tuple[pl.Expr, pl.Expr]:
        """Burden of the answers on their own indicators, visible even where a node shows its worst child alone."""
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
            holds = is_true(compile(condition, self.replay.resolve, pl, day).value).cast(pl.Float64)
            counted.append(holds if is_bad else -holds)
        return pl.sum_horizontal(counted) if counted else pl.lit(0.0)


def _new(place: int) -> pl.Expr:
    """New answer in a trial; null where it stays."""
    kept = pl.col(f"kept:{place}") & (pl.col("without") != place)
    taken = is_true(pl.col(f"order:{place}") < pl.col("cut"))
    goal = pl.when(kept | taken).then(pl.col(f"goal:{place}")).otherwise(None)
    return pl.when(pl.col("turn") == place).then(pl.col("value")).otherwise(goal)


def _applied(place: int, lever: ActionableColumn) -> Iterator[pl.Expr]:
    new, column = pl.col(f"new:{place}"), lever.column.id
    moved = new.is_not_null()
    value = new
    if not lever.is_number:
        codes: list[str] | list[bool] = list(lever.codes)
        if lever.column.type == "boolean":
            codes = [code == "true" for code in lever.codes]
        value = new.replace_strict([float(each) for each in range(len(codes))], codes, default=None)
    yield pl.when(moved).then(value).otherwise(pl.col(data_value(column))).alias(data_value(column))
    yield pl.when(moved).then(code(KNOWN)).otherwise(pl.col(data_state(column))).alias(data_state(column))
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
    if isinstance(tree, Ref):
        return isinstance(tree.reference, ResultRef)
    return any(_reads_results(part) for part in parts(tree))
