"""The verdict of the limits of a run, on a console."""

from __future__ import annotations

from hlmdiag.report.terminal.console import Terminal, indented, styled
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording


def show_verdict(result: Result, terminal: Terminal, renewed: str | None = None) -> None:
    """The verdict on stderr, in full, and what became of the baseline; with `--quiet`, where there is something to say.

    There is nothing where no limit is crossed or undecided and the stock is as the baseline has it: same units, same
    grid, nothing worse, better, undecided or lost.
    """
    gating = result.manifest.gating
    if gating is None or (terminal.quiet and gating.is_silent):
        return
    from hlmdiag.gate import gating_lines, gating_summary

    words = Wording(terminal.language, result.grid)
    terminal.err.print()
    terminal.err.print(styled(gating_summary(gating, words), "bold"))
    for line in gating_lines(gating, words):
        terminal.err.print(indented(styled(line.text), 2 * (line.depth + 1)))
    if renewed is not None:
        terminal.err.print(styled(renewed, "bold"))
