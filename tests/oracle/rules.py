"""The rules: from a value to points, and the points that a rule can give (design §3)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.document import Scale
from oracle.value import Value, fold, known, round9


def points_of(rule: dict[str, Any], value: Any, scale: Scale, goal: Value | None, spec: dict[str, Any]) -> Any:
    """The points of a known value on the grid's scale, or the state that the rule gives it."""
    points = raw_points(rule, value, scale, goal, spec)
    return points if isinstance(points, State) else rescaled(points, rule, scale)


def raw_points(rule: dict[str, Any], value: Any, scale: Scale, goal: Value | None, spec: dict[str, Any]) -> Any:
    if "choices" in rule:
        return choice(rule["choices"], value, spec)
    if "steps" in rule:
        return step(rule["steps"], rule["points"], round9(value))
    if "anchors" in rule:
        return between(anchors_of(rule), round9(value))
    if "linear" in rule:
        worst, best = float(rule["linear"]["worst"]), float(rule["linear"]["best"])
        share = min(max((round9(value) - worst) / (best - worst), 0.0), 1.0)
        return scale.worst + share * (scale.best - scale.worst)
    if "target" in rule:
        return goal.state if goal.state != KNOWN else target(rule["target"], round9(value), goal.value)
    low, high = identity_ends(rule, scale)
    outside = low is not None and not low <= round9(value) <= high
    return State.INVALID if outside else float(value)


def choice(choices: dict[str, Any], value: Any, spec: dict[str, Any]) -> Any:
    place = place_of(choices, value, spec)
    if place is None:
        return State.INVALID
    answer = list(choices.values())[place]
    return float(answer["points"] if isinstance(answer, dict) else answer)


def place_of(choices: dict[str, Any], value: Any, spec: dict[str, Any]) -> int | None:
    """Where an answer stands in its list: by its code or its label."""
    code = ("true" if value else "false") if isinstance(value, bool) else value
    label = (spec.get("choices") or {}).get(code)
    for place, listed in enumerate(choices):
        if listed == code or (label is not None and fold(listed) == fold(label)):
            return place
    return None


def step(bounds: list[float], points: list[float], value: float) -> Any:
    """The last bound that the value reaches; below the first, refused."""
    reached = [given for bound, given in zip(bounds, points, strict=True) if bound <= value]
    return float(reached[-1]) if reached else State.INVALID


def anchors_of(rule: dict[str, Any]) -> list[tuple[float, float]]:
    anchors = rule["anchors"]
    pairs = anchors.items() if isinstance(anchors, dict) else anchors
    return [(float(x), float(given)) for x, given in pairs]


def between(anchors: list[tuple[float, float]], value: float) -> float:
    """Straight lines from one anchor to the next, flat beyond the ends."""
    if value <= anchors[0][0]:
        return anchors[0][1]
    for (x0, y0), (x1, y1) in pairwise(anchors):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return anchors[-1][1]


def target(spec: dict[str, Any], value: float, goal: float) -> float:
    """Reached, close (within the tolerance) or missed; bounds included."""
    tolerance = float(spec.get("tolerance") or 0)
    sign = 1 if spec["better"] == "higher" else -1
    reached, close, missed = (float(given) for given in spec["points"])
    if round9(sign * value) >= round9(sign * goal):
        return reached
    return close if round9(sign * value) >= round9(sign * goal - tolerance) else missed


def identity_ends(rule: dict[str, Any], scale: Scale) -> tuple[float | None, float | None]:
    return (0.0, float(rule["out_of"])) if rule.get("out_of") is not None else (scale.low, scale.high)


def rescaled(points: float, rule: dict[str, Any], scale: Scale) -> float:
    """Points stated `out_of` another maximum, on the grid's scale."""
    if rule.get("out_of") is None or scale.low is None:
        return points
    return scale.low + points * scale.width / float(rule["out_of"])


def possible_points(rule: dict[str, Any], scale: Scale, cells: list[float] | None = None) -> list[float | None]:
    """The points a rule can give: all of them, or the two ends of those of a continuous rule."""
    if "choices" in rule:
        given = [answer["points"] if isinstance(answer, dict) else answer for answer in rule["choices"].values()]
    elif "steps" in rule:
        given = rule["points"]
    elif "anchors" in rule:
        given = [points for _, points in anchors_of(rule)]
    elif "target" in rule:
        given = rule["target"]["points"]
    elif "matrix" in rule:
        given = cells
    elif "linear" in rule:
        return [scale.low, scale.high]
    else:
        given = identity_ends(rule, scale)
    return [None if points is None else rescaled(float(points), rule, scale) for points in given]


def possible_cells(matrix: dict[str, Any], row: Value, column: Value) -> list[float]:
    """The points of the cells still possible, given the answers that are known."""
    return [
        float(points)
        for code, line in matrix["points"].items()
        if row.state != KNOWN or row.value == code
        for other, points in line.items()
        if column.state != KNOWN or column.value == other
    ]


def matrix_value(matrix: dict[str, Any], row: Value, column: Value) -> tuple[Value, float | None]:
    """The two codes, and the points where they are decided: an unknown answer may change nothing."""
    absences = [value.state for value in (row, column) if value.state != KNOWN]
    cells = possible_cells(matrix, row, column)
    decided = cells[0] if len(set(cells)) == 1 else None
    if State.NOT_APPLICABLE in absences:
        return Value(None, State.NOT_APPLICABLE), None
    if not absences:
        return known(f"{row.value}×{column.value}"), decided
    return Value(None, min(absences)), decided
