"""Two results side by side: the units of both with what each knows of them, those of one alone, what moved.

They are gone through by pieces: what each knows of a unit takes more memory than both results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

import polars as pl

from hlmdiag.campaign.evidence import answered, codes_of, evidence, known
from hlmdiag.campaign.losses import has_overrides
from hlmdiag.campaign.misled import Misled
from hlmdiag.campaign.moves import Move, decided, moves_between
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.held_frames import HeldFrames
from hlmdiag.scoring.held_result import height_of, part_of
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.whole_stock import columns_compared

_AT_ONCE = 50_000
"""Units seen at once: all their working columns are there together."""
_PIECE = "|piece"
_HELD = 3
"""Pieces of the earlier result that are kept: units are mostly in the same order in both."""


@dataclass(frozen=True)
class Beside:
    """The units of both results, with what each knows of them; those of one of them; the moves between the two."""

    both: pl.DataFrame
    appeared: pl.Series
    vanished: pl.Series
    moves: tuple[Move, ...]

    @staticmethod
    def of(result: Result, before: Result, worse_by: float | None) -> Beside:
        """A result beside an earlier one; `worse_by`: from how many points on a score counts as moved."""
        pieces = PiecesBeside(result, before, worse_by)
        return Beside(pl.concat(pieces), pieces.appeared, pieces.vanished, pieces.moves)


class _Spread(NamedTuple):
    """Rows of the earlier result in some frames; `of_piece`: those of a piece of the later one."""

    empty: pl.DataFrame
    rows: HeldFrames
    of_piece: dict[int, list[int]]


class PiecesBeside:
    """The units of both results, piece by piece in the order of the later one, with what became of each."""

    def __init__(self, result: Result, before: Result, worse_by: float | None) -> None:
        self._result, self._before = result, before
        self._now, self._then = _codes(result), _codes(before).rename({"row": "row|then"})
        self._pairs = self._now.join(self._then, on="key", how="inner", maintain_order="left").select("row", "row|then")
        self.appeared = self._now.join(self._then, on="key", how="anti", maintain_order="left")["key"]
        """The codes of the units of the later result alone."""
        self._gone = self._then.join(self._now, on="key", how="anti", maintain_order="left")
        self.vanished = self._gone["key"]
        """The codes of the units of the earlier one alone."""
        self.moves = moves_between(result.grid, before.grid, worse_by)
        self._earlier = lru_cache(_HELD)(self._read_earlier)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece; one without a row where no unit is in both."""
        were, are = (has_overrides(each.manifest) for each in (self._before, self._result))
        disturbed = self._disturbed()
        for both in self._joined():
            grids = self._result.grid, self._before.grid
            sides = Misled(*grids, frozenset(both.columns), disturbed, overrides_lost=were and not are)
            yield decided(both, sides, self.moves)

    def _joined(self) -> Iterator[pl.DataFrame]:
        starts = range(0, max(height_of(self._result), 1), _AT_ONCE)
        sides = zip(starts, self._thens([start // _AT_ONCE for start in starts]), strict=True)
        for start, then in sides:
            piece = evidence(part_of(self._result, start, _AT_ONCE))
            now = piece.with_columns((pl.col("row") + start).cast(pl.UInt32).alias("row"))
            yield now.join(then, on="key", how="inner", maintain_order="left")

    def _thens(self, places: Sequence[int]) -> Iterator[pl.DataFrame]:
        """What the earlier result knows of the units of each piece of the later one, at least: pieces that hold them.

        Where they are spread over many, each is read once, and its units are put aside for the pieces that have them.
        """
        by_place = self._pairs.select((pl.all() // _AT_ONCE).cast(pl.UInt32)).unique().sort(pl.all())
        asked = {place: own["row|then"].to_list() for (place,), own in by_place.group_by("row")}
        if all(len(each) <= _HELD for each in asked.values()):
            yield from (pl.concat(self._earlier(each) for each in asked.get(place, [0])) for place in places)
            return
        spread = self._spread()
        for place in places:
            yield pl.concat([spread.empty, *(spread.rows.at(each) for each in spread.of_piece.get(place, ()))])

    def _spread(self) -> _Spread:
        """The earlier units by the piece of the later result that has them, out of memory."""
        places = self._pairs.select("row|then", (pl.col("row") // _AT_ONCE).alias(_PIECE))
        found = _Spread(self._earlier(0).clear(), HeldFrames(Path(gettempdir())), {})
        for place in range(-(-max(height_of(self._before), 1) // _AT_ONCE)):
            own = self._read_earlier(place).join(places, on="row|then", how="inner")
            for (piece,), rows in own.partition_by(_PIECE, as_dict=True, include_key=False).items():
                found.of_piece.setdefault(int(piece), []).append(len(found.rows.heights))
                found.rows.add(rows)
        return found

    def _read_earlier(self, place: int) -> pl.DataFrame:
        start = place * _AT_ONCE
        then = evidence(part_of(self._before, start, _AT_ONCE))
        then = then.with_columns((pl.col("row") + start).cast(pl.UInt32).alias("row"))
        then = _as_levels_of(then, self._before.grid, self._result.grid)
        return then.rename({name: f"{name}|then" for name in then.columns if name != "key"})

    def _disturbed(self) -> frozenset[str]:
        """The columns whose known answers are not those of the same units: places among them may have moved.

        Only those are looked at by which the grid compares its units.
        """
        names = columns_compared(self._result.grid)
        if not names:
            return frozenset()
        now, then = (answered(each, names) for each in (self._result, self._before))
        shared = [name for name in now.columns if name in then.columns]
        own, earlier, gone = now[self._pairs["row"]], then[self._pairs["row|then"]], then[self._gone["row|then"]]
        moved = {name for name in shared if (own[name] != earlier[name]).any() or gone[name].any()}
        return frozenset(name for name in names if known(name) in moved)


def _codes(result: Result) -> pl.DataFrame:
    """The code of every unit, and its row."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
    return result.frame.select(codes_of(result.frame, result.grid.keys).alias("key"), row)


def _as_levels_of(frame: pl.DataFrame, then: Grid, grid: Grid) -> pl.DataFrame:
    """The places of the levels of one grid as those of another; null for a level that it does not have."""
    places = {place: grid.levels.places.get(id) for id, place in then.levels.places.items()}
    columns = ("best", "worst", "floor", "ceiling")
    if all(place == other for place, other in places.items()):
        return frame
    return frame.with_columns(
        pl.col(name).replace_strict(list(places), list(places.values()), default=None, return_dtype=pl.Int32)
        for name in columns
    )
