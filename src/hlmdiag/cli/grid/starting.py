"""What `hlmdiag grid new` writes, and what it says to do next."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hlmdiag.cli.grid.writing import write
from hlmdiag.draft import propose, skeleton
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.refusals import refusal
from hlmdiag.text import say
from hlmdiag.text.shell import quoted


def start(
    title: str | None, data: str | None, sheet: str | None, output: str | None, day: date, terminal: Terminal,
    *, force: bool,
) -> None:  # fmt: skip
    """Write a skeleton, or the grid that a file suggests."""
    if title is None and data is None:
        raise refusal("usage.argument-manquant", name="TITRE")
    inputs: list[Path] = []
    if data is not None:
        inputs = [existing(data)]
        text = propose(inputs[0], title or inputs[0].stem, day, sheet)
    else:
        text = skeleton(title or "", day)
    write(text.encode(), output, terminal, force=force, inputs=inputs)
    if output not in (None, "-") and not terminal.quiet:
        key = "cli.grille.suite-parc" if data is not None else "cli.grille.suite"
        names = {"path": quoted(str(output)), "data": quoted(data) if data else ""}
        terminal.err.print(styled(say(key, terminal.language, **names)))
