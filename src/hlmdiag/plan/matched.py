"""The units of several results by their codes, so that what became of each can be read from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hlmdiag.campaign.order import Named
from hlmdiag.campaign.score_split import is_scored_alike, rescored
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen


@dataclass(frozen=True)
class Matched:
    """Results in the order of their dates, all scored by the last grid; `rows`: where each code stands in each."""

    results: tuple[Result, ...]
    rows: tuple[Mapping[str, int], ...]
    is_one_grid: bool

    @staticmethod
    def of(campaigns: Sequence[Named]) -> Matched:
        """Campaigns in order; the answers of the earlier ones are scored again where their grid scores otherwise."""
        grid = campaigns[-1][1].grid
        results = tuple(rescored(each, grid) for _, each in campaigns)
        rows = tuple({code: row for row, code in enumerate(codes_seen(each).to_list())} for each in results)
        return Matched(results, rows, all(is_scored_alike(each.grid, grid) for _, each in campaigns))

    @property
    def grid(self) -> Grid:
        """The grid of the last result."""
        return self.results[-1].grid

    @property
    def days(self) -> tuple[date, ...]:
        """When each result was."""
        return tuple(each.manifest.reference_date for each in self.results)

    @property
    def codes(self) -> frozenset[str]:
        """The units that one result at least has."""
        return frozenset(code for rows in self.rows for code in rows)

    def before(self, code: str, begun: date | None) -> int | None:
        """The place of the last result before something began in a unit, the first one where nobody says when.

        None where that result or the last of all does not have the unit, or nothing comes after.
        """
        last = len(self.results) - 1
        places = [place for place, day in enumerate(self.days) if begun is None or day <= begun]
        place = places[0 if begun is None else -1] if places else last
        return place if place < last and code in self.rows[place] and code in self.rows[last] else None

    def proposed(self, action: str, place: int) -> list[str]:
        """The units to which a result proposes an action, and that the last result has."""
        rows = self.results[place].frame["actions"].list.contains(action).fill_null(value=False)
        codes = codes_seen(self.results[place]).filter(rows)
        return [code for code in codes.to_list() if code in self.rows[-1]]

    def changes(self, pairs: Mapping[str, int], column: str, where: tuple[str, str] | None = None) -> pl.Series:
        """The change of a column from the result of each unit to the last one; null where one of them does not know it.

        `where`: a column and what it has to hold on both sides.
        """
        pieces = [pl.Series(dtype=pl.Float64)]
        for place in sorted(set(pairs.values())):
            codes = [code for code, its in pairs.items() if its == place]
            then, now = (self._values(end, codes, column, where) for end in (place, -1))
            pieces.append(now - then)
        return pl.concat(pieces)

    def _values(self, place: int, codes: Sequence[str], column: str, where: tuple[str, str] | None) -> pl.Series:
        value = pl.col(column).cast(pl.Float64)
        if where is not None:
            value = pl.when(pl.col(where[0]).cast(pl.String) == where[1]).then(value)
        rows = [self.rows[place][code] for code in codes]
        return self.results[place].frame.select(value).to_series().gather(rows)
