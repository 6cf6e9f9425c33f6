"""Finds the saved result behind the file typed, and names it if it is another one."""

from __future__ import annotations

from pathlib import Path

from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs import result_beside
from hlmdiag.text import say


def saved_result(typed: Path, terminal: Terminal) -> Path:
    """The saved result of a path; its name goes to stderr if it is beside a report or a stock."""
    found = result_beside.saved_result(typed)
    if found != typed and not terminal.quiet:
        terminal.err.print(styled(say("cli.resultat-a-cote", terminal.language, path=found)))
    return found
