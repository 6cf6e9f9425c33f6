"""Thresholds that a table gives by group or by date, in words: the whole table, and the one that a unit is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hlmdiag.expression import fold
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import GroupedSteps, Target
from hlmdiag.rules.thresholds import ALWAYS, Dated, GoalTable, StepTable, in_force
from hlmdiag.scoring.result_columns import answer_column
from hlmdiag.wording import Wording


def table_of(indicator: Indicator) -> GoalTable | StepTable | None:
    """The table of thresholds of an indicator, if it has one."""
    if isinstance(indicator.rule, GroupedSteps):
        return indicator.rule.steps
    if isinstance(indicator.rule, Target) and isinstance(indicator.rule.target.goal, GoalTable):
        return indicator.rule.target.goal
    return None


def table_rows(table: GoalTable | StepTable, words: Wording) -> Iterator[tuple[str, date | None, str]]:
    """Each threshold of a table: the group that it holds for, from when, the figures."""
    groups: list[tuple[str | None, Dated[Any]]] = [*table.groups]
    groups += [(None, table.general)] if table.general else []
    for code, entries in groups:
        name = _group(code, table, words)
        for day, bound in entries:
            yield name, None if day == ALWAYS else day, _figures(bound, words)


def table_in_words(table: GoalTable | StepTable, words: Wording) -> str:
    """The whole table on one line."""
    said = []
    for name, day, figures in table_rows(table, words):
        code = "depuis" if day is not None else "toujours"
        entry = words.say(f"rapport.seuil.{code}", figures=figures, day=words.day(day))
        said.append(entry if table.by is None else words.say("rapport.seuil.groupe", group=name, entry=entry))
    if table.by is None:
        return ", ".join(said)
    return words.say("rapport.seuil.selon", column=words.grid.columns[table.by].label, entries=", ".join(said))


def threshold_in_words(leaf: Indicator, values: Mapping[str, Any], day: date, words: Wording) -> str | None:
    """Which threshold of a table holds for a unit, and since when; that there is none, where there is none."""
    table = table_of(leaf)
    if table is None:
        return None
    code = values.get(answer_column(table.by)) if table.by is not None else None
    if table.by is not None and code is None:
        return words.say("rapport.seuil.inconnu", column=words.grid.columns[table.by].label)
    own = next((entries for key, entries in table.groups if _is(code, key, table, words)), ())
    group = words.column_value(code, table.by) if table.by is not None else ""
    for where, entries in ((group, own), (_group(None, table, words), table.general)):
        found = in_force(entries, day)
        if found is not None:
            return _held(where if table.by is not None else "", found, words)
    return words.say(
        "rapport.seuil.absent-groupe" if group else "rapport.seuil.absent", group=group, day=words.day(day)
    )


def _held(group: str, found: tuple[date, Any], words: Wording) -> str:
    since, bound = found
    code = "toujours" if since == ALWAYS else "depuis"
    entry = words.say(f"rapport.seuil.{code}", figures=_figures(bound, words), day=words.day(since))
    return words.say("rapport.seuil.tenu-groupe" if group else "rapport.seuil.tenu", group=group, entry=entry)


def _group(code: str | None, table: GoalTable | StepTable, words: Wording) -> str:
    if code is None:
        return words.say("rapport.seuil.autres" if table.by is not None else "rapport.seuil.tous")
    assert table.by is not None
    column = words.grid.columns[table.by]
    value: str | bool = code == "true" if column.type == "boolean" else code
    return words.column_value(value, table.by)


def _is(code: Any, key: str, table: GoalTable | StepTable, words: Wording) -> bool:
    """Whether an answer matches a key of the table, by its code or its label."""
    assert table.by is not None
    column = words.grid.columns[table.by]
    if column.type == "boolean":
        return fold(key) in (("true", "oui") if code else ("false", "non"))
    return fold(str(code)) in (
        fold(key),
        *(fold(it) for it, label in column.choices.items() if fold(label) == fold(key)),
    )


def _figures(bound: Any, words: Wording) -> str:
    return " / ".join(words.plain(it) for it in bound) if isinstance(bound, tuple) else words.plain(bound)
