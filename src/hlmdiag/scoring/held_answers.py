"""The answers that a saved result holds, as a dataset of a grid: what it does not hold is missing, and is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import value_type
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.data_model import NUMERIC, Column
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import code
from hlmdiag.scoring.external_references import columns_read
from hlmdiag.scoring.held_voices import voices_of
from hlmdiag.scoring.rescore import Rescorer, read_column_again, stored_name
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Listed

_SHOWN = 8


@dataclass(frozen=True)
class Carried:
    """A column of the new grid and the older one that its answers come from, with what becomes of each answer."""

    column: Column
    older: Column
    recode: Mapping[str, str]
    rescale: tuple[tuple[float, float], tuple[float, float]] | None = None

    @property
    def is_as_it_was(self) -> bool:
        """Whether every answer is carried unchanged."""
        is_said = self.column.id != self.older.id or self.recode or self.rescale
        return self.column == self.older or not (is_said or self._is_narrower)

    @property
    def _is_narrower(self) -> bool:
        """Whether some answers of the older column may be none of the newer."""
        one, other = self.older, self.column
        lost = other.type == "choice" and not set(one.choices) <= set(other.choices)
        return lost or one.type != other.type or one.bounds != other.bounds

    @property
    def fits(self) -> bool:
        """Whether an answer of the older column may be one of the newer: of one kind, or two kinds of numbers."""
        one, other = self.older.type, self.column.type
        return one == other or (one in NUMERIC and other in NUMERIC) or (other == "choice" and bool(self.recode))


def dataset_of(result: Result, grid: Grid) -> Dataset:
    """The answers of a result as answers to another grid, or to another version of its grid.

    A column keeps its answers, or takes those that it says it `replaces`; one that the result does not hold, an answer
    that is no more possible, are missing, and `problems` names them.
    """
    then, frame = result.grid, result.frame
    carried = {each.column.id: each for each in carried_columns(then, grid)}
    lost = [column for column in _asked(grid) if not _is_held(carried.get(column.id), column, then, frame)]
    replay = Rescorer(result, frozenset())
    columns = [
        expression
        for column in grid.columns.values()
        for expression in _column(column, carried.get(column.id), replay, grid)
    ]
    stock = frame.select(*_places(frame), *columns)
    manifest = result.manifest
    known = set(grid.columns)
    places = {name: _known(of, known) for name, of in manifest.provenance.items()}
    ids = [each.id for each in grid.indicators]
    parts = tuple(of for name, of in places.items() if name.startswith("stock:"))
    return Dataset(
        stock=DecodedTable(stock, places.get("stock", {}), parts),
        overrides=_overrides(result, grid),
        inputs=manifest.inputs,
        problems=(*_of_data(manifest.problems), *_said(lost, _refused(stock, _columns_before(replay), carried, grid))),
        counts=manifest.counts,
        respondents=voices_of(result, grid, places),
        translated=manifest.translated,
        date=manifest.reference_date,
        organisation=manifest.organisation,
        awaited=manifest.awaited,
        notes=tuple(each for each in manifest.notes if each.column in (None, *grid.columns, *ids)),
        already_read=frame.select(
            pl.col(r"^(unproven|(read|read_state|read_low|read_high|rows|rows_undecided|rows_valued):.*)$")
        ),
    )


def carried_columns(then: Grid, grid: Grid) -> Iterator[Carried]:
    """Columns of a grid that get answers from an older one: same name, or replacement of a column."""
    written, before = (each.document.get("columns") or {} for each in (grid, then))
    for column in grid.columns.values():
        block = (written.get(column.id) or {}).get("replaces")
        older = then.columns.get(str(block["column"])) if block else None
        is_done = block == (before.get(column.id) or {}).get("replaces")
        if block and older is not None and not is_done:
            scales = block.get("rescale")
            rescale = None if scales is None else (_ends(scales["from"]), _ends(scales["to"]))
            recode = {str(one): str(other) for one, other in (block.get("recode") or {}).items()}
            yield Carried(column, older, recode, rescale)
        elif column.id in then.columns:
            yield Carried(column, then.columns[column.id], {})


def _ends(pair: Any) -> tuple[float, float]:
    low, high = pair
    return float(low), float(high)


def _of_data(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of the data; those that scoring finds are found again."""
    return [each for each in problems if not each.code.startswith("notation.")]


def _known(places: Mapping[str, Provenance], columns: set[str]) -> dict[str, Provenance]:
    return {name: place for name, place in places.items() if name in columns}


def _columns_before(replay: Rescorer) -> pl.DataFrame:
    """The answers of a result as its own grid reads them: values and states of its columns."""
    columns = replay.grid.columns.values()
    return replay.result.frame.select(each for column in columns for each in read_column_again(column, replay))


def _asked(grid: Grid) -> list[Column]:
    """The columns that a criterion or an expression reads."""
    read = {*columns_read(grid), *(name for each in grid.indicators for name in each.columns)}
    return [column for column in grid.columns.values() if column.id in read and column.id not in grid.keys]


def _is_held(carried: Carried | None, column: Column, then: Grid, frame: pl.DataFrame) -> bool:
    if carried is None or not carried.fits:
        return False
    if column.role is not None:
        return True
    # a result only holds whether a free text is present, not the text
    return not column.is_free_text and stored_name(carried.older, then, frame.columns) is not None


def _places(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    for name in frame.columns:
        if name == "source_row" or name.startswith("source_row:"):
            yield pl.col(name).cast(pl.UInt32).alias(name.removeprefix("source_"))
    if "source_part" in frame.columns:
        yield pl.col("source_part").alias("part")


def _column(column: Column, carried: Carried | None, replay: Rescorer, grid: Grid) -> Iterator[pl.Expr]:
    """The value, the state and, where it is shown as received, the text of a column."""
    shown = carried is not None and carried.older.id in replay.schema
    if column.id in grid.keys or column.role is not None:
        own = pl.col(carried.older.id) if carried is not None and shown else pl.lit(None)
        yield own.cast(pl.String).alias(data_text(column.id))
    if column.id in grid.keys or (shown and _is_shown_whole(column, carried, replay)):
        assert carried is not None
        texts = replay.result.frame[carried.older.id].cast(pl.String).fill_null("")
        # a column shown as received is decoded again
        read = decode(texts, column)
        yield pl.lit(read.values).alias(data_value(column.id))
        yield pl.lit(read.states).alias(data_state(column.id))
        return
    yield from _answers(column, carried, replay, grid)


def _is_shown_whole(column: Column, carried: Carried | None, replay: Rescorer) -> bool:
    """Whether the column of a role, as results show it, is all that is held of its answers."""
    stored = carried is not None and stored_name(carried.older, replay.grid, replay.schema) is not None
    return column.role is not None and not stored


def _answers(column: Column, carried: Carried | None, replay: Rescorer, grid: Grid) -> Iterator[pl.Expr]:
    nothing = pl.lit(None, dtype=value_type(column))
    if carried is None or not carried.fits:
        yield nothing.alias(data_value(column.id))
        yield code(State.MISSING).alias(data_state(column.id))
        return
    value, state = list(read_column_again(carried.older, replay))[:2]
    value, state = value.meta.undo_aliases(), state.meta.undo_aliases()
    if not carried.is_as_it_was:
        value = as_new(value, carried)
    # a known free text has no value in the result: it is not lost
    gone = pl.lit(value=False) if column.is_free_text else value.is_null() & (state == int(KNOWN))
    if _is_lost_where_not_applicable(carried, replay.grid, grid):
        gone |= value.is_null() & (state == int(State.NOT_APPLICABLE))
    state = pl.when(gone).then(code(State.MISSING)).otherwise(state)
    yield value.alias(data_value(column.id))
    yield state.alias(data_state(column.id))


def _is_lost_where_not_applicable(carried: Carried, then: Grid, grid: Grid) -> bool:
    """Whether an indicator that did not apply hid its column's answer, and the condition has changed since."""
    conditions = {
        each.column: each.applies_if.text if each.applies_if is not None else None for each in then.indicators
    }
    now = {each.column: each.applies_if.text if each.applies_if is not None else None for each in grid.indicators}
    before = conditions.get(carried.older.id)
    return before is not None and before != now.get(carried.column.id)


def as_new(value: pl.Expr, carried: Carried) -> pl.Expr:
    """The answers of the older column, recoded or rescaled for the newer one."""
    column = carried.column
    if carried.rescale is not None:
        (start, end), (low, high) = carried.rescale
        value = low + (value.cast(pl.Float64) - start) * (1 / (end - start)) * (high - low)
    elif column.type == "choice":
        codes = {each: each for each in column.choices} if carried.column.id == carried.older.id else {}
        codes |= {each: each for each in column.choices if each in carried.older.choices}
        codes |= {one: other for one, other in carried.recode.items() if other in column.choices}
        value = value.cast(pl.String)
        value = value.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.String)
    if column.type in NUMERIC:
        value = value.cast(pl.Float64, strict=False)
        least, most = column.bounds
        if least is not None:
            value = pl.when(value < least).then(None).otherwise(value)
        if most is not None:
            value = pl.when(value > most).then(None).otherwise(value)
        if column.type == "integer":
            value = pl.when(value == value.floor()).then(value).otherwise(None)
    return value.cast(value_type(column), strict=False)


def _refused(
    stock: pl.DataFrame, before: pl.DataFrame, carried: Mapping[str, Carried], grid: Grid
) -> list[tuple[Column, int]]:
    """The columns of which some answers are no more possible, and how many."""
    found = []
    for each in carried.values():
        was = data_value(each.older.id)
        if each.column.id in grid.keys or each.column.role is not None or was not in before.columns or not each.fits:
            continue
        gone = before[was].is_not_null() & stock[data_value(each.column.id)].is_null()
        if gone.any():
            found.append((each.column, int(gone.sum())))
    return found


def _said(lost: list[Column], refused: list[tuple[Column, int]]) -> Iterator[Problem]:
    if lost:
        names = Listed((*(each.label for each in lost[:_SHOWN]),), quoted=True, more="…" if len(lost) > _SHOWN else "")
        values = {"count": len(lost), "titles": names}
        yield Problem("notation.reponses-non-tenues", Location(), values, Severity.WARNING)
    for column, count in refused:
        values = {"title": column.label, "count": count}
        yield Problem("notation.reponses-sans-place", Location(), values, Severity.WARNING)


def _overrides(result: Result, grid: Grid) -> pl.DataFrame | None:
    """The decisions of people; one for a level that the grid does not have is left."""
    given = result.frame.filter(pl.col("override").is_in(list(grid.levels.ids)))
    if not given.height:
        return None
    return given.select(
        *grid.keys, pl.col("override").alias("level"),
        *(pl.col(f"override_{name}").alias(name) for name in ("author", "date", "reason")),
    )  # fmt: skip
