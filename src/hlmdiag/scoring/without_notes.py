"""A result as it may be given to others: without what people wrote beside their answers."""

from __future__ import annotations

from dataclasses import replace

from hlmdiag.scoring.result import Result


def without_notes(result: Result) -> Result:
    """A result without what people wrote: neither row by row, nor in the columns that hold it."""
    import polars as pl

    noted = [each.id for each in result.grid.columns.values() if each.remark is not None]
    frame = result.frame.with_columns(
        pl.lit(None, result.frame.schema[name]).alias(name) for name in noted if name in result.frame.columns
    )
    return replace(result, frame=frame, manifest=replace(result.manifest, notes=()))
