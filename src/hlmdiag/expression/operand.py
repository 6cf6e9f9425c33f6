"""What a name stands for in a computation: a column of values and a column of states, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Operand"]


class Operand(NamedTuple):
    """A value expression and its state expression.

    The value is null exactly where the state is not `KNOWN`; states are UInt8 numbers of `hlmdiag.states.State`.
    """

    value: pl.Expr
    state: pl.Expr
