"""Kind and size of a difference between two versions of a grid, for those who have already answered.

Major: the same answers may give another score, level or flag, or a name that files and results have is gone.
Minor: something more is asked or said, and what was scored is scored alike. Patch: words. Where words alone may make
another thing of what has the same id, the change is major until its author says that it is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, assert_never

from hlmdiag.expression.lexer import spelling
from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.model import Grid
from hlmdiag.method.change_context import ChangeContext
from hlmdiag.method.change_kinds import ChangeKind, ChangeSize, SizedChange
from hlmdiag.method.document_diff import Difference, block_at, keys_of
from hlmdiag.method.same_meaning import keeps_another_text, says_the_same
from hlmdiag.method.version_reading import Understanding

_TEXT = SizedChange(ChangeKind.TEXT, ChangeSize.PATCH)
_ASKED = SizedChange(ChangeKind.MEANING, ChangeSize.MAJOR, asked=True)
_WORDS = frozenset({
    "authors", "changelog", "check", "colour", "cost", "description", "descriptor", "dictionary", "feedback",
    "follow_up", "help", "horizon", "how", "label", "language", "licence", "message", "note", "partners",
    "plain_words", "public", "publisher", "question", "source", "statement", "status", "title", "url", "why", "wording",
})  # fmt: skip
_THRESHOLDS = frozenset({
    "anchors", "at_least", "beyond", "divergence", "from", "goal", "linear", "max", "min", "min_coverage", "more_than",
    "out_of", "scale", "steps", "tolerance", "view_gap", "window",
})  # fmt: skip
_LISTS = ("aliases", "missing", "not_applicable", "unknown")
"""Keys that decide how a column reads a file."""
_DEFAULTS: Mapping[str, Any] = {
    "weight": 1, "kind": "data", "alert": False, "effort": 1, "aggregation": "mean", "required": False, "locked": False,
    "margin": False, "public": False, "scale": [0, 100],
}  # fmt: skip
_EXPRESSIONS = frozenset({"value", "when", "where", "applies_if", "adjust", "goal", "from"})
_SAME_THING = {"themes": ("title", "help", "description"), "levels": ("title", "description", "help"),
               "actions": ("title", "how", "help"), "indicators": ("title", "help", "description")}  # fmt: skip
"""Texts that say what a block is, the first being its name: where another of them stays, the name was improved."""
_DEFINITIONS = ("help", "description", "question")
"""Texts by which people count and answer."""
_REFERENCE_WORDS = frozenset({"title", "source", "date", "units", "grid"})
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_DEFAULT_WEIGHT = 1


def size_of_change(step: Difference, around: ChangeContext) -> SizedChange:
    """Kind and size of a difference."""
    match step.action:
        case "removed":
            return SizedChange(ChangeKind.REMOVAL, ChangeSize.MAJOR)
        case "renamed":
            return SizedChange(ChangeKind.ID, ChangeSize.MAJOR)
        case "moved":
            return SizedChange(ChangeKind.PLACE, ChangeSize.MAJOR)
        case "reordered":
            return SizedChange(ChangeKind.ORDER, _size_of_order(step, around))
        case "added":
            return _judge_addition(step, around)
        case "changed":
            return _judge_change(step, around)
        case _:
            assert_never(step.action)


def _size_of_order(step: Difference, around: ChangeContext) -> ChangeSize:
    """An order is a matter of display, but where something is counted along it."""
    match step.at[-1]:
        case "levels" | "views":
            # a gap is the last view minus the first
            counts = True
        case "choices":
            counts = around.counts_ranks and "score" in step.at
        case "roles":
            counts = around.counts_roles
        case "columns":
            counts = step.at == ("columns",) and around.old.keys != around.new.keys
        case "actions":
            return ChangeSize.MINOR
        case _:
            counts = False
    return ChangeSize.MAJOR if counts else ChangeSize.PATCH


def _judge_addition(step: Difference, around: ChangeContext) -> SizedChange:
    block = step.after if isinstance(step.after, Mapping) else {}
    match step.at[-2]:
        case "themes" | "indicators":
            counts = block.get("weight", _DEFAULT_WEIGHT) != 0
        case "columns":
            lost = step.at[0] == "columns" and around.reading.of_declaration(str(step.at[1])) is Understanding.LOST
            if lost:
                return SizedChange(ChangeKind.READING, ChangeSize.MAJOR)
            counts = block.get("required") is True
        case "flags":
            counts = "no_better_than" in block or (block.get("alert") is True and around.reads_alerts)
        case "views":
            counts = around.has_gap
        case "choices":
            # one more scored answer may widen the interval of an unknown answer
            counts = "score" in step.at
        case kind:
            counts = kind == "levels"
    return SizedChange(ChangeKind.ADDITION, ChangeSize.MAJOR if counts else ChangeSize.MINOR)


def _judge_change(step: Difference, around: ChangeContext) -> SizedChange:
    if _is_the_same(step):
        return _TEXT
    for judge in (_judge_reading, _judge_meaning, _judge_words, _judge_head, _judge_block):
        found = judge(step, around)
        if found is not None:
            return found
    return SizedChange(_kind(step), ChangeSize.MAJOR)


def _is_the_same(step: Difference) -> bool:
    """A default that is now written, a list in another order, an expression that is only spaced otherwise."""
    key, before, after = str(step.at[-1]), step.before, step.after
    default = 1 if step.at == ("view_gap", "at_least") else _DEFAULTS.get(key)
    if default is not None and (default if before is None else before) == (default if after is None else after):
        return True
    if key in (*_LISTS, "tags", "asked") and isinstance(before, list) and isinstance(after, list):
        return set(map(str, before)) == set(map(str, after))
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return spelling(before) == spelling(after) if key in _EXPRESSIONS else _words_of(before) == _words_of(after)


def _judge_reading(step: Difference, around: ChangeContext) -> SizedChange | None:
    """Judge a change by the texts of files already filled that are no longer understood alike."""
    found = around.reading.of_change(step)
    in_list = step.at[-1] in _LISTS
    match found:
        case None:
            return None
        case Understanding.LOST:
            return SizedChange(ChangeKind.DATA if in_list else ChangeKind.READING, ChangeSize.MAJOR)
        case Understanding.MORE:
            return SizedChange(ChangeKind.DATA if in_list else ChangeKind.READING, ChangeSize.MINOR)
        case Understanding.ALIKE:
            # for a judgement, the title also names what is scored
            if step.at[-1] == "title":
                return None
            return SizedChange(ChangeKind.DATA, ChangeSize.PATCH) if in_list else _TEXT
        case _:
            assert_never(found)


def _judge_meaning(step: Difference, around: ChangeContext) -> SizedChange | None:
    """Words that make another thing of what has the same id, or of what is counted; else None."""
    before, after, key = step.before, step.after, str(step.at[-1])
    if not isinstance(before, str) or not isinstance(after, str) or says_the_same(before, after):
        return None
    texts = _SAME_THING.get(str(step.at[-3])) if len(step.at) > 2 else None
    if texts is not None and key == texts[0]:
        blocks = block_at(around.old.document, step.old[:-1]), block_at(around.new.document, step.new[:-1])
        return None if keeps_another_text(*blocks, texts[1:]) else _ASKED
    defines = (key in _DEFINITIONS or step.at[-2:-1] == ("wording",)) and step.at[0] in (
        "columns",
        "tables",
        "indicators",
    )
    return _ASKED if key == "descriptor" or step.at == ("unit",) or defines else None


def _judge_words(step: Difference, around: ChangeContext) -> SizedChange | None:
    at, keys = step.at, keys_of(step.at)
    if at[-1] == "tags":
        # the condition of a view may read tags
        return _TEXT if len(at) == 1 or not around.has_views else None
    if at[0] == "levels" and at[-1] == "title":
        # a level set by a person (override) is recognised by its title
        return SizedChange(ChangeKind.READING, ChangeSize.MINOR)
    is_words = at in (("date",), ("unit",)) or (len(at) > 1 and at[0] == "reference" and at[1] in _REFERENCE_WORDS)
    return _TEXT if is_words or any(part in _WORDS for part in keys) else None


def _judge_head(step: Difference, around: ChangeContext) -> SizedChange | None:
    key = step.at[-1]
    if step.at == ("id",):
        return SizedChange(ChangeKind.ID, ChangeSize.MAJOR)
    if step.at in (("roll_up",), ("first_look",)):
        if step.before is None:
            return SizedChange(ChangeKind.ADDITION, ChangeSize.MINOR)
        return SizedChange(ChangeKind.REMOVAL, ChangeSize.MAJOR)
    if step.at[0] in ("noise", "watch", "families"):
        return SizedChange(ChangeKind.READING, ChangeSize.MINOR)
    if step.at[0] == "roles" and key == "weight" and around.counts_roles:
        return SizedChange(ChangeKind.WEIGHT, ChangeSize.MAJOR)
    if step.at[0] == "unproven":
        return SizedChange(ChangeKind.RULE, ChangeSize.MAJOR)
    if step.at[0] in ("roles", "evidence_months", "certainty") or "asked" in keys_of(step.at):
        return SizedChange(ChangeKind.DATA, ChangeSize.MINOR)
    if key == "locked":
        return SizedChange(ChangeKind.LOCK, ChangeSize.MAJOR if step.after is True else ChangeSize.MINOR)
    if step.at[0] == "actions":
        return SizedChange(_kind(step), ChangeSize.MINOR)
    if key == "alert":
        return SizedChange(ChangeKind.RULE, ChangeSize.MAJOR if around.reads_alerts else ChangeSize.MINOR)
    # a node without a policy inherits that of its nearest ancestor: compare the policies in effect
    return _TEXT if key == "missing" and _policies(around.old) == _policies(around.new) else None


def _judge_block(step: Difference, around: ChangeContext) -> SizedChange | None:
    if step.at[-1] == "evidence":
        is_scored = "worse" in (around.old.unproven, around.new.unproven)
        return SizedChange(ChangeKind.DATA, ChangeSize.MAJOR if is_scored else ChangeSize.MINOR)
    if "survey" in step.at:
        if _is_carried(step, around):
            return SizedChange(ChangeKind.RULE, ChangeSize.MAJOR)
        return SizedChange(ChangeKind.DATA, ChangeSize.MINOR)
    if "columns" in step.at[:-2:2]:
        return _judge_column(step, around)
    if step.at[-1] != "unit":
        return None
    columns = around.reading.column_of(step)
    is_asked = columns is not None and not columns[1].declared
    return _judge_column(step, around) if is_asked else SizedChange(ChangeKind.DATA, ChangeSize.MINOR)


def _is_carried(step: Difference, around: ChangeContext) -> bool:
    """Whether a change in a survey moves the intervals: its margin of error is carried, on one side at least."""
    sides = [step.before, step.after]
    if step.at[-1] != "survey":
        sides = [block_at(around.new.document, step.new[:-1])]
    return step.at[-1] == "margin" or any(isinstance(each, Mapping) and bool(each.get("margin")) for each in sides)


def _judge_column(step: Difference, around: ChangeContext) -> SizedChange:
    key, before, after = step.at[-1], step.before, step.after
    if "replaces" in keys_of(step.at):
        return SizedChange(ChangeKind.DATA, ChangeSize.PATCH)
    columns = around.reading.column_of(step)
    if key in ("min", "max"):
        if columns is not None:
            before, after = (getattr(column, key) for column in columns)
        size = ChangeSize.PATCH if before == after else ChangeSize.MAJOR
        return SizedChange(ChangeKind.THRESHOLD, ChangeSize.MINOR if _is_wider(str(key), before, after) else size)
    if key == "from":
        return SizedChange(_kind(step), ChangeSize.MAJOR)
    match key:
        case "unit":
            # answers are numbers in this unit: with another one, the same number means something else
            lightens = before is None or after is None or fold(str(before)) == fold(str(after))
        case "role":
            # a result has the columns with a role, under their names
            lightens = after is not None
        case "remark" | "about":
            lightens = True
        case "required":
            is_key = columns is not None and "id" in (columns[0].type, columns[1].type)
            lightens = after is not True and not is_key
        case _:
            lightens = False
    return SizedChange(ChangeKind.DATA, ChangeSize.MINOR if lightens else ChangeSize.MAJOR)


def _is_wider(key: str, before: Any, after: Any) -> bool:
    if after is None or before is None:
        return after is None and before is not None
    return bool(after < before) if key == "min" else bool(after > before)


def _policies(grid: Grid) -> dict[str, object]:
    return {node.id: node.missing for node in (grid.root, *grid.themes)}


def _kind(step: Difference) -> ChangeKind:
    """Kind of a change of the language's own keys."""
    keys = keys_of(step.at)
    if step.at[-2:-1] == ("choices",):
        return ChangeKind.POINTS
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
