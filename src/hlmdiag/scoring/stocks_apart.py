"""Scores many small stocks at once, each of which is a whole: what polars plans for one row serves all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable, WholeStock, WrittenNote
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.expression import ColumnRef, EventRef, Expression, Reference, ResultRef, StockRef, WholeRef
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.evidence import is_followed
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.score import manifest_of, score_units
from hlmdiag.scoring.whole_stock import all_expressions, compares_by_tables, doubts_left, places_among_all

_NAMES = ("id", "text")
"""The types of a key to which the name of its stock can be added."""
_LIKE_NO_OTHER = object()


@dataclass(frozen=True)
class StockApart:
    """A stock with the results that the grid reads of the same units, by their local name."""

    dataset: Dataset
    uses: Mapping[str, Result]


def score_apart(grid: Grid, stocks: Sequence[StockApart], day: date) -> list[Result]:
    """The result of each stock: to the bit the rows that `score` gives it; problems are those of its reading alone.

    Stocks with the same tables are scored as one where nothing but ranks and declared comparisons would tell them
    apart; the others are scored one by one.
    """
    groups: dict[Hashable, list[int]] = {}
    for place, stock in enumerate(stocks):
        groups.setdefault(_kind(grid, stock, day) or (_LIKE_NO_OTHER, place), []).append(place)
    found: dict[int, Result] = {}
    for places in groups.values():
        found |= zip(places, _scored(grid, [stocks[place] for place in places], day), strict=True)
    return [found[place] for place in range(len(stocks))]


def _scored(grid: Grid, stocks: Sequence[StockApart], day: date) -> Iterator[Result]:
    """Stocks of one kind, each with its own rows, ranked among themselves."""
    names, key = [f"{place}|" for place in range(len(stocks))], grid.keys[0]
    whole = stocks[0] if len(stocks) == 1 else _as_one(grid, stocks, names, day)
    known, frame, _ = score_units(grid, whole.dataset, day, whole.uses)
    start = 0
    for stock, name in zip(stocks, names, strict=True):
        own = frame.slice(start, stock.dataset.stock.frame.height)
        if len(stocks) > 1:
            own = rank(own.with_columns(pl.col(key).str.strip_prefix(name)))
        yield Result(known, own, manifest_of(stock.dataset, day, []))
        start += own.height


def _as_one(grid: Grid, stocks: Sequence[StockApart], names: Sequence[str], day: date) -> StockApart:
    """All of them as one stock, where each key says which one it is of."""
    known, first = settled(grid, stocks[0].uses), stocks[0]
    datasets = [each.dataset for each in stocks]
    placed = pl.concat([places_among_all(each.stock.frame, known) for each in datasets])
    overrides = [each.overrides for each in datasets if each.overrides is not None]
    voices = [each.respondents for each in datasets if each.respondents is not None]
    events = {id: [each.events[id] for each in datasets] for id in first.dataset.events}
    whole = replace(
        first.dataset,
        stock=_joined_tables([each.stock for each in datasets], names, grid.keys[0]),
        events={id: _joined_tables(tables, names, grid.tables[id].key[0]) for id, tables in events.items()},
        overrides=_joined(overrides, names, grid.keys[:1]) if overrides else None,
        respondents=_joined_tables(voices, names, grid.keys[0]) if voices else None,
        notes=tuple(_named_note(note, name) for each, name in zip(datasets, names, strict=True) for note in each.notes),
        whole=WholeStock(doubts_left(known, first.dataset.events, day), placed),
    )
    return StockApart(whole, {name: _joined_results(name, stocks, names) for name in first.uses})


def _joined(frames: Sequence[pl.DataFrame], names: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    """Tables one under the other, with the name of its stock in front of each key."""
    return pl.concat(
        frame.with_columns(pl.concat_str(pl.lit(name), pl.col(key)).alias(key) for key in keys if key in frame.columns)
        for frame, name in zip(frames, names, strict=True)
    )


def _joined_tables(tables: Sequence[DecodedTable], names: Sequence[str], key: str) -> DecodedTable:
    keys = (data_value(key), data_text(key))
    return replace(tables[0], frame=_joined([each.frame for each in tables], names, keys))


def _named_note(note: WrittenNote, name: str) -> WrittenNote:
    """A note about a unit of a stock; rows of two stocks are two rows."""
    return replace(note, unit=(name + note.unit[0], *note.unit[1:]), file=name + note.file)


def _joined_results(name: str, stocks: Sequence[StockApart], names: Sequence[str]) -> Result:
    results = [each.uses[name] for each in stocks]
    return replace(results[0], frame=_joined([each.frame for each in results], names, results[0].grid.keys[:1]))


def _kind(grid: Grid, stock: StockApart, day: date) -> Hashable:
    """What stocks that are scored as one have in common; None where one has to be alone."""
    dataset, grid = stock.dataset, settled(grid, stock.uses)
    if dataset.already_read is not None or dataset.whole is not None or grid.parent is not None:
        return None
    if compares_by_tables(grid) or _reads_a_key(grid) or grid.columns[grid.keys[0]].type not in _NAMES:
        return None
    voices = None if dataset.respondents is None else dataset.respondents.frame
    tables = (dataset.stock.frame, voices, dataset.overrides, *(table.frame for table in dataset.events.values()))
    used = {name: (_columns(result.frame), tuple(result.grid.uses)) for name, result in stock.uses.items()}
    doubts = frozenset(doubts_left(grid, dataset.events, day).items())
    return tuple(map(_columns, tables)), tuple(dataset.events), tuple(used.items()), doubts, is_followed(dataset, grid)


def _columns(frame: pl.DataFrame | None) -> Hashable:
    return None if frame is None else tuple(frame.schema.items())


def _reads_a_key(grid: Grid) -> bool:
    """Whether an expression reads what says which unit a row is of."""
    keys = {*grid.keys, *(key for table in grid.tables.values() for key in table.key)}
    return any(keys & _named(each) for one in all_expressions(grid) for each in one.references)


def _named(reference: Reference) -> set[str]:
    match reference:
        case ColumnRef(name):
            return {name}
        case StockRef(_, column, within):
            return {column, within or column}
        case EventRef(_, _, column, condition):
            inside = condition.references if isinstance(condition, Expression) else ()
            return {name for each in inside for name in _named(each)} | ({column} if column else set())
        case ResultRef() | WholeRef():
            return set()
        case _:
            assert_never(reference)
