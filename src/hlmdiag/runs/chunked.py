"""A stock too large to be held: read, diagnosed and written piece by piece, where everything asked for allows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import WITH_MANIFEST, Target
from hlmdiag.runs.saved_results import manifest_path
from hlmdiag.runs.table_digest import Digested
from hlmdiag.runs.written_part import WHOLE

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid
    from hlmdiag.report.csv import Dialect
    from hlmdiag.runs.request import RunRequest
    from hlmdiag.scoring.parts import Parts
    from hlmdiag.scoring.result import Result

_LARGE = 150_000_000
"""Bytes of a CSV that is read by pieces: half a million residences of 65 columns, some 3 GiB were they held."""
_PIECE = 24_000_000
_STREAMED = ("parquet", "csv", "jsonl")
"""The formats that are written as the rows come."""


def can_go_by_pieces(job: RunRequest, grid: Grid, found: Sequence[Target], above: int = _LARGE) -> bool:
    """Whether one large CSV goes to files of rows, nothing being asked that looks at the whole result."""
    from hlmdiag.scoring.parts import is_row_by_row

    is_more = job.limits.are_set or job.uses or job.trial is not None or job.choice != WHOLE or job.reading.is_told
    if len(job.data) != 1 or len(job.grids) != 1 or is_more:
        return False
    path = Path(job.data[0])
    is_large = path.suffix.lower() == ".csv" and path.is_file() and path.stat().st_size >= above
    streams = all(target.path is not None and target.format in _STREAMED for target in found)
    return is_large and streams and bool(found) and is_row_by_row(grid)


def by_pieces(
    job: RunRequest, grid: Grid, found: Sequence[Target], settings: Settings, language: str, size: int = _PIECE
) -> tuple[Result, Dataset, list[str]] | None:
    """The result, the dataset, without their rows, and the names written; None where the file is to be read whole."""
    from hlmdiag.data.parts import Indivisible, PartsOfFile
    from hlmdiag.scoring.parts import score_parts, told_together

    file = PartsOfFile(Path(job.data[0]), grid, size, day=job.date, settings=settings)
    paths = [target.path for target in found if target.path is not None]
    try:
        with ExitStack() as outputs:
            # opened first: a full disk is then said of the output, and nothing is left of it
            tables = [Digested(outputs.enter_context(opened(path))) for path in paths]
            parts, said = score_parts(grid, file, job.date, paths[0].parent)
            whole = file.whole()
            told = told_together(parts, whole, said)
            if told is None:
                raise Indivisible
            for target, table in zip(found, tables, strict=True):
                _write(told, target, table.stream, language, job.dialect)
        # a manifest comes after its table
        for target, table in zip(found, tables, strict=True):
            _write_manifest(told, target, table, language)
    except Indivisible:
        return None
    return told.result, whole, [str(path) for path in paths]


def _write_manifest(parts: Parts, target: Target, table: Digested, language: str) -> None:
    if target.format in WITH_MANIFEST and target.path is not None:
        from hlmdiag.report import csv

        with opened(manifest_path(target.path)) as beside:
            csv.render_manifest(parts.result, beside, language, table.proof(parts.height))


def _write(parts: Parts, target: Target, stream: BinaryIO, language: str, dialect: Dialect) -> None:
    match target.format:
        case "parquet":
            from hlmdiag.report import parquet

            parquet.render_pieces(parts.result, parts, parts.height, stream, language)
        case "csv":
            from hlmdiag.report import csv

            csv.render_pieces(parts, stream, dialect)
        case _:
            from hlmdiag.report import jsonl

            jsonl.render_pieces(parts, stream)
