"""A stock too large to be held: read, diagnosed and written piece by piece, where everything asked for allows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.large import PIECE, is_large, pieces_of, text_size
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import RenderOptions, format_named
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.job_paths import paths_in_job, with_paths
from hlmdiag.runs.outputs import OutputTarget, rolled_path
from hlmdiag.runs.rendering import opened_with_manifest, render
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.table_digest import Digested
from hlmdiag.runs.written_part import WrittenPart
from hlmdiag.text.phrase import Phrase

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.data import Dataset, Settings
    from hlmdiag.data.pieces import Pieces
    from hlmdiag.data.sources import InputSource
    from hlmdiag.data.stock_chunks import StockChunks, Titles
    from hlmdiag.grid import Grid
    from hlmdiag.runs.gate_run import GateRun
    from hlmdiag.scoring.chunks import ScoredChunks
    from hlmdiag.scoring.held_result import HeldResult
    from hlmdiag.scoring.result import Result
    from hlmdiag.selection.pieces import ChosenChunks

_ALL = WrittenPart(None, ())
_NARROWER = 3
"""By how much a piece of events is smaller than one of the stock: of as many bytes, its rows take more memory."""


class Chunked(NamedTuple):
    """The outcome: the result and the part that was written, each with the columns read afterwards."""

    result: Result
    shown: Result
    dataset: Dataset
    written: list[str]
    scores_something: bool


def large_file(request: RunRequest, limits: Limits = LIMITS, above: int | None = None) -> Path | None:
    """The largest table of a run, if it is too large to be held in memory without a reason."""
    given = data_files(request.data)
    found = [each for each in given if (is_large(each, limits) if above is None else text_size(each) >= above)]
    return max(found, key=text_size, default=None)


def kept_whole(request: RunRequest, grid: Grid, found: Sequence[OutputTarget]) -> Phrase | None:
    """What asks for all the rows of a stock together, in words; None where it can go to files of rows by pieces."""
    from hlmdiag.scoring.whole_stock import is_divisible

    renewed = request.limits.baseline if request.limits.update else None
    renews = renewed is not None and not _goes_by_rows(renewed.suffix.lower().removeprefix("."))
    is_more = renews or request.uses or request.history or request.held is not None or request.trial is not None
    streams = all(_needs_no_row(target) for target in found)
    writes_rows = any(not target.is_verdict for target in found)
    if not (streams and writes_rows):
        return Phrase("donnees.mots.bloc-sorties")
    if is_more or len(request.grids) != 1 or request.reading.is_told:
        return Phrase("donnees.mots.bloc-demande")
    return None if is_divisible(grid) else Phrase("donnees.mots.bloc-grille")


def score_in_chunks(
    request: RunRequest,
    grid: Grid,
    found: Sequence[OutputTarget],
    settings: Settings,
    gate: GateRun | None = None,
    part: WrittenPart = _ALL,
    size: int = PIECE,
) -> Chunked | None:
    """The result, the dataset, without their rows, and the names written; None where the data are to be read whole.

    `gate`: the limits on the whole stock, decided once all of it is scored and before anything is written; `part`: the
    units and columns that are written.
    """
    from hlmdiag.data.pieces import NotChunkable
    from hlmdiag.selection import chosen

    given = _Given.of(request, grid, settings, size)
    if given is None:
        return None
    rows = [(each.path, str(each.format)) for each in found if not each.is_verdict and each.path is not None]
    try:
        with ExitStack() as outputs:
            # opened before scoring: a disk that is full is reported on the output, and no partial file is left
            tables = [_Table.opened(path, name, outputs) for path, name in rows]
            sees = request.is_shown or part.where is not None or grid.roll_up is not None or _counts_levels(found)
            told, whole = _scored(request, given, grid, rows[0][0].parent, sees=sees)
            if gate is not None:
                told = told.judged(gate.judge(told.result, told))
            options = RenderOptions(request.language, request.dialect, places=paths_in_job(data_files(request.data)))
            kept = chosen(told, part.where, part.select)
            written = _write(kept, tables, outputs, options)
    except NotChunkable:
        return None
    verdict = told.seen if _counts_levels(found) else told.result
    written += [name for target in found if target.is_verdict for name in render(verdict, target, options)]
    return Chunked(told.seen, kept.seen, whole, written, told.scores_something)


def write_held(result: HeldResult, target: OutputTarget, options: RenderOptions) -> None:
    """Write a result that was scored by pieces again, as one output."""
    from hlmdiag.scoring.chunks import ScoredChunks

    assert isinstance(result.rows, ScoredChunks) and target.path is not None and target.format is not None
    rows = result.rows.judged(replace(result.rows.result, manifest=result.manifest))
    with ExitStack() as outputs:
        _write(rows, [_Table.opened(target.path, target.format, outputs)], outputs, options)


class _Table(NamedTuple):
    """A file of rows, open for writing, with the manifest that goes beside it in formats that hold the rows alone."""

    path: Path
    format: str
    rows: Digested
    manifest: BinaryIO | None

    @staticmethod
    def opened(path: Path, format_name: str, outputs: ExitStack) -> _Table:
        """Open it, with its manifest, for as long as the stack."""
        if not format_named(format_name).has_manifest:
            return _Table(path, format_name, Digested(outputs.enter_context(opened(path))), None)
        table, manifest = outputs.enter_context(opened_with_manifest(path))
        return _Table(path, format_name, Digested(table), manifest)


@dataclass(frozen=True)
class _Given:
    """All the files given, in their order; those of the stock; of the others, those that are read by pieces too."""

    files: Sequence[InputSource]
    stock: Mapping[InputSource, Pieces]
    parted: Mapping[InputSource, Pieces]
    chunks: StockChunks

    @staticmethod
    def of(request: RunRequest, grid: Grid, settings: Settings, size: int) -> _Given | None:
        """None where no file is the stock alone, or its files have other titles than the largest."""
        from hlmdiag.data.pieces import NotChunkable
        from hlmdiag.data.sources import list_sources
        from hlmdiag.data.stock_chunks import StockChunks
        from hlmdiag.data.tables import names_declared

        sources = list_sources(request.data, names_declared(grid))
        sizes = [0 if source.path is None else text_size(source.path) for source in sources]
        for place in sorted(range(len(sources)), key=lambda place: -sizes[place]):
            try:
                pieces = pieces_of(sources[place], size, settings.limits)
            except NotChunkable:
                continue
            titles = StockChunks([pieces], grid, day=request.date, settings=settings).titles()
            if titles is not None:
                stock = _continued(sources, sources[place].table, titles, size, settings.limits)
                others = [each for each in sources if each not in stock]
                parted = {each: found for each in others if (found := _pieces(each, size, settings)) is not None}
                chunks = StockChunks([*stock.values()], grid, day=request.date, settings=settings)
                return _Given(sources, stock, parted, chunks)
        return None


def _continued(
    sources: Sequence[InputSource], table: str | None, titles: Titles, size: int, limits: Limits
) -> dict[InputSource, Pieces]:
    """The files that begin with the same titles, in their order."""
    from hlmdiag.data.pieces import NotChunkable
    from hlmdiag.data.stock_chunks import begins_with

    found = {}
    for source in sources:
        try:
            if source.table == table and begins_with(pieces := pieces_of(source, size, limits), titles):
                found[source] = pieces
        except NotChunkable:
            continue
    return found


def _pieces(source: InputSource, size: int, settings: Settings) -> Pieces | None:
    """Those of a table that is larger than one of them; of a text, if it is not refused for its size."""
    if source.path is None:
        return None
    is_text = source.path.suffix.lower() == ".csv"
    most = settings.limits.text_mb * 1_000_000 if is_text else inf
    size = size // _NARROWER
    return pieces_of(source, size, settings.limits) if size < text_size(source.path) <= most else None


def _scored(
    request: RunRequest, given: _Given, grid: Grid, folder: Path, *, sees: bool
) -> tuple[ScoredChunks, Dataset]:
    """The stock by pieces, scored as they are read where each unit is diagnosed without the others."""
    from hlmdiag.data.tables_beside import TablesBeside
    from hlmdiag.scoring.chunks import ChunkScorer
    from hlmdiag.scoring.stock_in_chunks import HeldStock
    from hlmdiag.scoring.whole_stock import columns_compared
    from hlmdiag.synthesis import columns_shown, scores_something

    def narrow(frame: pl.DataFrame) -> pl.DataFrame:
        return columns_shown(frame, grid) if sees else frame.select()

    stock = given.chunks
    scorer = ChunkScorer(grid, request.date, folder, narrow, scores_something)
    beside = TablesBeside(given.files, [*given.stock], request.data, parted=given.parted)
    if len(given.files) == len(given.stock) and not columns_compared(grid):
        scorer.score(stock)
        whole = with_paths(stock.whole(beside), data_files(request.data))
        return scorer.chunks(whole), whole
    held = HeldStock(grid, stock, folder)
    whole = stock.whole(replace(beside, units=held.units, rows=held))
    whole = with_paths(whole, data_files(request.data))
    pieces = held.datasets(whole, request.date)
    whole = replace(whole, events={id: replace(each, frame=each.frame.clear()) for id, each in whole.events.items()})
    scorer.score(pieces)
    return scorer.chunks(whole), whole


def _write(
    rows: ChosenChunks | ScoredChunks,
    tables: Sequence[_Table],
    outputs: ExitStack,
    options: RenderOptions,
) -> list[str]:
    """Write the rows in every format, each with its wider units; gives the names."""
    from hlmdiag.report.csv import render_manifest

    written = []
    roll_up = rows.result.grid.roll_up
    for path, name, table, manifest in tables:
        of = format_named(name)
        assert of.write_pieces is not None
        of.write_pieces(rows, table.stream, options)
        if manifest is not None:
            render_manifest(rows.result, manifest, options.language, table.proof(rows.height))
        written.append(str(path))
        if roll_up is not None and of.write_rolled is not None:
            of.write_rolled(rows.seen, outputs.enter_context(opened(rolled_path(path, roll_up.unit))), options)
    return written


def _needs_no_row(target: OutputTarget) -> bool:
    """Whether an output is of the verdict alone, or a file of rows, one after the other."""
    if target.is_verdict:
        return True
    return target.format is not None and _goes_by_rows(target.format) and target.path is not None


def _goes_by_rows(format_name: str) -> bool:
    return format_named(format_name).write_pieces is not None


def _counts_levels(found: Sequence[OutputTarget]) -> bool:
    """Whether the summary of a job of GitHub is asked for, which shows how many units each level has."""
    return any(target.format == "github" for target in found)
