"""The page for the tenants of one place: what a plan retains for it, beside what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from hlmdiag.branding import Brand
from hlmdiag.branding import read as read_brand
from hlmdiag.errors import Problem
from hlmdiag.plan import Plan
from hlmdiag.plan.own_actions import with_own_actions
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.given_results import beside, result_of
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.plan_files import given_plans
from hlmdiag.runs.planning import PlanRequest, plan_inputs, read_plans
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from hlmdiag.plan.public import PublicPage

_STYLE = "table{font-size:1rem}\n@media print{nav{display:none}body,table{font-size:12pt}}"
"""It is posted in a hall: read standing, without contents."""
PublicFormat = Literal["html", "md", "docx"]


@dataclass(frozen=True)
class PublicRequest:
    """The request of a plan, and the code of the place."""

    asked: PlanRequest
    unit: str


@dataclass(frozen=True)
class PublicRun:
    """The page of a place, its file if one was written, and the problems of the plan."""

    page: PublicPage
    path: Path | None
    problems: Sequence[Problem]

    @property
    def name(self) -> str:
        """The name of the place, or else its code."""
        return self.page.name or self.page.code


def write_public_page(request: PublicRequest) -> PublicRun:
    """Write the page; whatever would be refused is refused before anything is written."""
    from hlmdiag.explain import find
    from hlmdiag.plan.continued import gathered
    from hlmdiag.plan.public import public_page

    asked = request.asked
    if not asked.plans:
        raise refusal("plan.public-plan")
    given = given_plans(asked.plans)
    result = with_own_actions(result_of(asked.result, asked.language), asked.configuration)
    row = find(result, request.unit)
    path = _path(asked, result, row)
    if path is not None:
        check_outputs([OutputTarget(path, _format(path))], plan_inputs(asked, given), force=asked.force)
    plans, problems = read_plans(given, result)
    plan = Plan(plans[0].grid, tuple(gathered(plans)[0]))
    run = PublicRun(public_page(result, plan, row), path, problems)
    if path is not None:
        _write(run, path, Wording(asked.language, result.grid), read_brand(asked.configuration))
    return run


def _write(run: PublicRun, path: Path, words: Wording, brand: Brand) -> None:
    from hlmdiag.document.public_told import public_told
    from hlmdiag.report.told import Printed, render

    running = words.say("rapport.locataires.titre-courant", name=run.name)
    with opened(path) as out:
        around = Printed(running, run.page.day, words.language, _STYLE, contents=False)
        render(public_told(run.page, words), _format(path), around, out, brand)


def _format(path: Path) -> PublicFormat:
    """The format that the name of an output asks for."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(PublicFormat):
        raise refusal("sortie.suffixe", path=path, formats=suffixes(get_args(PublicFormat), ", "))
    return cast(PublicFormat, suffix)


def _path(asked: PlanRequest, result: Result, row: int) -> Path | None:
    """The output asked for; without any, a page beside the result, under the next free name."""
    from hlmdiag.report.markdown import sheet_names

    if asked.output is not None or not asked.writes_by_default:
        return None if asked.output is None else Path(asked.output)
    unit = Path(sheet_names(result)[row]).stem
    return next_free(beside(asked.result, f"locataires-{unit}.html"))
