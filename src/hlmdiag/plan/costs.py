"""The cost of an action of a unit: the one typed, else that of the settings, else unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hlmdiag.configuration import PlanSettings
from hlmdiag.plan.amounts import number_of
from hlmdiag.plan.model import DROPPED, Plan
from hlmdiag.plan.places import UnitPlace

ActionKey = tuple[str, str]


class ActionCosts:
    """The cost of each action of each unit of a plan."""

    def __init__(self, plan: Plan, settings: PlanSettings, places: Mapping[str, UnitPlace]) -> None:
        self._settings, self._places = settings, places
        self._typed: dict[ActionKey, list[float | None]] = defaultdict(list)
        for row in plan.rows:
            if row.cells.get("status") != DROPPED:
                self._typed[row.key].append(number_of(row.cells.get("cost")))

    def of(self, code: str, action: str) -> float | None:
        """The cost of an action of a unit: that of its steps where all are given, else that of the settings."""
        steps = self._typed.get((code, action), [])
        typed = [each for each in steps if each is not None]
        if typed:
            return sum(typed) if len(typed) == len(steps) else None
        said = self._settings.costs.get(action)
        if said is None or not said.per_logement:
            return None if said is None else said.amount
        place = self._places.get(code)
        return None if place is None or place.logements is None else said.amount * place.logements
