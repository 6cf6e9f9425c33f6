"""The losses of a result since its baseline: columns, tables, answers of a column, a part of the stock.

A file that lost a column says of nobody that they are better: before anything else, it is a loss, and is said as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from hlmdiag.campaign.evidence import known
from hlmdiag.data.dataset import Provenance
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import Loss
from hlmdiag.scoring.held_result import height_of
from hlmdiag.scoring.result import Manifest, Result

_STOCK, _OVERRIDES = "stock", "overrides"
_TENTH = 0.1
_FEWEST = 10
"""Under so many answers lost, a column is not said to be emptying, unless none is left."""


def losses(result: Result, baseline: Result, answers: Mapping[str, tuple[int, int]], vanished: int) -> tuple[Loss, ...]:
    """The losses, those of the stock first; `answers`: what `answers_of` gives; `vanished`: the units gone."""
    return (
        *_of_stock(height_of(baseline), vanished),
        *_of_tables(result.manifest, baseline.manifest, result.grid),
        *_of_columns(result, baseline, answers),
    )


def has_overrides(manifest: Manifest) -> bool:
    """Whether decisions of somebody were read."""
    return any(file.table == _OVERRIDES and file.rows for file in manifest.inputs)


def _lost_column(table: str, column: str) -> str:
    """The name of a column in a loss: that of the stock by itself, another with its table."""
    return column if table == _STOCK else f"{table}.{column}"


def _of_stock(before: int, vanished: int) -> Iterator[Loss]:
    if vanished > before * _TENTH:
        yield Loss("stock", "", before, before - vanished)


def _of_tables(now: Manifest, then: Manifest, grid: Grid) -> Iterator[Loss]:
    """The tables of events and the overrides that are no longer there, or hold nothing any more."""
    for table in (*grid.tables, _OVERRIDES):
        before, after = (sum(file.rows for file in each.inputs if file.table == table) for each in (then, now))
        was_there = any(file.table == table for file in then.inputs)
        if was_there and (before > 0 and after == 0):
            yield Loss("table", table, before, after)


def _of_columns(result: Result, baseline: Result, counts: Mapping[str, tuple[int, int]]) -> Iterator[Loss]:
    """The columns of the baseline that are no longer read, then those whose answers are going."""
    now, then, grid = _read(result.manifest.provenance), _read(baseline.manifest.provenance), result.grid
    tables = {file.table for file in result.manifest.inputs}
    gone = [
        (table, column)
        for table, column in then
        if (table, column) not in now and (table == _STOCK or table in tables) and _is_of(grid, table, column)
    ]
    for table, column in gone:
        before, after = counts.get(column, (None, None)) if table == _STOCK else (None, None)
        yield Loss("column", _lost_column(table, column), before, after)
    for column, (before, after) in counts.items():
        lost = before - after
        is_emptied = after == 0 and lost > 1
        if (_STOCK, column) not in gone and (is_emptied or (lost >= _FEWEST and lost > before * _TENTH)):
            yield Loss("answers", column, before, after)


def _read(provenance: Mapping[str, Mapping[str, Provenance]]) -> dict[tuple[str, str], None]:
    """The columns that were read, each with its table, in their order; the sheets of a stock are one table."""
    pairs: Iterable[tuple[str, str]] = (
        (table.partition(":")[0], column) for table, columns in provenance.items() for column in columns
    )
    return dict.fromkeys(pairs)


def _is_of(grid: Grid, table: str, column: str) -> bool:
    """Whether the present grid still asks for a column: one that it dropped is a change of the grid."""
    if table == _STOCK:
        return column in grid.columns
    if table not in grid.tables:
        return table == _OVERRIDES
    events = grid.tables[table]
    return column in (*events.columns, *events.key, events.date)


def answers_of(grid: Grid, both: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """The number of units of both that answered each column, then and now."""
    names = [name for name in grid.columns if {known(name), f"{known(name)}|then"} <= set(both.columns)]
    if not names:
        return {}
    sums = [pl.col(each).sum() for name in names for each in (f"{known(name)}|then", known(name))]
    row = both.select(sums).row(0)
    return {name: (row[2 * place], row[2 * place + 1]) for place, name in enumerate(names)}
