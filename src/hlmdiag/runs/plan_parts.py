"""A plan written in parts: the whole one, then a workbook for each function, direction or group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.branding import read as read_brand
from hlmdiag.errors import Problem
from hlmdiag.plan import Plan
from hlmdiag.plan.parts import SPLITS, parts_of
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.plan_files import FIRST, plan_files, write
from hlmdiag.runs.planning import PlanRequest, planned
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.reserved_names import free
from hlmdiag.runs.saved_results import companions
from hlmdiag.text.slug import file_slug, free_name

_WHOLE, _LONGEST = "plan", 80


@dataclass(frozen=True)
class PartsRun:
    """The whole plan, the files that were written, the whole one first, and what is said of cells."""

    plan: Plan
    paths: Sequence[Path]
    problems: Sequence[Problem]


def write_parts(asked: PlanRequest, split: str) -> PartsRun:
    """Write the whole plan and its parts in a folder; what would be refused is refused before anything is written."""
    key = SPLITS[chosen("--split", split, tuple(SPLITS))]
    folder, given = _folder(asked), plan_files(asked.plans)
    told, words, problems = planned(asked, given)
    parts, taken = {_WHOLE: told}, {_WHOLE}
    for value, part in parts_of(told, key).items():
        named = value or words.say(f"rapport.plan.part.sans-{key}")
        parts[free_name(f"{_WHOLE}-{file_slug(named, _LONGEST, key)}", taken)] = part
    paths = {name: folder / f"{name}.{FIRST}" for name in parts}
    targets = [OutputTarget(path, FIRST) for path in paths.values()]
    check_outputs(targets, [*companions(asked.result), *given], force=asked.force)
    folder.mkdir(parents=True, exist_ok=True)
    brand = read_brand(asked.configuration)
    for name, part in parts.items():
        with opened(paths[name]) as stream:
            write(part, words, FIRST, stream, brand)
    return PartsRun(told.plan, [*paths.values()], problems)


def _folder(asked: PlanRequest) -> Path:
    """The folder of the parts: that of the output, or the next free one beside the result."""
    if asked.output is None:
        parent = asked.result.parent
        return parent / free(parent, f"{asked.result.stem}-plan-parties", [""])
    path = Path(asked.output)
    if not is_folder(asked.output):
        raise refusal("plan.parties-dossier", path=path)
    return path
