"""The same diagnosis by another engine: the stock stays where it lies, and so does its result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hlmdiag.data.own_outputs import METADATA, PARTS_MANIFEST
from hlmdiag.data.typed_parquet import read_typed
from hlmdiag.engine.polars_json import UnknownOperation
from hlmdiag.engine.recording_frame import RecordedFrame
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.scoring.evidence import is_followed
from hlmdiag.scoring.manifest import TableProof
from hlmdiag.scoring.respondents import judged
from hlmdiag.scoring.saved import describe
from hlmdiag.scoring.score import score

if TYPE_CHECKING:
    from hlmdiag.engine.runner import Runner
    from hlmdiag.grid.model import Grid
    from hlmdiag.scoring.result import Result


def diagnose(
    grid: Grid, stock: Path, runner: Runner, *, date: date, uses: Mapping[str, Result] | None = None
) -> Result:
    """The result of a stock that was kept as it was understood; its `frame` is recorded, and has not been run.

    What there is to say of the answers was asked of the engine. `HlmdiagError` as `scoring.score` and `data.read`, and
    (exit code 2) where the grid needs a computation that no engine but polars has: it names the place in the grid.
    """
    dataset = read_typed(stock, grid, date, runner.open)
    if dataset.respondents is not None and judged(grid):
        # the span of respondents scores the tree many times, too much for one query plan
        unsaid = Problem("notation.moteur-voix", Location(stock.name), severity=Severity.WARNING)
        dataset = replace(dataset, problems=(*dataset.problems, unsaid))
    if grid.unproven == "worse" and is_followed(dataset, grid):
        place = Location(grid.files.get("unproven", grid.path), grid.lines.get("unproven"))
        raise HlmdiagError([Problem("usage.moteur-a-prouver", place, {"engine": runner.title})], exit_code=USAGE)
    if is_followed(dataset, grid):
        unsaid = Problem("notation.moteur-preuves", Location(stock.name), severity=Severity.WARNING)
        dataset = replace(dataset, problems=(*dataset.problems, unsaid))
    if any(each.certainty is not None for each in grid.indicators):
        unsaid = Problem("notation.moteur-certitudes", Location(stock.name), severity=Severity.NOTICE)
        dataset = replace(dataset, problems=(*dataset.problems, unsaid))
    try:
        return score(grid, dataset, date=date, uses=uses)
    except UnknownOperation as unknown:
        raise _refusal(unknown, grid, runner) from unknown


def recorded(result: Result) -> RecordedFrame:
    """The frame of such a result: scoring is typed for polars, and this answers to the methods that it uses."""
    frame = cast(Any, result.frame)
    assert isinstance(frame, RecordedFrame)
    return frame


def write(result: Result, runner: Runner, path: Path, language: str) -> None:
    """Run what was recorded and save it as Parquet, as `report.parquet` does: the same columns, the same manifest."""
    manifest = json.dumps(describe(result, language, TableProof()), ensure_ascii=False)
    runner.write(recorded(result), path, {METADATA: manifest})


def write_parts(result: Result, runner: Runner, folder: Path, language: str, split: str | None = None) -> None:
    """Run what was recorded and save it as several Parquet files of a folder, the manifest beside them.

    `split`: a column of texts, each value of which has its own folder.
    """
    runner.write_parts(recorded(result), folder, split)
    manifest = json.dumps(describe(result, language, TableProof()), ensure_ascii=False)
    (folder / PARTS_MANIFEST).write_text(manifest, encoding="utf-8")


def _refusal(unknown: UnknownOperation, grid: Grid, runner: Runner) -> HlmdiagError:
    """The working columns of an indicator, a theme or a flag end with its id: that is where the grid is at fault."""
    identifier = unknown.column.rsplit("|", 1)[-1].rsplit(":", 1)[-1]
    named = [path for path in grid.lines if path.rsplit(".", 1)[-1] == identifier]
    # a column and the indicator that reads it may have the same id: the indicator first
    path = min(named, key=lambda each: each.startswith("columns."), default=None)
    location = (
        Location(grid.path or grid.id) if path is None else Location(grid.files.get(path, grid.path), grid.lines[path])
    )
    values = {"engine": runner.title, "node": identifier, "operation": unknown.operation}
    return HlmdiagError([Problem("usage.moteur-operation", location, values)], exit_code=USAGE)
