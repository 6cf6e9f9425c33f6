"""Writes a text or a document to a new file, or to standard output, and tells where."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.one_output import write_output
from hlmdiag.text import say


def write(content: bytes, output: str | None, terminal: Terminal, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Write the content where it was asked for, and say where."""
    say_written(write_output(content, output, inputs, force=force), terminal)


def say_written(path: Path | None, terminal: Terminal) -> None:
    """Say that a file was written; nothing where it went to standard output."""
    if path is not None and not terminal.quiet:
        terminal.err.print(styled(say("cli.resume.ecrit", terminal.language, path=path)))
