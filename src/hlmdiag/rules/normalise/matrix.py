"""Two answers looked up in a table, as nature × recurrence."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


class Cells(Frozen):
    """The two columns that are crossed and the points of every cell, by row code then column code."""

    rows: str
    columns: str
    points: dict[str, dict[str, Number]] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_full(self) -> Self:
        first = set(next(iter(self.points.values())))
        for code, cells in self.points.items():
            if not cells or set(cells) != first:
                raise PydanticCustomError("grille.matrice-incomplete", "every row has the same columns", {"row": code})
        return self


class Matrix(Frozen):
    """Points of a pair of codes; with one of them unknown, the cells that are still possible."""

    key: ClassVar[str] = "matrix"
    matrix: Cells

    @property
    def column_codes(self) -> list[str]:
        """The codes of the second answer."""
        return list(next(iter(self.matrix.points.values())))

    @property
    def limits(self) -> tuple[float, ...]:
        """None: codes are not measured."""
        return ()

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answers."""
        points = [points for cells in self.matrix.points.values() for points in cells.values()]
        return Reach(min(points), max(points))

    def score(self, rows: pl.Expr, columns: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of two columns of codes; given too where every cell still possible has the same points."""
        cells = self.matrix.points
        pairs = {f"{row}×{column}": points for row, line in cells.items() for column, points in line.items()}
        pair = engine.concat_str([rows, engine.lit("×"), columns])
        exact = pair.replace_strict(list(pairs), list(pairs.values()), default=None, return_dtype=engine.Float64)
        low, high = self._still_possible(rows, columns, scale, engine)
        # a code outside the table is not an unknown code: it has no possible cell
        foreign = (rows.is_in(list(cells)) & columns.is_in(self.column_codes)).not_().fill_null(value=False)
        alike = engine.when((low == high) & ~foreign).then(low).otherwise(None)
        return Points(engine.coalesce(exact, alike), engine.coalesce(exact, low), engine.coalesce(exact, high))

    def _still_possible(
        self, rows: pl.Expr, columns: pl.Expr, scale: Scale, engine: ModuleType
    ) -> tuple[pl.Expr, pl.Expr]:
        cells = self.matrix.points
        by_column = {code: [line[code] for line in cells.values()] for code in self.column_codes}
        by_row = {code: list(line.values()) for code, line in cells.items()}

        reach = self.reach(scale)
        return (
            _end(
                rows,
                columns,
                {c: min(p) for c, p in by_row.items()},
                {c: min(p) for c, p in by_column.items()},
                reach.low,
                engine,
            ),
            _end(
                rows,
                columns,
                {c: max(p) for c, p in by_row.items()},
                {c: max(p) for c, p in by_column.items()},
                reach.high,
                engine,
            ),
        )


def _end(
    rows: pl.Expr,
    columns: pl.Expr,
    by_row: dict[str, float],
    by_column: dict[str, float],
    whole: float | None,
    engine: ModuleType,
) -> pl.Expr:
    in_row = rows.replace_strict(list(by_row), list(by_row.values()), default=None, return_dtype=engine.Float64)
    in_column = columns.replace_strict(
        list(by_column), list(by_column.values()), default=None, return_dtype=engine.Float64
    )
    end: pl.Expr = engine.coalesce(in_row, in_column, engine.lit(whole))
    return end
