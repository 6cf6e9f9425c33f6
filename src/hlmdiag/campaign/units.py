"""The units that a verdict names: code, name, level, and their row in the user's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hlmdiag.scoring.gate_results import NamedUnit
from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.roles import columns_of_role, unit_labels
from hlmdiag.scoring.unit_code import unit_codes

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.grid.model import Grid

KEPT = 500
"""Units that a verdict keeps by name; beyond, they are counted: a verdict stays a page, whatever the stock."""


def columns_read(grid: Grid, frame: pl.DataFrame) -> list[str]:
    """The columns of a result that a namer of units reads, those that it has."""
    wanted = (
        *grid.keys, *columns_of_role(grid, "label"), "level", "levels_possible", "conclusive", "score", "low", "high",
        "source_row", "source_part",
    )  # fmt: skip
    return [name for name in dict.fromkeys(wanted) if name in frame.columns]


class UnitNamer:
    """Names the units of one result."""

    def __init__(self, result: Result) -> None:
        self._frame, self._grid = result.frame, result.grid
        self._places: pl.Series | None = None
        self._files = {
            table: places[key].file
            for table, places in result.manifest.provenance.items()
            for key in result.grid.keys[:1]
            if key in places
        }

    def first(self, rows: Iterable[int], limit: int) -> tuple[NamedUnit, ...]:
        """The first of some rows, in the order of lists: worst level, then rank."""
        return self.of(self.ordered(rows)[:limit])

    def ordered(self, rows: Iterable[int]) -> list[int]:
        """Some rows in the order of lists."""
        wanted = [*rows]
        places = self.places.gather(wanted).to_list()
        return [row for _, row in sorted(zip(places, wanted, strict=True))]

    @property
    def places(self) -> pl.Series:
        """The place of each row in the order of lists."""
        import polars as pl

        if self._places is None:
            order, _ = list_order(self._frame, self._grid)
            self._places = pl.Series(order, dtype=pl.UInt32).arg_sort()
        return self._places

    def of(self, rows: list[int]) -> tuple[NamedUnit, ...]:
        """The given rows, in the given order."""
        if not rows:
            return ()
        names = [each for each in ("level", "source_row", "source_part") if each in self._frame.columns]
        label = unit_labels(self._grid, self._frame).alias("|label")
        wanted = self._frame[rows].select(unit_codes(self._grid.keys).alias("|code"), label, *names)
        return tuple(self._unit(values) for values in wanted.iter_rows(named=True))

    def _unit(self, values: Mapping[str, Any]) -> NamedUnit:
        part = values.get("source_part")
        file = self._files.get("stock" if part is None else f"stock:{part}", self._files.get("stock"))
        return NamedUnit(values["|code"], values["|label"], values["level"], file, values.get("source_row"))
