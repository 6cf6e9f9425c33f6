"""Context of a change for both versions of a grid: columns read, indicators counted, conditions."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.grid.data_model import BY_ROLE
from hlmdiag.grid.model import Grid
from hlmdiag.method.version_reading import VersionReading


@dataclass(frozen=True)
class ChangeContext:
    """Context of a change in both grids."""

    old: Grid
    new: Grid
    reading: VersionReading
    reads_alerts: bool
    has_views: bool
    has_gap: bool
    counts_ranks: bool
    counts_roles: bool

    @classmethod
    def of(cls, old: Grid, new: Grid) -> ChangeContext:
        """The context of two versions."""
        document, ranked = new.document, [it.respondents for it in (old, new)]
        counts_ranks = any(it is not None and it.divergence is not None for it in ranked)
        counts_ranks |= any(each.certainty is not None for it in (old, new) for each in it.indicators)
        return cls(
            old, new, VersionReading(old, new), "alerts(" in str(document), bool(document.get("views")),
            "view_gap" in document, counts_ranks, any(_counts_roles(it) for it in (old, new)),
        )  # fmt: skip


def _counts_roles(grid: Grid) -> bool:
    """Whether the weight or the order of the roles decides what several answers become."""
    whole = {grid.respondents.consolidate} if grid.respondents is not None else set()
    return bool((whole | {each.consolidate for each in grid.indicators}) & BY_ROLE)
