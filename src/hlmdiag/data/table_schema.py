"""The columns that a table may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmdiag.data.translations import Translation
from hlmdiag.grid.data_model import Column


@dataclass(frozen=True)
class TableSchema:
    """Contents of a table: its columns, the columns of its key, and the columns kept as received."""

    id: str
    columns: Mapping[str, Column]
    keys: tuple[str, ...]
    as_received: frozenset[str]
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: Mapping[str, str] = field(default_factory=dict)
    """The decimal mark of the columns of which the user declares it."""
    told: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    """Settings on texts with their places, shown where they changed an answer."""
    declared: Mapping[str, Column] = field(default_factory=dict)
    """The columns of which the user says something, as the grid alone declares them."""
    together: Mapping[str, str] = field(default_factory=dict)
    """Merging of the rows of one unit, by column, if the workbook answers so."""
    date: str | None = None
    """The column of the date of an event."""
    respondent: str | None = None
    """The column that names who answers, where a unit may have several rows."""
    role: str | None = None
    """The column that says in which capacity they answer."""
    criteria: Mapping[str, str] = field(default_factory=dict)
    """Subjects of notes on a criterion, by the names that titles use."""
    judged: frozenset[str] = frozenset()
    """The columns that each respondent fills."""
