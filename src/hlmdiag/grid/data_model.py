"""The columns, event tables and respondents that a loaded grid expects of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hlmdiag.expression import Expression

ColumnType = Literal["id", "text", "integer", "number", "percent", "boolean", "choice", "date", "month"]
NUMERIC = ("integer", "number", "percent")
Role = Literal["label", "group", "size", "district", "shared_id", "identity"]
NAMING: frozenset[str] = frozenset({"label", "group", "district", "shared_id", "identity"})
"""The roles of the columns that say which unit a row is of and where it is: any sheet may repeat them."""
NoteKind = Literal[
    "comment", "evidence", "date", "place", "domaniality", "owner", "deadline", "exception", "author", "expiry"
]
"""Kinds of notes beside answers: they change no score."""
Consolidation = Literal["median", "mean", "worst", "best", "weighted", "first_role"]
"""Ways to consolidate the points of several respondents."""
BY_ROLE: frozenset[Consolidation] = frozenset({"weighted", "first_role"})
"""Consolidations that depend on the role of each respondent."""


@dataclass(frozen=True)
class Column:
    """A column that the data may contain.

    `choices` maps codes to labels; further marks of the source are in `missing`, `unknown`, `not_applicable`.
    `declared` is false for the column of a judgement, which needs no entry under `columns`.
    """

    id: str
    type: ColumnType
    label: str
    required: bool = False
    unit: str | None = None
    first_unit: str | None = None
    """The unit in the first language of the grid, if texts of another language replace it: files are read by it."""
    min: float | None = None
    max: float | None = None
    role: Role | None = None
    remark: NoteKind | None = None
    """Kind of note that the column holds, if it holds notes: each stays with its row."""
    about: str | None = None
    """The theme or the indicator that this is about; the whole unit where none is named."""
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    choice_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other words by which files give an answer, by its code."""
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    blank: float | None = None
    """Value of a blank in a table: 0 if the grid says so, else unknown."""
    help: str | None = None
    declared: bool = True
    computed: Expression | None = None
    """Expression over tables that gives the value, where the stock gives none."""

    @property
    def is_free_text(self) -> bool:
        """Whether anything may be written in it, the name of a person included: it never leaves the received file."""
        return self.type == "text" and self.role is None

    @property
    def read_unit(self) -> str | None:
        """The unit by which titles and cells are read."""
        return self.first_unit or self.unit

    @property
    def said_unit(self) -> str | None:
        """The unit shown to readers: a rate without one is in percent."""
        return self.unit or ("%" if self.type == "percent" else None)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The smallest and the largest allowed number, None for no bound: a rate lies within 0 and 100."""
        if self.type != "percent":
            return self.min, self.max
        return (0.0 if self.min is None else self.min), (100.0 if self.max is None else self.max)

    @property
    def is_year(self) -> bool:
        """Whether its numbers are years of the calendar, by its bounds: they are written without thousands."""
        is_bounded = self.min is not None and self.max is not None
        return self.type == "integer" and is_bounded and (self.min or 0) >= 1000 and (self.max or 0) < 3000

    @property
    def is_name(self) -> bool:
        """Whether units are found or gathered by its texts: two that look the same are the same."""
        return self.type == "id" or (self.type == "text" and self.role == "group")


@dataclass(frozen=True)
class AskedRole:
    """A role that may answer; `weight`: weight of its answers in a consolidation."""

    id: str
    title: str
    weight: float = 1.0


@dataclass(frozen=True)
class EventTable:
    """A file of events, one row each; `columns` excludes the key and the date, which are columns of their own."""

    id: str
    key: tuple[str, ...]
    date: str | None
    window: int | None
    """Months before the reference date that count; None counts every row."""
    columns: Mapping[str, Column]
    title: str | None = None
    aliases: tuple[str, ...] = ()
    key_else: tuple[str, ...] = ()
    """Columns that give the key of the rows where it is blank: the first that is filled."""


@dataclass(frozen=True)
class Respondents:
    """The respondents of judgements: the column that names them, and how their points become one.

    From `divergence` ranks of a list of choices on, two answers to one indicator are said to diverge.
    """

    column: str
    role: str | None
    """The column that says in which capacity they answer, a role of the grid."""
    consolidate: Consolidation = "median"
    divergence: int | None = None
