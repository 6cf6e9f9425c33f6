"""The answers that conditions read once criteria are at their best: the best answer if there is one, else unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hlmdiag.expression import Operand, Reference
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.plan.best_answers import Between, OneAnswer, best_answer, touched
from hlmdiag.scoring.columns import code, leaf
from hlmdiag.states import KNOWN, State


def moved(indicator: Indicator) -> str:
    """The working column that says whether a criterion is moved, of each trial."""
    return leaf("moved", indicator.id)


@dataclass(frozen=True)
class MovedAnswers:
    """Which criteria may change what a reference stands for."""

    by_reference: Mapping[Reference, tuple[Indicator, ...]]
    grid: Grid

    @classmethod
    def of(cls, grid: Grid, moving: Collection[Indicator]) -> MovedAnswers:
        """The moved answers of a grid of which these criteria may move."""
        found: dict[Reference, list[Indicator]] = defaultdict(list)
        for indicator in moving:
            columns, beyond = touched(indicator, grid)
            for reference in (*(see.ColumnRef(name) for name in sorted(columns)), *beyond):
                found[reference].append(indicator)
        return cls({reference: tuple(by) for reference, by in found.items()}, grid)

    def over(self, resolve: Resolve) -> Resolve:
        """The same operands, those that a moved criterion changes excepted."""

        def find(reference: Reference) -> Operand:
            operand, by = resolve(reference), self.by_reference.get(reference, ())
            return _moved(operand, by, self._answer(reference, by)) if by else operand

        return find

    def _answer(self, reference: Reference, by: Collection[Indicator]) -> OneAnswer | Between | None:
        """The answer once moved; None where several criteria read it, or a computation does."""
        (first, *others) = by
        is_bare = isinstance(reference, see.ColumnRef) and first.column == reference.name
        return best_answer(first, self.grid) if is_bare and not others else None


def _moved(operand: Operand, by: Collection[Indicator], answer: OneAnswer | Between | None) -> Operand:
    is_moved = pl.any_horizontal([pl.col(moved(each)) for each in by])

    def put(new: Any, old: Any) -> pl.Expr:
        return pl.when(is_moved).then(new).otherwise(old)

    low, high = operand.low, operand.high
    lost = pl.lit(value=False) if operand.lost is None else operand.lost
    if isinstance(answer, OneAnswer):
        one = pl.lit(answer.value)
        value, state = put(one, operand.value), put(code(KNOWN), operand.state)
        if operand.lost is None and low is None:
            return Operand(value, state)
        low, high = (None if end is None else put(one, end) for end in (low, high))
        return Operand(value, state, low, high, put(pl.lit(value=False), lost))
    value, state = put(None, operand.value), put(code(State.INVALID), operand.state)
    if isinstance(answer, Between):
        low = put(pl.lit(answer.low), operand.value if low is None else low)
        high = put(pl.lit(answer.high), operand.value if high is None else high)
        return Operand(value, state, low, high, put(pl.lit(value=False), lost))
    low, high = (None if end is None else put(None, end) for end in (low, high))
    return Operand(value, state, low, high, put(pl.lit(value=True), lost))
