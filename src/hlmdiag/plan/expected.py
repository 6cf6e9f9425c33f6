"""The score and the level expected of the actions retained for a unit, and of those done, if they reach their aim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hlmdiag.plan.expected_scores import ExpectedOutcome, ExpectedScores
from hlmdiag.plan.model import RETAINED, Plan, PlanRow
from hlmdiag.plan.steps import standing
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import state_column
from hlmdiag.scoring.unit_code import unit_code

Uncounted = Literal["inconnue", "sans-critere", "sans-note"]
"""Why nothing is expected of an action: it is not in the grid, aims at no criterion, or at criteria without score."""
Unsaid = Literal["hors-parc", "incomplet", "autre-calcul", "rien-de-compte"]
"""Why nothing is said of a unit."""


@dataclass(frozen=True)
class ExpectedPart:
    """Of some actions of a unit: those counted, those that are not and why, and the outcome or why there is none."""

    counted: tuple[str, ...]
    uncounted: tuple[tuple[str, Uncounted], ...]
    outcome: ExpectedOutcome | None
    unsaid: Unsaid | None


@dataclass(frozen=True)
class ExpectedUnit:
    """A unit of a plan, and what is expected of its actions; None where none is retained, or done.

    `row`: its row in the result, where it is in the stock.
    """

    code: str
    row: int | None
    retained: ExpectedPart | None
    done: ExpectedPart | None


def expected_results(plan: Plan, result: Result, scores: ExpectedScores) -> list[ExpectedUnit]:
    """The units of a plan of which an action is retained or done, in the order of its rows."""
    rows = {unit_code(line, result.grid.keys): place for place, line in enumerate(_keys(result))}
    kinds = (_by_unit(plan, _is_retained), _by_unit(plan, lambda steps: standing(steps) == "done"))
    codes = [code for code in dict.fromkeys(row.key[0] for row in plan.rows) if any(code in kind for kind in kinds)]
    asked = [(rows.get(code), kind.get(code, ())) for code in codes for kind in kinds]
    found = iter(_Expectations(result, scores).of(asked))
    return [ExpectedUnit(code, rows.get(code), next(found), next(found)) for code in codes]


def _keys(result: Result) -> Sequence[dict[str, object]]:
    return result.frame.select(result.grid.keys).to_dicts()


def _is_retained(steps: Sequence[PlanRow]) -> bool:
    return any(row.cells.get("decision") == RETAINED for row in steps)


def _by_unit(plan: Plan, wanted: Callable[[Sequence[PlanRow]], bool]) -> dict[str, list[str]]:
    """The actions of each unit of which the steps are so."""
    steps: dict[tuple[str, str], list[PlanRow]] = defaultdict(list)
    for row in plan.rows:
        if all(row.key):
            steps[row.key].append(row)
    found: dict[str, list[str]] = defaultdict(list)
    for (code, action), rows in steps.items():
        if wanted(rows):
            found[code].append(action)
    return found


class _Expectations:
    def __init__(self, result: Result, scores: ExpectedScores) -> None:
        self._result, self._scores = result, scores
        self._targets = {action.id: action.targets for action in result.grid.actions}
        self._states: dict[str, list[str]] = {}

    def of(self, asked: Sequence[tuple[int | None, Collection[str]]]) -> list[ExpectedPart | None]:
        """The results expected of some actions of some rows, scored all at once."""
        found = [self._before(row, actions) for row, actions in asked]
        places = [place for place, each in enumerate(found) if each is not None and each.unsaid is None]
        trials = [(asked[place][0] or 0, self._better(found[place])) for place in places]
        for place, outcome in zip(places, self._scores.of(trials), strict=True):
            each = found[place]
            assert each is not None
            found[place] = replace(each, outcome=outcome)
        return found

    def _better(self, expected: ExpectedPart | None) -> set[str]:
        counted = expected.counted if expected is not None else ()
        return {target for action in counted for target in self._targets[action]}

    def _before(self, row: int | None, actions: Collection[str]) -> ExpectedPart | None:
        """The reasons known before anything is scored again."""
        if not actions:
            return None
        if row is None:
            return ExpectedPart((), (), None, "hors-parc")
        reasons = {action: self._reason(row, action) for action in actions}
        counted = tuple(action for action, reason in reasons.items() if reason is None)
        uncounted = tuple((action, reason) for action, reason in reasons.items() if reason is not None)
        return ExpectedPart(counted, uncounted, None, self._unsaid(row, counted))

    def _reason(self, row: int, action: str) -> Uncounted | None:
        if action not in self._targets:
            return "inconnue"
        targets = self._targets[action]
        if not targets:
            return "sans-critere"
        return None if any(self._state(target, row) == "scored" for target in targets) else "sans-note"

    def _state(self, target: str, row: int) -> str:
        if target not in self._states:
            self._states[target] = self._result.frame[state_column(target)].to_list()
        return self._states[target][row]

    def _unsaid(self, row: int, counted: Collection[str]) -> Unsaid | None:
        if not self._scores.is_possible:
            return "incomplet"
        if not self._scores.is_as_scored(row):
            return "autre-calcul"
        return None if counted else "rien-de-compte"
