"""Thresholds by group or by date: those in force for a unit, or all that it may have while its group is unknown."""

from __future__ import annotations

import datetime
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.expression import Scope
from oracle.value import fold

Rule = dict[str, Any]


def table_of(rule: Rule) -> dict[str, Any] | None:
    """The table of a rule, in the place of its goal or of its steps."""
    written = rule["target"]["goal"] if "target" in rule else rule.get("steps")
    return written if isinstance(written, dict) else None


def with_standard(rule: Rule, standard: Any) -> Rule:
    """The same rule with a number for goal, or with one list of steps."""
    if "target" in rule:
        return {**rule, "target": {**rule["target"], "goal": standard}}
    return {**rule, "steps": standard}


def standards(rule: Rule, scope: Scope) -> tuple[list[Any], State]:
    """The standards that a unit may be held to (None: none is in force), and why it is not one alone."""
    table = table_of(rule)
    if table.get("by") is None:
        found = in_force(table["values"], scope.date)
        return [in_force(table.get("otherwise"), scope.date) if found is None else found], KNOWN
    general = in_force(table.get("otherwise"), scope.date)
    own = {fold(key): in_force(entries, scope.date) for key, entries in table["values"].items()}
    group, spec = scope.column(table["by"]), scope.types[table["by"]]
    if group.state == KNOWN:
        return [_of(group.value, own, general, spec)], KNOWN
    if group.state == State.NOT_APPLICABLE:
        return [None], group.state
    codes = {"choice": list(spec.get("choices") or {}), "boolean": [True, False]}.get(spec["type"])
    if codes is None:
        return [*(general if it is None else it for it in own.values()), general], group.state
    return [_of(code, own, general, spec) for code in codes], group.state


def _of(group: Any, own: dict[str, Any], general: Any, spec: dict[str, Any]) -> Any:
    label = (spec.get("choices") or {}).get(group, group)
    names = [str(group).lower(), "oui" if group else "non"] if isinstance(group, bool) else [group, label]
    return next((own[fold(it)] for it in names if own.get(fold(it)) is not None), general)


def in_force(entries: Any, day: datetime.date) -> Any:
    """What the last date that has come says."""
    if not isinstance(entries, dict):
        return entries
    come = [it for start, it in sorted(entries.items()) if str(start) <= day.isoformat()]
    return come[-1] if come else None
