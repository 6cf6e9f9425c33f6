"""What `hlmdiag grid reference` does: read the stock, write its figures, say which groups are not there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.cli.configured import configuration_for
from hlmdiag.cli.grid.calibrating import Asked, read
from hlmdiag.cli.grid.writing import write
from hlmdiag.draft import Frozen, freeze
from hlmdiag.grid import load_grid
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.inputs import data_files, existing
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import companions, is_result, load
from hlmdiag.runs.settings import settings_for
from hlmdiag.text import say

if TYPE_CHECKING:
    from hlmdiag.data import Dataset
    from hlmdiag.grid import Grid
    from hlmdiag.scoring import Result

OF_DATA = ("grid", "sheet", "header_row", "encoding", "separator", "date")
"""The options that say how data is read: a saved result has all of it settled."""


@dataclass(frozen=True)
class _Source:
    """What is frozen, with its grid and its date, and the files that are never replaced."""

    stock: Dataset | Result
    grid: Grid
    date: date
    files: list[Path]


def write_reference(
    asked: Asked, terminal: Terminal, at_least: int, title: str | None, source: str | None, typed: Sequence[str] = ()
) -> None:
    """Write the figures of the stock, read or saved; the data and the grid are never replaced.

    `typed`: those of `OF_DATA` that the user typed, which a saved result refuses.
    """
    results = [Path(name) for name in asked.data if is_result(Path(name))]
    of = _of_result(results[0], asked, typed) if results else _of_data(asked)
    found = freeze(of.grid, of.stock, of.date, at_least=at_least, title=title or of.grid.title, source=source)
    write(_spelled(found, asked.output).encode(), asked.output, terminal, force=asked.force, inputs=of.files)
    _say(found, at_least, terminal)


def _of_result(path: Path, asked: Asked, typed: Sequence[str]) -> _Source:
    if len(asked.data) > 1:
        raise refusal("usage.resultat-seul", path=path)
    if typed:
        raise refusal("usage.resultat-sans-options", path=path, options=", ".join(typed))
    result = load(existing(str(path)))
    return _Source(result, result.grid, result.manifest.reference_date, companions(path))


def _of_data(asked: Asked) -> _Source:
    from hlmdiag.data.sources import files_in

    if len(asked.grids) > 1:
        raise refusal("usage.une-seule-grille", count=len(asked.grids), names=", ".join(asked.grids))
    files = data_files(asked.data)
    grid = load_grid(asked.grids[0])
    inside = [path for folder in files if folder.is_dir() for path in files_in(folder)]
    dataset = read(grid, asked, settings_for(configuration_for(), [grid]))
    return _Source(dataset, grid, asked.date, [*files, *inside, Path(grid.path)])


def _spelled(found: Frozen, output: str | None) -> str:
    """JSON where the name asks for it, else YAML, which JSON is a part of."""
    if output is not None and output.lower().endswith(".json"):
        return json.dumps(found.document, ensure_ascii=False, indent=1) + "\n"
    import yaml

    return yaml.safe_dump(found.document, allow_unicode=True, sort_keys=False, width=120)


def _say(found: Frozen, at_least: int, terminal: Terminal) -> None:
    if terminal.quiet:
        return
    key = "cli.grille.reference"
    units = found.document["units"]
    terminal.err.print(styled(say(f"{key}.faite", terminal.language, groups=found.groups, units=units)))
    for column, grouping, count in found.left_out:
        values = {"column": column, "grouping": grouping, "count": count, "at_least": at_least}
        terminal.err.print(styled(say(f"{key}.laisses", terminal.language, **values)))
