"""Compiles a checked tree into two column expressions, the value and its state; evaluates nothing.

States: a value without state (`None`) is always known, so that constants cost nothing. The value is null exactly
where the state is not `KNOWN`; the smallest state of the operands is that of the result (`hlmdiag.states`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from hlmdiag.expression.compiled_comparisons import SWAPPED, between, comparable, literal, member, ordered
from hlmdiag.expression.durations import years_of
from hlmdiag.expression.names import Reference, ResultRef
from hlmdiag.expression.numbers import DECIMALS, finite, rounded, rounded_as_written
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    OrderOperator,
    Ref,
    ThresholdLookup,
    Tree,
)
from hlmdiag.expression.typed_column import Operand
from hlmdiag.states import KNOWN, State

if TYPE_CHECKING:
    import polars as pl

Resolve = Callable[[Reference], Operand]
Alerts = tuple["pl.Expr", "pl.Expr"] | Callable[[ResultRef], tuple["pl.Expr", "pl.Expr"]]
"""The bounds of the number of alerts: of this grid, or asked for each grid that is read."""


class ValueAndState(NamedTuple):
    """A value and its state, `None` where it is always known."""

    value: pl.Expr
    state: pl.Expr | None


class Compiler:
    """Compiles the parts of a tree."""

    def __init__(self, resolve: Resolve, engine: Any, date: datetime.date, alerts: Alerts | None = None) -> None:
        self.resolve = resolve
        self.engine = engine
        self.date = date
        self.alerts = alerts

    def cell(self, tree: Tree) -> ValueAndState:
        """The value and the state of a part."""
        match tree:
            case Constant():
                return ValueAndState(self.engine.lit(literal(tree)), None)
            case Ref():
                read = self.resolve(tree.reference)
                number = tree.type.kind == "number"
                return ValueAndState(read.value.cast(self.engine.Float64) if number else read.value, read.state)
            case Arithmetic():
                return self._arithmetic(tree)
            case Negative(operand=operand):
                value, state = self.cell(operand)
                return ValueAndState(-value, state)
            case Compare():
                return self._compare(tree)
            case InList():
                return self._among(tree)
            case Logic():
                return self._logic(tree)
            case Not(operand=operand):
                value, state = self.cell(operand)
                return ValueAndState(~value, state)
            case Branch():
                return self._branch(tree)
            case FunctionCall():
                return self._apply(tree)
            case ThresholdLookup():
                return self._threshold(tree)
            case _:
                assert_never(tree)

    def known(self) -> pl.Expr:
        """The state of what is known."""
        return self._state(KNOWN)

    def _state(self, state: State) -> pl.Expr:
        number: pl.Expr = self.engine.lit(int(state), dtype=self.engine.UInt8)
        return number

    def _smallest(self, states: Iterable[pl.Expr | None]) -> pl.Expr | None:
        """The first state in the order of precedence."""
        found = [state for state in states if state is not None]
        if not found:
            return None
        return found[0] if len(found) == 1 else self.engine.min_horizontal(*found)

    def _guarded(self, value: pl.Expr, state: pl.Expr | None) -> ValueAndState:
        """A number that is refused (`invalid`) where its operands are known and it is not finite."""
        value = finite(value)
        refused = self._state(State.INVALID) if state is None else state.replace(int(KNOWN), int(State.INVALID))
        return ValueAndState(value, self.engine.when(value.is_not_null()).then(self.known()).otherwise(refused))

    def _arithmetic(self, tree: Arithmetic, inner: bool = False) -> ValueAndState:
        """A chain of operations; under another one, what is not finite stays so and is guarded once, above."""
        result, first_state = self._term(tree.first)
        states = [first_state]
        divides = False
        for sign, right in tree.rest:
            value, state = self.cell(right) if sign == "/" else self._term(right)
            states.append(state)
            match sign:
                case "+":
                    result = result + value
                case "-":
                    result = result - value
                case "*":
                    result = result * value
                case "/":
                    divides = True
                    result = result * (1 / value)
        whole = self._smallest(states)
        return ValueAndState(result, whole) if inner and not divides else self._guarded(result, whole)

    def _term(self, tree: Tree) -> ValueAndState:
        return self._arithmetic(tree, inner=True) if isinstance(tree, Arithmetic) else self.cell(tree)

    def _compare(self, tree: Compare) -> ValueAndState:
        left, right = tree.left, tree.right
        if isinstance(left, Ref) and counts_alerts(left):
            return self._compare_alerts(left, tree.operator, right)
        if isinstance(right, Ref) and counts_alerts(right):
            return self._compare_alerts(right, SWAPPED[tree.operator], left)
        (left_value, left_state), (right_value, right_state) = self.cell(left), self.cell(right)
        value = ordered(
            comparable(left, left_value, self.engine), tree.operator, comparable(right, right_value, self.engine)
        )
        return self._unless_not_applicable(value, self._smallest((left_state, right_state)))

    def _unless_not_applicable(self, value: pl.Expr, state: pl.Expr | None) -> ValueAndState:
        """A comparison, false where an operand is not applicable."""
        if state is None:
            return ValueAndState(value, None)
        excluded = int(State.NOT_APPLICABLE)
        decided = self.engine.when(state == excluded).then(self.engine.lit(False)).otherwise(value)
        return ValueAndState(decided, state.replace(excluded, int(KNOWN)))

    def _compare_alerts(self, alerts: Ref, operator: OrderOperator, number: Tree) -> ValueAndState:
        """A comparison with the number of alerts, decided where its two bounds agree."""
        low, high = (rounded(bound.cast(self.engine.Float64), 0, self.engine) for bound in self._alerts(alerts))
        value, state = self.cell(number)
        value = comparable(number, value, self.engine)
        sure, never = between(low, high, operator, value)
        true, false = self.engine.lit(True), self.engine.lit(False)
        decided = self.engine.when(sure).then(true).when(never).then(false)
        undecided = self._state(State.MISSING)
        if state is not None:
            decided = decided.when(state == int(State.NOT_APPLICABLE)).then(false)
            undecided = state.replace(int(KNOWN), int(State.MISSING))
        decided = decided.otherwise(None)
        return ValueAndState(decided, self.engine.when(decided.is_not_null()).then(self.known()).otherwise(undecided))

    def _alerts(self, tree: Ref) -> tuple[pl.Expr, pl.Expr]:
        reference = tree.reference
        if self.alerts is None or not isinstance(reference, ResultRef):
            raise ValueError("an expression that reads alerts() is compiled with their bounds")
        return self.alerts(reference) if callable(self.alerts) else self.alerts

    def _among(self, tree: InList) -> ValueAndState:
        value, state = self.cell(tree.operand)
        members = [member(item) for item in tree.members]
        found = comparable(tree.operand, value, self.engine).is_in(members)
        return self._unless_not_applicable(~found if tree.negated else found, state)

    def _logic(self, tree: Logic) -> ValueAndState:
        """Kleene's logic, which the operators of the engine follow on nulls."""
        cells = [self.cell(operand) for operand in tree.operands]
        value = cells[0].value
        for other in cells[1:]:
            value = value & other.value if tree.operator == "and" else value | other.value
        return self._where_known(value, self._smallest(state for _, state in cells))

    def _where_known(self, value: pl.Expr, state: pl.Expr | None) -> ValueAndState:
        """A value that may be known though an operand is not."""
        if state is None:
            return ValueAndState(value, None)
        return ValueAndState(value, self.engine.when(value.is_not_null()).then(self.known()).otherwise(state))

    def _branch(self, tree: Branch) -> ValueAndState:
        when = self.engine.when
        asked, why = self.cell(tree.condition)
        (yes, yes_state), (no, no_state) = self.cell(tree.yes), self.cell(tree.no)
        if why is None and yes_state is None and no_state is None:
            return ValueAndState(when(asked).then(yes).otherwise(no), None)
        yes_state = self.known() if yes_state is None else yes_state
        no_state = self.known() if no_state is None else no_state
        if why is None:
            return ValueAndState(when(asked).then(yes).otherwise(no), when(asked).then(yes_state).otherwise(no_state))
        value = when(asked).then(yes).when(~asked).then(no).otherwise(None)
        return ValueAndState(value, when(asked).then(yes_state).when(~asked).then(no_state).otherwise(why))

    def _threshold(self, tree: ThresholdLookup) -> ValueAndState:
        """The threshold in force for the unit, `missing` without one."""
        when, (own, general) = self.engine.when, tree.at(self.date)
        if tree.by is None:
            value, state = self.engine.lit(True), self.known()
        else:
            value, why = self.cell(tree.by)
            value, state = comparable(tree.by, value, self.engine), self.known() if why is None else why
        is_there = (state == int(KNOWN)) if general is not None else self.engine.lit(False)
        number = when(is_there).then(self.engine.lit(0.0 if general is None else general)).otherwise(None)
        if own and tree.by is not None and tree.by.type.kind == "boolean":
            number = self._switched(value, own, number)
        elif own:
            found = value.replace_strict(list(own), list(own.values()), default=None, return_dtype=self.engine.Float64)
            number = when(found.is_not_null()).then(found).otherwise(number)
        without = state.replace(int(KNOWN), int(State.MISSING))
        return ValueAndState(number, when(number.is_not_null()).then(self.known()).otherwise(without))

    def _switched(self, value: pl.Expr, own: Mapping[str | bool, float], rest: pl.Expr) -> pl.Expr:
        for code, number in own.items():
            rest = self.engine.when(value if code else ~value).then(self.engine.lit(number)).otherwise(rest)
        return rest

    def _apply(self, tree: FunctionCall) -> ValueAndState:
        cells = [self.cell(argument) for argument in tree.arguments]
        value, state = cells[0]
        match tree.function:
            case "min" | "max":
                return self._extreme(tree.function, cells)
            case "coalesce":
                first = self.engine.coalesce(*(cell.value for cell in cells))
                if any(cell.state is None for cell in cells):
                    return ValueAndState(first, None)
                return self._where_known(first, self._smallest(cell.state for cell in cells))
            case "is_known":
                return ValueAndState(self.engine.lit(True) if state is None else value.is_not_null(), None)
            case "years_since":
                return ValueAndState(self._years_since(tree.arguments[0], value), state)
            case "exp":
                return self._guarded(value.exp(), state)
            case "log":
                return self._guarded(value.log(), state)
            case "sqrt":
                return self._guarded(value.sqrt(), state)
            case "abs":
                return ValueAndState(value.abs(), state)
            case _:
                return ValueAndState(round_step(tree, value, self.engine), state)

    def _extreme(self, function: str, cells: list[ValueAndState]) -> ValueAndState:
        """The smallest or largest operand, none where one of them is not known (the engine skips nulls)."""
        choose = self.engine.min_horizontal if function == "min" else self.engine.max_horizontal
        value, state = choose(*(cell.value for cell in cells)), self._smallest(cell.state for cell in cells)
        if state is not None:
            value = self.engine.when(state == int(KNOWN)).then(value).otherwise(None)
        return ValueAndState(value, state)

    def _years_since(self, operand: Tree, value: pl.Expr) -> pl.Expr:
        if operand.type.kind == "number":
            year: pl.Expr = self.engine.lit(float(self.date.year))
            return year - value
        today: pl.Expr = self.engine.lit(self.date)
        return years_of((today - value).dt.total_days() * 1.0, self.date, self.engine)


def round_step(tree: FunctionCall, value: pl.Expr, engine: Any) -> pl.Expr:
    """`round`, `floor` and `ceil`, of the number on nine decimals: 1.005 × 100 is a half, whatever its last bit."""
    match tree.function:
        case "round":
            return rounded_as_written(value, tree.digits, engine)
        case "floor":
            return rounded(value, DECIMALS, engine).floor()
        case _:
            return rounded(value, DECIMALS, engine).ceil()


def counts_alerts(tree: Ref) -> bool:
    """Whether a part is `alerts()`, which has two bounds."""
    return isinstance(tree.reference, ResultRef) and tree.reference.kind == "alerts"
