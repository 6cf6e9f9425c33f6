"""The frozen figures of a stock, in which others may place a value without its rows, and from which no member is read.

Three things cannot be read back: a figure of a group of fewer than `at_least` known values, or of one where all are
alike; that of a group left out, worked out from the whole and the others; and an extreme, since a quantile is given
only where `at_least` values lie on each side of it and between it and the next. Where a column says whose each row is,
groups and quantiles also obey the rule for figures of several landlords (`hlmdiag.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.disclosure.quantiles import hazen, kept_apart
from hlmdiag.disclosure.rule import weakness
from hlmdiag.draft.contributors import by_owner, lines_alone, owners_of, tally
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.expression import StockRef
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.derived_columns import derive
from hlmdiag.scoring.external_references import read_beyond
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.states import KNOWN
from hlmdiag.text.phrase import in_quotes

_DIGITS = 6
"""Significant digits: far finer than any level, too coarse to undo a mean."""

_STEP = 5
"""Percent between two quantiles, at the finest."""


@dataclass(frozen=True)
class FrozenFigures:
    """A reference document, the number of groups it gives and, by column and grouping column, those left out."""

    document: dict[str, Any]
    groups: int
    left_out: tuple[tuple[str, str, int], ...]


def freeze(
    grid: Grid,
    stock: Dataset | Result,
    day: date,
    *,
    at_least: int = 5,
    title: str,
    source: str | None,
    contributor: str | None = None,
) -> FrozenFigures:
    """The figures of the columns that the grid places among others, over all and by the groups that it names.

    A result is frozen with its own grid and date. `contributor`: the column that says which landlord each row is of.
    Raises `HlmdiagError` where the grid places nothing among others, no column has `at_least` known values, or a result
    does not hold what would be frozen.
    """
    wanted: dict[str, list[str]] = {}
    for reference in read_beyond(grid):
        if isinstance(reference, StockRef):
            groupings = wanted.setdefault(reference.column, [])
            groupings += [reference.within] if reference.within and reference.within not in groupings else []
    if not wanted:
        raise HlmdiagError([Problem("notation.reference-sans-objet", values={"grid": grid.id})])
    frame = _answers(stock, grid, day, wanted)
    owners = None if contributor is None else owners_of(stock, grid, frame, contributor)
    left_out: list[tuple[str, str, int]] = []
    columns: dict[str, Any] = {}
    for column, groupings in wanted.items():
        found = _column(_Known.of(frame, column, owners), groupings, at_least, left_out)
        columns |= {column: found} if found else {}
    if not columns:
        raise HlmdiagError([Problem("notation.reference-trop-petite", values={"at_least": at_least})])
    head: dict[str, Any] = {"title": title, **({"source": source} if source else {}), "date": day.isoformat()}
    head |= {"grid": {"id": grid.id, "version": grid.version, "hash": grid.hash}, "units": frame.height}
    groups = sum("all" in each for each in columns.values())
    groups += sum(len(named) for each in columns.values() for named in each.get("within", {}).values())
    return FrozenFigures({**head, "at_least": at_least, "columns": columns}, groups, tuple(left_out))


def _answers(stock: Dataset | Result, grid: Grid, day: date, wanted: Mapping[str, list[str]]) -> pl.DataFrame:
    """The value of every column and its state, those that the grid works out of its tables included."""
    if isinstance(stock, Dataset):
        frame, _ = derive(stock.stock.frame, grid, stock, day)
        return frame
    replay = Rescorer(stock, frozenset())
    read = dict.fromkeys(name for column, groupings in wanted.items() for name in (column, *groupings))
    lost = [grid.columns[name].label for name in read if replay.stored(grid.columns[name]) is None]
    if lost:
        values = {"columns": in_quotes(*lost)}
        raise HlmdiagError([Problem("notation.reference-texte-libre", values=values)])
    return replay.rows(range(stock.frame.height))


@dataclass(frozen=True)
class _Known:
    """The known values of a column, the rows that they stand in, and whose they are."""

    column: str
    rows: pl.DataFrame
    values: pl.Series
    owners: pl.Series | None

    @classmethod
    def of(cls, frame: pl.DataFrame, column: str, owners: pl.Series | None) -> _Known:
        """Known values of a frame."""
        is_known = frame[data_state(column)] == int(KNOWN)
        known = frame.filter(is_known)
        values = known[data_value(column)].cast(pl.Float64)
        return cls(column, known, values, None if owners is None else owners.filter(is_known))

    def part(self, where: pl.Series) -> _Known:
        """Known values of some rows."""
        owners = None if self.owners is None else self.owners.filter(where)
        return _Known(self.column, self.rows.filter(where), self.values.filter(where), owners)

    def may_show(self, at_least: int) -> bool:
        """Whether figures of these values show nobody's own."""
        is_held = self.owners is None or weakness(tally(self.owners)) is None
        return is_held and _may_show(self.values, at_least)


def _column(known: _Known, groupings: list[str], at_least: int, left_out: list[tuple[str, str, int]]) -> dict[str, Any]:
    if not known.may_show(at_least):
        return {}
    found: dict[str, Any] = {"all": _standing(known, at_least)}
    for grouping in groupings:
        names = known.rows[data_value(grouping)].cast(pl.String)
        shown, hidden = _kept(known, names, at_least)
        figures = {name: _standing(known.part(names == name), at_least) for name in shown}
        found.setdefault("within", {})[grouping] = figures
        if hidden:
            found.setdefault("left_out", {})[grouping] = hidden
            left_out.append((known.column, grouping, hidden))
    return found


def _kept(known: _Known, names: pl.Series, at_least: int) -> tuple[list[str], int]:
    """The groups that may be shown, in alphabetical order, and how many may not.

    Where what is left out holds too few values, the whole less the others would give it: the smallest goes too.
    """
    every = sorted(names.drop_nulls().unique().to_list())
    sizes = {name: int((names == name).sum()) for name in every}
    shown = [name for name in every if known.part(names == name).may_show(at_least)]
    if known.owners is not None:
        alone = lines_alone(names, known.owners)
        shown = [name for name in shown if name in alone]
    while shown and 0 < len(names) - sum(sizes[name] for name in shown) < at_least:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return shown, len(every) - len(shown)


def _may_show(values: pl.Series, at_least: int) -> bool:
    deviation = values.std(ddof=0)
    return len(values) >= at_least and isinstance(deviation, float) and round(deviation, 9) > 0


def _standing(known: _Known, at_least: int) -> dict[str, Any]:
    values = known.values
    figures = {"mean": values.mean(), "deviation": values.std(ddof=0), "median": values.median()}
    found: dict[str, Any] = {"count": len(values)} | {name: _short(figure) for name, figure in figures.items()}
    ordered = values.sort().to_list()
    quantiles = {place: hazen(ordered, place) for place in _places(len(values), at_least)}
    if known.owners is not None:
        quantiles = kept_apart(quantiles, by_owner(values, known.owners))
    named = {str(place): _short(value) for place, value in quantiles.items()}
    return found | ({"quantiles": named} if named else {})


def _places(count: int, at_least: int) -> Iterator[int]:
    """The percentages that may be given: `at_least` values below the first, above the last, and between two."""
    step = _STEP * max(1, -(-100 * at_least // (count * _STEP)))
    if 2 * at_least <= count:
        yield from range(step, 100 - step + 1, step)


def _short(figure: Any) -> float:
    return float(f"{float(figure):.{_DIGITS}g}")
