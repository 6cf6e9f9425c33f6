"""Prints the problems of the data, by cause: counts, first places, at most a screen unless asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.errors import OTHER_FILES, Severity
from hlmdiag.report.terminal.console import Terminal, indented, styled
from hlmdiag.synthesis.model import cells_at_fault
from hlmdiag.text import say
from hlmdiag.text.figures import integer
from hlmdiag.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console

    from hlmdiag.errors import Problem
    from hlmdiag.synthesis.model import ProblemGroup

_CAUSES = 8
_PLACES = 3
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}


def show_problems(groups: Sequence[ProblemGroup], terminal: Terminal, console: Console, causes: int = _CAUSES) -> None:
    """Each cause with its first problem whole, and where else it is found; every problem when verbose."""
    shown = groups if terminal.verbose else groups[:causes]
    for group in shown:
        problems = group.problems if terminal.verbose else group.problems[:1]
        for problem in problems:
            count = cells_at_fault(problem) if terminal.verbose else group.count
            label = _label(group.severity, count, terminal.language)
            line = styled(f"{label} — ", _STYLES[group.severity])
            line.append(problem.say(terminal.language), style="not dim default")
            console.print(indented(line))
        if not terminal.verbose and len(group.problems) > 1:
            console.print(indented(styled(_elsewhere(group, terminal.language)), 6))
    if len(shown) < len(groups):
        text = say("cli.problemes.autres-causes", terminal.language, count=len(groups) - len(shown))
        console.print(indented(styled(text)))


def _label(gravity: Severity, count: int, language: str) -> str:
    severity = say(f"cli.gravite.{gravity}", language)
    return severity if count == 1 else f"{severity} ({integer(count, language)})"


def _elsewhere(group: ProblemGroup, language: str) -> str:
    counted = [problem for problem in group.problems[1:] if problem.code == OTHER_FILES]
    others = [problem for problem in group.problems[1:] if problem.code != OTHER_FILES]
    said = [_others(others, language)] if others else []
    sentences = [problem.sentence(language) for problem in counted]
    return " ".join([*said, *(sentence[:1].upper() + sentence[1:] for sentence in sentences)])


def _others(others: Sequence[Problem], language: str) -> str:
    # a single place more is shown rather than counted
    most = _PLACES if len(others) > _PLACES + 1 else len(others)
    places = [place for place in (problem.location.say(language) for problem in others[:most]) if place]
    if not places:
        return say("cli.problemes.encore", language, count=len(others))
    named = Locale(language).joined(places)
    if len(others) == most:
        return say("cli.problemes.aussi", language, places=named)
    return say("cli.problemes.aussi-autres", language, places=named, count=len(others) - most)
