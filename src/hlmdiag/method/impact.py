"""Impact of a new version on scored units: the same answers under both versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hlmdiag.data import Settings, read
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.score import score
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class Moved:
    """A unit that both versions score, and what each says of it; a score or a level may be missing on either side."""

    unit: str
    score_before: float | None
    score_after: float | None
    level_before: str | None
    level_after: str | None
    flags_before: tuple[str, ...] = ()
    flags_after: tuple[str, ...] = ()

    @property
    def shift(self) -> float | None:
        """By how much the score moves, where both versions give one."""
        if self.score_before is None or self.score_after is None:
            return None
        return round(self.score_after - self.score_before, DECIMALS)

    @property
    def has_another_score(self) -> bool:
        """Whether the score moves, appears or disappears."""
        return self.score_before != self.score_after if self.shift is None else self.shift != 0

    @property
    def has_another_level(self) -> bool:
        """Whether the level changes, appears or disappears."""
        return self.level_before != self.level_after

    @property
    def has_other_flags(self) -> bool:
        """Whether other flags hold, whatever the level."""
        return set(self.flags_before) != set(self.flags_after)


@dataclass(frozen=True)
class Impact:
    """Number of units read by both versions; units that move, largest first; units of one version only.

    A score that appears or disappears has no size: it comes before those that move.
    """

    units: int
    moved: tuple[Moved, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def scores(self) -> int:
        """Number of changed scores."""
        return sum(each.has_another_score for each in self.moved)

    @property
    def levels(self) -> int:
        """Number of changed levels."""
        return sum(each.has_another_level for each in self.moved)

    @property
    def flags(self) -> int:
        """For how many units other flags hold."""
        return sum(each.has_other_flags for each in self.moved)

    @property
    def largest(self) -> float | None:
        """The largest move of a score, either way."""
        return max((abs(each.shift) for each in self.moved if each.shift is not None), default=None)

    @property
    def passages(self) -> Mapping[tuple[str | None, str | None], int]:
        """Number of units by pair of old and new level, most frequent first."""
        found = Counter((each.level_before, each.level_after) for each in self.moved if each.has_another_level)
        return dict(sorted(found.items(), key=lambda it: (-it[1], str(it[0]))))


def impact_of(old: Grid, new: Grid, paths: Sequence[str], *, date: date, settings: Settings | None = None) -> Impact:
    """Both versions on the same files, read by each; nothing is written. Both name their units alike."""
    if old.keys != new.keys:
        values = {"old": Listed((*old.keys,)), "new": Listed((*new.keys,))}
        raise HlmdiagError([Problem("usage.cles-differentes", values=values)], USAGE)
    before, after = (_units(_scored(grid, paths, date, settings)) for grid in (old, new))
    both = [Moved(unit, *_facing(before[unit], after[unit])) for unit in before if unit in after]
    moved = [each for each in both if each.has_another_score or each.has_another_level or each.has_other_flags]
    return Impact(
        len(both), tuple(sorted(moved, key=_largest_first)),
        tuple(unit for unit in before if unit not in after), tuple(unit for unit in after if unit not in before),
    )  # fmt: skip


_Said = tuple[float | None, str | None, tuple[str, ...]]


def _facing(
    before: _Said, after: _Said
) -> tuple[float | None, float | None, str | None, str | None, tuple[str, ...], tuple[str, ...]]:
    return before[0], after[0], before[1], after[1], before[2], after[2]


def _scored(grid: Grid, paths: Sequence[str], date: date, settings: Settings | None) -> Result:
    uses = {name: _scored(used, paths, date, settings) for name, used in grid.uses.items()}
    return score(grid, read(paths, grid, date=date, settings=settings), date=date, uses=uses)


def _units(result: Result) -> dict[str, _Said]:
    """The score, the level and the flags of each unit, by its key as it was received."""
    frame = result.frame
    keys = (frame[key].to_list() for key in result.grid.keys)
    units = (" · ".join(map(str, parts)) for parts in zip(*keys, strict=True))
    flags = (tuple(each or ()) for each in frame["flags"].to_list())
    said = zip(frame["score"].to_list(), frame["level"].to_list(), flags, strict=True)
    return dict(zip(units, said, strict=True))


def _largest_first(moved: Moved) -> tuple[bool, bool, float, str]:
    gained_or_lost = moved.has_another_score and moved.shift is None
    return not moved.has_another_score, not gained_or_lost, -abs(moved.shift or 0.0), moved.unit
