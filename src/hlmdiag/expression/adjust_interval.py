"""Applies an `adjust` to an interval of scores: which adjusted scores are still possible."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, assert_never

from hlmdiag.expression.adjust import OWN_SCORE, RISING, constant_of, reads_score
from hlmdiag.expression.compiler import Resolve, round_step
from hlmdiag.expression.interval_compiler import IntervalCompiler
from hlmdiag.expression.names import Reference, ResultRef
from hlmdiag.expression.numbers import finite, infinite
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    Expression,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    Ref,
    ThresholdLookup,
    Tree,
)
from hlmdiag.expression.typed_column import Operand
from hlmdiag.states import KNOWN

if TYPE_CHECKING:
    import polars as pl

OWN_COVERAGE = ResultRef("coverage", None, None)


def compile_interval(
    expression: Expression, low: pl.Expr, high: pl.Expr, resolve: Resolve, engine: Any, date: datetime.date
) -> tuple[pl.Expr, pl.Expr]:
    """The smallest and the largest adjusted score when the score lies between `low` and `high`; null is no bound.

    An operand that is not known may take any value, an undecided condition either branch; the coverage is one, since
    all answers are in.
    """

    def resolved(reference: Reference) -> Operand:
        if reference == OWN_COVERAGE:
            return Operand(engine.lit(1.0), engine.lit(int(KNOWN), dtype=engine.UInt8))
        return resolve(reference)

    bounds = _Bounds(IntervalCompiler(resolved, engine, date), low, high)
    smallest, largest = bounds.of(expression.tree)
    return finite(smallest), finite(largest)


class _Bounds:
    """The two ends of each part, infinite where there is no bound."""

    def __init__(self, compiler: IntervalCompiler, low: pl.Expr, high: pl.Expr) -> None:
        self.compiler = compiler
        self.engine = compiler.engine
        self.score = _open_ended(low, high, self.engine)

    def of(self, tree: Tree) -> tuple[pl.Expr, pl.Expr]:
        """The ends of a part."""
        if not reads_score(tree) and not _keeps_order(tree):
            least, most, _ = self.compiler.pair(tree)
            return (least, most) if isinstance(tree, Constant) else _open_ended(least, most, self.engine)
        match tree:
            case Ref(reference=reference) if reference == OWN_SCORE:
                return self.score
            case Arithmetic():
                return self._chain(tree)
            case Branch():
                return self._branch(tree)
            case FunctionCall(arguments=arguments):
                return self._apply(tree, [self.of(argument) for argument in arguments])
            case Constant() | Ref() | Negative() | Compare() | InList() | Logic() | Not() | ThresholdLookup():
                raise ValueError("an adjustment is compiled once checked by check_adjust")
            case _:
                assert_never(tree)

    def _chain(self, tree: Arithmetic) -> tuple[pl.Expr, pl.Expr]:
        """Sums of intervals, and products by what `check_adjust` knows to be positive constants."""
        low, high = self.of(tree.first)
        for sign, right in tree.rest:
            right_low, right_high = self.of(right)
            match sign:
                case "+":
                    low, high = low + right_low, high + right_high
                case "-":
                    low, high = low - right_high, high - right_low
                case "*":
                    low, high = low * right_low, high * right_high
                case "/":
                    low, high = low * (1 / right_low), high * (1 / right_high)
        return low, high

    def _branch(self, tree: Branch) -> tuple[pl.Expr, pl.Expr]:
        """The branch taken, or both: each counts unless the condition is decided against it."""
        asked, _ = self.compiler.cell(tree.condition)
        (yes_low, yes_high), (no_low, no_high) = self.of(tree.yes), self.of(tree.no)
        engine, may_hold, may_fail = self.engine, asked.fill_null(True), ~asked.fill_null(False)
        nowhere, everywhere = infinite(1, engine), infinite(-1, engine)
        return (
            engine.min_horizontal(
                engine.when(may_hold).then(yes_low).otherwise(nowhere),
                engine.when(may_fail).then(no_low).otherwise(nowhere),
            ),
            engine.max_horizontal(
                engine.when(may_hold).then(yes_high).otherwise(everywhere),
                engine.when(may_fail).then(no_high).otherwise(everywhere),
            ),
        )

    def _apply(self, tree: FunctionCall, ends: list[tuple[pl.Expr, pl.Expr]]) -> tuple[pl.Expr, pl.Expr]:
        lows, highs = [low for low, _ in ends], [high for _, high in ends]
        if tree.function == "min":
            return self.engine.min_horizontal(*lows), self.engine.min_horizontal(*highs)
        if tree.function == "max":
            return self.engine.max_horizontal(*lows), self.engine.max_horizontal(*highs)
        return round_step(tree, lows[0], self.engine), round_step(tree, highs[0], self.engine)


def _keeps_order(tree: Tree) -> bool:
    """Whether the ends of a part without the score follow from those of its own parts.

    So `score + (5 if enfants else 0)` covers both cases, where an undecided operand alone would have no bound.
    """
    match tree:
        case Branch():
            return True
        case FunctionCall(function=function):
            return function in RISING
        case Arithmetic(first=first, rest=rest):
            terms = [first, *(right for _, right in rest)]
            uncertain = [term for term in terms if (constant_of(term) or 0) <= 0]
            return rest[0][0] in "+-" or not uncertain or (uncertain == [first])
        case Constant() | Ref() | Negative() | Compare() | InList() | Logic() | Not() | ThresholdLookup():
            return False
        case _:
            assert_never(tree)


def _open_ended(low: pl.Expr, high: pl.Expr, engine: Any) -> tuple[pl.Expr, pl.Expr]:
    real = engine.Float64
    return low.cast(real).fill_null(infinite(-1, engine)), high.cast(real).fill_null(infinite(1, engine))
