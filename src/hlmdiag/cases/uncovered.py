"""Finds the parts of a grid that no case covers: a level, a flag, an action or an indicator free to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hlmdiag.cases.document import Case
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result_columns import score_column, value_column


@dataclass(frozen=True)
class Uncovered:
    """Ids in the order of the grid. `flags_to_check`: flags that no case expects undecided."""

    levels: tuple[str, ...]
    flags: tuple[str, ...]
    flags_to_check: tuple[str, ...]
    actions: tuple[str, ...]
    indicators: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether the cases speak of everything."""
        return not (self.levels or self.flags or self.flags_to_check or self.actions or self.indicators)


def uncovered(grid: Grid, cases: Iterable[Case]) -> Uncovered:
    """Ids that no case expects."""
    known = list(cases)
    scored = {column for case in known for column, value in case.output.items() if value is not None}
    return Uncovered(
        _left(grid.levels.ids, _told(known, "level")),
        _left(grid.flags, _told(known, "flags")),
        _left(grid.flags, _told(known, "flags_to_check")),
        _left([action.id for action in grid.actions], _told(known, "actions")),
        tuple(leaf.id for leaf in grid.indicators if not {score_column(leaf.id), value_column(leaf.id)} & scored),
    )


def _left(ids: Iterable[str], told: set[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id not in told)


def _told(cases: Iterable[Case], column: str) -> set[str]:
    """Every id that some case expects in a column, be it a list or a single one."""
    found: set[str] = set()
    for case in cases:
        value = case.output.get(column)
        found.update([value] if isinstance(value, str) else value if isinstance(value, list) else [])
    return found
