"""The state of an indicator for one unit, its points and the points it could still have (design §5.1, §5.2, §5.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.document import Leaf, Scale, column_of
from oracle.expression import Scope, evaluate
from oracle.rules import matrix_value, points_of, possible_cells, possible_points
from oracle.value import Value, known, round9


@dataclass(frozen=True)
class Answer:
    """An indicator answered, or not: `value` as shown, `points` if scored, the points `possible` otherwise."""

    state: State
    value: Any
    points: float | None
    possible: tuple[float | None, ...]
    optional: bool = False
    """Whether it is undecided that the indicator applies."""

    @property
    def low(self) -> float | None:
        return None if None in self.possible else min(self.possible)

    @property
    def high(self) -> float | None:
        return None if None in self.possible else max(self.possible)


def answer(leaf: Leaf, scope: Scope, scale: Scale) -> Answer:
    """What one unit answers to an indicator."""
    applies = known(True)
    if leaf.spec.get("applies_if") is not None:
        applies = evaluate(leaf.spec["applies_if"], scope)
    if applies.state == KNOWN and not applies.value:
        return Answer(State.NOT_APPLICABLE, None, None, ())
    given = judged(leaf, scope, scale)
    if applies.state != KNOWN:
        value, cell = value_of(leaf, scope)
        if value.state != KNOWN and cell is None:
            given = replace(given, state=applies.state)
        given = replace(given, optional=True)
    return given


def value_of(leaf: Leaf, scope: Scope) -> tuple[Value, float | None]:
    """The value of an indicator and, for a matrix, its points where decided."""
    rule = leaf.spec["score"]
    if "matrix" in rule:
        matrix = rule["matrix"]
        return matrix_value(matrix, scope.column(matrix["rows"]), scope.column(matrix["columns"]))
    written = leaf.spec.get("value")
    value = scope.column(column_of(leaf.id)) if written is None else evaluate(written, scope)
    return (known(round9(value.value)) if isinstance(value.value, float) else value), None


def judged(leaf: Leaf, scope: Scope, scale: Scale) -> Answer:
    """The answer to an indicator taken as applicable."""
    rule = leaf.spec["score"]
    value, cell = value_of(leaf, scope)
    possible = range_of(rule, scope, scale)
    if value.state != KNOWN and cell is None:
        return Answer(value.state, None, None, possible)
    base = leaf.spec.get("min_base")
    if base is not None:
        number = evaluate(base["value"], scope)
        if number.state != KNOWN:
            return Answer(number.state, value.value, None, possible)
        if round9(number.value) < base["at_least"]:
            return Answer(State.SMALL_BASE, value.value, None, possible)
    points = scored(leaf, value, cell, scope, scale)
    if isinstance(points, State):
        return Answer(points, value.value, None, possible)
    return Answer(State.SCORED, value.value, points, (points,))


def scored(leaf: Leaf, value: Value, cell: float | None, scope: Scope, scale: Scale) -> Any:
    """The points of a known value, or the state in which the rule leaves it."""
    rule = leaf.spec["score"]
    if "matrix" in rule:
        return State.INVALID if cell is None else possible_points(rule, scale, [cell])[0]
    goal = evaluate(rule["target"]["goal"], scope) if "target" in rule else None
    if goal is not None and goal.state == KNOWN:
        goal = known(round9(goal.value))
    bare = leaf.spec.get("value", column_of(leaf.id))
    return points_of(rule, value.value, scale, goal, scope.types.get(bare, {}))


def range_of(rule: dict[str, Any], scope: Scope, scale: Scale) -> tuple[float | None, ...]:
    cells = None
    if "matrix" in rule:
        matrix = rule["matrix"]
        row, column = scope.column(matrix["rows"]), scope.column(matrix["columns"])
        nothing = Value(None, State.MISSING)
        cells = possible_cells(matrix, row, column) or possible_cells(matrix, nothing, nothing)
    return tuple(possible_points(rule, scale, cells))
