"""The rows of several results joined into one: with their organisation, their places in files, and a common rank.

They are held in a file, piece by piece: a region of 200 000 units does not fit in memory beside what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import polars as pl

from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.region.criteria import added, criteria_counts
from hlmdiag.region.places import Places
from hlmdiag.scoring.contract import held_by
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.result import Manifest, Result
from hlmdiag.scoring.result_columns import STATE, declared, score_column
from hlmdiag.scoring.saved import dtype_of
from hlmdiag.scoring.stock_alerts import check_stock_alerts, columns_looked_at
from hlmdiag.states import NAMES, State

_OF_A_TRIAL = "poids"
"""When a result has the columns of other weights, which were tried on one stock alone."""
_SHOWN: Final = ("level", "score", "conclusive", "coverage")
_RANKS = ("rank", "percentile")


@dataclass(frozen=True)
class _Piece:
    start: int
    size: int
    small: pl.DataFrame
    criteria: pl.DataFrame
    result: Result
    """Without its rows."""


class RegionRows:
    """Rows that are added a result at a time, then read again once those that count are known."""

    def __init__(self, grid: Grid, folder: Path) -> None:
        """No row yet of a grid of several organisations; they will be in a file of that folder, which has no name."""
        self.grid = grid
        self._held = TemporaryFile(dir=folder)  # noqa: SIM115  # lives as long as the rows
        self._pieces: list[_Piece] = []

    def add(self, result: Result) -> int:
        """Hold the rows of a result of one organisation; gives their place."""
        trial = [name for name in result.frame.columns if (of := declared(name)) and of.when == _OF_A_TRIAL]
        frame = result.frame.drop(trial)
        start = self._held.seek(0, 2)
        frame.write_ipc(self._held)
        small = frame.select(name for name in self._looked_at() if name in frame.columns)
        counts = criteria_counts(frame, result.grid)
        self._pieces.append(
            _Piece(start, self._held.tell() - start, small, counts, replace(result, frame=frame.clear()))
        )  # fmt: skip
        return len(self._pieces) - 1

    def of(self, places: Sequence[int], names: Sequence[str], day: date) -> JoinedRows:
        """The rows at some places as one stock, each under the name of its organisation."""
        kept = [self._pieces[place] for place in places]
        where = Places([piece.result.manifest for piece in kept], names)
        small = rank(pl.concat([self._nothing(), *map(_small, kept, names)], how="diagonal_relaxed"))
        manifest = _manifest([each.result.manifest for each in kept], where, check_stock_alerts(small, self.grid), day)
        empty = Result(self.grid, pl.DataFrame(schema=self._types(kept)), manifest)
        return JoinedRows(self, kept, names, empty, small, where)

    def _nothing(self) -> pl.DataFrame:
        """No unit, with the columns by which units are counted."""
        held = held_by(self.grid)
        return pl.DataFrame(schema={name: dtype_of(held[name].kind or "text") for name in self._looked_at()})

    def height(self, place: int) -> int:
        """The number of rows of the result at a place."""
        return self._pieces[place].small.height

    def looked_at(self, place: int) -> pl.DataFrame:
        """The columns by which the units of the result at a place are counted."""
        return self._pieces[place].small

    def without_rows(self, place: int) -> Result:
        """The result at a place, without its rows."""
        return self._pieces[place].result

    def frame(self, place: int) -> pl.DataFrame:
        """The rows of the result at a place, as they were added."""
        return self.read(self._pieces[place])

    def read(self, piece: _Piece) -> pl.DataFrame:
        """The rows of a piece."""
        self._held.seek(piece.start)
        return pl.read_ipc(self._held.read(piece.size))

    def _looked_at(self) -> list[str]:
        grid = self.grid
        roles = [column.id for column in grid.columns.values() if column.role is not None or column.id in grid.keys]
        themes = [score_column(theme.id) for theme in grid.themes]
        return list(dict.fromkeys((*roles, *_SHOWN, *themes, *columns_looked_at(grid))))

    def _types(self, kept: Sequence[_Piece]) -> dict[str, pl.DataType]:
        """The columns of all of them: one that only some have is at the end."""
        types: dict[str, pl.DataType] = {ORGANISATION: pl.String()}
        for piece in kept:
            types |= piece.result.frame.schema
        return types | {"source_part": pl.UInt32()}


@dataclass(frozen=True)
class JoinedRows:
    """The rows of a region, read again piece by piece; `result` says the rest of it and has no row."""

    rows: RegionRows
    _kept: Sequence[_Piece]
    _names: Sequence[str]
    result: Result
    small: pl.DataFrame
    _where: Places

    @property
    def stock(self) -> Result:
        """All the rows, with the columns that tables of the region count."""
        return replace(self.result, frame=self.small)

    @property
    def whole(self) -> Result:
        """All the rows, with all their columns."""
        return replace(self.result, frame=pl.concat([self.result.frame, *self]))

    @property
    def criteria(self) -> pl.DataFrame:
        """Counts of the units at each criterion."""
        return added([piece.criteria for piece in self._kept], self.rows.grid)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece, with the columns of the whole."""
        start = 0
        for place, (piece, name) in enumerate(zip(self._kept, self._names, strict=True)):
            frame = self._where.moved(self.rows.read(piece), place)
            ranks = self.small.slice(start, frame.height)
            start += frame.height
            frame = frame.with_columns(_named(name), *(ranks[column] for column in _RANKS))
            schema = self.result.frame.schema
            yield frame.select(
                pl.col(column) if column in frame.columns else _absent(column, dtype)
                for column, dtype in schema.items()
            )  # fmt: skip


def _small(piece: _Piece, name: str) -> pl.DataFrame:
    return piece.small.select(_named(name), pl.all())


def _named(name: str) -> pl.Expr:
    return pl.lit(name).alias(ORGANISATION)


def _absent(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column that a result does not have: what it did not collect is missing, what it did not list is an empty
    list."""
    held = declared(column)
    if isinstance(dtype, pl.List):
        return pl.lit([], dtype=dtype).alias(column)
    if held is not None and held.held == STATE:
        return pl.lit(NAMES[State.MISSING]).cast(dtype).alias(column)
    return pl.lit(None, dtype=dtype).alias(column)


def _manifest(manifests: Sequence[Manifest], where: Places, alerts: Sequence[Problem], day: date) -> Manifest:
    from hlmdiag import __version__

    counts: dict[str, int] = {}
    for manifest in manifests:
        for name, count in manifest.counts.items():
            counts[name] = counts.get(name, 0) + count
    return Manifest(
        tool_version=__version__, reference_date=day, inputs=where.inputs, provenance=where.provenance,
        problems=tuple(alerts), counts=counts, notes=where.notes,
    )  # fmt: skip
