"""The page for the tenants of one place: what a plan retains for it, beside what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.errors import Problem
from hlmdiag.plan import Plan
from hlmdiag.plan.own_actions import with_own_actions
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.plan_files import plan_files
from hlmdiag.runs.planning import PlanRequest, read_plans
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.runs.saved_results import companions, in_words, load
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

_STYLE = "table{font-size:1rem}\n@media print{nav{display:none}body,table{font-size:12pt}}"
"""It is posted in a hall: read standing, without contents."""
PublicFormat = Literal["html", "md", "docx"]


@dataclass(frozen=True)
class PublicRequest:
    """What is asked of a plan, and the code of the place."""

    asked: PlanRequest
    unit: str


@dataclass(frozen=True)
class PublicRun:
    """The name of the place, where its page was written, how many retained actions are not on it, what is said."""

    name: str
    path: Path
    unsaid: int
    problems: Sequence[Problem]


def write_public_page(request: PublicRequest) -> PublicRun:
    """Write the page; whatever would be refused is refused before anything is written."""
    from hlmdiag.document.public_told import public_told
    from hlmdiag.explain import find
    from hlmdiag.plan.continued import gathered
    from hlmdiag.plan.public import public_page
    from hlmdiag.report.told import Printed, render

    asked = request.asked
    if not asked.plans:
        raise refusal("plan.public-plan")
    given = plan_files(asked.plans)
    result = with_own_actions(in_words(load(asked.result), asked.language), asked.configuration)
    row = find(result, request.unit)
    path = _path(asked, result, row)
    format = path.suffix.lower().removeprefix(".")
    if format not in get_args(PublicFormat):
        raise refusal("sortie.suffixe", path=path, formats=suffixes(get_args(PublicFormat), ", "))
    check_outputs([OutputTarget(path, format)], [*companions(asked.result), *given], force=asked.force)
    plans, problems = read_plans(given, result)
    plan = Plan(plans[0].grid, tuple(gathered(plans)[0]))
    page, words = public_page(result, plan, row), Wording(asked.language, result.grid)
    name = page.name or page.code
    around = Printed(words.say("rapport.locataires.titre-courant", name=name), page.day, words.language, _STYLE)
    with opened(path) as out:
        told = public_told(page, words)
        render(told, cast(PublicFormat, format), around, out, read_brand(asked.configuration))
    return PublicRun(name, path, page.untold, problems)


def _path(asked: PlanRequest, result: Result, row: int) -> Path:
    """What `-o` asks for; without it, a page beside the result, under the next free name."""
    from hlmdiag.report.markdown import sheet_names

    if asked.output is not None:
        return Path(asked.output)
    unit = Path(sheet_names(result)[row]).stem
    return next_free(asked.result.with_name(f"{asked.result.stem}-locataires-{unit}.html"))
