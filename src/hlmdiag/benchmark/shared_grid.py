"""The grid as a share tells it: enough to count and to name, without the grid."""

from __future__ import annotations

from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from hlmdiag.grid.data_model import Column
from hlmdiag.grid.family_model import FamilyKind
from hlmdiag.grid.model import Grid

UNKNOWN = ""
"""The family of the units of which the column says nothing."""
OTHERS = "*"
"""The families of a release that are not named in it."""
WHOLE = "ensemble"
"""The first kind of every grid: all units are one family, whose levels are joined for it alone."""


class SharedDocument(BaseModel):
    """Closed to unknown keys, like all that comes from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class SharedLevel(SharedDocument):
    """A level, in the order of the grid: from best to worst."""

    id: str
    title: str
    colour: str | None = None


class SharedTheme(SharedDocument):
    """A theme."""

    id: str
    title: str


class SharedFamily(SharedDocument):
    """Units that are comparable: from a number included to another excluded, or of one answer."""

    id: str
    title: str | None = None
    low: float | None = None
    high: float | None = None


class SharedKind(SharedDocument):
    """One way to compare like with like, and its families in order.

    `ordered`: whether they have neighbours; `named`: whether units name them, as they do groups, not the grid;
    `years`: whether its steps are years of the calendar.
    """

    id: str
    title: str
    families: tuple[SharedFamily, ...]
    ordered: bool = False
    named: bool = False
    years: bool = False


class SharedGrid(SharedDocument):
    """The grid of a share; `higher_is_worse`: the sense of its scores."""

    id: str
    version: str
    hash: str
    title: str
    unit: str
    higher_is_worse: bool
    levels: tuple[SharedLevel, ...] = ()
    themes: tuple[SharedTheme, ...] = ()
    kinds: tuple[SharedKind, ...] = ()

    @property
    def major(self) -> str:
        """The first number of its version."""
        return self.version.partition(".")[0]

    @property
    def level_ids(self) -> tuple[str, ...]:
        """The ids of its levels, from best to worst."""
        return tuple(each.id for each in self.levels)


def shared_grid(grid: Grid) -> SharedGrid:
    """A grid as a share tells it."""
    return SharedGrid(
        id=grid.id, version=grid.version, hash=grid.hash, title=grid.title, unit=grid.unit,
        higher_is_worse=grid.scale.burden,
        levels=tuple(SharedLevel(id=it.id, title=it.title, colour=it.colour) for it in grid.levels),
        themes=tuple(SharedTheme(id=it.id, title=it.title) for it in grid.themes),
        kinds=(_whole(grid.unit), *(_kind(it, grid.columns[it.column]) for it in grid.families)),
    )  # fmt: skip


def _whole(unit: str) -> SharedKind:
    return SharedKind(id=WHOLE, title=unit, families=(SharedFamily(id=WHOLE),), ordered=True)


def _kind(kind: FamilyKind, column: Column) -> SharedKind:
    """The families that the grid itself knows: those of a group are the groups that units name."""
    if kind.steps:
        bounds = (None, *kind.steps, None)
        families = tuple(
            SharedFamily(id=family_of_steps(low, high), low=low, high=high) for low, high in pairwise(bounds)
        )
    elif column.type == "boolean":
        families = (SharedFamily(id="true"), SharedFamily(id="false"))
    else:
        families = tuple(SharedFamily(id=id, title=title) for id, title in column.choices.items())
    return SharedKind(
        id=kind.id, title=kind.title, families=families, ordered=bool(kind.steps),
        named=not kind.steps and column.type not in ("boolean", "choice"), years=column.is_year,
    )  # fmt: skip


def family_of_steps(low: float | None, high: float | None) -> str:
    """The id of the units between two steps.

    >>> family_of_steps(None, 20.0), family_of_steps(20.0, 50.5), family_of_steps(50.5, None)
    ('<20', '20-50.5', '>=50.5')
    """
    if low is None:
        return f"<{high:g}"
    return f">={low:g}" if high is None else f"{low:g}-{high:g}"
