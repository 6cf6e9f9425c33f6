"""Certainties written beside no answer: they have no effect, and their cells are reported."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.sheet import address
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.scoring.tallies import Tally
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Phrase, first_of

_SHOWN = 5


def lone_certainties(dataset: Dataset, grid: Grid) -> Iterator[Tally]:
    """For each criterion that may have some, how many and the first cells; an engine does not look."""
    asked = {each.certainty: each for each in grid.indicators if each.certainty is not None}
    if not asked or isinstance(dataset.stock.frame, RemoteFrame):
        return
    tables = _rows_of(dataset, grid)
    for certainty, indicator in asked.items():
        alone = [(table, _lone(table, indicator.column or "", certainty)) for table in tables]
        cells = chain.from_iterable(_cells(table, rows, certainty) for table, rows in alone)
        count = sum(rows.height for _, rows in alone)
        yield Tally(count, partial(_told, indicator.title), tuple(islice(cells, _SHOWN + 1)), _SHOWN)


def _told(title: str, found: Tally) -> Problem:
    at, *others = found.first
    also = Phrase("notation.mots.voir-aussi", cells=first_of(others, _SHOWN)) if others else ""
    values = {"title": title, "count": found.count, "also": also}
    return Problem("notation.certitude-sans-reponse", at, values, Severity.WARNING)


def _rows_of(dataset: Dataset, grid: Grid) -> list[DecodedTable]:
    """Rows of the voices, and rows of the units without a voice."""
    stock, voices = dataset.stock, dataset.respondents
    if voices is None:
        return [stock]
    alone = stock.frame.join(voices.frame, on=[data_value(key) for key in grid.keys], how="anti", maintain_order="left")
    return [voices, DecodedTable(alone, stock.provenance, stock.parts)]


def _lone(table: DecodedTable, answer: str, certainty: str) -> pl.DataFrame:
    """The places of the rows that say how sure nothing is."""
    names = table.frame.columns
    if not {data_state(answer), data_state(certainty)} <= set(names):
        return table.frame.select(pl.lit(0).alias("row")).clear()
    stands, lacks = pl.col(data_state(certainty)) == int(KNOWN), pl.col(data_state(answer)) == int(State.MISSING)
    rows = table.frame.filter(stands & lacks)
    return rows.select(name for name in names if name in ("row", "part") or name.startswith("row:"))


def _cells(table: DecodedTable, rows: pl.DataFrame, certainty: str) -> Iterator[Location]:
    for row in rows.head(_SHOWN + 1).iter_rows(named=True):
        places = table.parts[row["part"] or 0] if table.parts else table.provenance
        place = places.get(certainty)
        if place is None:
            yield Location()
            continue
        number = row[place.rows]
        cell = address(place.letter, number) if number is not None and place.letter else None
        line = number if place.sheet is None else None
        yield Location(place.file, line=line, sheet=place.sheet, cell=cell, header=place.header)
