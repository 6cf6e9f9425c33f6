"""Lessons asked for: plans are read with the results before and after them, and what they teach is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import Problem
from hlmdiag.grid.organisation import is_of_organisations
from hlmdiag.plan.own_actions import with_own_actions
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.comparing import given_results
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.given_results import files_of, name_of, result_of
from hlmdiag.runs.lesson_sheets import is_sheet
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.parted_output import write_parts
from hlmdiag.runs.plan_files import HELD, given_plans
from hlmdiag.runs.planning import read_plans
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.campaign.order import Named
    from hlmdiag.document.sections import PartedDocument
    from hlmdiag.plan.alike import Alike
    from hlmdiag.plan.lessons import Lessons
    from hlmdiag.plan.model import Plan
    from hlmdiag.plan.shared_lessons import SharedLessons
    from hlmdiag.scoring.result import Result
    from hlmdiag.wording import Wording

LessonsFormat = Literal["md", "html", "docx", "xlsx", "json"]
_FIRST: LessonsFormat = "md"


@dataclass(frozen=True)
class LessonsRequest:
    """Everything that was asked; `unit`: the code of the one whose like is looked for."""

    plans: tuple[str | Plan, ...]
    results: tuple[str | Result, ...]
    language: str
    unit: str | None = None
    outputs: tuple[str, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class LessonsRun:
    """The lessons, the units like the one asked about, the document, the files written, and the problems.

    `found`: of several organisations, what may be published.
    """

    found: Lessons | SharedLessons
    like: Alike | None
    told: PartedDocument
    written: Sequence[Path]
    problems: Sequence[Problem]

    @property
    def rows(self) -> pl.DataFrame:
        """The lessons as a table: see `lesson_rows`."""
        from hlmdiag.plan.lesson_rows import lesson_rows

        return lesson_rows(self.found)


def write_lessons(asked: LessonsRequest) -> LessonsRun:
    """Write what plans teach; whatever would be refused is refused before anything is written."""
    from hlmdiag.campaign.order import in_order
    from hlmdiag.document.lessons import lessons_told
    from hlmdiag.explain import find
    from hlmdiag.plan.alike import alike
    from hlmdiag.plan.lessons import lessons
    from hlmdiag.runs.learning_together import write_shared
    from hlmdiag.wording import Wording

    given, results = given_plans(asked.plans), given_results(asked.results)
    targets = _targets(asked, given[0])
    sheets = [each for each in asked.outputs if is_sheet(each)]
    inputs = [*(each for each in given if isinstance(each, Path)), *files_of(results)]
    check_outputs(targets, inputs, force=asked.force)
    campaigns: tuple[Named, ...] = in_order([(name_of(each), _loaded(each, asked)) for each in results])
    last = campaigns[-1][1]
    plans, problems = read_plans(given, last)
    if is_of_organisations(last.grid):
        shared, told, written = write_shared(asked, plans, campaigns, (targets, sheets), inputs)
        return LessonsRun(shared, None, told, written, problems)
    if sheets:
        raise refusal("lecons.fiches", path=sheets[0])
    found = lessons(plans, campaigns)
    like = None if asked.unit is None else alike(plans, campaigns, find(last, asked.unit))
    words = Wording(asked.language, last.grid)
    told = lessons_told(found, like, words)
    for target in targets:
        _write(target, told, (found, like), words, asked.configuration)
    return LessonsRun(found, like, told, [it.path for it in targets if it.path is not None], problems)


def _loaded(given: Path | Result, asked: LessonsRequest) -> Result:
    """A result with the landlord's own actions, which its plans hold too."""
    return with_own_actions(result_of(given, asked.language), asked.configuration)


def _targets(asked: LessonsRequest, plan: Path | Plan) -> list[OutputTarget]:
    """The outputs asked for; without any, a text beside the first plan, under the next free name."""
    if asked.outputs or not asked.writes_by_default:
        return [_target(output) for output in asked.outputs if not is_sheet(output)]
    beside = plan if isinstance(plan, Path) else Path(HELD)
    return [OutputTarget(next_free(beside.with_name(f"{beside.stem}-lecons.{_FIRST}")), _FIRST)]


def _target(output: str) -> OutputTarget:
    if output == "-":
        return OutputTarget(None, _FIRST)
    path = Path(output)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(LessonsFormat) or path.is_dir():
        raise refusal("sortie.suffixe", path=path, formats=suffixes(get_args(LessonsFormat), ", "))
    return OutputTarget(path, suffix)


def _write(
    target: OutputTarget, told: PartedDocument, figures: tuple[Lessons, Alike | None], words: Wording,
    configuration: Configuration,
) -> None:  # fmt: skip
    if target.format == "json":
        from hlmdiag.report.lessons import render_json

        with opened(target.path) as out:
            render_json(*figures, out)
    else:
        write_parts(told, target, figures[0].days[-1], words, read_brand(configuration))
