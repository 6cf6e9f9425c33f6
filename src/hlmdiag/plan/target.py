"""The cheapest plan for a level: the cheapest actions that bring each unit there, within a budget if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.plan.cheapest import Candidates, CheapestSearch, CheapestSet
from hlmdiag.plan.costs import ActionCosts
from hlmdiag.plan.expected_scores import ExpectedScores
from hlmdiag.plan.model import DROPPED, Plan
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import state_column
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.text.phrase import Listed

SET_ASIDE = "écartée"
Reached = Literal["trouve", "hors-budget", "aucun", "derogation", "non-etabli"]
"""Reached by a set, by one that the budget does not pay, by none, held by an override, or nobody can tell."""


@dataclass(frozen=True)
class TargetUnit:
    """The set of actions that brings a unit to the level; `cost` of the set, None where it is not known."""

    code: str
    row: int
    reached: Reached
    found: CheapestSet | None = None
    cost: float | None = None


@dataclass(frozen=True)
class PlanTarget:
    """The level wanted, by its place (0 the best), and how much may be spent on all the units together."""

    level: str
    place: int
    budget: float | None


def cheapest_plan(
    plan: Plan, result: Result, scores: ExpectedScores, costs: ActionCosts, target: PlanTarget
) -> list[TargetUnit]:
    """Every unit that is not at the level, in the order of the result, and what brings it there.

    With a budget, the units that cost least are paid first; without one, sets are weighed by effort. Raises (exit code
    2) where a budget has to pay actions without a cost.
    """
    work = _Work(plan, result, scores, costs, target)
    return work.within_budget(work.units())


class _Work:
    def __init__(
        self, plan: Plan, result: Result, scores: ExpectedScores, costs: ActionCosts, target: PlanTarget
    ) -> None:
        self._result, self._scores, self._costs, self._target = result, scores, costs, target
        self._actions = {action.id: action for action in result.grid.actions}
        self._without: dict[str, int] = {}
        # an action whose every step is set aside or dropped is not proposed again
        steps: dict[tuple[str, str], list[bool]] = {}
        for row in plan.rows:
            is_out = row.cells.get("decision") == SET_ASIDE or row.cells.get("status") == DROPPED
            steps.setdefault(row.key, []).append(is_out)
        self._out = {key for key, outs in steps.items() if all(outs)}

    def units(self) -> list[TargetUnit]:
        """The units that are not known to be at the level, and what brings each there."""
        grid, frame = self._result.grid, self._result.frame
        places = grid.levels.places
        levels, proposed = frame["level_computed"].to_list(), frame["actions"].to_list()
        finals, overrides = frame["level"].to_list(), frame["override"].to_list()
        is_sure = self._scores.is_possible
        found, asked = [], list[tuple[str, Candidates]]()
        for row, line in enumerate(frame.select(grid.keys).to_dicts()):
            code = unit_code(line, grid.keys)
            if finals[row] is not None and places[finals[row]] <= self._target.place:
                continue
            if overrides[row] is not None:
                found.append(TargetUnit(code, row, "derogation"))
                continue
            if not is_sure or finals[row] is None or levels[row] is None or not self._scores.is_as_scored(row):
                found.append(TargetUnit(code, row, "non-etabli"))
                continue
            asked.append((code, self._candidates(code, row, proposed[row] or ())))
        self._check_costs()
        search = CheapestSearch(self._scores, places, self._target.place)
        found += [self._told(code, unit, search.of(unit)) for code, unit in asked]
        return sorted(found, key=lambda each: each.row)

    def within_budget(self, units: Sequence[TargetUnit]) -> list[TargetUnit]:
        """The same units, those that the budget does not pay marked so: the cheapest are paid first."""
        if self._target.budget is None:
            return list(units)
        left, paid = self._target.budget, set[int]()
        for each in sorted(units, key=lambda it: (it.cost if it.cost is not None else float("inf"), it.row)):
            if each.reached == "trouve" and each.cost is not None and each.cost <= left:
                left -= each.cost
                paid.add(each.row)
        return [
            replace(each, reached="hors-budget") if each.reached == "trouve" and each.row not in paid else each
            for each in units
        ]

    def _candidates(self, code: str, row: int, proposed: Sequence[str]) -> Candidates:
        kept = [self._actions[id] for id in proposed if id in self._actions and (code, id) not in self._out]
        counted = [action for action in kept if any(self._is_scored(each, row) for each in action.targets)]
        weights = {action.id: self._weight(code, action.id, action.effort) for action in counted}
        return Candidates(row, weights, {action.id: frozenset(action.targets) for action in counted})

    def _weight(self, code: str, action: str, effort: float) -> float:
        if self._target.budget is None:
            return effort
        cost = self._costs.of(code, action)
        if cost is None:
            self._without[action] = self._without.get(action, 0) + 1
        return cost or 0.0

    def _is_scored(self, target: str, row: int) -> bool:
        return bool(self._result.frame[state_column(target)][row] == "scored")

    def _check_costs(self) -> None:
        """A budget needs the cost of every action that could be chosen."""
        if self._without:
            named = Listed(tuple(f"{action} ({count})" for action, count in sorted(self._without.items())))
            raise HlmdiagError([Problem("plan.sans-cout", values={"actions": named})], USAGE)

    def _told(self, code: str, unit: Candidates, found: CheapestSet | None) -> TargetUnit:
        if found is None:
            return TargetUnit(code, unit.row, "aucun")
        costs = [self._costs.of(code, action) for action in found.actions]
        known = [each for each in costs if each is not None]
        return TargetUnit(code, unit.row, "trouve", found, sum(known) if len(known) == len(costs) else None)
