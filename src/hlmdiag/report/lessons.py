"""The lessons of plans for programs: JSON."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from hlmdiag.plan.alike import Alike, AlikeUnit, DoneAction
from hlmdiag.plan.lessons import LEAST, ActionLesson, Change, Lessons
from hlmdiag.plan.shared_lessons import SharedLesson, SharedLessons

_UNSAID = "unsaid"


def render_json(found: Lessons, like: Alike | None, out: BinaryIO) -> None:
    """Write the figures of every action done in enough units, and the units most like one where that was asked."""
    document: dict[str, Any] = {
        "grid": {"id": found.grid.id, "version": found.grid.version, "hash": found.grid.hash},
        "dates": [day.isoformat() for day in found.days],
        "same_grid": found.is_one_grid,
        "least_units": LEAST,
        "units_absent": found.absent,
        "conflicts": found.conflicts,
        "actions": [_lesson(each) for each in found.actions],
        "done_in_fewer_units": [{"id": id, "title": title} for id, title in found.few],
    }
    if like is not None:
        document["alike"] = {
            "code": like.code, "name": like.name, "among": like.done_in, "units": [_unit(each) for each in like.units],
        }  # fmt: skip
    out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def render_shared_json(found: SharedLessons, out: BinaryIO) -> None:
    """Write what is published of the plans of several organisations."""
    document = {
        "grid": {"id": found.grid.id, "version": found.grid.version, "hash": found.grid.hash},
        "dates": [day.isoformat() for day in found.days],
        "same_grid": found.is_one_grid,
        "organisations": found.organisations,
        "actions": [_shared(each) for each in found.actions],
        "not_published": [each.id for each in found.silent],
    }
    out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def _shared(lesson: SharedLesson) -> dict[str, Any]:
    return {
        "id": lesson.action.id, "title": lesson.action.title, "success": lesson.indicator.id,
        "theme": lesson.theme.id if lesson.theme else None, "worked": lesson.worked and lesson.worked.units,
        "groups": {
            name: {
                "units": group.units.units, "organisations": group.units.landlords,
                "criterion": {f"p{place}": value for place, value in group.criterion.items()},
                "theme": {f"p{place}": value for place, value in group.theme.items()},
            }
            for name, group in lesson.groups.items()
        },
    }  # fmt: skip


def _lesson(lesson: ActionLesson) -> dict[str, Any]:
    return {
        "id": lesson.id, "title": lesson.title, "success": lesson.action.success if lesson.action else None,
        "theme": lesson.theme.id if lesson.theme else None, "done": lesson.done,
        "judged": {_judged(word): count for word, count in sorted(lesson.judged.items())},
        "without_before_or_after": lesson.outside,
        "groups": {
            name: {"units": group.units, "criterion": _change(group.criterion), "theme": _change(group.theme)}
            for name, group in lesson.groups.items()
        },
    }  # fmt: skip


def _judged(word: str) -> str:
    return word or _UNSAID


def _change(found: Change | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "measured": found.count, "not_measured": found.without, "median": found.median, "first_quartile": found.low,
        "third_quartile": found.high,
    }  # fmt: skip


def _unit(unit: AlikeUnit) -> dict[str, Any]:
    return {
        "code": unit.code, "name": unit.name, "common_actions": unit.common, "actions": unit.actions,
        "same_levels": unit.same, "themes": unit.themes, "done": [_done(each) for each in unit.done],
    }  # fmt: skip


def _done(done: DoneAction) -> dict[str, Any]:
    return {
        "id": done.id, "title": done.title, "judged": _judged(done.judged), "proposed_here": done.is_proposed,
        "criterion": done.indicator.id if done.indicator else None, "then": done.then, "now": done.now,
    }  # fmt: skip
