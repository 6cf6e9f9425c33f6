"""What a difference between two versions of a grid is about, and how much it matters to those who answered.

Major: the same answers may give another score, level or flag, or a name that files and results bear is gone.
Minor: something more is asked or said, and what was scored is scored alike. Patch: words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, assert_never

from hlmdiag.method.document_diff import Difference


class ChangeSize(IntEnum):
    """How much a change matters."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


class ChangeKind(StrEnum):
    """What a change is about; the value is what a report of changes says."""

    TEXT = "texte"
    ADDITION = "ajout"
    REMOVAL = "suppression"
    ID = "identifiant"
    THRESHOLD = "seuil"
    POINTS = "points"
    WEIGHT = "poids"
    RULE = "regle"
    DATA = "donnees"
    PLACE = "place"
    ORDER = "ordre"
    LOCK = "verrou"


@dataclass(frozen=True)
class ChangeContext:
    """What the rest of the new grid makes of a change."""

    reads_alerts: bool
    has_views: bool
    has_gap: bool

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ChangeContext:
        """Those of a canonical document."""
        return cls("alerts(" in str(document), bool(document.get("views")), "view_gap" in document)


SizedChange = tuple[ChangeKind, ChangeSize]

_TEXT: SizedChange = (ChangeKind.TEXT, ChangeSize.PATCH)
_WORDS = frozenset({
    "authors", "changelog", "colour", "cost", "description", "descriptor", "dictionary", "feedback", "follow_up",
    "help", "horizon", "how", "label", "language", "licence", "message", "note", "partners", "publisher", "source",
    "statement", "status", "success", "title", "url", "why",
})  # fmt: skip
_THRESHOLDS = frozenset({
    "anchors", "at_least", "beyond", "divergence", "from", "goal", "linear", "max", "min", "min_coverage", "more_than",
    "out_of", "scale", "steps", "tolerance", "view_gap", "window",
})  # fmt: skip
_LISTS = ("aliases", "missing", "not_applicable", "unknown")
"""What a column understands in a file: one word more refuses nothing that was accepted."""
_DEFAULTS: Mapping[str, Any] = {
    "weight": 1, "kind": "data", "alert": False, "effort": 1, "aggregation": "mean", "required": False, "locked": False,
    "scale": [0, 100],
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_DEFAULT_WEIGHT = 1


def size_of_change(step: Difference, around: ChangeContext) -> SizedChange:
    """What a difference is, and its size."""
    match step.action:
        case "removed":
            return ChangeKind.REMOVAL, ChangeSize.MAJOR
        case "renamed":
            return ChangeKind.ID, ChangeSize.MAJOR
        case "moved":
            return ChangeKind.PLACE, ChangeSize.MAJOR
        case "reordered":
            return ChangeKind.ORDER, ChangeSize.MAJOR if step.at[-1] in ("levels", "choices") else ChangeSize.PATCH
        case "added":
            return ChangeKind.ADDITION, _size_of_addition(step, around)
        case "changed":
            return _judge_change(step, around)
        case _:
            assert_never(step.action)


def _size_of_addition(step: Difference, around: ChangeContext) -> ChangeSize:
    block = step.after if isinstance(step.after, Mapping) else {}
    match step.at[-2]:
        case "themes" | "indicators":
            counts = block.get("weight", _DEFAULT_WEIGHT) != 0
        case "columns":
            counts = block.get("required") is True
        case "flags":
            counts = "no_better_than" in block or (block.get("alert") is True and around.reads_alerts)
        case "views":
            counts = around.has_gap
        case "choices":
            # One more answer to score may push the ends between which an unknown answer lies.
            counts = "score" in step.at
        case kind:
            counts = kind == "levels"
    return ChangeSize.MAJOR if counts else ChangeSize.MINOR


def _judge_change(step: Difference, around: ChangeContext) -> SizedChange:
    key, section = str(step.at[-1]), step.at[0]
    if _is_the_same(key, step):
        return _TEXT
    if len(step.at) > 1 and step.at[-2] == "choices":
        return _TEXT if isinstance(step.after, str) else (ChangeKind.POINTS, ChangeSize.MAJOR)
    if _is_words(step, around):
        return _TEXT
    if step.at == ("id",):
        return ChangeKind.ID, ChangeSize.MAJOR
    if step.at in (("roll_up",), ("first_look",)):
        return (
            (ChangeKind.ADDITION, ChangeSize.MINOR) if step.before is None else (ChangeKind.REMOVAL, ChangeSize.MAJOR)
        )
    if section == "roles" or "asked" in _keys_of(step.at):
        return ChangeKind.DATA, ChangeSize.MINOR
    if key == "locked":
        return ChangeKind.LOCK, ChangeSize.MAJOR if step.after is True else ChangeSize.MINOR
    if section == "actions":
        return _kind(step), ChangeSize.MINOR
    if key == "alert":
        return ChangeKind.RULE, ChangeSize.MAJOR if around.reads_alerts else ChangeSize.MINOR
    if "columns" in step.at[:-2:2] or (section == "tables" and key in _LISTS):
        return _judge_column(step)
    return (ChangeKind.DATA, ChangeSize.MINOR) if key == "unit" else (_kind(step), ChangeSize.MAJOR)


def _is_the_same(key: str, step: Difference) -> bool:
    """A default that is now written, an expression that is only spaced otherwise."""
    before, after = step.before, step.after
    default = 1 if step.at == ("view_gap", "at_least") else _DEFAULTS.get(key)
    if default is not None and (default if before is None else before) == (default if after is None else after):
        return True
    return isinstance(before, str) and isinstance(after, str) and _words_of(before) == _words_of(after)


def _is_words(step: Difference, around: ChangeContext) -> bool:
    if step.at[-1] == "tags":
        # The condition of a view may read the tags of an indicator.
        return len(step.at) == 1 or not around.has_views
    if step.at in (("date",), ("unit",)):
        return True
    return any(part in _WORDS for part in _keys_of(step.at))


def _keys_of(at: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The keys of the language in a path, without the ids that an author gave."""
    nested = ("themes", "indicators", "columns", "choices", "flags", "levels", "actions", "views", "tables", "uses")
    ids = (*nested, "stock_alerts", "shares", "roles")
    return tuple(part for rank, part in enumerate(at) if rank == 0 or at[rank - 1] not in ids)


def _judge_column(step: Difference) -> SizedChange:
    key, before, after = step.at[-1], step.before, step.after
    if key in _LISTS:
        lost = set(_listed(before)) - set(_listed(after))
        return ChangeKind.DATA, ChangeSize.MAJOR if lost else ChangeSize.MINOR
    if key in ("min", "max"):
        return ChangeKind.THRESHOLD, ChangeSize.MINOR if _is_wider(str(key), before, after) else ChangeSize.MAJOR
    if key == "from":
        return _kind(step), ChangeSize.MAJOR
    lightens = key in ("unit", "role") or (key == "required" and after is not True)
    return ChangeKind.DATA, ChangeSize.MINOR if lightens else ChangeSize.MAJOR


def _is_wider(key: str, before: Any, after: Any) -> bool:
    if after is None or before is None:
        return after is None
    return bool(after < before) if key == "min" else bool(after > before)


def _kind(step: Difference) -> ChangeKind:
    """What a change of the language's own keys is about."""
    keys = _keys_of(step.at)
    if isinstance(step.before, str) and isinstance(step.after, str):
        numbers_only = _NUMBER.sub("0", _words_of(step.before)) == _NUMBER.sub("0", _words_of(step.after))
        return ChangeKind.THRESHOLD if numbers_only else ChangeKind.RULE
    if "points" in keys and keys[0] != "view_gap":
        return ChangeKind.POINTS
    if keys[-1] == "weight" and "roll_up" not in keys:
        return ChangeKind.WEIGHT
    is_text = isinstance(step.before, str) or isinstance(step.after, str)
    return ChangeKind.THRESHOLD if set(keys) & _THRESHOLDS and not is_text else ChangeKind.RULE


def _words_of(text: str) -> str:
    return " ".join(text.split())


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
