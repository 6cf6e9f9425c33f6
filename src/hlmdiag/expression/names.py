"""Names that an expression may use, with their types. It knows no grid and no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EventFunction = Literal["count", "share", "sum", "mean", "median", "min", "max", "most_frequent"]
WholeFunction = Literal["count", "share", "sum", "mean", "median", "min", "max"]
TypeName = Literal["number", "boolean", "text", "choice", "date", "level"]


@dataclass(frozen=True)
class Type:
    """The type of a value. A choice holds its codes and labels; a level its ids from best to worst.

    Columns: integer, number, percent → number; id, text → text; month → date (its first day).
    """

    kind: TypeName
    choices: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResultNames:
    """The results of a grid that an expression may read. `nodes` maps a node id (theme, indicator) to its levels."""

    nodes: Mapping[str, tuple[str, ...]]
    levels: tuple[str, ...]
    flags: tuple[str, ...]
    kinds: frozenset[str] = frozenset({"score", "level", "coverage", "flag", "alerts"})
    """Which of these may be read here (an `adjust` reads the bare score and coverage only)."""
    nodes_readable: bool = True
    """Whether `score(X)` and its like with an id may be read, or only the bare forms."""


@dataclass(frozen=True)
class Names:
    """All the names that an expression may use at its place."""

    columns: Mapping[str, Type]
    tables: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    own: ResultNames | None = None
    uses: Mapping[str, ResultNames] = field(default_factory=dict)
    stock: bool = True
    units: Names | None = None
    """Names of each unit, in an expression about a whole result: only aggregates read them."""


@dataclass(frozen=True)
class ColumnRef:
    """A column of the unit's own row."""

    name: str


@dataclass(frozen=True)
class EventRef:
    """An aggregate over the rows of an event table; `condition` is the checked expression over its columns."""

    function: EventFunction
    table: str
    column: str | None
    condition: object | None
    """An `Expression` of `hlmdiag.expression`, or None: every row."""


@dataclass(frozen=True)
class StockRef:
    """An aggregate over the stock, or this row's place in it (percentile, rank, zscore)."""

    function: Literal["min", "max", "median", "mean", "percentile", "rank", "zscore"]
    column: str
    within: str | None


@dataclass(frozen=True)
class ResultRef:
    """A result: of this grid (`grid` None) or of a used one, at a node, or at the root (`node` None)."""

    kind: Literal["score", "level", "coverage", "flag", "alerts"]
    node: str | None
    grid: str | None


@dataclass(frozen=True)
class WholeRef:
    """An aggregate over all the units of a result; `inner` is the checked expression about each of them."""

    function: WholeFunction
    inner: object
    """An `Expression` of `hlmdiag.expression`: a condition for `count` and `share`, a number for the others."""


Reference = ColumnRef | EventRef | StockRef | ResultRef | WholeRef
