"""What a difference between two versions of a grid is, and how much it matters to who already answered it.

Major: the same answers may give another score, level or flag, or a name that files and results bear is gone.
Minor: something more is asked or said, and what was scored is scored alike. Patch: words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from hlmdiag.method.steps import Step


class Size(IntEnum):
    """How much a change matters."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


class Kind(StrEnum):
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
class Surroundings:
    """What the rest of the new grid makes of a change."""

    reads_alerts: bool
    has_views: bool
    has_gap: bool

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Surroundings:
        """Those of a canonical document."""
        return cls("alerts(" in str(document), bool(document.get("views")), "view_gap" in document)


Verdict = tuple[Kind, Size]

_TEXT: Verdict = (Kind.TEXT, Size.PATCH)
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


def judge(step: Step, around: Surroundings) -> Verdict:
    """What a difference is, and its size."""
    match step.action:
        case "removed":
            return Kind.REMOVAL, Size.MAJOR
        case "renamed":
            return Kind.ID, Size.MAJOR
        case "moved":
            return Kind.PLACE, Size.MAJOR
        case "reordered":
            return Kind.ORDER, Size.MAJOR if step.at[-1] in ("levels", "choices") else Size.PATCH
        case "added":
            return Kind.ADDITION, _size_of_addition(step, around)
        case _:
            return _judge_change(step, around)


def _size_of_addition(step: Step, around: Surroundings) -> Size:
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
    return Size.MAJOR if counts else Size.MINOR


def _judge_change(step: Step, around: Surroundings) -> Verdict:
    key, section = str(step.at[-1]), step.at[0]
    if _is_the_same(key, step):
        return _TEXT
    if len(step.at) > 1 and step.at[-2] == "choices":
        return _TEXT if isinstance(step.after, str) else (Kind.POINTS, Size.MAJOR)
    if _is_words(step, around):
        return _TEXT
    if step.at == ("id",):
        return Kind.ID, Size.MAJOR
    if step.at in (("roll_up",), ("first_look",)):
        return (Kind.ADDITION, Size.MINOR) if step.before is None else (Kind.REMOVAL, Size.MAJOR)
    if section == "roles" or "asked" in _keys_of(step.at):
        return Kind.DATA, Size.MINOR
    if key == "locked":
        return Kind.LOCK, Size.MAJOR if step.after is True else Size.MINOR
    if section == "actions":
        return _kind(step), Size.MINOR
    if key == "alert":
        return Kind.RULE, Size.MAJOR if around.reads_alerts else Size.MINOR
    if "columns" in step.at[:-2:2] or (section == "tables" and key in _LISTS):
        return _judge_column(step)
    return (Kind.DATA, Size.MINOR) if key == "unit" else (_kind(step), Size.MAJOR)


def _is_the_same(key: str, step: Step) -> bool:
    """A default that is now written, an expression that is only spaced otherwise."""
    before, after = step.before, step.after
    default = 1 if step.at == ("view_gap", "at_least") else _DEFAULTS.get(key)
    if default is not None and (default if before is None else before) == (default if after is None else after):
        return True
    return isinstance(before, str) and isinstance(after, str) and _words_of(before) == _words_of(after)


def _is_words(step: Step, around: Surroundings) -> bool:
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


def _judge_column(step: Step) -> Verdict:
    key, before, after = step.at[-1], step.before, step.after
    if key in _LISTS:
        lost = set(_listed(before)) - set(_listed(after))
        return Kind.DATA, Size.MAJOR if lost else Size.MINOR
    if key in ("min", "max"):
        return Kind.THRESHOLD, Size.MINOR if _is_wider(str(key), before, after) else Size.MAJOR
    if key == "from":
        return _kind(step), Size.MAJOR
    lightens = key in ("unit", "role") or (key == "required" and after is not True)
    return Kind.DATA, Size.MINOR if lightens else Size.MAJOR


def _is_wider(key: str, before: Any, after: Any) -> bool:
    if after is None or before is None:
        return after is None
    return bool(after < before) if key == "min" else bool(after > before)


def _kind(step: Step) -> Kind:
    """What a change of the language's own keys is about."""
    keys = _keys_of(step.at)
    if isinstance(step.before, str) and isinstance(step.after, str):
        numbers_only = _NUMBER.sub("0", _words_of(step.before)) == _NUMBER.sub("0", _words_of(step.after))
        return Kind.THRESHOLD if numbers_only else Kind.RULE
    if "points" in keys and keys[0] != "view_gap":
        return Kind.POINTS
    if keys[-1] == "weight" and "roll_up" not in keys:
        return Kind.WEIGHT
    is_text = isinstance(step.before, str) or isinstance(step.after, str)
    return Kind.THRESHOLD if set(keys) & _THRESHOLDS and not is_text else Kind.RULE


def _words_of(text: str) -> str:
    return " ".join(text.split())


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
