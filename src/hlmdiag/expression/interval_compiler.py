"""Compiles expressions over numbers known by two bounds: interval arithmetic, comparisons decided on bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, assert_never

from hlmdiag.expression.compiled_comparisons import both_between, comparable, member
from hlmdiag.expression.compiler import Compiler, ValueAndState, counts_alerts, round_step
from hlmdiag.expression.interval_arithmetic import IntervalEnds, chained
from hlmdiag.expression.names import ColumnRef, EventRef
from hlmdiag.expression.numbers import finite, infinite
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
    Ref,
    ThresholdLookup,
    Tree,
    parts,
)
from hlmdiag.expression.typed_column import Operand
from hlmdiag.states import KNOWN, State

if TYPE_CHECKING:
    import polars as pl


class Pair(NamedTuple):
    """The ends of a number, infinite where it has no bound, null where it has no value.

    `state` says why there is none, and is `KNOWN` elsewhere (None: always).
    """

    low: pl.Expr
    high: pl.Expr
    state: pl.Expr | None


class IntervalCompiler(Compiler):
    """Compiles the parts of a tree that reads events of which some rows are undecided, or have no value."""

    def cell(self, tree: Tree) -> ValueAndState:
        """The value and the state of a part: a number that lies between two others has no value."""
        if tree.type.kind != "number" or not self._varies(tree):
            return super().cell(tree)
        return self.exact(self.pair(tree))

    def exact(self, pair: Pair) -> ValueAndState:
        """The number where both ends are the same; refused between them."""
        engine = self.engine
        value = engine.when(pair.low == pair.high).then(pair.low).otherwise(None)
        without = self._state(State.INVALID)
        if pair.state is not None:
            without = pair.state.replace(int(KNOWN), int(State.INVALID))
        return ValueAndState(value, engine.when(value.is_not_null()).then(self.known()).otherwise(without))

    def pair(self, tree: Tree) -> Pair:
        """The ends of a number."""
        if isinstance(tree, ThresholdLookup) or not self._varies(tree):
            value, state = super().cell(tree)
            return Pair(value, value, state)
        match tree:
            case Ref():
                return self._read(self.resolve(tree.reference))
            case Arithmetic():
                return self._chain(tree)
            case Negative(operand=operand):
                low, high, state = self.pair(operand)
                return Pair(-high, -low, state)
            case Branch():
                return self._either(tree)
            case FunctionCall():
                return self._function(tree)
            case Constant() | Compare() | InList() | Logic() | Not():
                raise ValueError("a part of this kind is no number")
            case _:
                assert_never(tree)

    def _varies(self, tree: Tree) -> bool:
        return any(True for _ in self._varying(tree))

    def _varying(self, tree: Tree) -> Iterator[Operand]:
        """Operands whose events have undecided rows or no value: aggregates, and columns."""
        if isinstance(tree, Ref) and isinstance(tree.reference, EventRef | ColumnRef):
            operand = self.resolve(tree.reference)
            if operand.low is not None or operand.lost is not None:
                yield operand
        for part in parts(tree):
            yield from self._varying(part)

    def _read(self, operand: Operand) -> Pair:
        real = self.engine.Float64
        if operand.low is None or operand.high is None:
            value = operand.value.cast(real)
            return Pair(value, value, operand.state)
        state = self.engine.when(operand.low.is_not_null()).then(self.known()).otherwise(operand.state)
        return Pair(operand.low.cast(real), operand.high.cast(real), state)

    def _refused(self, tree: Tree, ends: IntervalEnds, state: pl.Expr | None) -> Pair:
        """Two ends that are both finite, or without bound where a sum that is read has none; else refused."""
        if any(self._may_be_open(part) for part in _all(tree)):
            low, high = (end.replace([float("nan")], None) for end in ends)
            both = (low < infinite(1, self.engine)) & (high > infinite(-1, self.engine))
            asked = (both, both)
        else:
            low, high = (finite(end) for end in ends)
            # each is null where it is not there itself: asked once more, it would be held twice
            asked = (high.is_not_null(), low.is_not_null())
            both = asked[0] & asked[1]
        low, high = (
            self.engine.when(is_there).then(end).otherwise(None)
            for is_there, end in zip(asked, (low, high), strict=True)
        )
        refused = self._state(State.INVALID) if state is None else state.replace(int(KNOWN), int(State.INVALID))
        return Pair(low, high, self.engine.when(both).then(self.known()).otherwise(refused))

    def _may_be_open(self, tree: Tree) -> bool:
        """Whether a part is a sum, of which blank values may leave no upper end."""
        if not (isinstance(tree, Ref) and isinstance(tree.reference, EventRef)):
            return False
        return tree.reference.function == "sum" and self.resolve(tree.reference).low is not None

    def _chain(self, tree: Arithmetic) -> Pair:
        operands = [self.pair(part) for part in (tree.first, *(right for _, right in tree.rest))]
        ends = chained(tree, [(each.low, each.high) for each in operands], self.engine)
        return self._refused(tree, ends, self._smallest(each.state for each in operands))

    def _either(self, tree: Branch) -> Pair:
        """The branch taken; none where the condition is undecided."""
        asked, why = self.cell(tree.condition)
        yes, no = self.pair(tree.yes), self.pair(tree.no)
        states = (self.known() if each.state is None else each.state for each in (yes, no))
        pairs = ((yes.low, no.low), (yes.high, no.high), tuple(states))
        low, high, state = (
            self.engine.when(asked).then(one).when(~asked).then(other).otherwise(without)
            for (one, other), without in zip(pairs, (None, None, self.known() if why is None else why), strict=True)
        )
        return Pair(low, high, state)

    def _function(self, tree: FunctionCall) -> Pair:
        if tree.function == "coalesce":
            return self._first(tree)
        pairs = [self.pair(argument) for argument in tree.arguments]
        low, high, state = pairs[0]
        match tree.function:
            case "min" | "max":
                choose = self.engine.min_horizontal if tree.function == "min" else self.engine.max_horizontal
                state = self._smallest(each.state for each in pairs)
                ends = choose(*(each.low for each in pairs)), choose(*(each.high for each in pairs))
                there = self.known() if state is None else state
                low, high = (self.engine.when(there == int(KNOWN)).then(end).otherwise(None) for end in ends)
                return Pair(low, high, state)
            case "years_since":
                low, high = (self._years_since(tree.arguments[0], end) for end in (high, low))
                return Pair(low, high, state)
            case "abs":
                across = (low < 0) & (high > 0)
                ends = low.abs(), high.abs()
                nearest = self.engine.when(across).then(0.0).otherwise(self.engine.min_horizontal(*ends))
                return Pair(nearest, self.engine.max_horizontal(*ends), state)
            case "exp":
                return self._refused(tree, (low.exp(), high.exp()), state)
            case "log":
                positive = self.engine.when(low > 0).then(low).otherwise(None)
                return self._refused(tree, (positive.log(), high.log()), state)
            case "sqrt":
                return self._refused(tree, (low.sqrt(), high.sqrt()), state)
            case _:
                return Pair(round_step(tree, low, self.engine), round_step(tree, high, self.engine), state)

    def _first(self, tree: FunctionCall) -> Pair:
        """The first operand with a value."""
        pairs = [self.pair(argument) for argument in tree.arguments]
        return Pair(*self._searched(tree, [(each.low, each.high) for each in pairs], [each.state for each in pairs]))

    def _searched(
        self, tree: FunctionCall, values: Sequence[tuple[pl.Expr, ...]], states: Sequence[pl.Expr | None]
    ) -> list[pl.Expr]:
        """Value that `coalesce` finds in its arguments, each of several columns, then the state.

        An aggregate that refused rows leave without value stops the search; no constant stands for one whose rows
        have no value.
        """
        engine = self.engine
        known = [self.known() if each is None else each for each in states]
        found: list[pl.Expr] = [engine.lit(None) for _ in values[0]]
        state = self._smallest(known)
        assert state is not None
        lost = [self._lost(argument, own) for argument, own in zip(tree.arguments, known, strict=True)]
        without, last = state, len(known) - 1
        for place in reversed(range(len(known))):
            own, stops = known[place], lost[place] & (known[place] == int(State.INVALID))
            there = own == int(KNOWN)
            if place and not _reads(tree.arguments[place]):
                barred = engine.any_horizontal(lost[:place])
                there, own = there & ~barred, engine.when(barred).then(without).otherwise(own)
                stops = stops | barred
            if place == last and _reads(tree.arguments[place]):
                # null where it is not known, as all that is left to find
                found = list(values[place])
            else:
                found = [
                    engine.when(there).then(value).when(stops).then(None).otherwise(rest)
                    for value, rest in zip(values[place], found, strict=True)
                ]
            state = engine.when(there | stops).then(own).otherwise(state)
        return [*found, state]

    def _lost(self, tree: Tree, state: pl.Expr) -> pl.Expr:
        """Whether a part has no value because an aggregate in it has none, or two ends, in the same state."""
        lost = [self._is_open(each) & (each.state == state) for each in self._varying(tree)]
        never: pl.Expr = self.engine.lit(False)
        return (state != int(KNOWN)) & self.engine.any_horizontal(lost) if lost else never

    def _is_open(self, operand: Operand) -> pl.Expr:
        lost: pl.Expr = self.engine.lit(False) if operand.lost is None else operand.lost
        if operand.low is None or operand.high is None:
            return lost
        return lost | (operand.low != operand.high).fill_null(False)

    def _apply(self, tree: FunctionCall) -> ValueAndState:
        if not self._varies(tree):
            return super()._apply(tree)
        if tree.function == "is_known" and tree.arguments[0].type.kind == "number":
            return ValueAndState(self.pair(tree.arguments[0]).low.is_not_null(), None)
        if tree.function == "coalesce":
            # numbers are handled as pairs; for other types, both ends are the value
            cells = [self.cell(argument) for argument in tree.arguments]
            return ValueAndState(
                *self._searched(tree, [(each.value,) for each in cells], [each.state for each in cells])
            )
        return super()._apply(tree)

    def _compare(self, tree: Compare) -> ValueAndState:
        sides = (tree.left, tree.right)
        if not any(side.type.kind == "number" and self._varies(side) for side in sides) or any(
            isinstance(side, Ref) and counts_alerts(side) for side in sides
        ):
            return super()._compare(tree)
        left, right = (self.pair(side) for side in sides)
        ends = [
            tuple(comparable(side, end, self.engine) for end in (each.low, each.high))
            for side, each in zip(sides, (left, right), strict=True)
        ]
        sure, never = both_between(ends[0], tree.operator, ends[1])
        value = self.engine.when(sure).then(self.engine.lit(True)).when(never).then(self.engine.lit(False))
        return self._decided(value.otherwise(None), self._smallest((left.state, right.state)))

    def _among(self, tree: InList) -> ValueAndState:
        if tree.operand.type.kind != "number" or not self._varies(tree.operand):
            return super()._among(tree)
        low, high, state = self.pair(tree.operand)
        low, high = (comparable(tree.operand, end, self.engine) for end in (low, high))
        members = [float(member(item)) for item in tree.members]
        may = self.engine.any_horizontal([(low <= each) & (each <= high) for each in members])
        is_in = (
            self.engine.when(low == high)
            .then(low.is_in(members))
            .when(may)
            .then(None)
            .otherwise(self.engine.lit(False))
        )
        is_in = self.engine.when(low.is_not_null()).then(is_in).otherwise(None)
        return self._decided(~is_in if tree.negated else is_in, state)

    def _decided(self, value: pl.Expr, state: pl.Expr | None) -> ValueAndState:
        """A comparison: refused where both sides are there and their ends do not decide it."""
        value, without = self._unless_not_applicable(value, self.known() if state is None else state)
        assert without is not None
        refused = without.replace(int(KNOWN), int(State.INVALID))
        return ValueAndState(value, self.engine.when(value.is_not_null()).then(self.known()).otherwise(refused))


def _reads(tree: Tree) -> bool:
    """Whether a part is more than a constant."""
    return any(isinstance(part, Ref) for part in _all(tree))


def _all(tree: Tree) -> Iterator[Tree]:
    """A part and all its own."""
    yield tree
    for part in parts(tree):
        yield from _all(part)
