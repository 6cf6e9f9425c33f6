"""The files of plans: which formats are written, and from which a plan is read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal, cast, get_args

from hlmdiag.branding import Brand
from hlmdiag.data.file_bytes import read_bytes, regular_size
from hlmdiag.data.own_outputs import is_document
from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.plan import Plan, read_plan
from hlmdiag.plan.told import ToldPlan
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.inputs import LOCK, existing
from hlmdiag.runs.refusals import refusal
from hlmdiag.scoring.result import Result
from hlmdiag.text.characters import seen
from hlmdiag.wording import Wording

PlanFormat = Literal["xlsx", "json", "csv", "md", "html", "docx"]
FIRST: PlanFormat = "xlsx"
HELD = "plan"
"""The name, in messages, of a plan that no file holds; its place among those given follows."""
_WRITTEN_ONLY = (".csv", ".md", ".html", ".docx")
_FEW, _COMMON = 3, 0.1
"""From how many units of a plan on, and under which share of them known, it is that of another stock."""


def output_format(path: Path) -> PlanFormat:
    """The format that the name of an output asks for."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(PlanFormat):
        raise refusal("sortie.suffixe", path=path, formats=suffixes(get_args(PlanFormat), ", "))
    return cast(PlanFormat, suffix)


def given_plans(given: Sequence[str | Plan]) -> list[Path | Plan]:
    """The plans given: files, each there, none of them what Excel leaves beside a workbook that is open; or values."""
    return [each if isinstance(each, Plan) else _plan_file(each) for each in given]


def _plan_file(typed: str) -> Path:
    path = existing(typed)
    if path.name.startswith(LOCK):
        raise refusal("usage.temporaire", path=path, original=path.name.removeprefix(LOCK))
    if path.is_dir():
        raise refusal("sortie.est-un-dossier", path=path)
    return path


def named(plan: Plan, name: str) -> Plan:
    """A plan that a program holds, as one of a file of that name: its rows are known ones, wherever they come from."""
    rows = tuple(replace(row, file=name, row=place) for place, row in enumerate(plan.rows, 1))
    return replace(plan, rows=rows, sheet=None)


def read_one(path: Path) -> tuple[Plan, list[Problem]]:
    """A plan and what is said of it; raises `HlmdiagError` where it cannot be read whole."""
    suffix, name = path.suffix.lower(), path.name
    if suffix in _WRITTEN_ONLY:
        raise HlmdiagError([Problem("plan.format", Location(name), {"suffix": suffix})])
    data = read_bytes(path, name, regular_size(path, name))
    if suffix == ".json":
        from hlmdiag.report.action_plan import read_json

        plan, said = read_json(data, name)
    else:
        plan, said = read_plan(data, name)
    if path.with_name(f"{LOCK}{name}").exists():
        said.insert(0, Problem("plan.ouvert", Location(name), severity=Severity.WARNING))
    return plan, said


def is_written_plan(path: Path) -> bool:
    """Whether a workbook that says itself to be a document of ours is a plan."""
    with path.open("rb") as file:
        return is_document(file) and reads_as_plan(path)


def reads_as_plan(path: Path) -> bool:
    """Whether a file can be read whole as a plan."""
    try:
        read_one(path)
    except HlmdiagError:
        return False
    return True


def of_another(plan: Plan, result: Result, codes: frozenset[str], name: str) -> tuple[Problem, ...]:
    """Why a plan cannot be continued by a result: another grid, or hardly any of its units."""
    found, expected = plan.grid, result.grid.id
    if found.partition("@")[0] != expected:
        return refusal("plan.autre-grille", path=name, found=found, expected=expected).problems
    named = {seen(code) for row in plan.rows if (code := row.key[0])}
    known = len(named & codes)
    if len(named) >= _FEW and known < _COMMON * len(named):
        values = {"path": name, "known": known, "count": len(named), "example": min(named - codes)}
        return refusal("plan.autre-parc", **values).problems
    return ()


def unknown_actions(plan: Plan, result: Result, name: str) -> list[Problem]:
    """The cells that name an action which the grid does not have, though nobody changed the grid."""
    known = {action.id for action in result.grid.actions}
    is_same = plan.grid == f"{result.grid.id}@{result.grid.version}"
    said = []
    for row in plan.rows:
        code, action = row.key
        if code and action and action not in known and (is_same or row.cells.get("last") is None):
            said.append(
                Problem("plan.action-inconnue", plan.place("action", row, name), {"value": action}, Severity.WARNING)
            )
    return said


def write(told: ToldPlan, words: Wording, format: PlanFormat, out: BinaryIO, brand: Brand) -> None:
    """Write a plan in a format."""
    match format:
        case "xlsx":
            from hlmdiag.report.excel import action_plan

            action_plan.render(told, words, out)
        case "json":
            from hlmdiag.report.action_plan import render_json

            render_json(told.plan, out)
        case "csv":
            from hlmdiag.report.action_plan import render_csv

            render_csv(told.plan, out)
        case "md" | "html" | "docx":
            from hlmdiag.document.plan_told import plan_told
            from hlmdiag.report.told import Printed, render

            around = Printed(words.say("rapport.plan.titre-courant", grid=words.grid.title), told.day, words.language)
            render(plan_told(told, words), format, around, out, brand)
