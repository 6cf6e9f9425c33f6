"""The lessons of the plans of several organisations together, in which nobody reads the units of another.

Every figure is of the same units: those where what an action aims at is measured before and after. No total links two
of them, so none is worked out from others (decision 0056).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hlmdiag.campaign.order import Named
from hlmdiag.disclosure.quantiles import safe_quantiles
from hlmdiag.disclosure.rule import SafeFigure, figure, weakness
from hlmdiag.grid.model import Action, Grid, Indicator, Theme
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.plan.lessons import StepsByAction, criterion_of, judged, standing_units, steps_of
from hlmdiag.plan.matched import Matched
from hlmdiag.plan.model import WORKED, Plan
from hlmdiag.plan.steps import StepStanding
from hlmdiag.scoring.result_columns import score_column, state_column
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.states import NAMES, State

_CHOICES = ((25, 50, 75), (50,))
_SCORED = NAMES[State.SCORED]


@dataclass(frozen=True)
class SharedGroup:
    """Units of several organisations where an action stands alike; quantiles by place, none if they show somebody."""

    units: SafeFigure
    criterion: Mapping[int, float]
    theme: Mapping[int, float]


@dataclass(frozen=True)
class SharedLesson:
    """An action of the grid done in enough units of enough organisations.

    `groups`: by standing, those that may be published, the one where it is done at least. `worked`: in how many units
    people judge that it did what it should; None where that, or its rest, shows somebody.
    """

    action: Action
    indicator: Indicator
    theme: Theme | None
    groups: Mapping[StepStanding, SharedGroup]
    worked: SafeFigure | None


@dataclass(frozen=True)
class SharedLessons:
    """The published lessons; `silent`: the actions of the grid of which nothing is, done in few units or in none."""

    grid: Grid
    days: tuple[date, ...]
    organisations: int
    is_one_grid: bool
    actions: tuple[SharedLesson, ...]
    silent: tuple[Action, ...]


def shared_lessons(plans: Sequence[Plan], campaigns: Sequence[Named]) -> SharedLessons:
    """The lessons of plans over results of several organisations, in the order of their dates (see `in_order`)."""
    matched = Matched.of(campaigns)
    steps, _ = steps_of(plans)
    owners = _owners(matched)
    told = [each for action in matched.grid.actions if (each := _lesson(action, steps, matched, owners)) is not None]
    told.sort(key=lambda each: -each.groups["done"].units.units)
    spoken = {each.action.id for each in told}
    silent = tuple(each for each in matched.grid.actions if each.id not in spoken)
    count = len(set(owners.values()))
    return SharedLessons(matched.grid, matched.days, count, matched.is_one_grid, tuple(told), silent)


def _owners(matched: Matched) -> dict[str, str]:
    """The owner of each unit, by its code."""
    last = matched.results[-1]
    return dict(zip(codes_seen(last).to_list(), last.frame[ORGANISATION].cast(str).to_list(), strict=True))


def _lesson(
    action: Action, steps: StepsByAction, matched: Matched, owners: Mapping[str, str]
) -> SharedLesson | None:  # fmt: skip
    indicator, theme = criterion_of(action, matched.grid)
    if indicator is None:
        return None
    groups: dict[StepStanding, SharedGroup] = {}
    worked = None
    for name, pairs in standing_units(action.id, steps, matched).items():
        codes, criterion, of_theme = _measured(pairs, indicator, theme, matched)
        held = Counter(owners[code] for code in codes)
        if weakness(held) is not None:
            continue
        moved = (_quantiles(codes, values, owners) for values in (criterion, of_theme))
        groups[name] = SharedGroup(figure(held), *moved)
        if name == "done":
            worked = _worked([code for code in codes if judged(steps[code, action.id]) == WORKED], held, owners)
    return SharedLesson(action, indicator, theme, groups, worked) if "done" in groups else None


def _measured(
    pairs: Mapping[str, int], indicator: Indicator, theme: Theme | None, matched: Matched
) -> tuple[list[str], list[float], list[float]]:
    """The units of which both are measured before and after, and how the criterion and its theme moved there."""
    # in the order in which `changes` returns its rows: result by result
    codes = [code for place in sorted(set(pairs.values())) for code, its in pairs.items() if its == place]
    moved = matched.changes(pairs, score_column(indicator.id), where=(state_column(indicator.id), _SCORED)).to_list()
    above = [0.0] * len(codes) if theme is None else matched.changes(pairs, score_column(theme.id)).to_list()
    known = [each for each in zip(codes, moved, above, strict=True) if None not in each]
    return [each[0] for each in known], [each[1] for each in known], [each[2] for each in known]


def _quantiles(codes: Sequence[str], values: Sequence[float], owners: Mapping[str, str]) -> dict[int, float]:
    held: dict[str, list[float]] = {}
    for code, value in zip(codes, values, strict=True):
        held.setdefault(owners[code], []).append(value)
    return {place: round(value, 9) for place, value in safe_quantiles(held, _CHOICES).items()}


def _worked(codes: Sequence[str], whole: Counter[str], owners: Mapping[str, str]) -> SafeFigure | None:
    """In how many units it worked, if neither these nor the others show somebody."""
    held = Counter(owners[code] for code in codes)
    if weakness(held) is not None or weakness(whole - held) is not None:
        return None
    return figure(held)
