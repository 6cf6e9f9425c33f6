"""Requirements (design-2 §13): since when a unit is where it is, and its watch; a campaign without level is a hole."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from hlmdiag.campaign.course import LevelPlaces, course
from hlmdiag.grid.view_model import Watch

PLACES = {"courant": 0, "vigilance": 1, "complexe": 2}


def followed(levels: list[int | None], watch: Watch | None = None, alerts: list[bool] | None = None) -> dict[str, Any]:
    """What is said of one unit from its levels, campaign after campaign."""
    names, flags = ([f"{what}:{place}" for place in range(len(levels))] for what in ("level", "alert"))
    raised = alerts or [False] * len(levels)
    frame = pl.DataFrame(dict(zip(names + flags, [[each] for each in [*levels, *raised]], strict=True)))
    frame = frame.with_columns(pl.col(names).cast(pl.Int32))
    for step in course(names, flags, LevelPlaces.of(watch or Watch(), PLACES)):
        frame = frame.with_columns(step)
    return frame.row(0, named=True)


@pytest.mark.parametrize(
    ("levels", "since", "campaigns"),
    [
        ([2, 2, 2], 0, 3),
        ([0, 2, 1], 1, 2),  # worse counts as being there
        ([2, 1, 2], 2, 1),
        ([1, None, 1], 0, 2),
        ([0, 1, None], 1, 1),  # what is not known today is said of the last known level
        ([None, None, None], None, None),
    ],
)
def test_a_run_is_at_the_present_level_or_worse(
    levels: list[int | None], since: int | None, campaigns: int | None
) -> None:
    found = followed(levels)
    assert (found["since"], found["campaigns"]) == (since, campaigns)


@pytest.mark.parametrize(
    ("levels", "after", "standing"),
    [
        ([0, 0], 1, "out"),
        ([0, 2], 1, "entered"),
        ([2, 2], 1, "in"),
        ([2, 1], 1, "left"),
        ([2, 1], 2, "in"),
        ([2, 1, 1], 2, "left"),
        ([2, 1, 2, 1], 2, "in"),  # two campaigns below, but not in a row
        ([2, 0, 2], 1, "relapsed"),
        ([2, None], 1, "in"),
        ([2, 1, None, 1], 2, "left"),
        ([2, 1, 0], 1, "out"),
    ],
)
def test_a_unit_enters_the_watch_and_leaves_it(levels: list[int | None], after: int, standing: str) -> None:
    assert followed(levels, Watch(exit_after=after))["watch"] == standing


def test_a_grid_says_from_which_level_units_are_watched() -> None:
    assert followed([0, 1], Watch("vigilance"))["watch"] == "entered"
    assert followed([0, 1], Watch())["watch"] == "out"


def test_the_best_and_the_worst_level_and_the_first_alert_are_kept() -> None:
    found = followed([1, 2, 0], alerts=[False, True, True])
    assert (found["best"], found["worst"], found["first_alert"]) == (0, 2, 1)
    assert followed([1, 1])["first_alert"] is None
