"""The lessons of plans as a table, for programs: a row for each action and standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, assert_never

import polars as pl

from hlmdiag.plan.lessons import ActionLesson, Change, Lessons
from hlmdiag.plan.model import WORKED
from hlmdiag.plan.shared_lessons import SharedLesson, SharedLessons

_FIGURES: Final = ("measured", "median", "first_quartile", "third_quartile")
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "action": pl.String, "title": pl.String, "criterion": pl.String, "theme": pl.String, "done": pl.Int64,
    "worked": pl.Int64, "standing": pl.String, "units": pl.Int64, "organisations": pl.Int64,
    **{f"{what}_{name}": pl.Int64 if name == "measured" else pl.Float64
       for what in ("criterion", "theme") for name in _FIGURES},
}  # fmt: skip
"""`done` and `worked` are of the action, and stand in each of its rows; `units` and what follows, of the standing."""


def lesson_rows(found: Lessons | SharedLessons) -> pl.DataFrame:
    """The change of each criterion and theme where an action is done, where it is not, and where nothing is said of it.

    Null: what is not measured, or measured in too few units to be said.
    """
    match found:
        case Lessons():
            rows = [row for each in found.actions for row in _rows(each)]
        case SharedLessons():
            rows = [row for each in found.actions for row in _shared(each)]
        case _:
            assert_never(found)
    return pl.DataFrame(rows, schema=_SCHEMA)


def _rows(lesson: ActionLesson) -> Iterator[dict[str, Any]]:
    own = {
        "action": lesson.id, "title": lesson.title, "criterion": lesson.indicator.id if lesson.indicator else None,
        "theme": lesson.theme.id if lesson.theme else None, "done": lesson.done,
        "worked": lesson.judged.get(WORKED, 0),
    }  # fmt: skip
    for standing, group in lesson.groups.items():
        moved = _change("criterion", group.criterion) | _change("theme", group.theme)
        yield own | {"standing": standing, "units": group.units} | moved


def _change(what: str, change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    values = (change.count, change.median, change.low, change.high)
    return {f"{what}_{name}": value for name, value in zip(_FIGURES, values, strict=True)}


def _shared(lesson: SharedLesson) -> Iterator[dict[str, Any]]:
    own = {
        "action": lesson.action.id, "title": lesson.action.title, "criterion": lesson.indicator.id,
        "theme": lesson.theme.id if lesson.theme else None, "worked": lesson.worked.units if lesson.worked else None,
        "done": lesson.groups["done"].units.units,
    }  # fmt: skip
    for standing, group in lesson.groups.items():
        moved = _quantiles("criterion", group.criterion) | _quantiles("theme", group.theme)
        held = {"standing": standing, "units": group.units.units, "organisations": group.units.landlords}
        yield own | held | moved


def _quantiles(what: str, by: Mapping[int, float]) -> dict[str, Any]:
    places = zip(_FIGURES[1:], (50, 25, 75), strict=True)
    return {f"{what}_{name}": by.get(place) for name, place in places}
