"""The state of an indicator for one unit, its points and the points it could still have (design §5.1, §5.2, §5.6)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from hlmdiag.states import KNOWN, NAMES, State
from oracle.document import Leaf, Scale, column_of
from oracle.expression import Scope, evaluate
from oracle.rules import matrix_value, place_of, points_of, possible_cells, possible_points
from oracle.thresholds import standards, table_of, with_standard
from oracle.value import Pair, Value, between, known, round9


@dataclass(frozen=True)
class Answer:
    """An indicator answered, or not: `value` as shown, `points` if scored, the points `possible` otherwise."""

    state: State
    value: Any
    points: float | None
    possible: tuple[float | None, ...]
    optional: bool = False
    """Whether it is undecided that the indicator applies."""
    doubted: bool = False
    """Whether somebody whose answer counts is not sure of it."""
    halves: str | None = None
    """The two answers of a matrix that one of them is enough to score, the other by the name of its state."""

    @property
    def low(self) -> float | None:
        return None if None in self.possible or -math.inf in self.possible else min(self.possible)

    @property
    def high(self) -> float | None:
        return None if None in self.possible or math.inf in self.possible else max(self.possible)


def answer(leaf: Leaf, scope: Scope, scale: Scale, *, lowering: bool = False) -> Answer:
    """What one unit answers to an indicator; `lowering`: what asks for evidence is scored as the next worse choice."""
    leaf, applies = held(leaf, scope), known(True)
    if leaf.spec.get("applies_if") is not None:
        applies = evaluate(leaf.spec["applies_if"], scope)
    if applies.state == KNOWN and not applies.value:
        return Answer(State.NOT_APPLICABLE, None, None, ())
    given = judged(leaf, scope, scale)
    if applies.state != KNOWN:
        value, cell = value_of(leaf, scope)
        if (value.state != KNOWN and cell is None) or len(set(points_between(leaf, value, scope, scale) or [0])) > 1:
            given = replace(given, state=applies.state)
        given = replace(given, optional=True)
    if lowering and given.state == State.SCORED:
        leaf = replace(leaf, spec={**leaf.spec, "score": unproven(leaf.spec["score"], scale)})
        points = judged(leaf, scope, scale).points
        given = replace(given, points=points, possible=(points,))
    return replace(with_neighbours(leaf, given, scope, scale), halves=halves_of(leaf, given, scope))


def halves_of(leaf: Leaf, given: Answer, scope: Scope) -> str | None:
    """What a voice is said to have answered where a matrix is scored without one of its two answers."""
    matrix = leaf.spec["score"].get("matrix")
    if matrix is None or given.state != State.SCORED or given.value is not None:
        return None
    both = [scope.column(matrix[half]) for half in ("rows", "columns")]
    if all(half.state != KNOWN for half in both):
        return None
    return "×".join(half.value if half.state == KNOWN else NAMES[half.state] for half in both)


def unproven(rule: dict[str, Any], scale: Scale) -> dict[str, Any]:
    """The same list where each choice that asks for evidence is worth the next worse one, if there is one."""
    points = {
        code: answer["points"] if isinstance(answer, dict) else answer for code, answer in rule["choices"].items()
    }
    better = (lambda a, b: a < b) if scale.burden else (lambda a, b: a > b)
    lowered = {}
    for code, answer in rule["choices"].items():
        worse = [each for each in points.values() if better(points[code], each)]
        asks = isinstance(answer, dict) and answer.get("evidence") == "required"
        lowered[code] = (min if scale.burden else max)(worse) if asks and worse else points[code]
    return {**rule, "choices": lowered}


def asks_for_evidence(leaf: Leaf, given: Answer, spec: dict[str, Any]) -> bool:
    """Whether the choice that was made asks for evidence."""
    choices = leaf.spec["score"].get("choices")
    place = place_of(choices, given.value, spec) if choices and given.value is not None else None
    answer = list(choices.values())[place] if place is not None else None
    return isinstance(answer, dict) and answer.get("evidence") == "required"


def with_neighbours(leaf: Leaf, given: Answer, scope: Scope, scale: Scale) -> Answer:
    """An answer of which somebody is not sure may be the choice before or after it, as written."""
    name = f"{str(leaf.spec.get('value') or column_of(leaf.id)).strip()}:certainty"
    if given.state != State.SCORED or name not in scope.types or scope.column(name).value != "unsure":
        return given
    rule = leaf.spec["score"]
    place = place_of(rule["choices"], given.value, scope.types[name.removesuffix(":certainty")])
    around = list(rule["choices"])[max(place - 1, 0) : place + 2]
    return replace(given, possible=tuple(points_of(rule, code, scale, None, {}) for code in around), doubted=True)


def value_of(leaf: Leaf, scope: Scope) -> tuple[Value, float | None]:
    """The value of an indicator and, for a matrix, its points where decided."""
    rule = leaf.spec["score"]
    if "matrix" in rule:
        matrix = rule["matrix"]
        return matrix_value(matrix, scope.column(matrix["rows"]), scope.column(matrix["columns"]))
    written = leaf.spec.get("value")
    value = scope.column(column_of(leaf.id)) if written is None else evaluate(written, scope)
    if isinstance(value.value, Pair):
        return between(*(round9(end) for end in value.value), bounded=False), None
    return (known(round9(value.value)) if isinstance(value.value, float) else value), None


def judged(leaf: Leaf, scope: Scope, scale: Scale) -> Answer:
    """The answer to an indicator taken as applicable."""
    rule = leaf.spec["score"]
    value, cell = value_of(leaf, scope)
    possible = range_of(rule, scope, scale)
    if value.state != KNOWN and cell is None:
        return Answer(value.state, None, None, possible)
    if table_of(rule) is not None:
        return beside_each(leaf, value, possible, scope, scale)
    if isinstance(value.value, Pair):
        met = points_between(leaf, value, scope, scale)
        if len(set(met)) > 1:
            return Answer(State.INVALID, None, None, possible if None in met else tuple(met))
    base = leaf.spec.get("min_base")
    if base is not None:
        number = evaluate(base["value"], scope)
        if number.state != KNOWN:
            return Answer(number.state, plain(value.value), None, possible)
        least, most = (round9(end) for end in ends_of(number.value))
        if most < base["at_least"]:
            return Answer(State.SMALL_BASE, plain(value.value), None, possible)
        if least < base["at_least"]:
            return Answer(State.INVALID, plain(value.value), None, possible)
    points = met[0] if isinstance(value.value, Pair) else scored(leaf, value, cell, scope, scale)
    if isinstance(points, State):
        return Answer(points, value.value, None, possible)
    return Answer(State.SCORED, plain(value.value), points, within_margin(leaf, value, points, possible, scope, scale))


def within_margin(leaf: Leaf, value: Value, points: float, possible: Any, scope: Scope, scale: Scale) -> Any:
    """The points of a share within the margin of error of its survey, where it is carried."""
    survey = leaf.spec.get("survey")
    if survey is None or not survey.get("margin"):
        return (points,)
    number = evaluate(survey["answers"], scope)
    among = evaluate(survey["among"], scope) if survey.get("among") is not None else Value(None, State.MISSING)
    sizes = [round9(each.value) if isinstance(each.value, float) else None for each in (number, among)]
    found = None if isinstance(value.value, Pair) else wilson(value.value, *sizes)
    if found is None:
        return possible
    low, high = (round9(end) for end in found)
    if low == high:
        return (points,)
    met = points_between(leaf, between(low, high, bounded=False), scope, scale) or []
    return possible if None in met else (points, *met)


def wilson(share: float, answers: float | None, among: float | None) -> tuple[float, float] | None:
    """Both shares from which the one that is observed is 1.96 standard deviations away: the roots of an equation."""
    if answers is None or answers <= 0 or not 0 <= share <= 100:
        return None
    if among == answers:
        return share, share
    number, squared = answers, 1.959963984540054**2
    if among is not None and among > answers:
        number = answers * (among - 1) / (among - answers)
    part = share / 100
    root = math.sqrt(squared * (squared + 4 * number * part * (1 - part)))
    ends = [(2 * number * part + squared + sign * root) / (2 * (number + squared)) for sign in (-1, 1)]
    return min(100 * ends[0], share), max(100 * ends[1], share)


def held(leaf: Leaf, scope: Scope) -> Leaf:
    """The indicator with the standard that its unit is held to, where one alone is in force."""
    rule = leaf.spec["score"]
    if table_of(rule) is None:
        return leaf
    (first, *_), state = standards(rule, scope)
    if state != KNOWN or first is None:
        return leaf
    return replace(leaf, spec={**leaf.spec, "score": with_standard(rule, first)})


def beside_each(leaf: Leaf, value: Value, possible: Any, scope: Scope, scale: Scale) -> Answer:
    """The answer where no standard is in force, or where the group that tells which one is unknown."""
    rule = leaf.spec["score"]
    found, why = standards(rule, scope)
    if isinstance(value.value, Pair):
        return Answer(State.INVALID, None, None, possible)
    tried = [
        None if each is None else judged(
            replace(leaf, spec={**leaf.spec, "score": with_standard(rule, each), "min_base": None}), scope, scale
        ).points
        for each in found
    ]  # fmt: skip
    points = None if None in tried else {round9(each) for each in tried}
    narrowed = possible if points is None or len(points) == 1 else tuple(tried)
    any_rule = {"steps": [-1e300], "points": [0]}
    based = judged(replace(leaf, spec={**leaf.spec, "score": any_rule}), scope, scale)
    if based.state != State.SCORED:
        return Answer(based.state, based.value, None, narrowed)
    if points is not None and len(points) == 1:
        has_margin = (leaf.spec.get("survey") or {}).get("margin")
        return Answer(State.SCORED, value.value, tried[0], possible if has_margin else (tried[0],))
    return Answer(State.MISSING if why == KNOWN else why, value.value, None, narrowed)


def plain(value: Any) -> Any:
    """The value as shown: a number between two ends is none."""
    return None if isinstance(value, Pair) else value


def ends_of(value: Any) -> tuple[float, float]:
    return (value.low, value.high) if isinstance(value, Pair) else (value, value)


def points_between(leaf: Leaf, value: Value, scope: Scope, scale: Scale) -> list[float | None] | None:
    """The points met between two ends: at many numbers, those of the rule included. `None` stands for a refusal."""
    if not isinstance(value.value, Pair):
        return None
    rule, (low, high) = leaf.spec["score"], value.value
    if table_of(rule) is not None:
        return [None, 0.0]
    goal = evaluate(rule["target"]["goal"], scope) if "target" in rule else None
    if "choices" in rule or (goal is not None and (goal.state != KNOWN or isinstance(goal.value, Pair))):
        return [None, 0.0]
    turns = [*rule.get("steps", []), *(anchor for anchor, _ in rule.get("anchors", []))]
    if goal is not None:
        tolerance = float(rule["target"].get("tolerance") or 0)
        turns += [round9(goal.value + by) for by in (0, tolerance, -tolerance)]
    if "linear" in rule:
        turns += rule["linear"].values()
    first, last = far(low, high, turns)
    tried = [first, last, *(float(turn) for turn in turns if first < turn < last)]
    tried += [first + (last - first) * place / 16 for place in range(1, 16)]
    found = [scored(leaf, known(number), None, scope, scale) for number in tried]
    if any(isinstance(each, State) for each in found):
        return [None, 0.0]
    if "identity" in rule and math.inf in (-low, high):
        return [low, high]
    same = round9(min(found)) == round9(max(found))
    return [min(found)] if same else [min(found), max(found)]


def far(low: float, high: float, turns: list[Any]) -> tuple[float, float]:
    """Both ends, one without bound being a number beyond all that a rule knows."""
    near = [abs(float(number)) for number in (*turns, low, high) if math.isfinite(number)]
    beyond = 2 * max(near, default=0.0) + 1000
    return max(low, -beyond), min(high, beyond)


def scored(leaf: Leaf, value: Value, cell: float | None, scope: Scope, scale: Scale) -> Any:
    """The points of a known value, or the state in which the rule leaves it."""
    rule = leaf.spec["score"]
    if "matrix" in rule:
        return State.INVALID if cell is None else possible_points(rule, scale, [cell])[0]
    goal = evaluate(rule["target"]["goal"], scope) if "target" in rule else None
    if goal is not None and isinstance(goal.value, Pair):
        goal = Value(None, State.INVALID)
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
