"""`[plan]` of a settings file: who answers for actions, by when, at what cost; a landlord's own actions and columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hlmdiag.text.phrase import Listed

PLAN_NAMES: Final = ("delay", "columns", "responsible", "delays", "costs", "actions")
"""The keys that may be said of plans."""
PER: Final = ("unit", "logement")
"""The things that an amount may be for."""
MOST_DAYS: Final = 3650

TablePath = tuple[str, ...]
Say = Callable[..., None]


@dataclass(frozen=True)
class ActionCost:
    """The cost of an action: an amount in euros, for a unit or for each of its logements; and the line that says it."""

    amount: float
    per_logement: bool
    line: int


@dataclass(frozen=True)
class PlanSettings:
    """The settings of plans; empty where it says nothing.

    `responsible`: function by group; `delay`: days that a newly proposed action is given, `delays` by action;
    `actions`: blocks of actions in the language of grids, by id; `lines`: where each path is written.
    """

    delay: int | None = None
    columns: tuple[str, ...] = ()
    responsible: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, ActionCost] = field(default_factory=dict)
    actions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: Mapping[TablePath, int] = field(default_factory=dict)

    def line(self, *path: str) -> int:
        """The line of a path of the table, or of the nearest above it that is written."""
        paths = (path[:depth] for depth in range(len(path), -1, -1))
        return next((self.lines[each] for each in paths if each in self.lines), 1)


def read_plan_table(table: Any, lines: Mapping[TablePath, int], say: Say) -> PlanSettings:
    """The settings of plans; `say` takes a code, the path of what is refused and the values of its sentence."""
    if not isinstance(table, dict):
        say("reglages.plan", ("plan",), known=Listed(PLAN_NAMES))
        return PlanSettings()
    own = {path[1:]: line for path, line in lines.items() if path[:1] == ("plan",)}
    for name in table:
        if name not in PLAN_NAMES:
            say("reglages.plan-inconnu", ("plan", name), key=name, known=Listed(PLAN_NAMES))
    delay = table.get("delay")
    if delay is not None and not _is_days(delay):
        say("reglages.plan-delai", ("plan", "delay"), key="delay", value=_shown(delay))
        delay = None
    return PlanSettings(
        delay=delay,
        columns=tuple(_columns(table.get("columns", []), say)),
        responsible=dict(_texts(_table("responsible", table, say), say)),
        delays=dict(_delays(_table("delays", table, say), say)),
        costs=dict(_costs(_table("costs", table, say), own, say)),
        actions=dict(_actions(_table("actions", table, say), say)),
        lines=own,
    )


def _table(name: str, table: Mapping[str, Any], say: Say) -> dict[str, Any]:
    found = table.get(name, {})
    if isinstance(found, dict):
        return found
    say("reglages.plan-tableau", ("plan", name), key=f"plan.{name}")
    return {}


def _columns(given: Any, say: Say) -> Iterator[str]:
    seen = set[str]()
    for title in given if isinstance(given, list) else [given]:
        name = title.strip() if isinstance(title, str) else ""
        if not name or name.casefold() in seen:
            say("reglages.plan-colonne", ("plan", "columns"), value=_shown(title))
            continue
        seen.add(name.casefold())
        yield name


def _texts(table: Mapping[str, Any], say: Say) -> Iterator[tuple[str, str]]:
    for group, function in table.items():
        if isinstance(function, str) and function.strip():
            yield group, function.strip()
        else:
            say("reglages.plan-responsable", ("plan", "responsible", group), key=group, value=_shown(function))


def _delays(table: Mapping[str, Any], say: Say) -> Iterator[tuple[str, int]]:
    for action, days in table.items():
        if _is_days(days):
            yield action, days
        else:
            say("reglages.plan-delai", ("plan", "delays", action), key=action, value=_shown(days))


def _costs(table: Mapping[str, Any], lines: Mapping[TablePath, int], say: Say) -> Iterator[tuple[str, ActionCost]]:
    for action, given in table.items():
        block = given if isinstance(given, dict) else {"amount": given}
        amount, per = _amount(block.get("amount")), block.get("per", "unit")
        if amount is None or per not in PER or not set(block) <= {"amount", "per"}:
            say("reglages.plan-cout", ("plan", "costs", action), key=action, value=_shown(given))
            continue
        line = next((lines[each] for each in (("costs", action), ("costs",)) if each in lines), 1)
        yield action, ActionCost(amount, per == "logement", line)


def _actions(table: Mapping[str, Any], say: Say) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for action, block in table.items():
        if isinstance(block, dict):
            yield action, block
        else:
            say("reglages.plan-action", ("plan", "actions", action), key=action, value=_shown(block))


def _is_days(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_DAYS


def _amount(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) and value >= 0 else None


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)[:80]
