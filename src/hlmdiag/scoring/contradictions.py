"""Compares numbers of the stock with counts of the same thing in a table; differences are reported with both places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.expression import EventRef, Expression, Operand, compile
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.tree import FunctionCall, Ref, Tree, parts
from hlmdiag.expression.without import without
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.columns import leaf, rounded_for_output
from hlmdiag.scoring.external_references import expressions
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.scoring.tallies import Tally
from hlmdiag.text.phrase import Listed, Phrase, in_quotes

_SHARE, _NUMBER = 0.1, 2.0
"""Beyond both, two figures of one thing contradict each other: this share of the larger one, this much."""
_SHOWN = 3


@dataclass(frozen=True)
class _Twice:
    """One quantity given twice: by columns of the stock and by tables, and whether the columns win.

    Most often one column; several where an expression makes one figure of them.
    """

    columns: tuple[str, ...]
    tables: tuple[str, ...]
    given: pl.Expr
    counted: Operand
    column_first: bool


def contradictions(
    frame: pl.DataFrame | RemoteFrame, grid: Grid, dataset: Dataset, resolve: Resolve, day: date
) -> Iterator[Tally]:
    """For each column and table that may say otherwise, how many units and the first of them."""
    for twice in (*_coalesced(grid, resolve, day), *_worked_out(grid, frame)):
        if not all(table in dataset.events for table in twice.tables):
            continue
        count, first = _found(frame, twice, grid)
        told = partial(_told, twice, grid, dataset)
        yield Tally(count, told, first, _SHOWN, among=("contradiction", twice.columns, twice.tables))


def _coalesced(grid: Grid, resolve: Resolve, day: date) -> Iterator[_Twice]:
    """Each `coalesce` of columns and of a number read in tables, whichever comes first."""
    for call in (call for expression in expressions(grid) for call in _calls(expression.tree)):
        of_columns = [(place, each) for place, each in enumerate(call.arguments) if _columns(each)]
        for place, argument in enumerate(call.arguments):
            tables = tuple(dict.fromkeys(each.table for each in _events(argument)))
            if tables and argument.type.kind == "number":
                counted = compile(_of_tables(argument), resolve, pl, day)
                for other, each in of_columns:
                    given = compile(_alone(each), resolve, pl, day).value
                    yield _Twice(_columns(each), tables, given, counted, other < place)


def _of_tables(tree: Tree) -> Expression:
    """A part of a value without the columns nested in its tables' side, which are compared on their own."""
    inside = {name for call in _calls(tree) for each in call.arguments for name in _columns(each)}
    return without(_alone(tree), lambda read: isinstance(read, see.ColumnRef) and read.name in inside)


def _worked_out(grid: Grid, frame: pl.DataFrame | RemoteFrame) -> Iterator[_Twice]:
    """Each column that a table would give, where the stock gives it."""
    for column in grid.columns.values():
        if column.computed is None or column.type not in ("integer", "number", "percent"):
            continue
        tables = tuple(dict.fromkeys(each.table for each in column.computed.references if isinstance(each, EventRef)))
        given = pl.when(pl.col(leaf("computed", column.id)).not_()).then(pl.col(data_value(column.id))).otherwise(None)
        value, state = (pl.col(leaf(what, column.id)) for what in ("worked-out", "worked-out-state"))
        yield _Twice((column.id,), tables, given, Operand(value, state), column_first=True)


def _apart(twice: _Twice) -> pl.Expr:
    """True where both are known and the stock's number differs from every number that the table allows."""
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


def _found(frame: pl.DataFrame | RemoteFrame, twice: _Twice, grid: Grid) -> tuple[int, tuple[Phrase, ...]]:
    """How many units both figures set apart, and the first of them, each with both."""
    units = pl.concat_str([pl.col(data_text(key)) for key in grid.keys], separator=" ")
    counted = twice.counted.value if twice.counted.low is None else twice.counted.low
    columns = (units, rounded_for_output(twice.given), rounded_for_output(counted))
    apart = _apart(twice)
    if isinstance(frame, RemoteFrame):
        count = int(frame.select(apart.sum().alias("count")).row(0)[0] or 0)
        read = [frame.select(each.filter(apart)).to_series().head(_SHOWN + 1).to_list() for each in columns if count]
    else:
        rows = frame.select(apart.alias("apart")).to_series().arg_true()
        names = dict.fromkeys(name for each in columns for name in each.meta.root_names())
        few = frame.select(*names)[rows.head(_SHOWN + 1)]
        count, read = len(rows), [few.select(each).to_series().to_list() for each in columns if len(rows)]
    return count, tuple(
        Phrase(
            "notation.mots.contredit",
            unit=unit,
            columns=len(twice.columns),
            given=round(float(given), 2),
            counted=round(float(number), 2),
        )
        for unit, given, number in zip(*read, strict=True)
    )


def _told(twice: _Twice, grid: Grid, dataset: Dataset, found: Tally) -> Problem:
    place = dataset.stock.provenance.get(twice.columns[0])
    letter = place.letter if place is not None and place.sheet is not None else None
    at = Location() if place is None else Location(place.file, sheet=place.sheet, header=place.header, cell=letter)
    files = dict.fromkeys(each.file for table in twice.tables for each in dataset.events[table].provenance.values())
    values = {
        "titles": in_quotes(*(grid.columns[name].label for name in twice.columns)),
        "columns": len(twice.columns),
        "tables": in_quotes(*(grid.tables[table].title or table for table in twice.tables)),
        "files": Listed(tuple(map(Location, files)) or twice.tables),
        "count": found.count,
        "units": found.shown,
        "kept": Phrase(
            "notation.mots.garde-colonne" if twice.column_first else "notation.mots.garde-table",
            columns=len(twice.columns),
        ),
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


def _columns(tree: Tree) -> tuple[str, ...]:
    """The columns that a part reads; none where it reads anything else."""
    read = [each.reference for each in _reads(tree)]
    names = [each.name for each in read if isinstance(each, see.ColumnRef)]
    return tuple(dict.fromkeys(names)) if len(names) == len(read) else ()


def _events(tree: Tree) -> Iterator[EventRef]:
    yield from (each.reference for each in _reads(tree) if isinstance(each.reference, EventRef))


def _alone(tree: Tree) -> Expression:
    """A part as an expression of its own."""
    return Expression("", tree, tuple(dict.fromkeys(each.reference for each in _reads(tree))))
