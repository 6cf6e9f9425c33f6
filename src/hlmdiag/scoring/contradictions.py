"""What the stock says and what is counted in a table, where they differ: which one counts is said, with both places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import EventRef, Expression, Operand, compile
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.tree import FunctionCall, Ref, Tree, parts
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import leaf, rounded_for_output
from hlmdiag.scoring.external_references import expressions
from hlmdiag.text.phrase import Listed, Phrase, in_quotes

_SHARE, _NUMBER = 0.1, 2.0
"""Beyond both, two figures of one thing contradict each other: this share of the larger one, this much."""
_SHOWN = 3


@dataclass(frozen=True)
class _Twice:
    """A column of the stock, what an expression makes of tables for the same thing, and whether the column counts."""

    column: str
    tables: tuple[str, ...]
    given: pl.Expr
    counted: Operand
    column_first: bool


def contradictions(frame: pl.DataFrame, grid: Grid, dataset: Dataset, resolve: Resolve, day: date) -> list[Problem]:
    """One remark for each column and table that say otherwise, with how many units and the first of them."""
    found: dict[tuple[str, tuple[str, ...]], Problem] = {}
    for twice in (*_coalesced(grid, resolve, day), *_worked_out(grid, frame)):
        if not all(table in dataset.events for table in twice.tables):
            continue
        apart = _apart(twice)
        count = frame.select(apart.sum().alias("count")).row(0)[0]
        known = found.get((twice.column, twice.tables))
        if count and (known is None or count > known.values["count"]):
            found[twice.column, twice.tables] = _said(frame, apart, twice, int(count), grid, dataset)
    return list(found.values())


def _coalesced(grid: Grid, resolve: Resolve, day: date) -> Iterator[_Twice]:
    """Each `coalesce` of a column and of a number read in tables, whichever comes first."""
    for call in (call for expression in expressions(grid) for call in _calls(expression.tree)):
        columns = [(place, name) for place, each in enumerate(call.arguments) if (name := _column(each)) is not None]
        for place, argument in enumerate(call.arguments):
            tables = tuple(dict.fromkeys(each.table for each in _events(argument)))
            if tables and argument.type.kind == "number":
                counted = compile(_alone(argument), resolve, pl, day)
                for other, name in columns:
                    yield _Twice(name, tables, resolve(see.ColumnRef(name)).value, counted, other < place)


def _worked_out(grid: Grid, frame: pl.DataFrame) -> Iterator[_Twice]:
    """Each column that a table would give, where the stock gives it."""
    for column in grid.columns.values():
        if column.computed is None or column.type not in ("integer", "number", "percent"):
            continue
        tables = tuple(dict.fromkeys(each.table for each in column.computed.references if isinstance(each, EventRef)))
        given = pl.when(pl.col(leaf("computed", column.id)).not_()).then(pl.col(data_value(column.id))).otherwise(None)
        value, state = (pl.col(leaf(what, column.id)) for what in ("worked-out", "worked-out-state"))
        yield _Twice(column.id, tables, given, Operand(value, state), column_first=True)


def _apart(twice: _Twice) -> pl.Expr:
    """Where both are known, and every number that the table allows is far from the other."""
    given, counted = twice.given, twice.counted
    low, high = (counted.value, counted.value) if counted.low is None or counted.high is None else counted[2:4]
    below, above = low - given, given - high
    beyond = pl.max_horizontal(below, above)
    largest = pl.max_horizontal(given.abs(), pl.when(below > above).then(low).otherwise(high).abs())
    return (
        given.is_not_null()
        & (rounded_for_output(beyond) > _NUMBER)
        & (rounded_for_output(beyond - _SHARE * largest) > 0)
    ).fill_null(value=False)


def _said(frame: pl.DataFrame, apart: pl.Expr, twice: _Twice, count: int, grid: Grid, dataset: Dataset) -> Problem:
    units = pl.concat_str([pl.col(data_text(key)) for key in grid.keys], separator=" ")
    counted = twice.counted.value if twice.counted.low is None else twice.counted.low
    columns = (units, rounded_for_output(twice.given), rounded_for_output(counted))
    shown = tuple(
        Phrase(
            "notation.mots.contredit",
            unit=unit,
            given=round(float(given), 2),
            counted=round(float(number), 2),
        )
        for unit, given, number in zip(
            *(frame.select(each.filter(apart)).to_series().head(_SHOWN).to_list() for each in columns), strict=True
        )
    )
    column, place = grid.columns[twice.column], dataset.stock.provenance.get(twice.column)
    letter = place.letter if place is not None and place.sheet is not None else None
    at = Location() if place is None else Location(place.file, sheet=place.sheet, header=place.header, cell=letter)
    files = dict.fromkeys(each.file for table in twice.tables for each in dataset.events[table].provenance.values())
    values = {
        "title": column.label,
        "tables": in_quotes(*(grid.tables[table].title or table for table in twice.tables)),
        "files": Listed(tuple(map(Location, files)) or twice.tables),
        "count": count,
        "units": Listed(shown, more=", …" if count > _SHOWN else ""),
        "kept": Phrase("notation.mots.garde-colonne" if twice.column_first else "notation.mots.garde-table"),
    }
    return Problem("notation.colonne-et-table", at, values, Severity.WARNING)


def _calls(tree: Tree) -> Iterator[FunctionCall]:
    if isinstance(tree, FunctionCall) and tree.function == "coalesce":
        yield tree
    for part in parts(tree):
        yield from _calls(part)


def _reads(tree: Tree) -> Iterator[Ref]:
    if isinstance(tree, Ref):
        yield tree
    for part in parts(tree):
        yield from _reads(part)


def _column(tree: Tree) -> str | None:
    reference = tree.reference if isinstance(tree, Ref) else None
    return reference.name if isinstance(reference, see.ColumnRef) else None


def _events(tree: Tree) -> Iterator[EventRef]:
    yield from (each.reference for each in _reads(tree) if isinstance(each.reference, EventRef))


def _alone(tree: Tree) -> Expression:
    """A part as an expression of its own."""
    return Expression("", tree, tuple(dict.fromkeys(each.reference for each in _reads(tree))))
