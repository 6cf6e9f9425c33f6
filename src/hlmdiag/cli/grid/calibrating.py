"""What `hlmdiag grid calibrate` does: read the stock, write the overlay that it suggests, say what to do with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import hlmdiag
from hlmdiag.cli.configured import configuration_for
from hlmdiag.cli.grid.writing import write
from hlmdiag.draft import Calibration, calibrate, overlay_text
from hlmdiag.grid import Grid, load_grid, shipped_grids
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import Target, check_outputs
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.request import ReadRequest
from hlmdiag.runs.settings import settings_for
from hlmdiag.text import say
from hlmdiag.text.shell import quoted

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.scoring import Result

_TEXT = "yaml"


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    data: tuple[str, ...]
    grids: tuple[str, ...]
    output: str | None
    date: date
    reading: ReadRequest
    force: bool


def propose_thresholds(asked: Asked, terminal: Terminal) -> None:
    """Write the overlay; the data and the grid are never replaced."""
    from hlmdiag.data.sources import files_in

    if len(asked.grids) > 1:
        raise refusal("usage.une-seule-grille", count=len(asked.grids), names=", ".join(asked.grids))
    files = data_files(asked.data)
    name = asked.grids[0]
    grid = load_grid(name)
    inside = [path for folder in files if folder.is_dir() for path in files_in(folder)]
    protected = [*files, *inside, *_lineage(grid)]
    if _is_file(asked.output):
        check_outputs([Target(Path(str(asked.output)), _TEXT)], protected, force=asked.force)
    settings = settings_for(configuration_for(), [grid])
    uses = {local: _score(used, asked, settings) for local, used in grid.uses.items()}
    found = calibrate(grid, read(grid, asked, settings), date=asked.date, uses=uses)
    shown = [path.name for path in files]
    text = overlay_text(found, _extends(name, asked.output), shown, asked.date, terminal.language)
    write(text.encode(), asked.output, terminal, force=asked.force, inputs=protected)
    _say(found, asked, terminal)


def _is_file(output: str | None) -> bool:
    return output not in (None, "-")


def _lineage(grid: Grid) -> list[Path]:
    """The files of a grid and of those that it extends."""
    return [Path(grid.path), *(_lineage(grid.parent) if grid.parent is not None else [])]


def read(grid: Grid, asked: Asked, settings: Settings) -> Dataset:
    """The data as they were asked for, understood for a grid."""
    told = asked.reading
    return hlmdiag.read(
        asked.data, grid, date=asked.date, encoding=told.encoding, separator=told.separator, sheet=told.sheet,
        header_row=told.header_row, settings=settings,
    )  # fmt: skip


def _score(grid: Grid, asked: Asked, settings: Settings) -> Result:
    """The result of a grid that the one to calibrate reads."""
    uses = {local: _score(used, asked, settings) for local, used in grid.uses.items()}
    return hlmdiag.score(grid, read(grid, asked, settings), date=asked.date, uses=uses)


def _extends(name: str, output: str | None) -> str:
    """How the overlay names its parent: by its id if it is shipped, else by the way from one file to the other."""
    if not Path(name).exists() and name in shipped_grids():
        return name
    folder = Path(str(output)).parent if _is_file(output) else Path()
    return Path(os.path.relpath(Path(name).resolve(), folder.resolve())).as_posix()


def _say(found: Calibration, asked: Asked, terminal: Terminal) -> None:
    if terminal.quiet:
        return
    counts = {"proposed": len(found.proposals), "left": len(found.left), "changed": found.levels_changed}
    key = "cli.grille.recalage"
    terminal.err.print(styled(say(key, terminal.language, grid=found.grid.id, units=found.units, **counts)))
    if _is_file(asked.output):
        names = {"path": quoted(str(asked.output)), "data": " ".join(map(quoted, asked.data))}
        after = say("cli.grille.suite-recalage", terminal.language, **names)
        terminal.err.print(styled(after))
