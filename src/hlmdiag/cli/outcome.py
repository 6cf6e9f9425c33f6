"""Output of a command after a run: the summary, the verdict, refusals, or that nothing was scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hlmdiag.cli.error_handler import say_problems
from hlmdiag.errors import Problem
from hlmdiag.report.terminal.console import Terminal
from hlmdiag.report.terminal.verdict import show_verdict

if TYPE_CHECKING:
    from hlmdiag.runs.execution import GridRun, Run
    from hlmdiag.runs.outputs import OutputTarget


def show_run(run: Run, targets: Iterable[OutputTarget], terminal: Terminal) -> int:
    """Show each outcome, renew the baselines that are to be, and give the exit code."""
    to_stdout = has_stdout(targets)
    for outcome in run.outcomes:
        show_outcome(outcome, terminal, to_stdout=to_stdout)
        show_verdict(outcome.result, terminal, run.renew(outcome))
        if outcome.scores_nothing:
            say_problems([Problem("notation.rien", values={"grid": outcome.result.grid.id})], terminal.language)
    return run.exit_code


def show_outcome(outcome: GridRun, terminal: Terminal, *, to_stdout: bool) -> None:
    """The summary of a result, with the files written; with `--quiet`, what was refused of the data alone."""
    from hlmdiag.report.terminal.summary import show, show_errors

    if terminal.quiet:
        show_errors(outcome.shown, terminal)
    else:
        # when the result itself goes to stdout, the summary must not mix with it
        console = terminal.err if to_stdout else terminal.out
        show(outcome.shown, outcome.written, terminal, console, outcome.saved)


def has_stdout(targets: Iterable[OutputTarget]) -> bool:
    """Whether an output goes to standard output."""
    return any(target.path is None for target in targets)
