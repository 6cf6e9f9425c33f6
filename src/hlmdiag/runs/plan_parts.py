"""A plan written in parts: the whole one, then a workbook for each function, direction or group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.branding import read as read_brand
from hlmdiag.errors import Problem
from hlmdiag.plan import Plan
from hlmdiag.plan.parts import SPLITS, parts_of
from hlmdiag.plan.told import ToldPlan
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.given_results import beside
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.plan_files import FIRST, given_plans, write
from hlmdiag.runs.planning import PlanRequest, plan_inputs, planned
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.reserved_names import free
from hlmdiag.text.slug import file_slug, free_name
from hlmdiag.wording import Wording

_WHOLE, _LONGEST = "plan", 80


@dataclass(frozen=True)
class PartsRun:
    """The whole plan, its parts by what they share, the files written, the whole one first, and what is said of cells.

    The part of the rows that do not say what the others share has an empty name.
    """

    plan: Plan
    parts: Mapping[str, Plan]
    paths: Sequence[Path]
    problems: Sequence[Problem]


def write_parts(asked: PlanRequest, split: str) -> PartsRun:
    """Write the whole plan and its parts in a folder; what would be refused is refused before anything is written."""
    key = SPLITS[chosen("--split", split, tuple(SPLITS))]
    folder, given = _folder(asked), given_plans(asked.plans)
    told, words, problems = planned(asked, given)
    parts = parts_of(told, key)
    paths = _write(told, parts, key, words, folder, asked, given) if folder is not None else []
    return PartsRun(told.plan, {value: part.plan for value, part in parts.items()}, paths, problems)


def _write(
    whole: ToldPlan, parts: Mapping[str, ToldPlan], key: str, words: Wording, folder: Path, asked: PlanRequest,
    given: Sequence[Path | Plan],
) -> list[Path]:  # fmt: skip
    names, taken = [value or words.say(f"rapport.plan.part.sans-{key}") for value in parts], {_WHOLE}
    slugs = [_WHOLE, *(free_name(f"{_WHOLE}-{file_slug(name, _LONGEST, key)}", taken) for name in names)]
    paths = [folder / f"{slug}.{FIRST}" for slug in slugs]
    check_outputs([OutputTarget(path, FIRST) for path in paths], plan_inputs(asked, given), force=asked.force)
    folder.mkdir(parents=True, exist_ok=True)
    brand = read_brand(asked.configuration)
    for path, part in zip(paths, (whole, *parts.values()), strict=True):
        with opened(path) as stream:
            write(part, words, FIRST, stream, brand)
    return paths


def _folder(asked: PlanRequest) -> Path | None:
    """The folder of the parts: that of the output, or the next free one beside the result."""
    if asked.output is not None:
        if not is_folder(asked.output):
            raise refusal("plan.parties-dossier", path=Path(asked.output))
        return Path(asked.output)
    if not asked.writes_by_default:
        return None
    wanted = beside(asked.result, "plan-parties")
    return wanted.parent / free(wanted.parent, wanted.name, [""])
