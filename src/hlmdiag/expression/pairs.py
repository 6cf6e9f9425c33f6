"""Expressions over numbers known between two bounds: interval arithmetic, and comparisons decided on the bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, assert_never

from hlmdiag.expression.compile import Cell, Compiler, counts_alerts, stepped
from hlmdiag.expression.names import Event
from hlmdiag.expression.numbers import finite
from hlmdiag.expression.operand import Operand
from hlmdiag.expression.relations import both_between, comparable, member
from hlmdiag.expression.tree import (
    Among,
    Apply,
    Arithmetic,
    Branch,
    Compare,
    Negative,
    Read,
    Tree,
    parts,
)
from hlmdiag.states import KNOWN, State

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Pair", "PairCompiler"]


class Pair(NamedTuple):
    """The ends of a number, null where it has no value; `state` says why, and is `KNOWN` elsewhere (None: always)."""

    low: pl.Expr
    high: pl.Expr
    state: pl.Expr | None


class PairCompiler(Compiler):
    """Compiles the parts of a tree that reads events of which some rows are undecided."""

    def cell(self, tree: Tree) -> Cell:
        """The value and the state of a part: a number that lies between two others has no value."""
        if tree.type.kind != "number" or not self._varies(tree):
            return super().cell(tree)
        return self.exact(self.pair(tree))

    def exact(self, pair: Pair) -> Cell:
        """The number where both ends are the same; refused between them."""
        engine = self.engine
        value = engine.when(pair.low == pair.high).then(pair.low).otherwise(None)
        without = self._state(State.INVALID)
        if pair.state is not None:
            without = pair.state.replace(int(KNOWN), int(State.INVALID))
        return Cell(value, engine.when(value.is_not_null()).then(self.known()).otherwise(without))

    def pair(self, tree: Tree) -> Pair:
        """The ends of a number."""
        if not self._varies(tree):
            value, state = super().cell(tree)
            return Pair(value, value, state)
        match tree:
            case Read():
                return self._read(self.resolve(tree.reference))
            case Arithmetic():
                return self._chain(tree)
            case Negative(operand=operand):
                low, high, state = self.pair(operand)
                return Pair(-high, -low, state)
            case Branch():
                return self._either(tree)
            case Apply():
                return self._function(tree)
            case _:
                raise ValueError("a part of this kind is no number")

    def _varies(self, tree: Tree) -> bool:
        return any(True for _ in self._varying(tree))

    def _varying(self, tree: Tree) -> Iterator[Operand]:
        """The aggregates of a part of which some rows are undecided."""
        if isinstance(tree, Read):
            operand = self.resolve(tree.reference) if isinstance(tree.reference, Event) else None
            if operand is not None and operand.low is not None:
                yield operand
        for part in parts(tree):
            yield from self._varying(part)

    def _read(self, operand: Operand) -> Pair:
        assert operand.low is not None and operand.high is not None
        real = self.engine.Float64
        state = self.engine.when(operand.low.is_not_null()).then(self.known()).otherwise(operand.state)
        return Pair(operand.low.cast(real), operand.high.cast(real), state)

    def _refused(self, low: pl.Expr, high: pl.Expr, state: pl.Expr | None) -> Pair:
        """Two ends that are both finite; else there is no value, which is refused where the operands are known."""
        low, high = finite(low), finite(high)
        both = low.is_not_null() & high.is_not_null()
        low, high = (self.engine.when(both).then(end).otherwise(None) for end in (low, high))
        refused = self._state(State.INVALID) if state is None else state.replace(int(KNOWN), int(State.INVALID))
        return Pair(low, high, self.engine.when(both).then(self.known()).otherwise(refused))

    def _chain(self, tree: Arithmetic) -> Pair:
        low, high, first_state = self.pair(tree.first)
        states = [first_state]
        for sign, right in tree.rest:
            least, most, state = self.pair(right)
            states.append(state)
            match sign:
                case "+":
                    low, high = low + least, high + most
                case "-":
                    low, high = low - most, high - least
                case "*":
                    low, high = self._product((low, high), (least, most))
                case "/":
                    # 0 between the two ends: the quotient may be anything; 0 at both is refused as any division by it
                    apart = (least == most) | (least > 0) | (most < 0)
                    inverse = tuple(self.engine.when(apart).then(1 / end).otherwise(None) for end in (least, most))
                    low, high = self._product((low, high), inverse)
                case _:
                    assert_never(sign)
        return self._refused(low, high, self._smallest(states))

    def _product(self, left: tuple[pl.Expr, ...], right: tuple[pl.Expr, ...]) -> tuple[pl.Expr, pl.Expr]:
        corners = [one * other for one in left for other in right]
        return self.engine.min_horizontal(*corners), self.engine.max_horizontal(*corners)

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

    def _function(self, tree: Apply) -> Pair:
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
                return self._refused(low.exp(), high.exp(), state)
            case "log":
                return self._refused(low.log(), high.log(), state)
            case "sqrt":
                return self._refused(low.sqrt(), high.sqrt(), state)
            case _:
                return Pair(stepped(tree, low, self.engine), stepped(tree, high, self.engine), state)

    def _first(self, tree: Apply) -> Pair:
        """The first operand with a value; an aggregate that undecided rows leave without one stops the search."""
        pairs = [self.pair(argument) for argument in tree.arguments]
        known = [self.known() if each.state is None else each.state for each in pairs]
        low, high = (self.engine.lit(None, dtype=self.engine.Float64) for _ in range(2))
        state = self._smallest(known)
        assert state is not None
        for argument, each, own in reversed(list(zip(tree.arguments, pairs, known, strict=True))):
            stops, there = self._is_void(argument, own), own == int(KNOWN)
            low, high = (
                self.engine.when(there).then(end).when(stops).then(None).otherwise(rest)
                for end, rest in ((each.low, low), (each.high, high))
            )
            state = self.engine.when(there | stops).then(own).otherwise(state)
        return Pair(low, high, state)

    def _is_void(self, tree: Tree, state: pl.Expr) -> pl.Expr:
        """Whether a part has no value, an aggregate in it having lost its own to undecided rows."""
        refused = int(State.INVALID)
        lost = [each.low.is_null() & (each.state == refused) for each in self._varying(tree) if each.low is not None]
        never: pl.Expr = self.engine.lit(False)
        return (state == refused) & self.engine.any_horizontal(lost) if lost else never

    def _apply(self, tree: Apply) -> Cell:
        if not self._varies(tree):
            return super()._apply(tree)
        if tree.function == "is_known" and tree.arguments[0].type.kind == "number":
            return Cell(self.pair(tree.arguments[0]).low.is_not_null(), None)
        if tree.function == "coalesce":
            # not numbers, which have their pairs: both ends are the value
            cells = [self.cell(argument) for argument in tree.arguments]
            known = [self.known() if each.state is None else each.state for each in cells]
            value, state = cells[-1].value, self._smallest(known)
            for argument, each, own in reversed(list(zip(tree.arguments, cells, known, strict=True))):
                stops, there = self._is_void(argument, own), own == int(KNOWN)
                value = self.engine.when(there).then(each.value).when(stops).then(None).otherwise(value)
                state = self.engine.when(there | stops).then(own).otherwise(state)
            return Cell(value, state)
        return super()._apply(tree)

    def _compare(self, tree: Compare) -> Cell:
        sides = (tree.left, tree.right)
        if not any(side.type.kind == "number" and self._varies(side) for side in sides) or any(
            isinstance(side, Read) and counts_alerts(side) for side in sides
        ):
            return super()._compare(tree)
        left, right = (self.pair(side) for side in sides)
        ends = [
            tuple(comparable(side, end, self.engine) for end in (each.low, each.high))
            for side, each in zip(sides, (left, right), strict=True)
        ]
        sure, never = both_between(ends[0], tree.operator, ends[1])
        true, false = self.engine.lit(True), self.engine.lit(False)
        value = self.engine.when(sure).then(true).when(never).then(false).otherwise(None)
        return self._decided(value, self._smallest((left.state, right.state)))

    def _among(self, tree: Among) -> Cell:
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

    def _decided(self, value: pl.Expr, state: pl.Expr | None) -> Cell:
        """A comparison: refused where both sides are there and their ends do not decide it."""
        value, without = self._unless_not_applicable(value, self.known() if state is None else state)
        assert without is not None
        refused = without.replace(int(KNOWN), int(State.INVALID))
        return Cell(value, self.engine.when(value.is_not_null()).then(self.known()).otherwise(refused))
