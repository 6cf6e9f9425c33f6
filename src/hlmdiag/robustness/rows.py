"""Expressions of the grid over every pair of a draw and a unit: a block of draws is one long stock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from hlmdiag.rules.drawn import Matrix


class Rows:
    """The units' own columns, repeated for each draw of a block, beside the columns that the draws change."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._repeated: dict[tuple[tuple[str, ...], int], pl.DataFrame] = {}

    def stock(self, names: Iterable[str], drawn: Mapping[str, Matrix], draws: int) -> pl.DataFrame:
        """The stock repeated for each draw with these columns; NaN replaces null in drawn values."""
        own = tuple(sorted(name for name in set(names) if name not in drawn and name in self._frame.columns))
        size = (draws, self._frame.height)
        series = [
            pl.Series(name, np.broadcast_to(matrix, size).reshape(-1)).fill_nan(None) for name, matrix in drawn.items()
        ]
        return self._repeat(own, draws).with_columns(series) if own else pl.DataFrame(series)

    def evaluate(self, expression: pl.Expr, drawn: Mapping[str, Matrix], draws: int) -> Matrix:
        """The number that an expression gives for each draw and unit, NaN where it gives none."""
        stock = self.stock(expression.meta.root_names(), drawn, draws)
        return self.matrix(stock.select(expression.cast(pl.Float64)).to_series(), draws)

    def matrix(self, column: pl.Series, draws: int) -> Matrix:
        """A column of the long stock as draws × units; a constant is the same for all."""
        values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        if len(values) == 1:
            values = np.repeat(values, draws * self._frame.height)
        return np.array(values, dtype=np.float64).reshape(draws, self._frame.height)

    def _repeat(self, names: tuple[str, ...], draws: int) -> pl.DataFrame:
        if (names, draws) not in self._repeated:
            self._repeated[names, draws] = pl.concat([self._frame.select(names)] * draws, rechunk=True)
        return self._repeated[names, draws]
