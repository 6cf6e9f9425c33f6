"""Fills the blanks of the stock with facts from forms; contradictions are reported and not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset import DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_columns, data_state, data_text, data_value
from hlmdiag.data.form_answers import FormAnswers
from hlmdiag.data.form_merge import Merged
from hlmdiag.data.read_log import ReadLog
from hlmdiag.data.sheet import address
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Location, Problem
from hlmdiag.states import KNOWN, State

_OPEN = [int(State.MISSING), int(State.UNKNOWN), int(State.INVALID)]
"""States that a form may fill."""
_ANSWERS = [int(KNOWN), int(State.NOT_APPLICABLE)]
_THEIRS = "|theirs"


def units_of_forms(answers: FormAnswers, schema: TableSchema) -> DecodedTable:
    """A stock made of the units named in forms, with nothing but their code."""
    keys = [data_value(key) for key in schema.keys]
    known = pl.all_horizontal(pl.col(data_state(key)) == int(KNOWN) for key in schema.keys)
    frame = answers.frame.filter(known).unique(keys, keep="first", maintain_order=True)
    bare = [
        expression for column in schema.columns if column not in schema.keys for expression in _blank(column, frame)
    ]
    frame = frame.with_columns(bare)
    places = tuple({key: part.places[key] for key in schema.keys if key in part.places} for part in answers.parts)
    return DecodedTable(frame, places[0], places)


def _blank(column: str, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    yield pl.lit(None, frame.schema[data_value(column)]).alias(data_value(column))
    yield pl.lit(int(State.MISSING), pl.UInt8).alias(data_state(column))
    if data_text(column) in frame.columns:
        yield pl.lit("").alias(data_text(column))


def filled(
    stock: DecodedTable, told: Merged, columns: Sequence[str], schema: TableSchema, log: ReadLog
) -> DecodedTable:
    """The stock completed by forms; a contradiction is not used, and both cells are reported."""
    keys = [data_value(key) for key in schema.keys]
    names = [name for column in columns for name in data_columns(column) if name in stock.frame.columns]
    theirs = told.frame.select(
        *keys, pl.col("part").alias("|part"), pl.col("row").alias("|row"),
        *(pl.col(name).alias(name + _THEIRS) for name in names),
    )  # fmt: skip
    frame = stock.frame.join(theirs, on=keys, how="left", maintain_order="left").with_columns(
        *(_taken(column).alias(f"taken:{column}") for column in columns),
        *(_differ(column).alias(f"differ:{column}") for column in columns),
    )
    log.problems += _differences(frame, keys, stock, told, columns)
    settled = frame.with_columns(expression for column in columns for expression in _settled(column, frame))
    return _placed(stock, settled, told, columns)


def _taken(column: str) -> pl.Expr:
    ours, theirs = pl.col(data_state(column)), pl.col(data_state(column) + _THEIRS)
    says_more = theirs.is_in(_ANSWERS) | ((theirs != int(State.MISSING)) & (ours == int(State.MISSING)))
    return (ours.is_in(_OPEN) & says_more).fill_null(value=False)


def _differ(column: str) -> pl.Expr:
    state, value = data_state(column), data_value(column)
    both = pl.col(state).is_in(_ANSWERS) & pl.col(state + _THEIRS).is_in(_ANSWERS)
    same = pl.col(value).eq_missing(pl.col(value + _THEIRS)) & (pl.col(state) == pl.col(state + _THEIRS))
    return (both & ~same).fill_null(value=False)


def _settled(column: str, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    taken, differ = pl.col(f"taken:{column}"), pl.col(f"differ:{column}")
    value, state, text = data_value(column), data_state(column), data_text(column)
    theirs = pl.col(value + _THEIRS)
    yield pl.when(differ).then(None).when(taken).then(theirs).otherwise(pl.col(value)).alias(value)
    found = pl.when(differ).then(int(State.INVALID)).when(taken).then(pl.col(state + _THEIRS)).otherwise(pl.col(state))
    yield found.cast(pl.UInt8).alias(state)
    if text in frame.columns:
        yield pl.when(taken).then(pl.col(text + _THEIRS)).otherwise(pl.col(text)).alias(text)


def _placed(stock: DecodedTable, settled: pl.DataFrame, told: Merged, columns: Sequence[str]) -> DecodedTable:
    """Places of each unit's answers: in the stock, or in the forms that fill it."""
    flags = [f"taken:{column}" for column in columns]
    before = stock.parts or (stock.provenance,)
    part = pl.col("part") if stock.parts else pl.lit(0, pl.UInt32)
    any_taken = pl.any_horizontal(flags)
    pairs = settled.select(
        part.cast(pl.UInt32).alias("|before"),
        *(pl.when(any_taken).then(pl.col(name)).otherwise(None).alias(name) for name in ("|part", "|row")),
        *flags,
    )
    kinds = pairs.unique(maintain_order=True).with_row_index("|kind")
    kind = pairs.join(kinds, on=pairs.columns, how="left", nulls_equal=True, maintain_order="left")["|kind"]
    parts = tuple(_places(row, before, told, columns) for row in kinds.iter_rows(named=True))
    frame = settled.select(stock.frame.columns)
    if len(parts) == 1:
        return DecodedTable(frame.drop("part", strict=False), parts[0])
    every: dict[str, Provenance] = {}
    for places in reversed(parts):
        every |= places
    return DecodedTable(frame.with_columns(kind.alias("part")), every, parts)


def _places(
    row: Mapping[str, object], before: Sequence[Mapping[str, Provenance]], told: Merged, columns: Sequence[str]
) -> Mapping[str, Provenance]:
    index = row["|before"]
    assert isinstance(index, int)
    places = before[index]
    if not isinstance(row["|part"], int) or not isinstance(row["|row"], int):
        return places
    found = dict(places)
    for column in columns:
        if row[f"taken:{column}"]:
            found[column] = _whole(told.places[row["|part"]][column], row["|row"])
    return found


def _whole(place: Provenance, row: int) -> Provenance:
    """The place of one cell: the row of the unit is that of the stock."""
    return Provenance(place.file, place.sheet, address(place.letter, row), place.header, place.rows)


def _differences(
    frame: pl.DataFrame, keys: Sequence[str], stock: DecodedTable, told: Merged, columns: Sequence[str]
) -> Iterator[Problem]:
    for column in columns:
        for row in frame.filter(pl.col(f"differ:{column}")).iter_rows(named=True):
            theirs = told.places[row["|part"]][column]
            ours = (stock.parts[row["part"]] if stock.parts else stock.provenance).get(column)
            cell = address(theirs.letter, row["|row"])
            other = None
            if ours is not None:
                number = row.get(ours.rows)
                other = Location(ours.file, sheet=ours.sheet, cell=address(ours.letter, number) if number else None)
            yield Problem(
                "donnees.formulaire-contredit",
                Location(theirs.file, sheet=theirs.sheet, cell=cell, header=theirs.header),
                {"title": theirs.header, "key": key_text([row[key] for key in keys]), "other": other or ""},
            )
