"""A plan asked for: started from a saved result, or continued with what people typed in those that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.plan import ExpectedScores, Plan, continued, expected_lines, expected_results, proposals
from hlmdiag.plan.costs import ActionCosts
from hlmdiag.plan.own_actions import with_own_actions
from hlmdiag.plan.places import places_of
from hlmdiag.plan.proposals import units_of
from hlmdiag.plan.settings import check_settings
from hlmdiag.plan.target import PlanTarget, cheapest_plan
from hlmdiag.plan.target_shown import target_told
from hlmdiag.plan.told import ToldPlan
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.given_results import beside, files_of, result_of
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.plan_files import (
    FIRST,
    HELD,
    given_plans,
    named,
    of_another,
    output_format,
    read_one,
    unknown_actions,
    write,
)
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording


@dataclass(frozen=True)
class PlanRequest:
    """Everything that was asked."""

    result: Path | Result
    plans: tuple[str | Plan, ...]
    output: str | None
    language: str
    force: bool = False
    target: str | None = None
    budget: float | None = None
    configuration: Configuration = field(default_factory=Configuration)
    writes_by_default: bool = True
    """Whether a file is written where no output is asked for."""


@dataclass(frozen=True)
class PlanRun:
    """The plan with what is told of it, how many rows are new, its file if one is written, what is said of cells."""

    told: ToldPlan
    new: int
    path: Path | None
    problems: Sequence[Problem]

    @property
    def plan(self) -> Plan:
        """The plan alone."""
        return self.told.plan


def write_plan(asked: PlanRequest) -> PlanRun:
    """Start or continue a plan; one that cannot be read whole is not continued, and nothing is written."""
    given, path = given_plans(asked.plans), _path(asked)
    if path is not None:
        if asked.target is not None and output_format(path) in ("json", "csv"):
            raise refusal("plan.objectif-format", format=path.suffix)
        check_outputs([OutputTarget(path, output_format(path))], plan_inputs(asked, given), force=asked.force)
    told, words, problems = planned(asked, given)
    if path is not None:
        with opened(path) as stream:
            write(told, words, output_format(path), stream, read_brand(asked.configuration))
    return PlanRun(told, sum(row.file == "" for row in told.plan.rows), path, problems)


def plan_inputs(asked: PlanRequest, given: Sequence[Path | Plan]) -> list[Path]:
    """The files that are read, which no output replaces."""
    return [*files_of([asked.result]), *(each for each in given if isinstance(each, Path))]


def planned(asked: PlanRequest, given: Sequence[Path | Plan]) -> tuple[ToldPlan, Wording, Sequence[Problem]]:
    """The plan that is asked for with what is told of it, the words of its grid, and what is said of its cells."""
    result = with_own_actions(result_of(asked.result, asked.language), asked.configuration)
    plans, problems = read_plans(given, result)
    words = Wording(asked.language, result.grid)
    told, said = _told(asked, result, plans, words)
    return told, words, [*problems, *said]


def _told(
    asked: PlanRequest, result: Result, plans: Sequence[Plan], words: Wording
) -> tuple[ToldPlan, Sequence[Problem]]:
    """The plan, what is told of it, and what is said of the settings."""
    grid, day = f"{result.grid.id}@{result.grid.version}", result.manifest.reference_date
    units, settings, places = units_of(result, words), asked.configuration.plan, places_of(result, words)
    said = check_settings(result, units, asked.configuration, words)
    scores = ExpectedScores(result)
    proposed = proposals(result, units, words, scores, settings)
    plan = continued(grid, proposed, units, day, plans, settings.columns)
    expected = expected_lines(expected_results(plan, result, scores), result, units, words)
    target = None
    if asked.budget is not None and asked.target is None:
        raise refusal("plan.budget-seul")
    if asked.target is not None:
        aim = _aim(result, asked.target, asked.budget)
        found = cheapest_plan(plan, result, scores, ActionCosts(plan, settings, places), aim)
        target = target_told(found, aim, result, units, words)
    return ToldPlan(plan, units, places, expected, day, target), said


def _aim(result: Result, level: str, budget: float | None) -> PlanTarget:
    """The level asked for, by its id or its title."""
    for place, each in enumerate(result.grid.levels):
        if level.casefold() in (each.id.casefold(), each.title.casefold()):
            return PlanTarget(each.id, place, budget)
    known = Listed(tuple(result.grid.levels.ids))
    raise refusal("plan.niveau-inconnu", value=level, grid=result.grid.id, levels=known)


def _path(asked: PlanRequest) -> Path | None:
    if asked.output is not None:
        return Path(asked.output)
    return next_free(beside(asked.result, f"plan.{FIRST}")) if asked.writes_by_default else None


def read_plans(given: Sequence[Path | Plan], result: Result) -> tuple[list[Plan], list[Problem]]:
    """Every plan given, of the grid of the result; all that keeps one from being read is said at once."""
    plans, said, refused = list[Plan](), list[Problem](), list[Problem]()
    code, codes = 2, frozenset(codes_seen(result).to_list())
    for place, each in enumerate(given, 1):
        name = each.name if isinstance(each, Path) else f"{HELD}-{place}"
        try:
            plan, problems = read_one(each) if isinstance(each, Path) else (named(each, name), [])
        except HlmdiagError as error:
            refused, code = [*refused, *error.problems], error.exit_code
            continue
        refused += of_another(plan, result, codes, name)
        plans, said = [*plans, plan], [*said, *problems, *unknown_actions(plan, result, name)]
    if refused:
        raise HlmdiagError(refused, code)
    return plans, said
