"""Sums of amounts; a missing amount is counted apart, never as zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from hlmdiag.plan.model import PlanRow


@dataclass(frozen=True)
class Amount:
    """The sum over the `given` rows, and the number of rows that give no amount that can be added."""

    total: float
    given: int
    lacking: int

    @classmethod
    def of(cls, rows: Sequence[PlanRow], key: str) -> Self:
        """The amount of a column over some rows."""
        found = [number for row in rows if (number := number_of(row.cells.get(key))) is not None]
        return cls(sum(found), len(found), len(rows) - len(found))

    @property
    def shown(self) -> float | None:
        """The total; None where amounts are lacking and no row gives one."""
        return self.total if self.given or not self.lacking else None

    @property
    def rows(self) -> int:
        """The number of rows it is about."""
        return self.given + self.lacking


def number_of(value: object) -> float | None:
    """An amount that was typed, where it is a number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def year_of(row: PlanRow) -> str:
    """The year of a row: that of its deadline, else of its start; empty where neither is a date."""
    dates = (row.cells.get(key) for key in ("deadline", "start"))
    return next((str(each.year) for each in dates if isinstance(each, date)), "")
