"""A text or a document goes to a file that is not there yet, or to standard output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_file
from hlmdiag.text import say


def write(content: bytes, output: str | None, terminal: Terminal, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Write the content where it was asked for, and say where; None and « - » are standard output."""
    path = Path(str(output)) if is_file(output) else None
    if path is not None:
        check_outputs([OutputTarget(path, path.suffix.removeprefix("."))], inputs, force=force)
    with opened(path) as stream:
        stream.write(content)
    if path is not None and not terminal.quiet:
        terminal.err.print(styled(say("cli.resume.ecrit", terminal.language, path=path)))
