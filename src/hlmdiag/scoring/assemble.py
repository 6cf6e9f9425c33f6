"""The columns of the result, in the order of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product
from typing import assert_never

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.expression import EventRef, ResultRef, StockRef, finite
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.certainty import FLAGS_UNSURE, ends_shown, flags_unsure
from hlmdiag.scoring.classify import FINAL_INDEX, flag_column, possible_column
from hlmdiag.scoring.columns import MAIN, alike, leaf, lists, node, rounded_for_output, selected
from hlmdiag.scoring.contributions import is_exact
from hlmdiag.scoring.derived_columns import derived
from hlmdiag.scoring.external_references import ExternalReference, columns_read, read_beyond, reference_text
from hlmdiag.scoring.first_look import FIRST_LOOK_INDEX, FIRST_LOOK_NUMBERS
from hlmdiag.scoring.level_columns import id_of_place
from hlmdiag.scoring.reference_population import SIZE
from hlmdiag.scoring.respondents import diverging
from hlmdiag.scoring.result_columns import (
    against_column,
    answer_column,
    answer_state_column,
    answers_column,
    certainties_column,
    contribution_column,
    divergence_column,
    effect_column,
    group_size_column,
    published,
    read_column,
    read_state_column,
    row_count_column,
    score_column,
    state_column,
    undecided_rows_column,
    value_column,
    value_high_column,
    value_low_column,
    valued_rows_column,
)
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.views import GAP_FLAG, gap_themes
from hlmdiag.scoring.voice_span import VOICES_HIGH, VOICES_LOW
from hlmdiag.states import NAMES

STATE_NAMES = pl.Enum(list(NAMES.values()))
_NO_PLACE = pl.lit(None, dtype=pl.UInt8)
_PLACES = [(pl.lit(int(each)), pl.lit(place, dtype=pl.UInt8)) for place, each in enumerate(NAMES)]
"""Each state and its place among the names: written once, for a result has a hundred columns of states."""


def assemble(frame: pl.DataFrame, grid: Grid, actions: pl.Series, resolve: Resolve) -> pl.DataFrame:
    """One row per unit, the columns that every report reads; `level` does not know the overrides yet."""
    possible = lists(frame, {level: pl.col(possible_column(level)) for level in grid.levels.ids})
    flags = {each: pl.col(flag_column(each)) for each in grid.flags}
    wide = {GAP_FLAG: pl.col(GAP_FLAG)} if GAP_FLAG in frame.columns else {}
    frame = frame.with_columns(
        possible.alias("levels_possible"),
        lists(frame, flags | wide).alias("flags"),
        lists(frame, {each: flag.is_null() for each, flag in flags.items()}).alias("flags_to_check"),
        lists(frame, flags_unsure(grid, flags)).alias(FLAGS_UNSURE),
        actions.alias("actions"),
        lists(frame, diverging(frame, grid)).alias("divergences"),
        lists(frame, derived(grid)).alias("computed"),
    )
    frame = alike(frame, dict(_states(grid)), _state_name)
    frame = alike(frame, dict(_points(grid)), rounded_for_output)
    parts = (
        _identity(grid),
        _whole(frame, grid),
        _nodes(grid),
        _indicators(frame, grid),
        _answers(grid),
        _beyond(grid, resolve),
    )
    result: pl.DataFrame = selected(frame, chain(*parts, _sources(frame, grid), _end(frame, grid)))
    return result


def _identity(grid: Grid) -> Iterator[pl.Expr]:
    for column in grid.columns.values():
        if column.id in grid.keys:
            yield pl.col(data_text(column.id)).alias(column.id)
    for column in grid.columns.values():
        if column.role is not None and column.id not in grid.keys:
            yield pl.col(data_value(column.id) if column.role == "size" else data_text(column.id)).alias(column.id)


def _whole(frame: pl.DataFrame, grid: Grid) -> Iterator[pl.Expr]:
    yield id_of_place(pl.col(FINAL_INDEX), grid.levels).alias("level")
    yield id_of_place(pl.col(LEVEL_INDEX), grid.levels).alias("level_computed")
    yield from (pl.col(name) for name in ("levels_possible", "conclusive"))
    yield pl.col("score")
    span = (each for each in (VOICES_LOW, VOICES_HIGH) if each in frame.columns)
    yield from (pl.col(name) for name in ("low", "high", *span, "coverage", "rank", "percentile"))
    if grid.first_look is not None:
        yield id_of_place(pl.col(FIRST_LOOK_INDEX), grid.levels).alias("first_look_level")
        yield from (pl.col(name) for name in FIRST_LOOK_NUMBERS)
    yield _adjustment(grid).alias("adjustment")
    yield from (pl.col(name) for name in ("flags", "flags_to_check"))
    if any(each.certainty is not None for each in grid.indicators):
        yield pl.col(FLAGS_UNSURE)
    yield pl.col("actions")
    yield from (pl.col(name) for name in ("override", "override_author", "override_date", "override_reason"))
    yield from (pl.col(published("gap", theme)) for theme in gap_themes(grid))
    if "respondents" in frame.columns:
        yield from (
            pl.col(name)
            for name in ("respondents", "respondent_roles", "respondent_rows", "respondent_parts", "divergences")
        )
    if grid.roll_up is not None:
        yield from (pl.col(published("share", share.id)) for share in grid.roll_up.shares)


def _adjustment(grid: Grid) -> pl.Expr:
    if not is_exact(grid):
        return pl.lit(None, dtype=pl.Float64)
    themes = [theme.id for theme in (grid.root, *grid.themes)]
    total = pl.sum_horizontal([pl.col(node(MAIN, "adjustment", theme)) for theme in themes])
    return pl.when(pl.col("score").is_not_null()).then(rounded_for_output(total)).otherwise(None)


def _nodes(grid: Grid) -> Iterator[pl.Expr]:
    for name, levels in [
        *((theme.id, theme.levels) for theme in grid.themes),
        *((view.id, grid.levels) for view in grid.views),
    ]:
        yield from (pl.col(published(what, name)) for what in ("score", "low", "high", "coverage"))
        yield id_of_place(pl.col(published(LEVEL_INDEX, name)), levels).alias(published("level", name))


def _indicators(frame: pl.DataFrame, grid: Grid) -> Iterator[pl.Expr]:
    for indicator in grid.indicators:
        yield pl.col(leaf("value", indicator.id)).alias(value_column(indicator.id))
        yield pl.col(state_column(indicator.id))
        yield pl.col(score_column(indicator.id))
        yield pl.col(contribution_column(indicator.id))
        if not grid.scale.burden:
            yield pl.col(against_column(indicator.id))
        if indicator.may_be_other:
            yield from ends_shown(indicator)
        if leaf("divergence", indicator.id) in frame.columns:
            yield pl.col(leaf("divergence", indicator.id)).alias(divergence_column(indicator.id))
            if leaf("effect", indicator.id) in frame.columns:
                yield pl.col(leaf("effect", indicator.id)).alias(effect_column(indicator.id))
            yield pl.col(leaf("answers", indicator.id)).alias(answers_column(indicator.id))
            if indicator.certainty is not None:
                yield pl.col(leaf("certainties", indicator.id)).alias(certainties_column(indicator.id))


def _states(grid: Grid) -> Iterator[tuple[str, pl.Expr]]:
    for indicator in grid.indicators:
        yield state_column(indicator.id), pl.col(leaf("state", indicator.id))
    for column in columns_read(grid):
        yield answer_state_column(column), pl.col(data_state(column))


def _points(grid: Grid) -> Iterator[tuple[str, pl.Expr]]:
    """The points of each indicator, what it brings to the score and what it takes from it."""
    known = pl.col("score").is_not_null()
    for indicator in grid.indicators:
        effective, points = pl.col(leaf("effective", indicator.id)), pl.col(node(MAIN, "brings", indicator.id))
        yield score_column(indicator.id), points
        yield contribution_column(indicator.id), pl.when(known).then(effective * points).otherwise(None)
        if not grid.scale.burden:
            best = indicator.reach(grid.scale).high
            # a `missing` policy may give more points than the best answer
            lost = pl.lit(None, dtype=pl.Float64) if best is None else effective * (best - points).clip(lower_bound=0.0)
            yield against_column(indicator.id), pl.when(known).then(lost).otherwise(None)


def _answers(grid: Grid) -> Iterator[pl.Expr]:
    for column in columns_read(grid):
        if not grid.columns[column].is_free_text:
            yield pl.col(data_value(column)).alias(answer_column(column))
        yield pl.col(answer_state_column(column))


def _beyond(grid: Grid, resolve: Resolve) -> Iterator[pl.Expr]:
    """Values read in tables, in the rest of the stock and in other results: enough to score a unit again."""
    for reference in read_beyond(grid):
        operand, name = resolve(reference), reference_text(reference)
        yield _as_read(reference, operand.value).alias(read_column(name))
        yield _state_name(operand.state).alias(read_state_column(name))
        if operand.low is not None and operand.high is not None:
            for end, value in (("low", operand.low), ("high", operand.high)):
                is_number = not isinstance(reference, EventRef) or reference.function != "most_frequent"
                yield _as_read(reference, finite(value) if is_number else value).alias(f"read_{end}:{name}")


def _as_read(reference: ExternalReference, value: pl.Expr) -> pl.Expr:
    """The value as results hold it: numbers as all that are written, the place of a level as a number."""
    match reference:
        case EventRef(function="most_frequent") | ResultRef(kind="flag"):
            return value
        case ResultRef(kind="level"):
            return value.cast(pl.Float64)
        case EventRef() | StockRef() | ResultRef():
            return rounded_for_output(value)
        case _:
            assert_never(reference)


def _sources(frame: pl.DataFrame, grid: Grid) -> Iterator[pl.Expr]:
    """Columns that come from tables: those worked out for the unit, and the number of rows behind each count."""
    if any(column.computed is not None for column in grid.columns.values()):
        yield pl.col("computed")
    counts = (row_count_column, undecided_rows_column, valued_rows_column)
    yield from (pl.col(name) for name in frame.columns if any(of.has(name) for of in counts))
    ends = {"raw-least": value_low_column, "raw-most": value_high_column}
    for indicator, (end, shown) in product(grid.indicators, ends.items()):
        if leaf(end, indicator.id) in frame.columns:
            yield finite(pl.col(leaf(end, indicator.id))).alias(shown(indicator.id))
    sizes = [name for name in frame.columns if name.startswith(f"{SIZE}|")]
    yield from (pl.col(name).alias(group_size_column(name.partition("|")[2])) for name in sizes)


def _state_name(state: pl.Expr) -> pl.Expr:
    """The name of a state, by its place among the names: half the time of a replacement."""
    place = _NO_PLACE
    for each, number in _PLACES:
        place = pl.when(state == each).then(number).otherwise(place)
    return place.cat.to(STATE_NAMES)


def _end(frame: pl.DataFrame, grid: Grid) -> Iterator[pl.Expr]:
    """Columns that locate each unit: its row, the rows of joined sheets, and its sheet if the stock has several."""
    yield pl.lit(is_exact(grid)).alias("contribution_exact")
    rows = [name for name in frame.columns if name == "row" or name.startswith("row:")]
    yield from (pl.col(name).alias(f"source_{name}") for name in rows)
    if "part" in frame.columns:
        yield pl.col("part").cast(pl.UInt32).alias("source_part")
