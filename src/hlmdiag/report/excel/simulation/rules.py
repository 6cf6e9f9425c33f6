"""The rule of an indicator as cells (thresholds and points) and as a formula over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.wording import Wording

Line = tuple[str | float, float]
"""An answer (a choice, a threshold, a value) and its points."""


@dataclass(frozen=True)
class RuleCells:
    """Addresses of the lines of a rule: the range of answers, the range of points, and each pair of cells."""

    answers: str
    points: str
    pairs: tuple[tuple[str, str], ...]


def is_list(leaf: Indicator) -> bool:
    """Whether the answer is picked in a list rather than typed."""
    return isinstance(leaf.rule, Choices | Matrix)


def rule_lines(leaf: Indicator, outcomes: tuple[str, str, str], words: Wording) -> list[Line]:
    """The lines of a rule, points on the scale of the grid; `outcomes` names a goal reached, close and missed."""
    lines = _stated(leaf, outcomes, words)
    return [(answer, words.grid.scale.placed(points, leaf.out_of)) for answer, points in lines]


def _stated(leaf: Indicator, outcomes: tuple[str, str, str], words: Wording) -> list[Line]:
    rule, scale = leaf.rule, words.grid.scale.stated(leaf.out_of)
    match rule:
        case Choices():
            return [(_choice(code, leaf, words), choice.points) for code, choice in rule.choices.items()]
        case Matrix():
            pairs = [(f"{row}×{column}", it) for row, line in rule.matrix.points.items() for column, it in line.items()]
            return [(words.value(pair, leaf) or pair, it) for pair, it in pairs]
        case GroupedSteps():
            return []
        case Steps():
            return [*zip(rule.steps, rule.points, strict=True)]
        case Anchors():
            return [*rule.anchors]
        case Linear():
            assert scale.worst is not None and scale.best is not None  # the loader refuses it without ends
            return sorted([(rule.linear.worst, scale.worst), (rule.linear.best, scale.best)])
        case Target():
            return [*zip(outcomes, rule.target.points, strict=True)]
        case Identity():
            return [] if scale.low is None or scale.high is None else [(end, end) for end in (scale.low, scale.high)]
        case _:
            assert_never(rule)


def _choice(code: str, leaf: Indicator, words: Wording) -> str:
    is_switch = leaf.value is not None and leaf.value.type.kind == "boolean"
    value = {"true": True, "false": False}[code] if is_switch else code
    return words.value(value, leaf) or code


def bounds(leaf: Indicator, grid: Grid) -> tuple[float | None, float | None]:
    """Bounds of a typed answer: those of its column and of its rule."""
    column = grid.columns.get(leaf.column or "")
    scale = grid.scale.stated(leaf.out_of)
    is_mark, has_floor = isinstance(leaf.rule, Identity), isinstance(leaf.rule, Steps)
    lows = [column.min if column else None, scale.low if is_mark else None]
    lows.append(leaf.rule.steps[0] if isinstance(leaf.rule, Steps) and has_floor else None)
    highs = [column.max if column else None, scale.high if is_mark else None]
    low, high = ([end for end in ends if end is not None] for ends in (lows, highs))
    return max(low, default=None), min(high, default=None)


def points_formula(leaf: Indicator, cells: RuleCells, typed: str, goal: str) -> str:
    """The points of what is typed, or an empty text where the rule has none for it; `goal` is that of the unit."""
    rule, value = leaf.rule, f"ROUND({typed},9)"
    match rule:
        case Choices() | Matrix():
            same = f"EXACT({cells.answers},{typed})"
            return f'IF(SUMPRODUCT(1*{same})=1,SUMPRODUCT({same}*{cells.points}),"")'
        case Steps():
            points = f'IFERROR(INDEX({cells.points},MATCH({value},{cells.answers},1)),"")'
        case Anchors() | Linear():
            points = _line(cells, value)
        case Target():
            points = _goal(rule, cells, value, goal)
        case Identity():
            points = _mark(cells, value)
        case GroupedSteps():
            points = '""'
        case _:
            assert_never(rule)
    return f'IF(ISNUMBER({typed}),{points},"")'


def typed_value(leaf: Indicator, cells: RuleCells, typed: str) -> str:
    """An answer typed as a number: 1 or 0 for yes or no, as the answers of a switch are `true` and `false`."""
    if not isinstance(leaf.rule, Choices):
        return typed
    yes = [answer for code, (answer, _) in zip(leaf.rule.choices, cells.pairs, strict=True) if code == "true"]
    return f"1*EXACT({typed},{yes[0]})" if yes else typed


def _line(cells: RuleCells, value: str) -> str:
    """From one anchor to the next in a straight line, clamped at both ends."""
    (first, first_points), (last, last_points) = cells.pairs[0], cells.pairs[-1]
    place = f"MATCH({value},{cells.answers},1)"
    x0, x1 = f"INDEX({cells.answers},{place})", f"INDEX({cells.answers},{place}+1)"
    p0, p1 = f"INDEX({cells.points},{place})", f"INDEX({cells.points},{place}+1)"
    between = f"{p0}+({value}-{x0})*({p1}-{p0})/({x1}-{x0})"
    return f"IF({value}<={first},{first_points},IF({value}>={last},{last_points},{between}))"


def _goal(rule: Target, cells: RuleCells, value: str, goal: str) -> str:
    reached, close, missed = (points for _, points in cells.pairs)
    order, sign = (">=", "-") if rule.target.better == "higher" else ("<=", "+")
    near = f"ROUND({goal}{sign}{rule.target.tolerance!r},9)"
    found = f"IF({value}{order}ROUND({goal},9),{reached},IF({value}{order}{near},{close},{missed}))"
    return f'IF(ISNUMBER({goal}),{found},"")'


def _mark(cells: RuleCells, value: str) -> str:
    if not cells.pairs:
        return value
    (low, low_points), (high, high_points) = cells.pairs
    placed = f"{low_points}+({value}-{low})*({high_points}-{low_points})/({high}-{low})"
    return f'IF(({value}>={low})*({value}<={high}),{placed},"")'
