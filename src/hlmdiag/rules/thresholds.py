"""Thresholds that hold for a group of units, or from a date: a table in the place of a number or of a list of steps."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Discriminator, Field, Tag

from hlmdiag.rules.frozen import Frozen, Number

ALWAYS = datetime.date.min
"""From when a threshold without a date is in force."""

Standard = TypeVar("Standard")
"""A threshold: the number of a goal, or a list of steps."""

Dated = tuple[tuple[datetime.date, Standard], ...]
"""Thresholds by starting date, the earliest first; none before the first one."""


def _kind(written: Any) -> str:
    return "(dates)" if isinstance(written, Mapping) else "(seul)"


OneGoal = Annotated[
    Annotated[Number, Tag("(seul)")] | Annotated[dict[str, Number], Tag("(dates)")], Discriminator(_kind)
]
StepList = Annotated[tuple[Number, ...], Field(min_length=1)]
OneList = Annotated[
    Annotated[StepList, Tag("(seul)")] | Annotated[dict[str, StepList], Tag("(dates)")], Discriminator(_kind)
]


class ThresholdSource(Frozen):
    """Source of the thresholds of a table."""

    title: str | None = None
    url: str | None = None
    date: str | None = None
    note: str | None = None


class ThresholdTable(Frozen, Generic[Standard]):
    """Thresholds by the code that a column has, or by date alone; `otherwise` holds for every other unit."""

    by: str | None = None
    values: dict[str, Any] = Field(min_length=1)
    otherwise: Any = None
    source: ThresholdSource | None = None

    @property
    def groups(self) -> tuple[tuple[str, Dated[Standard]], ...]:
        """Thresholds of each code, in the order of the grid; none where no column tells units apart."""
        return tuple((code, dated(written)) for code, written in self.values.items()) if self.by is not None else ()

    @property
    def general(self) -> Dated[Standard]:
        """Thresholds of the units without a code of the table."""
        rest: Dated[Standard] = dated(self.otherwise) if self.otherwise is not None else ()
        if self.by is not None:
            return rest
        own: Dated[Standard] = dated(self.values)
        return (*(each for each in rest if each[0] < own[0][0]), *own)

    def all(self) -> Iterator[Standard]:
        """Every threshold of the table, whatever the group and the date."""
        for entries in (*(entries for _, entries in self.groups), self.general):
            yield from (it for _, it in entries)


class GoalTable(ThresholdTable[float]):
    """Goals by group or by date."""

    values: dict[str, OneGoal] = Field(min_length=1)
    otherwise: OneGoal | None = None


class StepTable(ThresholdTable[tuple[float, ...]]):
    """Lists of steps by group or by date."""

    values: dict[str, OneList] = Field(min_length=1)
    otherwise: OneList | None = None


def dated(written: Any) -> Dated[Any]:
    """One threshold, or several by date.

    >>> dated({"2026-01-01": 7.0})
    ((datetime.date(2026, 1, 1), 7.0),)
    >>> dated(8.0)[0][1]
    8.0
    """
    if not isinstance(written, Mapping):
        return ((ALWAYS, written),)
    return tuple((datetime.date.fromisoformat(day), it) for day, it in written.items())


def in_force(entries: Dated[Standard], day: datetime.date) -> tuple[datetime.date, Standard] | None:
    """The last threshold whose date has come, with that date; None before the first one."""
    return next((each for each in reversed(entries) if each[0] <= day), None)
