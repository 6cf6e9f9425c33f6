"""The whole list of what is wrong with the data, some rows at a time: it may be longer than the data itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from hlmdiag.data import Dataset
from hlmdiag.data.sheet import address
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.inspection.faults import Fault, FaultCells, apart, stands_for_cells

LISTED = {
    name: pl.String() for name in ("severity", "code", "file", "sheet", "cell", "line", "column", "value", "message")
}
"""The columns of the list; `line` is the row of the sheet or the line of the text file."""
_PLACE = ("file", "sheet", "cell", "code")
_ROWS = 50_000
_SAME = ("file", "sheet", "letter", "header", "column", "value", "code")
"""Key of cells that share one notice."""


def listing(problems: Iterable[Problem], dataset: Dataset, grid: Grid, language: str) -> Iterator[pl.DataFrame]:
    """Every problem, then every refused cell from top to bottom, with the columns of `LISTED`.

    What stands for several cells is left out where the cells themselves are listed.
    """
    said = tuple(problems)
    yield _told(said, dataset, language)
    if dataset.refused is None:
        return
    cells = FaultCells([each for each in said if each.severity is not Severity.NOTICE], dataset, grid)
    found = dataset.refused.sort(pl.col("file", "sheet").to_physical(), "row", maintain_order=True)
    for some in found.iter_slices(_ROWS):
        yield _described(some, cells, language)


def _told(problems: tuple[Problem, ...], dataset: Dataset, language: str) -> pl.DataFrame:
    faults = [fault for problem in problems if not stands_for_cells(problem, dataset) for fault in apart(problem)]
    rows = pl.DataFrame([_row(fault, language) for fault in faults], schema=LISTED, orient="row")
    if dataset.refused is None:
        return rows
    names = dataset.refused.select(pl.col("file", "sheet", "code").cast(pl.String))
    return rows.join(
        names.with_columns(_cells(dataset.refused)), on=_PLACE, how="anti", nulls_equal=True, maintain_order="left"
    )


def _cells(refused: pl.DataFrame) -> pl.Series:
    """The cells of some rows of `Dataset.refused`."""
    letters = refused["letter"].cast(pl.String)
    if letters.str.contains(r"^[0-9]").any():
        pairs = zip(letters, refused["row"], strict=True)
        return pl.Series("cell", [address(*pair) for pair in pairs], dtype=pl.String)
    return (letters + refused["row"].cast(pl.String)).alias("cell")


def _row(fault: Fault, language: str) -> tuple[str | None, ...]:
    place = fault.location
    line = place.line if place.line is not None else "".join(filter(str.isdigit, place.cell or "")) or None
    return (
        fault.problem.severity.value, fault.problem.code, place.file, place.sheet, place.cell,
        None if line is None else str(line), place.header, fault.value, fault.message(language),
    )  # fmt: skip


def _described(some: pl.DataFrame, cells: FaultCells, language: str) -> pl.DataFrame:
    kinds = some.group_by(_SAME, maintain_order=True).agg(pl.col("row").first())
    faults = [cells.fault(*row) for row in kinds.select(some.columns).iter_rows()]
    told = kinds.select(_SAME).with_columns(
        pl.Series("message", [fault.message(language) for fault in faults], dtype=pl.String),
        pl.Series("shown", [fault.value for fault in faults], dtype=pl.String),
    )
    row = pl.col("row").cast(pl.String)
    return some.join(told, on=_SAME, how="left", nulls_equal=True, maintain_order="left").select(
        pl.lit(Severity.ERROR.value).alias("severity"), pl.col("code", "file", "sheet").cast(pl.String),
        _cells(some), row.alias("line"), pl.col("header").cast(pl.String).alias("column"),
        pl.col("shown").alias("value"), "message",
    )  # fmt: skip
