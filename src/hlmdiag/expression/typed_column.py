"""The operand of a compiled expression: a column of values and a column of states, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Operand(NamedTuple):
    """A value expression and its state expression.

    The value is null exactly where the state is not `KNOWN`; states are UInt8 numbers of `hlmdiag.states.State`.
    `low` and `high` are there only for what some rows know between two bounds: equal where the value is known, null
    where there is no value at all, infinite where there is no bound; between them the state is `INVALID`. `lost` is
    there with them, and for what is made of them: true where event rows leave no value, which no constant replaces.
    """

    value: pl.Expr
    state: pl.Expr
    low: pl.Expr | None = None
    high: pl.Expr | None = None
    lost: pl.Expr | None = None
