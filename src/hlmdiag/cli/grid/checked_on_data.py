"""Output of `hlmdiag grid check --on`: the grid on data, and beside expected levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.checks_on_data import CheckedOnData


def described(seen: CheckedOnData | None, language: str) -> dict[str, Any]:
    """Findings on data of a document, nothing if no data was examined."""
    from hlmdiag.report import backtest
    from hlmdiag.report.grid_checks import agreement_documents, problem_document

    if seen is None:
        return {}
    compared = None if seen.backtest is None else backtest.as_document(seen.backtest)
    problems = [problem_document(each, language) for each in seen.about_data]
    agreements = agreement_documents(seen.agreements)
    return {"data": {"units": seen.units, "problems": problems, "expected": compared, "voices": agreements}}


def noted(seen: CheckedOnData | None, language: str) -> list[str]:
    """Notices on data for a code review: faults, then expected levels."""
    from hlmdiag.report import backtest
    from hlmdiag.report.grid_checks import annotation

    if seen is None:
        return []
    lines = [annotation(each, language) for each in seen.about_data]
    return lines if seen.backtest is None else [*lines, *backtest.notices(seen.backtest, language)]


def show_data(seen: CheckedOnData | None, terminal: Terminal) -> None:
    """On a console: how many units, what is wrong with the data, then the expected levels."""
    from hlmdiag.report.terminal.backtest import show_backtest
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.report.terminal.grid_checks import show_agreements, show_problems
    from hlmdiag.text import say
    from hlmdiag.wording import Wording

    if seen is None:
        return
    units = Wording(terminal.language, seen.grid).count(seen.units)
    terminal.out.print(styled(say("cli.grille.sur-donnees.titre", terminal.language, units=units), "bold"))
    if seen.about_data:
        terminal.out.print(styled(say("cli.grille.sur-donnees.donnees", terminal.language)))
        show_problems(seen.about_data, terminal)
    show_agreements(seen.agreements, Wording(terminal.language, seen.grid), terminal)
    if seen.backtest is not None:
        show_backtest(seen.backtest, terminal)
