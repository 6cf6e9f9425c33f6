"""The change of units where an action was done, beside those where it was proposed and not done.

This compares and proves nothing: units are not drawn by lot, and those where something was done were often the worst.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from hlmdiag.campaign.order import Named
from hlmdiag.disclosure.quantiles import hazen
from hlmdiag.grid.model import Action, Grid, Indicator, Theme
from hlmdiag.plan.continued import gathered
from hlmdiag.plan.matched import Matched
from hlmdiag.plan.model import LISTS, Plan, PlanRow
from hlmdiag.plan.steps import StepStanding, standing
from hlmdiag.scoring.result_columns import score_column, state_column
from hlmdiag.states import NAMES, State
from hlmdiag.text.characters import seen

LEAST: Final = 5
"""Units under which nothing is said."""
UNSAID, SEVERAL = "", "several"
"""A result that nobody judged, and steps that were judged otherwise."""
_SCORED = NAMES[State.SCORED]


@dataclass(frozen=True)
class Change:
    """The change of a score over the units of which both results have it, `without` apart; the median and the quartiles
    are None where they are fewer than `LEAST`.
    """

    count: int
    without: int
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class GroupOfUnits:
    """Units where an action stands alike; `criterion`, `theme`: None where the grid names no criterion to follow."""

    units: int
    criterion: Change | None
    theme: Change | None


@dataclass(frozen=True)
class ActionLesson:
    """An action: its units where it is done, as people judged them, and the changes by standing.

    `outside`: units where it is done, of which no result is before or none is after; they are in no group.
    """

    id: str
    title: str
    action: Action | None
    indicator: Indicator | None
    theme: Theme | None
    done: int
    judged: Mapping[str, int]
    outside: int
    groups: Mapping[StepStanding, GroupOfUnits]


@dataclass(frozen=True)
class Lessons:
    """The lessons of plans, actions done in most units first; `few`: those done in too few units, by id and title.

    `absent`: units of the plans that no result has; `conflicts`: cells that two plans fill otherwise.
    """

    grid: Grid
    days: tuple[date, ...]
    is_one_grid: bool
    actions: tuple[ActionLesson, ...]
    few: tuple[tuple[str, str], ...]
    absent: int
    conflicts: int


StepsByAction = Mapping[tuple[str, str], Sequence[PlanRow]]
"""The rows of each action of each unit."""


def lessons(plans: Sequence[Plan], campaigns: Sequence[Named]) -> Lessons:
    """The lessons of plans; `campaigns`: results in the order of their dates (see `in_order`)."""
    matched = Matched.of(campaigns)
    steps, conflicts = steps_of(plans)
    done: dict[str, list[str]] = {}
    for (code, action), rows in steps.items():
        if standing(rows) == "done":
            done.setdefault(action, []).append(code)
    known = {each.id: each for each in matched.grid.actions}
    places = {id: place for place, id in enumerate(known)}
    order = sorted(done, key=lambda id: (-len(done[id]), places.get(id, len(places)), id))
    titles = {id: known[id].title if id in known else _title(id, done[id], steps) for id in order}
    told = [_lesson(id, titles[id], done[id], steps, matched) for id in order if len(done[id]) >= LEAST]
    few = [(id, titles[id]) for id in order if len(done[id]) < LEAST]
    absent = len({code for code, _ in steps} - matched.codes)
    return Lessons(matched.grid, matched.days, matched.is_one_grid, tuple(told), tuple(few), absent, conflicts)


def steps_of(plans: Sequence[Plan]) -> tuple[StepsByAction, int]:
    """The rows of each action of each unit, what the latest plan says first, and how many cells plans dispute."""
    rows, conflicts = gathered(sorted(plans, key=_latest, reverse=True))
    found: dict[tuple[str, str], list[PlanRow]] = {}
    for row in rows:
        code, action = row.key
        if code and action:
            found.setdefault((seen(code), seen(action)), []).append(row)
    return found, len(conflicts)


def _latest(plan: Plan) -> date:
    return max((day for row in plan.rows if isinstance(day := row.cells.get("last"), date)), default=date.min)


def _title(id: str, codes: Iterable[str], steps: StepsByAction) -> str:
    """The name that people give to an action that the grid does not have."""
    named = (str(row.cells["title"]) for code in codes for row in steps[code, id] if row.cells.get("title"))
    return next(named, "")


def judged(rows: Iterable[PlanRow]) -> str:
    """The judgement of people on what an action did in a unit."""
    words = {word for row in rows if (word := row.cells.get("result")) in LISTS["result"]}
    return SEVERAL if len(words) > 1 else str(next(iter(words), UNSAID))


def _lesson(id: str, title: str, codes: Sequence[str], steps: StepsByAction, matched: Matched) -> ActionLesson:
    action = next((each for each in matched.grid.actions if each.id == id), None)
    indicator, theme = criterion_of(action, matched.grid)
    pairs = standing_units(id, steps, matched)
    groups = {name: _group(found, indicator, theme, matched) for name, found in pairs.items()}
    counts = Counter(judged(steps[code, id]) for code in codes)
    outside = len(codes) - len(pairs["done"])
    return ActionLesson(id, title, action, indicator, theme, len(codes), counts, outside, groups)


def criterion_of(action: Action | None, grid: Grid) -> tuple[Indicator | None, Theme | None]:
    """The criterion that an action aims at, if the grid says one, and the theme that holds it."""
    followed = action.success if action is not None else None
    indicator = next((each for each in grid.indicators if each.id == followed), None)
    return indicator, None if indicator is None else _above(grid, indicator)


def standing_units(id: str, steps: StepsByAction, matched: Matched) -> dict[StepStanding, dict[str, int]]:
    """The units of an action by its standing, each with the place of the result before it; not those that lack one."""
    codes = [code for (code, action), rows in steps.items() if action == id and standing(rows) == "done"]
    begun = {code: matched.before(code, _begun(steps[code, id])) for code in codes}
    pairs: dict[StepStanding, dict[str, int]] = {
        "done": {code: place for code, place in begun.items() if place is not None}, "undone": {}, "unsaid": {},
    }  # fmt: skip
    for place in sorted(set(pairs["done"].values())):
        for code in matched.proposed(id, place):
            found = standing(steps.get((code, id), ()))
            if found != "done":
                pairs[found].setdefault(code, place)
    return pairs


def _begun(rows: Iterable[PlanRow]) -> date | None:
    """When an action began, or else since when it was proposed."""
    for key in ("start", "since"):
        days = [day for row in rows if isinstance(day := row.cells.get(key), date)]
        if days:
            return min(days)
    return None


def _above(grid: Grid, indicator: Indicator) -> Theme | None:
    """The theme that holds a criterion; the whole is none."""
    return next((theme for theme in grid.themes if indicator in theme.children), None)


def _group(
    pairs: Mapping[str, int], indicator: Indicator | None, theme: Theme | None, matched: Matched
) -> GroupOfUnits:
    criterion = of_theme = None
    if indicator is not None:
        state = state_column(indicator.id)
        criterion = _change(matched.changes(pairs, score_column(indicator.id), where=(state, _SCORED)))
    if theme is not None:
        of_theme = _change(matched.changes(pairs, score_column(theme.id)))
    return GroupOfUnits(len(pairs), criterion, of_theme)


def _change(moved: pl.Series) -> Change:
    known = moved.drop_nulls()
    if len(known) < LEAST:
        return Change(len(known), moved.null_count())
    ordered = known.sort().to_list()
    return Change(len(known), moved.null_count(), *(round(hazen(ordered, place), 9) for place in (50, 25, 75)))
