"""A plan asked for: started from a saved result, or continued with what people typed in those that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.plan import ExpectedScores, Plan, continued, expected_lines, expected_results, proposals
from hlmdiag.plan.own_actions import with_own_actions
from hlmdiag.plan.places import places_of
from hlmdiag.plan.proposals import units_of
from hlmdiag.plan.settings import check_settings
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.plan_files import FIRST, of_another, output_format, plan_files, read_one, unknown_actions, write
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.runs.saved_results import companions, in_words, load
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.wording import Wording


@dataclass(frozen=True)
class PlanRequest:
    """Everything that was asked."""

    result: Path
    plans: tuple[str, ...]
    output: str | None
    language: str
    force: bool = False
    configuration: Configuration = field(default_factory=Configuration)


@dataclass(frozen=True)
class PlanRun:
    """The plan, how many of its rows are new, where it was written, what is said of cells."""

    plan: Plan
    new: int
    path: Path
    problems: Sequence[Problem]


def write_plan(asked: PlanRequest) -> PlanRun:
    """Start or continue a plan; one that cannot be read whole is not continued, and nothing is written."""
    given = plan_files(asked.plans)
    path = _path(asked)
    check_outputs([OutputTarget(path, output_format(path))], [*companions(asked.result), *given], force=asked.force)
    result = with_own_actions(in_words(load(asked.result), asked.language), asked.configuration)
    plans, problems = read_plans(given, result)
    words, day = Wording(asked.language, result.grid), result.manifest.reference_date
    grid = f"{result.grid.id}@{result.grid.version}"
    units = units_of(result, words)
    problems += check_settings(result, units, asked.configuration, words)
    scores, settings = ExpectedScores(result), asked.configuration.plan
    proposed = proposals(result, units, words, scores, settings)
    plan = continued(grid, proposed, units, day, plans, settings.columns)
    expected = expected_lines(expected_results(plan, result, scores), result, units, words)
    with opened(path) as stream:
        brand, places = read_brand(asked.configuration), places_of(result, words)
        write(plan, units, expected, places, day, words, output_format(path), stream, brand)
    return PlanRun(plan, len(plan.rows) - sum(row.file != "" for row in plan.rows), path, problems)


def _path(asked: PlanRequest) -> Path:
    if asked.output is None:
        return next_free(asked.result.with_name(f"{asked.result.stem}-plan.{FIRST}"))
    return Path(asked.output)


def read_plans(paths: Sequence[Path], result: Result) -> tuple[list[Plan], list[Problem]]:
    """Every plan given, of the grid of the result; all that keeps one from being read is said at once."""
    plans, said, refused = list[Plan](), list[Problem](), list[Problem]()
    code, codes = 2, frozenset(codes_seen(result).to_list())
    for path in paths:
        try:
            plan, problems = read_one(path)
        except HlmdiagError as error:
            refused, code = [*refused, *error.problems], error.exit_code
            continue
        refused += of_another(plan, result, codes, path.name)
        plans, said = [*plans, plan], [*said, *problems, *unknown_actions(plan, result, path.name)]
    if refused:
        raise HlmdiagError(refused, code)
    return plans, said
