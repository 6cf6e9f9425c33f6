"""The model of a plan: rows of which some cells are ours, renewed each time, and the others are the people's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from hlmdiag.errors import Location

if TYPE_CHECKING:
    import polars as pl

Typed = str | float | int | bool | date | None
"""The value of a cell."""

OURS: Final = ("code", "name", "group", "level", "action", "title", "lever", "axis", "why", "gain", "effort")
"""Written by the diagnosis, and again each time."""
PEOPLE: Final = (
    "decision", "direction", "responsible", "partner", "start", "deadline", "cost", "tfpb", "status", "result",
    "comment",
)  # fmt: skip
"""Written by people, and never by us."""
HISTORY: Final = ("since", "last", "still")
"""When it was first proposed, when last, and whether it still is."""
LINE: Final = "line"
"""The number of a row among those of its unit and action, in a column that nobody sees: sorted rows keep theirs."""
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "decision": ("retenue", "écartée", "à décider"),
    "status": ("à faire", "en cours", "fait", "abandonné"),
    "result": ("a fonctionné", "sans effet", "trop tôt", "non évalué"),
}
"""The words among which people choose."""
DATES: Final = ("start", "deadline", "since", "last")
AMOUNTS: Final = ("cost", "tfpb")
DONE, DROPPED, RETAINED = "fait", "abandonné", "retenue"
STARTED: Final = ("à faire", "en cours")
"""The statuses of what is not done yet."""
PUT_OFF: Final = ("écartée", "à décider")
"""The decisions by which nothing is to be done."""
WORKED: Final = LISTS["result"][0]
"""The judgement that an action did what it should."""
STILL, NO_MORE, GONE = "oui", "n’est plus proposée", "l’unité n’est plus au parc"


@dataclass(frozen=True)
class PlanRow:
    """A row: its cells by key, those of columns that people added by title, and where it stood in which file."""

    cells: Mapping[str, Typed]
    added: Mapping[str, Typed] = field(default_factory=dict)
    file: str = ""
    row: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The unit and the action; several rows may be steps of one."""
        return str(self.cells.get("code") or ""), str(self.cells.get("action") or "")


@dataclass(frozen=True)
class Conflict:
    """A cell that two files fill otherwise: that of the plan stands."""

    code: str
    action: str
    column: str
    kept: Typed
    kept_in: str
    other: Typed
    other_in: str


@dataclass(frozen=True)
class Plan:
    """The rows of a plan in their order, the columns that people added, and what two files dispute.

    `grid`: `id@version`, as the file says; `sheet`, `letters`: the sheet, and the letters of the columns by key, of the
    workbook that it was read from.
    """

    grid: str
    rows: tuple[PlanRow, ...]
    added: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    sheet: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def frame(self) -> pl.DataFrame:
        """The rows as a table: see `plan_frame`."""
        from hlmdiag.plan.plan_frame import plan_frame

        return plan_frame(self.rows, self.added)

    def place(self, key: str, row: PlanRow, file: str) -> Location:
        """The place of a cell of a row in its file."""
        if self.sheet is None:
            return Location(file, line=row.row, header=key)
        return Location(file, sheet=self.sheet, cell=f"{self.letters[key]}{row.row}")
