"""Prints the summary of a run: levels, first concerns, coverage, problems.

Words and figures come from the synthesis; this module only lays them out, and at any width loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import Severity
from hlmdiag.report.terminal.console import Terminal, indented, plain, styled
from hlmdiag.report.terminal.phrases import Phrases
from hlmdiag.report.terminal.problems import show_problems
from hlmdiag.report.terminal.tables import colour, print_groups, print_levels
from hlmdiag.synthesis import rolled_up_table, settings_told, synthesise
from hlmdiag.synthesis.answers import group_problems
from hlmdiag.text import say
from hlmdiag.text.figures import day, integer
from hlmdiag.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from hlmdiag.data import InputFile
    from hlmdiag.errors import Problem
    from hlmdiag.scoring.result import Result
    from hlmdiag.synthesis import PriorityUnit, Synthesis

_FIRST = 6
"""Concerns shown: what fits a screen; the reports hold more."""

_TO_COLLECT = 5


def show(result: Result, written: Sequence[str], terminal: Terminal, console: Console, kept: str | None = None) -> None:
    """Print the summary of one result; `kept` is a file written unasked, whose purpose is told."""
    synthesis = synthesise(result, top=_FIRST)
    words = Phrases(result, terminal.language)
    _title(words, synthesis, console)
    for line in words.standing(synthesis):
        console.print(styled(line))
    for line in words.selection(result):
        console.print(styled(line, "bold"))
    for line in words.variant(result):
        console.print(styled(line))
    _levels(words, synthesis, console)
    _groups(words, synthesis, console)
    _wider(words, result, console)
    _concerns(words, synthesis, console)
    _alerts(words, synthesis, console)
    _answers(words, synthesis, console, words.collection(result))
    _lines(words.divergences(result), console)
    _firmness(words, result, console)
    if synthesis.problems:
        _heading(words.say("problemes"), console)
        show_problems(synthesis.problems, terminal, console)
    show_settings_told(result.manifest.settings, result.manifest.problems, terminal.language, console)
    console.print()
    for path in written:
        console.print(styled(words.say("ecrit", path=path), "bold"))
    if kept is not None:
        console.print(styled(words.say("garde", path=kept)))


def show_settings_told(file: InputFile | None, problems: Iterable[Problem], language: str, console: Console) -> None:
    """The settings that were read, and what they changed."""
    lines = settings_told(file, problems, Locale(language))
    if lines:
        _heading(say("cli.resume.reglages", language), console)
        _lines([plain(line) for line in lines], console)


def show_errors(result: Result, terminal: Terminal) -> None:
    """Print the refused data on stderr, even in quiet mode."""
    groups = group_problems(result.manifest.problems)
    show_problems([group for group in groups if group.severity is Severity.ERROR], terminal, terminal.err)


def _title(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    console.print(styled(words.title, "bold"))
    console.print(styled(words.files))
    for line in words.head(synthesis):
        console.print(styled(line))


def _levels(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    if synthesis.distribution.levels:
        _heading(words.say("niveaux"), console)
        print_levels(words, synthesis, console)
        for line in words.size_unknown(synthesis):
            console.print(indented(styled(line)))


def _groups(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    column = synthesis.group_column
    if column is not None and synthesis.groups:
        _heading(words.say("par-groupe", group=words.lower(column.label)), console)
        print_groups(words, synthesis, console)


def _wider(words: Phrases, result: Result, console: Console) -> None:
    found = rolled_up_table(result, words.words)
    if found is not None:
        _heading(words.wider_title(found), console)
        _lines(words.wider(found), console)


def _concerns(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    first = [concern for concern in synthesis.concerns if words.is_concern(concern)]
    if not first:
        return
    _heading(words.say("premieres"), console)
    for concern in first:
        console.print(indented(_headline(words, concern)))
        for line in words.reasons(concern):
            console.print(indented(styled(line), 6))


def _headline(words: Phrases, concern: PriorityUnit) -> Text:
    text = styled(" ".join(part for part in (concern.code, plain(words.name(concern))) if part), "bold")
    text.append(" — ", style="not bold")
    certainty = words.certainty(concern)
    if concern.cause == "no-level":
        certainty = certainty.removeprefix(", ")
    else:
        text.append(words.verdict(concern), style=colour(concern.level) or "not bold")
    text.append(certainty, style="not bold")
    return text


def _alerts(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    lines = [words.flag(count) for count in synthesis.flags if count.holds.units or count.to_check]
    if not lines and not synthesis.gaps and not synthesis.overridden:
        return
    _heading(words.say("alertes"), console)
    if synthesis.gaps:
        known = words.count(synthesis.gaps_known)
        lines.append(words.say("ecarts", views=words.views, units=words.of_units(synthesis.gaps), known=known))
    if synthesis.overridden:
        lines.append(words.say("derogations", units=words.of_units(synthesis.overridden)))
    _lines(lines, console)


def _answers(words: Phrases, synthesis: Synthesis, console: Console, collection: Sequence[str]) -> None:
    if not synthesis.units:
        return
    _heading(words.say("reponses"), console)
    missing = () if collection else words.to_collect(synthesis.to_collect[:_TO_COLLECT])
    _lines([words.states(synthesis), words.coverage(synthesis), *missing], console)
    if collection:
        _heading(words.words.say("rapport.recueil.titre"), console)
        _lines(collection, console)


def _firmness(words: Phrases, result: Result, console: Console) -> None:
    lines = words.firmness(result)
    if lines:
        _heading(words.say("solidite"), console)
        _lines(lines, console)


def _heading(text: str, console: Console) -> None:
    console.print()
    console.print(styled(text, "bold underline"))


def _lines(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.print(indented(styled(line)))


def show_engine_run(result: Result, count: int, engine: str, target: Path, terminal: Terminal) -> None:
    """Print the outcome of another engine: number of units, output files, problems of the data."""
    grid, language = result.grid, terminal.language
    values = {"title": grid.title, "version": grid.version, "date": day(result.manifest.reference_date, language)}
    said = say("cli.moteur.fait", language, count=integer(count, language), engine=engine, **values)
    terminal.out.print(styled(said, "bold"))
    show_problems(group_problems(result.manifest.problems), terminal, terminal.out)
    show_settings_told(result.manifest.settings, result.manifest.problems, language, terminal.out)
    terminal.out.print(styled(say("cli.resume.ecrit", language, path=target), "bold"))
