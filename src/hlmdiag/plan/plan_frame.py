"""The rows of a plan as a table with one type a column, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl

from hlmdiag.plan.amounts import number_of
from hlmdiag.plan.model import AMOUNTS, DATES, HISTORY, OURS, PEOPLE, PlanRow, Typed

_NUMBERS: Final = ("gain", "effort", *AMOUNTS)
_FILLED: Final = tuple(key for key in (*DATES, *AMOUNTS) if key in PEOPLE)
UNREAD: Final = "unread"
"""The column that lists, by key, the cells of a row in which people typed neither the date nor the amount expected."""


def plan_frame(rows: Iterable[PlanRow], added: Iterable[str]) -> pl.DataFrame:
    """The columns of a plan by key, those that people added under `added:TITLE`, and `unread`.

    Dates are dates, gains, efforts and amounts numbers, the rest text. A cell that holds something else is null here
    and stays in its row: one that people filled is listed in `unread`, since null alone would say that it is blank.
    """
    held = [*rows]
    columns = [_column(key, [row.cells.get(key) for row in held]) for key in (*OURS, *PEOPLE, *HISTORY)]
    columns += [_column(f"added:{title}", [row.added.get(title) for row in held]) for title in added]
    unread = [[key for key in _FILLED if _is_unread(key, row.cells.get(key))] for row in held]
    return pl.DataFrame([*columns, pl.Series(UNREAD, unread, dtype=pl.List(pl.String))])


def _is_unread(key: str, value: Typed) -> bool:
    return value is not None and (_day(value) if key in DATES else number_of(value)) is None


def _column(key: str, values: list[Typed]) -> pl.Series:
    if key in DATES:
        return pl.Series(key, [_day(value) for value in values], dtype=pl.Date)
    if key in _NUMBERS:
        return pl.Series(key, [number_of(value) for value in values], dtype=pl.Float64)
    return pl.Series(key, [None if value is None else str(value) for value in values], dtype=pl.String)


def _day(value: Typed) -> date | None:
    return value if isinstance(value, date) else None
