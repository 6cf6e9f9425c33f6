"""The example that is shipped: copied where the user can open it, then treated as any other stock."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from hlmdiag.cli.job import do
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import Target, refuse_losses
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.text import say

_FILES = ("parc.xlsx", "incidents.csv", "reclamations.csv")
_GRID = "residence-complexe"
_DATE = date(2026, 10, 31)
"""The day of the example's table; the year of events that is counted ends there."""

_FOLDER = "demo"
_DATA = "donnees"


def do_example(output: str | None, terminal: Terminal, *, force: bool = False) -> int:
    """Copy the example, do the main job on it, and say what to open first."""
    from hlmdiag.grid.shipped import shipped_folder

    folder = Path(output) if output is not None else next_free(Path(_FOLDER))
    target = Target(folder, None)
    refuse_losses([target], [], force=force)
    copies = [_copy(shipped_folder("examples") / name, folder / _DATA / name) for name in _FILES]
    # The folder is ours from here on: the copies just made must not make it look taken.
    job = RunRequest(tuple(map(str, copies)), (_GRID,), (target,), _DATE, force=True)
    code = do(job, terminal)
    if not terminal.quiet:
        first = folder / "diagnostic.xlsx"
        terminal.err.print(styled(say("cli.demo", terminal.language, first=first, data=copies[0])))
    return code


def _copy(source: Path, path: Path) -> Path:
    with source.open("rb") as original, opened(path) as stream:
        shutil.copyfileobj(original, stream)
    return path
