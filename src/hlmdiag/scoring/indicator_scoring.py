"""Scores each indicator: value, state, points, and the points that are still possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from hlmdiag.expression import DECIMALS, Expression, Operand, compile, finite, has_two_ends, infinite
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.expression.tree import ThresholdLookup
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Matrix
from hlmdiag.rules.points import Points
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import ENDS
from hlmdiag.rules.survey import margin
from hlmdiag.scoring.answer_code import code_of
from hlmdiag.scoring.certainty import end_of_answer, is_unsure
from hlmdiag.scoring.columns import added, code, leaf, rounded_for_output
from hlmdiag.scoring.deferred_columns import FrameLike
from hlmdiag.scoring.rule_points import breaks_of, compared, has_thresholds, rule_points, standards_of
from hlmdiag.scoring.unproven import lowered, proven
from hlmdiag.states import KNOWN, State


def score_indicators(
    frame: FrameLike, grid: Grid, indicators: Sequence[Indicator], resolve: Resolve, day: date
) -> FrameLike:
    """Add, for each of these indicators, the columns `value`, `state`, `points`, `low`, `high`, `applicable` of `leaf`.

    Points are on the grid's scale and null unless scored; low and high are null where the indicator does not apply
    or has no bound; `optional`, only of indicators that have a condition, says that it is undecided. The steps follow
    the semantics' order: value, then rule, then state, then what is held.
    """
    for step in (_values, _written, _margins, _met, _points, _states, _ends):
        frame = added(frame, [column for each in indicators for column in step(each, grid, resolve, day)])
    return frame


def _values(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    """The operands of the rule, each with its state, as they are computed."""
    if isinstance(indicator.rule, Matrix):
        yield from _columns_of("rows", resolve(see.ColumnRef(indicator.rule.matrix.rows)), indicator)
        yield from _columns_of("columns", resolve(see.ColumnRef(indicator.rule.matrix.columns)), indicator)
    for role, expression in _expressions(indicator):
        yield from _columns_of(role, compile(expression, resolve, pl, day), indicator)


def _columns_of(role: str, operand: Operand, indicator: Indicator) -> Iterator[pl.Expr]:
    found = {role: operand.value, f"{role}-state": operand.state}
    if operand.low is not None and operand.high is not None:
        found |= {f"{role}-least": operand.low, f"{role}-most": operand.high}
    for name, column in found.items():
        yield column.alias(leaf(name, indicator.id))


def _expressions(indicator: Indicator) -> Iterator[tuple[str, Expression]]:
    """The expressions of an indicator, by their role in its rule."""
    survey = indicator.survey if indicator.survey is not None and indicator.survey.carried else None
    read = {
        "raw": indicator.value,
        **dict(standards_of(indicator)),
        "base": indicator.min_base.value if indicator.min_base else None,
        "applies": indicator.applies_if,
        "survey": survey.answers if survey else None,
        "surveyed": survey.among if survey else None,
    }
    for role, expression in read.items():
        if expression is not None:
            yield role, expression


def _written(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    """Numbers on nine decimals before anything compares them, in a step of its own, which reads each as a column."""
    for role, expression in _expressions(indicator):
        if expression.type.kind == "number" and has_two_ends(expression, resolve):
            yield from _columns_of(role, _between(role, indicator), indicator)
        elif expression.type.kind == "number":
            yield rounded_for_output(pl.col(leaf(role, indicator.id)))


def _between(role: str, indicator: Indicator) -> Operand:
    """A number known between two ends: a value where they are the same once written."""
    low, high = (rounded_for_output(pl.col(leaf(f"{role}-{end}", indicator.id))) for end in ("least", "most"))
    same, state = low == high, pl.col(leaf(f"{role}-state", indicator.id))
    known = pl.when(same).then(code(KNOWN)).otherwise(state)
    return Operand(pl.when(same).then(low).otherwise(None), known, low, high)


def _points(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    scale = grid.scale.stated(indicator.out_of)
    given = _answer_points(indicator, grid)
    if has_thresholds(indicator):
        given = _points_by_group(indicator, given, scale, day)
    if _has_two_ends(indicator, resolve):
        given = _points_between(indicator, given)
    found = dict(zip(("points", "low", "high"), given, strict=True))
    if indicator.has_margin:
        found |= zip(("margin-low", "margin-high"), _within_margin(indicator, given, scale), strict=True)
    for role, points in found.items():
        yield grid.scale.placed(points, indicator.out_of).alias(leaf(role, indicator.id))


def _margins(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    """Both ends of a share: columns of their own, for the points of each are read many times."""
    if not indicator.has_margin:
        return
    among = pl.col(leaf("surveyed", indicator.id)) if indicator.survey and indicator.survey.among else None
    share, answers = (pl.col(leaf(role, indicator.id)) for role in ("raw", "survey"))
    for role, end in zip(("share-least", "share-most"), margin(share, answers, among, pl), strict=True):
        yield rounded_for_output(end).alias(leaf(role, indicator.id))


def _within_margin(indicator: Indicator, given: Points, scale: Scale) -> tuple[pl.Expr, pl.Expr]:
    """The smallest and largest points of a share within its margin of error; all of them where nobody knows that."""
    share, least, most = (pl.col(leaf(role, indicator.id)) for role in ("raw", "share-least", "share-most"))
    tried = [least, most, share, *(each.clip(least, most) for each in breaks_of(indicator) or ())]
    found = [rule_points(indicator, each, scale).points for each in tried]
    is_known = pl.all_horizontal([each.is_not_null() for each in (least, most, *found)])
    ends = (pl.min_horizontal(found), given.low), (pl.max_horizontal(found), given.high)
    low, high = (pl.when(is_known).then(end).otherwise(rest) for end, rest in ends)
    return low, high


def _points_by_group(indicator: Indicator, given: Points, scale: Scale, day: date) -> Points:
    """Points of a value whose group is unknown: the same in every group, or the smallest and the largest.

    Where it may have no threshold, or be refused, all the points of the rule stay possible.
    """
    tables = [each.tree for each in indicator.standards if isinstance(each.tree, ThresholdLookup)]
    groups = list(dict.fromkeys(zip(*(each.possible(day) for each in tables), strict=True)))
    if any(None in group for group in groups):
        return given
    role, value = standards_of(indicator)[0][0], pl.col(leaf("raw", indicator.id))
    tried = [
        compared(indicator, value, [pl.lit(round(each, DECIMALS)) for each in group if each is not None], scale)
        for group in groups
    ]
    is_open = ~pl.col(leaf(f"{role}-state", indicator.id)).is_in([int(KNOWN), int(State.NOT_APPLICABLE)])
    between = is_open & pl.all_horizontal([each.points.is_not_null() for each in tried])
    low, high = (end([each.points for each in tried]) for end in (pl.min_horizontal, pl.max_horizontal))
    same = rounded_for_output(low) == rounded_for_output(high)
    points = pl.when(between & same).then(low).otherwise(given.points)
    ends = (pl.when(between & ~same).then(end).otherwise(rest) for end, rest in ((low, given.low), (high, given.high)))
    return Points(points, *ends)


def points_of(indicator: Indicator, grid: Grid) -> pl.Expr:
    """Points of an answer held in the working columns `raw`, or `rows` and `columns` for a matrix."""
    return grid.scale.placed(_answer_points(indicator, grid).points, indicator.out_of)


def _answer_points(indicator: Indicator, grid: Grid) -> Points:
    """Points of the answer, or of the next worse one if it is unproven and the grid asks for it."""
    scale, answer = grid.scale.stated(indicator.out_of), pl.col(leaf("raw", indicator.id))
    given, rule = rule_points(indicator, answer, scale), lowered(indicator, grid)
    if rule is None:
        return given
    instead = rule.score(code_of(answer, indicator), scale, pl).points
    return given._replace(points=pl.when(proven(indicator)).then(given.points).otherwise(instead))


def _has_two_ends(indicator: Indicator, resolve: Resolve) -> bool:
    """Whether some units know the value between two ends only: event rows are undecided."""
    value = indicator.value
    return value is not None and value.type.kind == "number" and has_two_ends(value, resolve)


def _met(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    """The smallest and largest points of a value known between two ends: columns of their own, read many times.

    They are met at the ends and where the rule breaks; null where the rule may refuse the value.
    """
    breaks = breaks_of(indicator) if _has_two_ends(indicator, resolve) else None
    if breaks is None:
        return
    least, most = (pl.col(leaf(f"raw-{end}", indicator.id)) for end in ("least", "most"))
    tried = [_last_met(least, breaks, -1), _last_met(most, breaks, 1), *(each.clip(least, most) for each in breaks)]
    scale = grid.scale.stated(indicator.out_of)
    found = [rule_points(indicator, each, scale).points for each in tried]
    there = (least < most) & pl.all_horizontal([each.is_not_null() for each in found])
    for role, end in (("met-least", pl.min_horizontal(found)), ("met-most", pl.max_horizontal(found))):
        yield pl.when(there).then(finite(end)).otherwise(None).alias(leaf(role, indicator.id))
    yield there.alias(leaf("met", indicator.id))


def _points_between(indicator: Indicator, given: Points) -> Points:
    """Points of a value known between two ends: the same for every possible value, or the smallest and the largest.

    Where the rule may refuse the value, all its points stay possible.
    """
    if breaks_of(indicator) is None:
        return given
    between, low, high = (pl.col(leaf(role, indicator.id)) for role in ("met", "met-least", "met-most"))
    same = (rounded_for_output(low) == rounded_for_output(high)).fill_null(value=False)
    points = pl.when(between & same).then(low).otherwise(given.points)
    ends = (pl.when(between & ~same).then(end).otherwise(rest) for end, rest in ((low, given.low), (high, given.high)))
    return Points(points, *ends)


def _last_met(end: pl.Expr, breaks: Sequence[pl.Expr], sign: int) -> pl.Expr:
    """An end of a value; without bound, a value beyond which the rule changes no more (`identity` has none)."""
    if not breaks:
        return end
    beyond = pl.max_horizontal(breaks) + 1.0 if sign > 0 else pl.min_horizontal(breaks) - 1.0
    return pl.when(end == infinite(sign, pl)).then(beyond).otherwise(end)


def _states(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    state = _rule_state(indicator)
    if indicator.min_base is not None:
        two_ends = has_two_ends(indicator.min_base.value, resolve)
        ends = ("base-least", "base-most") if two_ends else ("base", "base")
        (least, most), base_state = (
            (pl.col(leaf(end, indicator.id)) for end in ends),
            pl.col(leaf("base-state", indicator.id)),
        )
        small = pl.when(most < indicator.min_base.at_least).then(code(State.SMALL_BASE))
        state = small.when(least >= indicator.min_base.at_least).then(state).otherwise(base_state)
    raw_state = _raw_state(indicator, resolve)
    state_without_value = raw_state
    if indicator.applies_if is not None:
        applies, applies_state = (pl.col(leaf(role, indicator.id)) for role in ("applies", "applies-state"))
        state_without_value = pl.when(applies.is_null()).then(applies_state).otherwise(raw_state)
    state = pl.when(raw_state != int(KNOWN)).then(state_without_value).otherwise(state)
    if indicator.applies_if is not None:
        state = pl.when(applies.not_()).then(code(State.NOT_APPLICABLE)).otherwise(state)
    yield state.alias(leaf("state", indicator.id))


def _rule_state(indicator: Indicator) -> pl.Expr:
    """The state of an answer that is there: scored, or refused by its rule."""
    refused = code(State.INVALID)
    if indicator.standards:
        goal_state = pl.col(leaf(f"{standards_of(indicator)[0][0]}-state", indicator.id))
        refused = pl.when(goal_state != int(KNOWN)).then(goal_state).otherwise(refused)
    points = pl.col(leaf("points", indicator.id))
    return pl.when(points.is_null()).then(refused).otherwise(code(State.SCORED))


def _raw_state(indicator: Indicator, resolve: Resolve) -> pl.Expr:
    if not isinstance(indicator.rule, Matrix):
        state = pl.col(leaf("raw-state", indicator.id))
        if not _has_two_ends(indicator, resolve):
            return state
        # every value between the two ends has the same points, so the answer counts as known
        return pl.when(pl.col(leaf("points", indicator.id)).is_not_null()).then(code(KNOWN)).otherwise(state)
    states = pl.min_horizontal(*(pl.col(leaf(role, indicator.id)) for role in ("rows-state", "columns-state")))
    # every cell still possible has the same points, so the answer counts as known
    alike = pl.col(leaf("points", indicator.id)).is_not_null() & (states != int(State.NOT_APPLICABLE))
    return pl.when(alike).then(code(KNOWN)).otherwise(states)


def _ends(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    state, points = (pl.col(leaf(role, indicator.id)) for role in ("state", "points"))
    applicable, scored = state != int(State.NOT_APPLICABLE), state == int(State.SCORED)
    yield applicable.alias(leaf("applicable", indicator.id))
    yield pl.when(scored).then(points).otherwise(None).alias(leaf("points", indicator.id))
    if indicator.applies_if is not None:
        yield pl.col(leaf("applies", indicator.id)).is_null().alias(leaf("optional", indicator.id))
    if indicator.certainty is not None:
        yield (scored & is_unsure(indicator)).alias(leaf("unsure", indicator.id))
    answer = code_of(pl.col(leaf("raw", indicator.id)), indicator)
    for role in ENDS:
        held = end_of_answer(indicator, answer, points, grid, role)
        if indicator.has_margin:
            held = pl.col(leaf(f"margin-{role}", indicator.id))
        bound = pl.when(scored).then(held).otherwise(pl.col(leaf(role, indicator.id)))
        yield pl.when(applicable).then(bound).otherwise(None).alias(leaf(role, indicator.id))
    yield _shown(indicator).alias(leaf("value", indicator.id))


def _shown(indicator: Indicator) -> pl.Expr:
    """The value as results show it: a matrix's two codes; nothing where the indicator is known not to apply."""
    if isinstance(indicator.rule, Matrix):
        rows, columns = (pl.col(leaf(role, indicator.id)) for role in ("rows", "columns"))
        value = pl.concat_str([rows, pl.lit("×"), columns])
    else:
        value = pl.col(leaf("raw", indicator.id))
    if indicator.applies_if is None:
        return value
    return pl.when(pl.col(leaf("applies", indicator.id)).not_()).then(None).otherwise(value)
