"""The grids there are, their faults, their cases, what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    NUMBER,
    PATH,
    PATHS,
    TEXT,
    TEXTS,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    settings_of,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, said, takes
from hlmdiag.runs.one_output import write_output

if TYPE_CHECKING:
    from hlmdiag.cases import Trial
    from hlmdiag.errors import Problem
    from hlmdiag.grid.listed import ListedGrid
    from hlmdiag.runs.checks_on_data import GridCheck
    from hlmdiag.runs.grid_diffs import GridDiff


@said
def list_() -> tuple[Sequence[ListedGrid], Sequence[Problem]]:
    """The grids that can be asked for by name, as an id finds them, and why others cannot be read."""
    from hlmdiag.grid.listed import listed_grids

    return listed_grids()


@takes(grid=PATHS, max_weight=NUMBER, against=GRID_NAME, same=TEXTS, on=PATHS, expected=TEXT, date=DAY, settings=PATH)
def check(
    grid: PathLikeText | Sequence[PathLikeText],
    *,
    max_weight: float | None = None,
    against: PathLikeText | None = None,
    same: str | Sequence[str] = (),
    on: PathLikeText | Sequence[PathLikeText] = (),
    expected: str | None = None,
    date: day | None = None,
    settings: PathLikeText | None = None,
) -> GridCheck:
    """The faults of grids: what keeps them from being read, else what weakens their method, each a `Problem`.

    `max_weight`: the share of the score that one criterion may weigh, between 0 and 1. `on`: data that show more of it;
    `expected`: the title of the column of the levels that people expect, in which case `on_data.backtest` compares.
    """
    from hlmdiag.runs.checks_on_data import GridCheckRequest, check_and_look

    asked = GridCheckRequest(
        texts(grid), max_weight, typed(against), texts(same), texts(on), expected, day_typed(date),
        settings_of(settings),
    )  # fmt: skip
    return check_and_look(asked)


@takes(grid=PATH, junit=PATH, force=YES_OR_NO)
def test(
    grid: PathLikeText, *, junit: PathLikeText | None = None, language: str | None = None, force: bool = False
) -> Trial:
    """A grid tried on the cases beside it: `failures` are those that do not hold, `uncovered` what no case tries."""
    from hlmdiag.cases import to_junit
    from hlmdiag.runs.grid_trials import try_grids

    asked = language_asked(language)
    [trial] = try_grids([str(grid)])
    if junit is not None:
        write_output(to_junit([trial], asked), str(junit), force=force)
    return trial


@takes(old=GRID_NAME, new=GRID_NAME, on=PATHS, same=TEXTS, date=DAY, settings=PATH)
def diff(
    old: PathLikeText,
    new: PathLikeText,
    *,
    on: PathLikeText | Sequence[PathLikeText] = (),
    same: str | Sequence[str] = (),
    date: day | None = None,
    settings: PathLikeText | None = None,
) -> GridDiff:
    """Compare two versions: `comparison.changes`, and `impact` on the units of the answers of `on`."""
    from hlmdiag.runs.grid_diffs import DiffRequest, diff_grids

    asked = DiffRequest(
        str(old), str(new), texts(on), texts(same), day_typed(date), language_asked(None), settings_of(settings)
    )
    return diff_grids(asked)
