"""What is said once a job is done: the summary, what was refused, and that nothing could be scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.cli.error_handler import say_problems
from hlmdiag.errors import Problem, Severity
from hlmdiag.report.terminal.console import Terminal
from hlmdiag.runs.outputs import Target

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


def say_result(
    result: Result, written: Sequence[str], terminal: Terminal, kept: str | None = None, *, to_stdout: bool
) -> None:
    """The summary of a result, with the files written; with `--quiet`, what was refused of the data alone."""
    from hlmdiag.report.terminal.summary import show, show_errors

    if terminal.quiet:
        show_errors(result, terminal)
    else:
        # Where the result itself goes to stdout, the summary must not mix with it.
        show(result, written, terminal, terminal.err if to_stdout else terminal.out, kept)


def say_nothing_scored(result: Result, language: str) -> None:
    """That there is no diagnosis, on stderr."""
    say_problems([Problem("notation.rien", values={"grid": result.grid.id})], language)


def has_stdout(found: Sequence[Target]) -> bool:
    """Whether an output goes to standard output."""
    return any(target.path is None for target in found)


def is_refused(result: Result) -> bool:
    """Whether something of the data was refused."""
    return any(problem.severity is Severity.ERROR for problem in result.manifest.problems)
