"""A stock too large to be held: read, diagnosed and written piece by piece, where everything asked for allows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import RenderOptions, format_named
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.job_paths import paths_in_job
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.rendering import render, write_manifest
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.table_digest import Digested
from hlmdiag.runs.written_part import WHOLE

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid
    from hlmdiag.runs.gate_run import GateRun
    from hlmdiag.scoring.result import Result

_LARGE = 150_000_000
"""Bytes of a CSV that is read by pieces: half a million residences of 65 columns, some 3 GiB were they held."""
_PIECE = 24_000_000


def is_chunkable(request: RunRequest, grid: Grid, found: Sequence[OutputTarget], above: int = _LARGE) -> bool:
    """Whether one large CSV goes to files of rows, nothing being asked that looks at the whole result."""
    from hlmdiag.scoring.chunks import is_row_by_row

    is_more = (
        request.limits.baseline is not None
        or request.uses
        or request.history
        or request.held is not None
        or request.trial is not None
        or request.choice != WHOLE
        or request.reading.is_told
    )
    if len(request.data) != 1 or len(request.grids) != 1 or is_more:
        return False
    path = Path(request.data[0])
    is_large = path.suffix.lower() == ".csv" and path.is_file() and path.stat().st_size >= above
    streams = all(target.path is not None and _needs_no_row(target) for target in found)
    writes_rows = any(not target.is_verdict for target in found)
    return is_large and streams and writes_rows and is_row_by_row(grid)


def score_in_chunks(
    request: RunRequest,
    grid: Grid,
    found: Sequence[OutputTarget],
    settings: Settings,
    gate: GateRun | None = None,
    size: int = _PIECE,
) -> tuple[Result, Dataset, list[str]] | None:
    """The result, the dataset, without their rows, and the names written; None where the file is to be read whole.

    `gate`: the limits on the whole stock, decided once all of it is scored and before anything is written.
    """
    from hlmdiag.data.csv_chunks import CsvChunks, NotChunkable
    from hlmdiag.scoring.chunks import merge_warnings, score_chunks

    file = CsvChunks(Path(request.data[0]), grid, size, day=request.date, settings=settings)
    rows = [target for target in found if not target.is_verdict]
    paths = [target.path for target in rows if target.path is not None]
    formats = [format_named(str(target.format)) for target in rows]
    options = RenderOptions(request.language, request.dialect, places=paths_in_job(data_files(request.data)))
    try:
        with ExitStack() as outputs:
            # opened first: a full disk is then said of the output, and nothing is left of it
            tables = [Digested(outputs.enter_context(opened(path))) for path in paths]
            parts, said = score_chunks(grid, file, request.date, paths[0].parent)
            whole = file.whole()
            told = merge_warnings(parts, whole, said)
            if told is None:
                raise NotChunkable
            if gate is not None:
                told = replace(told, result=gate.judge(told.result, told))
            for of, table in zip(formats, tables, strict=True):
                assert of.write_pieces is not None
                of.write_pieces(told, table.stream, options)
        for of, path, table in zip(formats, paths, tables, strict=True):
            if of.has_manifest:
                write_manifest(told.result, path, table.proof(told.height), request.language)
    except NotChunkable:
        return None
    verdicts = [name for target in found if target.is_verdict for name in render(told.result, target, options)]
    return told.result, whole, [*(str(path) for path in paths), *verdicts]


def _needs_no_row(target: OutputTarget) -> bool:
    """Whether an output is of rows, one after the other, or of the verdict alone: GitHub's also counts the levels."""
    if target.is_verdict:
        return target.format != "github"
    return target.format is not None and format_named(target.format).write_pieces is not None
