"""The page that the tenants of one place may read: their answers, what the grid lets be said, what is decided for them.

Nothing of another place, nothing that people typed in the plan but days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hlmdiag.explain import survey_size
from hlmdiag.grid.model import Action, Flag, Indicator
from hlmdiag.plan.model import DROPPED, RETAINED, Plan, PlanRow
from hlmdiag.plan.steps import standing
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answers_column, state_column, value_column
from hlmdiag.scoring.roles import label_of
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.states import NAMES, State
from hlmdiag.text.characters import seen

TENANTS: Final = frozenset({"locataire", "locataires", "habitants", "tenants"})
"""The roles, by id, in which tenants answer."""
LEAST: Final = 5
"""Answers of tenants under which none is shown: each could be somebody's."""


@dataclass(frozen=True)
class SurveyShare:
    """A share that a survey of tenants gives, and how many answered."""

    indicator: Indicator
    value: float
    answers: int


@dataclass(frozen=True)
class TenantsOpinion:
    """The answers of tenants to a question: how many gave each, by its code."""

    indicator: Indicator
    counts: Mapping[str, int]


@dataclass(frozen=True)
class PublicAction:
    """A retained action that may be said; `deadline`: None where no day is given."""

    action: Action
    deadline: date | None
    is_done: bool


@dataclass(frozen=True)
class PublicPage:
    """The content of the page; `unshown`: surveys and questions with too few answers, or of a number that nobody knows.

    `to_check`: public flags of which an answer that is missing decides; `has_flags`: whether the grid has public ones;
    `untold`: retained actions that the grid does not say public.
    """

    code: str
    name: str | None
    day: date
    shares: tuple[SurveyShare, ...]
    opinions: tuple[TenantsOpinion, ...]
    unshown: int
    flags: tuple[Flag, ...]
    to_check: tuple[Flag, ...]
    has_flags: bool
    actions: tuple[PublicAction, ...]
    untold: int


def public_page(result: Result, plan: Plan, row: int) -> PublicPage:
    """The page of the unit at a row of a result, by what its plan retains."""
    values = result.frame.row(row, named=True)
    code = str(codes_seen(result)[row])
    shares, opinions = list(_shares(result, row, values)), list(_opinions(result, values))
    known = [flag for flag in result.grid.flags.values() if flag.public]
    by_state = {name: tuple(flag for flag in known if flag.id in values[name]) for name in ("flags", "flags_to_check")}
    told = tuple(_actions(result, plan, code))
    unsure = [flag for flag in by_state["flags_to_check"] if flag not in by_state["flags"]]
    return PublicPage(
        code=code,
        name=label_of(values, result.grid),
        day=result.manifest.reference_date,
        shares=tuple(each for each in shares if each is not None),
        opinions=tuple(each for each in opinions if each is not None),
        unshown=sum(each is None for each in (*shares, *opinions)),
        flags=by_state["flags"],
        to_check=tuple(unsure),
        has_flags=bool(known),
        actions=told,
        untold=len(_retained(plan, code)) - len(told),
    )


def _shares(result: Result, row: int, values: Mapping[str, Any]) -> Iterator[SurveyShare | None]:
    """The shares of surveys; None for one that too few answered, or nobody knows how many."""
    for leaf in result.grid.indicators:
        if leaf.survey is None or values[state_column(leaf.id)] != NAMES[State.SCORED]:
            continue
        size = survey_size(leaf, result, row)
        is_enough = size is not None and size >= LEAST
        yield SurveyShare(leaf, values[value_column(leaf.id)], int(size)) if size is not None and is_enough else None


def _opinions(result: Result, values: Mapping[str, Any]) -> Iterator[TenantsOpinion | None]:
    """The opinions of tenants on each judgement that some of them answered; None where they are too few."""
    roles = values.get("respondent_roles") or []
    unanswered = set(NAMES.values())
    for leaf in result.grid.indicators:
        given = values.get(answers_column(leaf.id)) or []
        told = [it for it, role in zip(given, roles, strict=False) if role in TENANTS and it not in unanswered]
        if told:
            yield TenantsOpinion(leaf, Counter(told)) if len(told) >= LEAST else None


def _actions(result: Result, plan: Plan, code: str) -> Iterator[PublicAction]:
    """The retained actions of the grid that may be said, in its order."""
    by = _retained(plan, code)
    for action in result.grid.actions:
        steps = by.get(action.id)
        if steps and action.public:
            yield PublicAction(action, _deadline(steps), standing(steps) == "done")


def _retained(plan: Plan, code: str) -> dict[str, list[PlanRow]]:
    """The steps of the actions of a unit that are retained and not dropped, by action."""
    by: dict[str, list[PlanRow]] = {}
    for row in plan.rows:
        if seen(row.key[0]) == code and row.cells.get("decision") == RETAINED and row.cells.get("status") != DROPPED:
            by.setdefault(seen(row.key[1]), []).append(row)
    return by


def _deadline(steps: Sequence[PlanRow]) -> date | None:
    """The day by which the last step is to be done; None where one of them gives no day."""
    days = [day for row in steps if isinstance(day := row.cells.get("deadline"), date)]
    return max(days) if len(days) == len(steps) else None
