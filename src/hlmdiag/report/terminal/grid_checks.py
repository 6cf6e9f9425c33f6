"""The faults of grids on a console, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.errors import Problem, Severity
from hlmdiag.method import CriterionAgreement, Examined
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}


def show_faults(found: Sequence[Examined], terminal: Terminal) -> None:
    """Every fault, a line each."""
    for each in found:
        show_problems(each.problems, terminal)


def show_problems(problems: Sequence[Problem], terminal: Terminal) -> None:
    """Problems, a line each, with how serious they are."""
    for problem in problems:
        terminal.out.print(_line(problem, terminal.language))


def show_counts(found: Sequence[Examined], terminal: Terminal) -> None:
    """Print the number of faults of each grid on stderr."""
    for each in found:
        terminal.err.print(styled(_summary(each, terminal.language)))


def show_agreements(found: Sequence[CriterionAgreement], words: Wording, terminal: Terminal) -> None:
    """Print the agreement of the voices on each judgement, the lowest first."""
    if found:
        terminal.out.print(styled(words.say("cli.grille.sur-donnees.voix")))
    for each in found:
        values = {"criterion": words.named(each.indicator), "alpha": words.number(each.found.alpha, 2)}
        counts = {"units": words.count(each.found.units), "answers": each.found.answers}
        terminal.out.print(styled("  " + words.say("cli.grille.sur-donnees.accord", **values, **counts)))


def _line(problem: Problem, language: str) -> Text:
    line = styled(say(f"cli.grille.gravite.{problem.severity}", language) + " — ", _STYLES[problem.severity])
    line.append(styled(problem.say(language)))
    return line


def _summary(each: Examined, language: str) -> str:
    counts = {severity: each.count(severity) for severity in Severity}
    if not any(counts.values()):
        return say("cli.grille.sans-anomalie", language, name=each.name)
    if not each.readable:
        return say("cli.grille.illisible", language, name=each.name)
    said = [say(f"cli.grille.compte.{severity}", language, count=count) for severity, count in counts.items() if count]
    key = "cli.grille.anomalies" if each.grid is not None else "cli.grille.anomalies-de-structure"
    return say(key, language, name=each.name, counts=", ".join(said))
