"""Each indicator: its value, its state, its points and what it could still give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import assert_never

import polars as pl

from hlmdiag.expression import Operand, Reference, compile
from hlmdiag.expression import names as see
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Anchors, Choices, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.points import Points
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.columns import code, leaf, written
from hlmdiag.scoring.steps import Growing
from hlmdiag.states import KNOWN, State

__all__ = ["Resolve", "answer", "code_of"]

Resolve = Callable[[Reference], Operand]


def answer(frame: Growing, grid: Grid, indicators: Sequence[Indicator], resolve: Resolve, day: date) -> Growing:
    """Add, for each of these indicators, the columns `value`, `state`, `points`, `low`, `high`, `applicable` of `leaf`.

    Points are on the grid's scale and null unless scored; low and high are null where the indicator does not apply
    or has no bound; `optional`, only of indicators that have a condition, says that it is undecided. The steps follow
    the semantics' order: value, then rule, then state, then what is held.
    """
    for step in (_values, _points, _states, _ends):
        frame = frame.with_columns([column for each in indicators for column in step(each, grid, resolve, day)])
    return frame


def _values(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    """The operands of the rule, each with its state, rounded before anything compares them."""
    for role, operand in _operands(indicator, resolve, day):
        yield operand.value.alias(leaf(role, indicator.id))
        yield operand.state.alias(leaf(f"{role}-state", indicator.id))


def _operands(indicator: Indicator, resolve: Resolve, day: date) -> Iterator[tuple[str, Operand]]:
    if isinstance(indicator.rule, Matrix):
        yield "rows", resolve(see.Column(indicator.rule.matrix.rows))
        yield "columns", resolve(see.Column(indicator.rule.matrix.columns))
    base = indicator.min_base.value if indicator.min_base else None
    expressions = {"raw": indicator.value, "goal": indicator.goal, "base": base, "applies": indicator.applies_if}
    for role, expression in expressions.items():
        if expression is not None:
            operand = compile(expression, resolve, pl, day)
            is_number = expression.type.kind == "number"
            yield role, Operand(written(operand.value), operand.state) if is_number else operand


def _points(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    given = _rule_points(indicator, grid.scale.stated(indicator.out_of))
    for role, points in zip(("points", "low", "high"), given, strict=True):
        yield grid.scale.placed(points, indicator.out_of).alias(leaf(role, indicator.id))


def _rule_points(indicator: Indicator, scale: Scale) -> Points:
    rule, value = indicator.rule, pl.col(leaf("raw", indicator.id))
    match rule:
        case Steps() | Anchors() | Linear() | Identity():
            return rule.score(value, scale, pl)
        case Choices():
            return rule.score(code_of(value, indicator), scale, pl)
        case Matrix():
            return rule.score(pl.col(leaf("rows", indicator.id)), pl.col(leaf("columns", indicator.id)), scale, pl)
        case Target():
            goal = pl.col(leaf("goal", indicator.id))
            return rule.score(value, goal, written(rule.closest_accepted(goal)), scale, pl)
        case _:
            assert_never(rule)


def code_of(value: pl.Expr, indicator: Indicator) -> pl.Expr:
    """The code that a list of choices knows an answer by; a whole number is written without decimals."""
    match indicator.value.type.kind if indicator.value is not None else "text":
        case "boolean":
            return pl.when(value).then(pl.lit("true")).when(value.not_()).then(pl.lit("false")).otherwise(None)
        case "number":
            whole = value == value.floor()
            return (
                pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
            )
        case _:
            return value


def _states(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    state = _rule_state(indicator)
    if indicator.min_base is not None:
        base, base_state = (pl.col(leaf(role, indicator.id)) for role in ("base", "base-state"))
        small = pl.when(base < indicator.min_base.at_least).then(code(State.SMALL_BASE)).otherwise(state)
        state = pl.when(base.is_null()).then(base_state).otherwise(small)
    raw_state = _raw_state(indicator)
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
    if isinstance(indicator.rule, Target):
        goal_state = pl.col(leaf("goal-state", indicator.id))
        refused = pl.when(goal_state != int(KNOWN)).then(goal_state).otherwise(refused)
    points = pl.col(leaf("points", indicator.id))
    return pl.when(points.is_null()).then(refused).otherwise(code(State.SCORED))


def _raw_state(indicator: Indicator) -> pl.Expr:
    if not isinstance(indicator.rule, Matrix):
        return pl.col(leaf("raw-state", indicator.id))
    states = pl.min_horizontal(*(pl.col(leaf(role, indicator.id)) for role in ("rows-state", "columns-state")))
    # every cell still possible has the same points: the answer is as good as known
    alike = pl.col(leaf("points", indicator.id)).is_not_null() & (states != int(State.NOT_APPLICABLE))
    return pl.when(alike).then(code(KNOWN)).otherwise(states)


def _ends(indicator: Indicator, grid: Grid, resolve: Resolve, day: date) -> Iterator[pl.Expr]:
    state, points = (pl.col(leaf(role, indicator.id)) for role in ("state", "points"))
    applicable, scored = state != int(State.NOT_APPLICABLE), state == int(State.SCORED)
    yield applicable.alias(leaf("applicable", indicator.id))
    yield pl.when(scored).then(points).otherwise(None).alias(leaf("points", indicator.id))
    if indicator.applies_if is not None:
        yield pl.col(leaf("applies", indicator.id)).is_null().alias(leaf("optional", indicator.id))
    for role in ("low", "high"):
        bound = pl.when(scored).then(points).otherwise(pl.col(leaf(role, indicator.id)))
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
