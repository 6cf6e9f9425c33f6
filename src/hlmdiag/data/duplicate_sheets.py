"""Sheets of a workbook that answer for the same units: equal answers count once, others are not used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset import DecodedTable
from hlmdiag.data.dataset_columns import data_columns, data_state, data_text, data_value
from hlmdiag.data.read_log import ReadLog, StockSheet, listed
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State
from hlmdiag.text.phrase import Phrase, first_of
from hlmdiag.text.shell import quoted

_THEIRS = "|theirs"
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Double:
    """The units of a piece that other sheets have too."""

    piece: StockSheet
    others: tuple[Sheet, ...]

    @property
    def sheets(self) -> list[Sheet]:
        """All of the sheets that answer for them."""
        return [*self.others, self.piece.sheet]


def without_doubles(
    pieces: Sequence[StockSheet], form: TableSchema, order: Mapping[Sheet, int]
) -> tuple[list[StockSheet], list[Double]]:
    """The pieces without the units that a piece before them has, and these units.

    Raises `HlmdiagError` where they are of several files: nothing says that their codes are of the same units.
    """
    every = sorted((sheet for piece in pieces for sheet in piece.every_sheet), key=order.__getitem__)
    keys = [data_value(key) for key in form.keys]
    if len(every) < 2:
        return list(pieces), []
    numbers = {sheet: number for number, sheet in enumerate(every)}
    told = pl.concat([piece.numbered(numbers).select(*keys, "part") for piece in pieces])
    again = told.filter(told.select(keys).is_duplicated()).sort("part")
    if again.is_empty():
        return list(pieces), []
    heard = {sheet for piece in pieces if piece.opinions is not None for sheet in piece.every_sheet}
    _refuse_of_files(again, every, heard, form)
    alone = sorted((one for piece in pieces for one in piece.one_by_one()), key=lambda piece: order[piece.sheet])
    first, doubles = alone[:1], []
    for piece in alone[1:]:
        frame = piece.frame
        others = [each for each in first if each.frame.join(frame, on=keys, how="semi").height]
        if others:
            seen = pl.concat([each.frame.select(keys) for each in others])
            shared = replace(piece, frame=frame.join(seen, on=keys, how="semi", maintain_order="left"))
            doubles.append(Double(shared, tuple(each.sheet for each in others)))
            frame = frame.join(seen, on=keys, how="anti", maintain_order="left")
        first.append(replace(piece, frame=frame))
    return first, doubles


def _refuse_of_files(again: pl.DataFrame, sheets: Sequence[Sheet], heard: Collection[Sheet], form: TableSchema) -> None:
    keys = [data_value(key) for key in form.keys]
    for *key, parts in again.group_by(keys, maintain_order=True).agg("part").rows():
        # a sheet of respondents repeats the units of another sheet on purpose: only the other sheets are duplicates
        two = [sheet for sheet in (sheets[part] for part in parts) if sheet not in heard][:2]
        if len(two) < 2 or (two[0].file == two[1].file and two[0].name is not None):
            continue
        count = again.select(keys).unique().height
        column = form.columns[form.respondent].label if form.respondent is not None else None
        voices = "" if column is None else Phrase("donnees.mots.fichiers-repondants", label=column)
        values: dict[str, Any] = {
            "sheets": listed(two),
            "key": key_text(key),
            "count": count,
            "first": quoted(two[0].file),
        }
        raise HlmdiagError([two[1].problem("donnees.feuilles-egales", **values, voices=voices)])


@dataclass(frozen=True)
class _Column:
    """A column that two sheets hold, with the expressions that compare its answers."""

    id: str

    @property
    def differ(self) -> pl.Expr:
        """Whether both say something, and not the same."""
        same = self._value.eq_missing(self._their_value) & (self._state == self._their_state)
        return ~self._is_blank & ~self._is_their_blank & ~same

    @property
    def taken(self) -> pl.Expr:
        """Whether only the other sheet says something."""
        return self._is_blank & ~self._is_their_blank

    @property
    def _value(self) -> pl.Expr:
        return pl.col(data_value(self.id))

    @property
    def _their_value(self) -> pl.Expr:
        return pl.col(data_value(self.id) + _THEIRS)

    @property
    def _state(self) -> pl.Expr:
        return pl.col(data_state(self.id))

    @property
    def _their_state(self) -> pl.Expr:
        return pl.col(data_state(self.id) + _THEIRS)

    @property
    def _is_blank(self) -> pl.Expr:
        return self._state == int(State.MISSING)

    @property
    def _is_their_blank(self) -> pl.Expr:
        return self._their_state.is_null() | (self._their_state == int(State.MISSING))

    def settled(self, names: Collection[str]) -> list[pl.Expr]:
        """Value and state of the column after comparison; nothing where the sheets differ."""
        differ, taken = pl.col(f"differ:{self.id}"), pl.col(f"taken:{self.id}")
        found = [
            pl.when(differ).then(None).when(taken).then(self._their_value).otherwise(self._value).alias(data_value(self.id)),
            pl.when(differ).then(int(State.INVALID)).when(taken).then(self._their_state).otherwise(self._state)
            .cast(pl.UInt8).alias(data_state(self.id)),
        ]  # fmt: skip
        if (text := data_text(self.id)) in names:
            theirs = pl.col(f"{text}{_THEIRS}")
            both = pl.concat_str(pl.col(text), pl.lit(" ; "), theirs)
            found.append(pl.when(differ).then(both).when(taken).then(theirs).otherwise(pl.col(text)).alias(text))
        return found


def completed(
    table: DecodedTable, double: Double, columns: Sequence[str], number: int, form: TableSchema, log: ReadLog
) -> DecodedTable:
    """A table whose units other sheets have too: in some columns, what one alone says is taken, what differs is not."""
    piece = double.piece
    keys = [data_value(key) for key in form.keys]
    names = [name for column in columns for name in data_columns(column) if name in piece.frame.columns]
    rows, asked = f"row:{number}", [_Column(column) for column in columns]
    theirs = [pl.col("row").alias(rows), *(pl.col(name).alias(name + _THEIRS) for name in names)]
    frame = table.frame.join(piece.frame.select(*keys, *theirs), on=keys, how="left", maintain_order="left")
    frame = frame.with_columns(
        *(each.differ.fill_null(False).alias(f"differ:{each.id}") for each in asked),
        *(each.taken.fill_null(False).alias(f"taken:{each.id}") for each in asked),
    )
    _say(frame, rows, double, columns, form, log)
    settled = frame.with_columns(expression for each in asked for expression in each.settled(frame.columns))
    flags = settled.select(pl.col(f"taken:{column}").alias(column) for column in columns)
    return _placed(replace(table, frame=settled.select(*table.frame.columns, rows)), piece, flags, rows)


def _placed(table: DecodedTable, piece: StockSheet, taken: pl.DataFrame, rows: str) -> DecodedTable:
    """The table with the places of its merged answers: each unit keeps its own."""
    theirs = {column: replace(piece.provenance[column], rows=rows) for column in taken.columns}
    flags = taken.select(column for column in taken.columns if taken[column].any())
    provenance = {**{column: theirs[column] for column in flags.columns}, **table.provenance}
    if not flags.width:
        return table
    before = table.parts or (table.provenance,)
    part = table.frame["part"] if table.parts else pl.repeat(0, taken.height, dtype=pl.UInt32, eager=True)
    pairs = flags.with_columns(part.cast(pl.UInt32).alias("|part"))
    kinds = pairs.unique(maintain_order=True).with_row_index("|kind")
    kind = pairs.join(kinds, on=pairs.columns, how="left", maintain_order="left")["|kind"].alias("part")
    parts = tuple(
        dict(before[row["|part"]]) | {column: theirs[column] for column in flags.columns if row[column]}
        for row in kinds.iter_rows(named=True)
    )
    return DecodedTable(table.frame.with_columns(kind), provenance, parts)


def _say(
    frame: pl.DataFrame, rows: str, double: Double, columns: Sequence[str], form: TableSchema, log: ReadLog
) -> None:
    """Notice on differing answers and their columns; or that all are equal."""
    piece = double.piece
    is_heard = not log.heard.isdisjoint(double.sheets)
    heard = {*form.judged, form.respondent, form.role} if is_heard else set()
    counts = {column: int(frame[f"differ:{column}"].sum()) for column in columns if column not in heard}
    lost = {column: count for column, count in counts.items() if count}
    values: dict[str, Any] = {"sheets": listed(double.sheets), "units": frame[rows].count()}
    if not lost and is_heard:
        # several respondents for one unit are expected, not a repeated answer
        return
    if not lost:
        log.problems.append(piece.sheet.problem("donnees.feuilles-concordantes", severity=Severity.NOTICE, **values))
        return
    log.doubled.append(tuple((sheet.file, sheet.name) for sheet in double.sheets))
    column = next(iter(lost))
    row = frame.filter(pl.col(f"differ:{column}")).row(0, named=True)
    place, free = piece.provenance[column], form.columns[column].is_free_text
    it = data_value(column)
    shown = ["…" if free else _shown(row[name], form.columns[column]) for name in (it, it + _THEIRS)]
    values |= {
        "count": sum(lost.values()), "key": key_text([row[data_value(key)] for key in form.keys]),
        "titles": first_of([*lost], _SHOWN, lambda each: piece.provenance[each].header, quoted=True),
        "ours": shown[0], "theirs": shown[1],
    }  # fmt: skip
    log.problems.append(
        piece.sheet.problem(
            "donnees.feuilles-differentes", row=row[rows], column=piece.sheet.column(place.letter),
            header=place.header, **values,
        )
    )  # fmt: skip


def _shown(value: object, column: Column) -> Phrase | str | float | date:
    match value:
        case None:
            return Phrase("donnees.mots.sans-valeur")
        case bool():
            return Phrase(f"donnees.mots.reponse-{'oui' if value else 'non'}")
        case float():
            return value
        case date():
            return value
        case _:
            return column.choices.get(str(value)) or str(value)
