"""Lessons of several organisations: what is published of their plans, and a sheet for each action."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.lesson_sheets import ACTION
from hlmdiag.runs.named_outputs import targets_of_each
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.parted_output import PartedFormat, write_parts
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.campaign.order import Named
    from hlmdiag.document.sections import PartedDocument
    from hlmdiag.plan.model import Plan
    from hlmdiag.plan.shared_lessons import SharedLessons
    from hlmdiag.runs.learning import LessonsRequest


def write_shared(
    asked: LessonsRequest, plans: Sequence[Plan], campaigns: Sequence[Named],
    outputs: tuple[Sequence[OutputTarget], Sequence[str]], inputs: Sequence[Path],
) -> tuple[SharedLessons, PartedDocument, list[Path]]:  # fmt: skip
    """Write what may be published; `outputs`: the documents of all actions, then those of a sheet for each."""
    from hlmdiag.document.shared_lessons import shared_lessons_told, sheet_told
    from hlmdiag.plan.shared_lessons import shared_lessons
    from hlmdiag.wording import Wording

    if asked.unit is not None:
        raise refusal("lecons.pour-region")
    patterns = [_pattern(each) for each in outputs[1]]
    found = shared_lessons(plans, campaigns)
    words, brand, day = Wording(asked.language, found.grid), read_brand(asked.configuration), found.days[-1]
    sheets = targets_of_each((each.action.id for each in found.actions), patterns, ACTION)
    check_outputs([target for of in sheets for target in of], inputs, force=asked.force)
    told = shared_lessons_told(found, words)
    for target in outputs[0]:
        if target.format == "json":
            _write_json(found, target)
        else:
            write_parts(told, target, day, words, brand)
    for lesson, of in zip(found.actions, sheets, strict=True):
        sheet = sheet_told(lesson, found, words)
        for target in of:
            write_parts(sheet, target, day, words, brand)
    every = [*outputs[0], *(target for of in sheets for target in of)]
    return found, told, [target.path for target in every if target.path is not None]


def _pattern(output: str) -> tuple[Path, str]:
    path = Path(output)
    if ACTION not in path.name and is_folder(output):
        return path / f"retour-{ACTION}.html", "html"
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(PartedFormat):
        raise refusal("sortie.suffixe", path=path, formats=suffixes(get_args(PartedFormat), ", "))
    return path, suffix


def _write_json(found: SharedLessons, target: OutputTarget) -> None:
    from hlmdiag.report.lessons import render_shared_json

    with opened(target.path) as out:
        render_shared_json(found, out)
