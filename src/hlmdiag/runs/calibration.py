"""The thresholds that a stock suggests to a grid, as the text of an overlay to review."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hlmdiag
from hlmdiag.draft import Calibration, calibrate, overlay_text
from hlmdiag.grid import Grid, load_grid
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_file
from hlmdiag.runs.request import StockRequest
from hlmdiag.runs.settings import settings_for
from hlmdiag.runs.stock import only_grid, read_stock, with_contents

if TYPE_CHECKING:
    from hlmdiag.data import Settings
    from hlmdiag.scoring import Result

_TEXT = "yaml"


@dataclass(frozen=True)
class CalibrationRun:
    """Proposed thresholds, the overlay with them, and the files never to replace."""

    found: Calibration
    overlay: str
    protected: list[Path]


def propose_thresholds(asked: StockRequest) -> CalibrationRun:
    """Propose the thresholds of a grid after a stock; an output that would be lost is refused before it is read."""
    name = only_grid(asked.grids)
    files = data_files(asked.data)
    grid = load_grid(name)
    protected = [*with_contents(files), *_lineage(grid)]
    if is_file(asked.output):
        check_outputs([OutputTarget(Path(str(asked.output)), _TEXT)], protected, force=asked.force)
    settings = settings_for(asked.configuration, [grid])
    uses = {local: _score(used, asked, settings) for local, used in grid.uses.items()}
    found = calibrate(grid, read_stock(grid, asked, settings), date=asked.date, uses=uses)
    shown = [path.name for path in files]
    text = overlay_text(found, _extends(name, asked.output), shown, asked.date, asked.language)
    return CalibrationRun(found, text, protected)


def _lineage(grid: Grid) -> list[Path]:
    """The files of a grid and of those that it extends."""
    return [Path(grid.path), *(_lineage(grid.parent) if grid.parent is not None else [])]


def _score(grid: Grid, asked: StockRequest, settings: Settings) -> Result:
    """The result of a grid that the one to calibrate reads."""
    uses = {local: _score(used, asked, settings) for local, used in grid.uses.items()}
    return hlmdiag.score(grid, read_stock(grid, asked, settings), date=asked.date, uses=uses)


def _extends(name: str, output: str | None) -> str:
    """Name of the parent in the overlay: as it was asked for if that is no file, else the relative path."""
    if not Path(name).exists():
        return name
    folder = Path(str(output)).parent if is_file(output) else Path()
    return Path(os.path.relpath(Path(name).resolve(), folder.resolve())).as_posix()
