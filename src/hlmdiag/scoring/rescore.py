"""Scores units of a result again with other answers, from the result alone: no file is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.decoded import value_type
from hlmdiag.expression import EventRef, Reference, ResultRef, StockRef
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.scoring.classify import FINAL_INDEX, classify, deciding_flags
from hlmdiag.scoring.columns import MAIN, code, leaf, node, rounded_for_output
from hlmdiag.scoring.deferred_columns import DeferredColumns
from hlmdiag.scoring.derived_columns import lost_columns
from hlmdiag.scoring.event_rows import is_doubtful, is_lost
from hlmdiag.scoring.external_references import read_beyond, reference_text, resolver
from hlmdiag.scoring.held_readings import STATE_CODES, reading_of, readings
from hlmdiag.scoring.indicator_scoring import score_indicators
from hlmdiag.scoring.publication import published_columns
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import (
    answer_column,
    answer_state_column,
    points_high_column,
    points_low_column,
    read_column,
    score_column,
    state_column,
    value_column,
)
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.unproven import held_proven
from hlmdiag.states import KNOWN, State


@dataclass(frozen=True)
class Rescorer:
    """A result and the columns that may be changed in it; `changed` columns are read by what is scored again.

    `rows` gives working columns: `v:<column>` and `s:<column>` as data has them, to be changed at will, and the points
    of the indicators that read no changed column, held as they are. `levels` then scores them again. What the result
    does not hold (free texts) is missing: `is_possible` says whether a level depends on it.
    """

    result: Result
    changed: frozenset[str]

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self.result.grid

    @property
    def day(self) -> date:
        """The reference date of the result."""
        return self.result.manifest.reference_date

    @property
    def schema(self) -> pl.Schema:
        """The columns of the result and their types."""
        return self.result.schema

    @cached_property
    def lost(self) -> dict[str, list[EventRef]]:
        """The worked out columns, and the aggregates of each of which some rows are undecided or have no value."""
        return _lost_by_column(self.grid, self.schema)

    @cached_property
    def is_possible(self) -> bool:
        """Whether everything that a level is decided on can be read again."""
        deciding = [flag.when for flag in deciding_flags(self.grid)]
        deciding += [rule.when for rule in self.grid.level_rules if rule.when is not None]
        deciding += [theme.adjust for theme in self.grid.root.walk() if isinstance(theme, Theme) and theme.adjust]
        deciding += [expression for each in self.answered for expression in each.expressions]
        return not any(self.is_lost(reference) for expression in deciding for reference in expression.references)

    @cached_property
    def answered(self) -> tuple[Indicator, ...]:
        """The indicators that read a changed column: they are answered again."""
        return tuple(each for each in self.grid.indicators if self.changed & set(_columns(each)))

    def is_lost(self, reference: Reference) -> bool:
        """Whether the result does not hold the value of a reference."""
        columns = self.schema
        if isinstance(reference, see.ColumnRef):
            return stored_name(self.grid.columns[reference.name], self.grid, columns) is None
        if isinstance(reference, ResultRef) and reference.grid is None:
            return False
        return (
            not isinstance(reference, EventRef | StockRef | ResultRef)
            or read_column(reference_text(reference)) not in columns
        )

    def stored(self, column: Column) -> pl.Series | None:
        """The answers of a column over the whole result; None where the result does not hold them."""
        names = stored_names(column, self.grid, self.schema)
        return self.result.frame.select(pl.coalesce(names)).to_series() if names else None

    def rows(self, rows: Collection[int]) -> pl.DataFrame:
        """The working columns of some rows of the result, in the given order, with their place in it as `row`."""
        given = self.result.frame[list(rows)]
        held = [each for each in self.grid.indicators if each not in self.answered]
        judged = self._judged
        return given.select(
            pl.Series("row", list(rows), dtype=pl.UInt32),
            *(each for column in self.grid.columns.values() for each in read_column_again(column, self)),
            *(each for place, it in enumerate(read_beyond(self.grid)) for each in readings(place, it, given)),
            *held_proven(self.grid, self.schema),
            *(each for leaf_ in held for each in _held(leaf_, self.grid, "")),
            *(each for leaf_ in judged for each in _held(leaf_, self.grid, "held-")),
        )

    @cached_property
    def _judged(self) -> list[Indicator]:
        """The judgements whose points come from several respondents."""
        is_heard = "respondents" in self.result.frame.columns
        return [each for each in self.answered if is_heard and each.consolidate is not None]

    def levels(self, steps: DeferredColumns, *, moved: Collection[str] = ()) -> DeferredColumns:
        """Score working columns again: adds `level` (an index, 0 the best; null without one) and `raw-score`.

        `moved` names Boolean columns `moved:<column>`, true where the answer of a column is a new one: judgements of
        several respondents keep their common points elsewhere. Overrides play no part.
        """
        resolve = self.resolve
        steps = score_indicators(steps, self.grid, self.answered, resolve, self.day)
        judged = self._judged
        steps = steps.with_columns([each for leaf_ in judged for each in _where_moved(leaf_, moved)])
        steps = ScoreTree.of(self.grid, resolve, self.day).aggregate(steps)
        for published in published_columns(self.grid):
            steps = steps.with_columns(published)
        steps = classify(steps, self.grid, resolve, self.day)
        # changes are ordered by the score even where it is not published
        score = rounded_for_output(pl.col(node(MAIN, "score", ROOT))).alias("raw-score")
        return steps.with_columns([pl.col(FINAL_INDEX).alias("level"), score])

    @cached_property
    def resolve(self) -> Resolve:
        """Resolves an expression's operands among working columns."""
        found = {}
        for place, reference in enumerate(read_beyond(self.grid)):
            found[reference_text(reference)] = reading_of(place, reference, self.schema)
        lost = {leaf("lost", name) for name in self.lost}
        own = resolver(lost_columns(lost, self.grid))
        return lambda it: found[reference_text(it)] if isinstance(it, EventRef | StockRef | ResultRef) else own(it)


def _columns(indicator: Indicator) -> Iterator[str]:
    """The columns of the row that an indicator reads in any way."""
    yield from indicator.columns
    for expression in indicator.expressions:
        yield from (each.name for each in expression.references if isinstance(each, see.ColumnRef))


def stored_name(column: Column, grid: Grid, columns: Collection[str]) -> str | None:
    """The column of the result that holds an answer: its own, or the value of the indicator that reads it."""
    return next(iter(stored_names(column, grid, columns)), None)


def stored_names(column: Column, grid: Grid, columns: Collection[str]) -> list[str]:
    """The columns of the result that hold an answer: its own alone, or the values of the indicators that read it."""
    if (answer := answer_column(column.id)) in columns:
        return [answer]
    shown = (value_column(each.id) for each in grid.indicators if each.column == column.id)
    return [name for name in shown if name in columns]


def _as_answered(name: str, column: Column, schema: pl.Schema) -> pl.Expr:
    """A value of the result as the data has it."""
    value = pl.col(name)
    if schema[name] == pl.String and value_type(column) == pl.Boolean:
        value = value.replace_strict(["true", "false"], [True, False], default=None, return_dtype=pl.Boolean)
    return value.cast(value_type(column), strict=False)


def read_column_again(column: Column, replay: Rescorer) -> Iterator[pl.Expr]:
    """The value of a column and its state, from wherever the result holds them."""
    grid, schema = replay.grid, replay.schema
    stored = stored_name(column, grid, schema)
    held = [_as_answered(name, column, schema) for name in stored_names(column, grid, schema)]
    # an indicator that does not apply to a unit holds no answer for it: another one may
    value = pl.coalesce(held) if held else pl.lit(None, dtype=value_type(column))
    state = pl.lit("missing")
    if stored is not None and answer_column.has(stored):
        state = pl.col(answer_state_column(column.id)).cast(pl.String)
    elif stored is not None and value_column.has(stored):
        state = pl.col(state_column(value_column.id_of(stored))).cast(pl.String)
        # a state without value (respondents who differ, too small a base): the column itself is unknown
        state = pl.when(state.is_in(["scored", "small_base"])).then(pl.lit("missing")).otherwise(state)
    yield value.alias(data_value(column.id))
    without = state.replace_strict(STATE_CODES, return_dtype=pl.UInt8)
    yield pl.when(value.is_not_null()).then(code(KNOWN)).otherwise(without).alias(data_state(column.id))
    if events := replay.lost.get(column.id):
        lost = pl.any_horizontal([is_lost(each, without, schema) for each in events])
        yield lost.alias(leaf("lost", column.id))


def _lost_by_column(grid: Grid, columns: Collection[str]) -> dict[str, list[EventRef]]:
    found = {}
    for column in grid.columns.values():
        read = column.computed.references if column.computed is not None else ()
        events = [each for each in read if isinstance(each, EventRef)]
        doubtful = [each for each in events if is_doubtful(each, columns)]
        if doubtful:
            found[column.id] = doubtful
    return found


def _held(indicator: Indicator, grid: Grid, prefix: str) -> Iterator[pl.Expr]:
    """The points of an indicator as the result has them; without points, all that its rule can give stays possible."""
    state = pl.col(state_column(indicator.id)).cast(pl.String).replace_strict(STATE_CODES, return_dtype=pl.UInt8)
    scored, applies = state == int(State.SCORED), state != int(State.NOT_APPLICABLE)
    points = pl.when(scored).then(pl.col(score_column(indicator.id))).otherwise(None)
    yield points.alias(leaf(f"{prefix}points", indicator.id))
    yield state.alias(leaf(f"{prefix}state", indicator.id))
    yield applies.alias(leaf(f"{prefix}applicable", indicator.id))
    if indicator.applies_if is not None:
        # a result does not keep whether `applies_if` was undecided: an unknown answer is taken to apply
        yield pl.lit(value=False).alias(leaf(f"{prefix}optional", indicator.id))
    reach = indicator.reach(grid.scale)
    for role, end, shown in (("low", reach.low, points_low_column), ("high", reach.high, points_high_column)):
        # an answer given without certainty, or a survey share, has an interval of its own
        held = pl.coalesce(shown(indicator.id), points) if indicator.may_be_other else points
        bound = pl.when(scored).then(held).when(applies).then(pl.lit(end, dtype=pl.Float64)).otherwise(None)
        yield bound.alias(leaf(f"{prefix}{role}", indicator.id))


def _where_moved(indicator: Indicator, moved: Collection[str]) -> Iterator[pl.Expr]:
    """New points of a judgement where an answer that it reads has changed; elsewhere its respondents' points."""
    own = [pl.col(f"moved:{column}") for column in _columns(indicator) if column in moved]
    changed = pl.any_horizontal(own) if own else pl.lit(value=False)
    optional = ("optional",) if indicator.applies_if is not None else ()
    for what in ("points", "state", "applicable", "low", "high", *optional):
        new, kept = pl.col(leaf(what, indicator.id)), pl.col(leaf(f"held-{what}", indicator.id))
        yield pl.when(changed).then(new).otherwise(kept).alias(leaf(what, indicator.id))
