"""What `hlmdiag grid reference` does: read the stock, write its figures, say which groups are not there."""

from __future__ import annotations

import json
from pathlib import Path

from hlmdiag.cli.arguments import data_files
from hlmdiag.cli.configured import settings_for
from hlmdiag.cli.grid.calibrating import Asked, read
from hlmdiag.cli.grid.writing import write
from hlmdiag.cli.terminal import Terminal, styled
from hlmdiag.cli.usage import refusal
from hlmdiag.draft import Frozen, freeze
from hlmdiag.grid import load_grid
from hlmdiag.text import say

__all__ = ["write_reference"]


def write_reference(asked: Asked, terminal: Terminal, at_least: int, title: str | None, source: str | None) -> None:
    """Write the figures of the stock; the data and the grid are never replaced."""
    if len(asked.grids) > 1:
        raise refusal("usage.une-seule-grille", count=len(asked.grids), names=", ".join(asked.grids))
    files = data_files(asked.data)
    grid = load_grid(asked.grids[0])
    dataset = read(grid, asked, settings_for(asked.data, [grid]))
    found = freeze(grid, dataset, asked.date, at_least=at_least, title=title or grid.title, source=source)
    inside = [path for folder in files if folder.is_dir() for path in folder.iterdir()]
    text = _spelled(found, asked.output)
    write(text.encode(), asked.output, terminal, force=asked.force, inputs=[*files, *inside, Path(grid.path)])
    _say(found, at_least, terminal)


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
