"""References of expressions beyond their own row: events, the rest of the stock, results of another grid.

Each is made a column once, before anything is scored, so that every expression is then row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, assert_never

import polars as pl

from hlmdiag.data.dataset import Dataset, WholeStock
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.expression import EventRef, Expression, Operand, Reference, ResultRef, StockRef
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.names import WholeRef
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.columns import operand
from hlmdiag.scoring.events import count_events
from hlmdiag.scoring.reference_population import SIZE, place_in_reference
from hlmdiag.scoring.result_columns import read_column
from hlmdiag.scoring.stock import place_in_stock
from hlmdiag.scoring.tallies import Tally
from hlmdiag.scoring.used_results import never_given, read_outcome

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result

ExternalReference = EventRef | StockRef | ResultRef
"""A reference read outside the row of the unit."""


def expressions(grid: Grid) -> Iterable[Expression]:
    """Every expression of a grid, in the order it is scored."""
    for indicator in grid.indicators:
        yield from indicator.expressions
    for theme in grid.root.walk():
        if isinstance(theme, Theme) and theme.adjust is not None:
            yield theme.adjust
    yield from (rule.when for rule in grid.level_rules if rule.when is not None)
    yield from (flag.when for flag in grid.flags.values())
    yield from (action.when for action in grid.actions)
    if grid.roll_up is not None:
        yield from (share.when for share in grid.roll_up.shares)


def columns_read(grid: Grid) -> tuple[str, ...]:
    """The columns that no indicator's value shows whole, in the grid's order.

    They are those that an expression reads other than as a bare `value`, both sides of each matrix, certainties, and
    what families are told by.
    """
    bare = {id(indicator.value) for indicator in grid.indicators if indicator.column is not None}
    read = {
        name
        for expression in expressions(grid)
        if id(expression) not in bare
        for reference in expression.references
        for name in _columns_of(reference)
    }
    matrices = (each.rule.matrix for each in grid.indicators if isinstance(each.rule, Matrix))
    read |= {name for matrix in matrices for name in (matrix.rows, matrix.columns)}
    read |= {each.certainty for each in grid.indicators if each.certainty is not None}
    shown = {each.column for each in grid.indicators}
    families = (grid.columns[each.column] for each in grid.families)
    read |= {each.id for each in families if not _is_shown_whole(each) and each.id not in (*grid.keys, *shown)}
    return tuple(name for name in grid.columns if name in read)


def _is_shown_whole(column: Column) -> bool:
    """Whether a result shows what was read of a column that has a role: of a choice, only what was typed."""
    return column.role == "size" or (column.role is not None and column.type in ("id", "text"))


def _columns_of(reference: Reference) -> list[str]:
    match reference:
        case see.ColumnRef(name):
            return [name]
        case StockRef(_, column, within):
            return [column] if within is None else [column, within]
        case EventRef() | ResultRef() | WholeRef():
            return []
        case _:
            assert_never(reference)


def read_beyond(grid: Grid) -> tuple[ExternalReference, ...]:
    """References of a grid's expressions beyond the row of the unit: each text once, in the grid's order."""
    references = (reference for expression in expressions(grid) for reference in expression.references)
    found = {
        reference_text(each): each
        for each in references
        if isinstance(each, EventRef | StockRef) or (isinstance(each, ResultRef) and each.grid is not None)
    }
    return tuple(found.values())


def reference_text(reference: ExternalReference) -> str:
    """A reference beyond the row as grids write it: one text for one reference.

    >>> reference_text(StockRef("median", "pct_sous40", "agence"))
    'median(pct_sous40, within=agence)'
    """
    match reference:
        case EventRef(function, table, column, condition):
            of = table if column is None else f"{table}.{column}"
            text = " ".join(condition.text.split()) if isinstance(condition, Expression) else None
            return f"{function}({of})" if text is None else f"{function}({of}, {text})"
        case StockRef(function, column, within):
            return f"{function}({column})" if within is None else f"{function}({column}, within={within})"
        case ResultRef(kind, node, grid):
            return f"{grid}.{kind}" if node is None else f"{grid}.{kind}({node})"


def add_external_columns(
    frame: pl.DataFrame, grid: Grid, dataset: Dataset, day: date, uses: Mapping[str, Result]
) -> tuple[pl.DataFrame, dict[Reference, Operand], list[Tally]]:
    """Add a column for each reference beyond the row; return the operand of each, and what was in doubt."""
    found: dict[Reference, Operand] = {}
    doubts: list[Tally] = []
    for expression in expressions(grid):
        for reference in expression.references:
            if reference in found:
                continue
            name = f"reference|{len(found)}"
            if _is_already_read(reference, dataset, uses):
                frame, found[reference] = _held(frame, len(found), reference, dataset)
            elif isinstance(reference, EventRef):
                frame, found[reference], said = count_events(frame, name, reference, grid, dataset, day)
                doubts += said
            elif isinstance(reference, StockRef):
                frame, found[reference], said = _placed(frame, reference, grid, dataset.whole)
                doubts += said
            elif isinstance(reference, ResultRef) and reference.grid is not None:
                if reference.grid in grid.unread or reference.grid not in uses:
                    found[reference] = never_given(reference)
                else:
                    frame, found[reference] = read_outcome(frame, name, reference, grid, uses[reference.grid])
    return frame, found, doubts


def _is_already_read(reference: Reference, dataset: Dataset, uses: Mapping[str, Result]) -> bool:
    """Whether a saved result gives what its tables, or a result that is not given again, said."""
    if dataset.already_read is None or not isinstance(reference, EventRef | ResultRef):
        return False
    if isinstance(reference, ResultRef) and (reference.grid is None or reference.grid in uses):
        return False
    return read_column(reference_text(reference)) in dataset.already_read.columns


def _held(frame: pl.DataFrame, place: int, reference: Reference, dataset: Dataset) -> tuple[pl.DataFrame, Operand]:
    from hlmdiag.scoring.event_rows import rows_column, undecided_column, valued_column
    from hlmdiag.scoring.held_readings import reading_of, readings

    assert dataset.already_read is not None and isinstance(reference, EventRef | ResultRef)
    columns = dataset.already_read.select(readings(place, reference, dataset.already_read))
    counts = [
        named(reference)
        for named in (rows_column, undecided_column, valued_column)
        if isinstance(reference, EventRef) and named(reference) in dataset.already_read.columns
    ]
    frame = frame.hstack(columns).hstack(
        dataset.already_read.select(name for name in counts if name not in frame.columns)
    )
    return frame, reading_of(place, reference, dataset.already_read.columns)


def _placed(
    frame: pl.DataFrame, stock: StockRef, grid: Grid, whole: WholeStock | None
) -> tuple[pl.DataFrame, Operand, list[Tally]]:
    """A value relative to the stock, or to the grid's frozen reference; the whole tells it of a piece of a stock."""
    reference, text = grid.reference, reference_text(stock)
    name, *others = columns_placed(stock, grid)
    if reference is not None and reference.frozen:
        return place_in_reference(frame, name, stock, reference, text)
    if whole is not None:
        known = whole.placed.select(name, *others)
        return frame.hstack(known), operand(pl.col(name), pl.col(f"{name}-without")), []
    at_least = 0 if reference is None else reference.at_least
    return (*place_in_stock(frame, name, stock, at_least, *others[1:]), [])


def columns_placed(stock: StockRef, grid: Grid) -> tuple[str, ...]:
    """The working columns of a value relative to the stock: itself, why it lacks, the size of its group if asked."""
    text = reference_text(stock)
    size = () if grid.reference is None else (f"{SIZE}|{text}",)
    return (f"placed|{text}", f"placed|{text}-without", *size)


def resolver(found: Mapping[Reference, Operand]) -> Resolve:
    """Resolves an expression's operands: the row's own columns, and the columns already added for references."""

    def find(reference: Reference) -> Operand:
        if isinstance(reference, see.ColumnRef) and reference not in found:
            return Operand(pl.col(data_value(reference.name)), pl.col(data_state(reference.name)))
        return found[reference]

    return find
