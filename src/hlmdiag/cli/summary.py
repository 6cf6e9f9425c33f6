"""What a person reads in the terminal after a job: levels, first concerns, how well the stock is known, what is wrong.

Words and figures come from the synthesis; this module only lays them out, and at any width loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table

from hlmdiag.cli.phrases import Phrases
from hlmdiag.cli.problems import show_problems
from hlmdiag.cli.terminal import Terminal, plain, styled
from hlmdiag.errors import Severity
from hlmdiag.synthesis import synthesise
from hlmdiag.synthesis.answers import group_problems

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from hlmdiag.grid.model import Level
    from hlmdiag.scoring.result import Result
    from hlmdiag.synthesis import Concern, Synthesis
    from hlmdiag.synthesis.model import Quantity

__all__ = ["show", "show_errors"]

_FIRST = 10
"""Concerns shown: what fits a screen; the reports hold more."""

_TO_COLLECT = 5
_NARROW = 72
"""Columns under which a table by agency is written as lines."""

_BAR = 20


def show(result: Result, written: Sequence[Path], terminal: Terminal, console: Console) -> None:
    """The summary of one result."""
    synthesis = synthesise(result, top=_FIRST)
    words = Phrases(result, terminal.language)
    _title(words, synthesis, console)
    _levels(words, synthesis, console)
    _groups(words, synthesis, console)
    _concerns(words, synthesis, console)
    _alerts(words, synthesis, console)
    _answers(words, synthesis, console)
    if synthesis.problems:
        _heading(words.say("problemes"), console)
        show_problems(synthesis.problems, terminal, console)
    for path in written:
        console.print(styled(words.say("ecrit", path=path), "bold"))


def show_errors(result: Result, terminal: Terminal) -> None:
    """What was refused in the data: said on stderr even when nothing else is."""
    groups = group_problems(result.manifest.problems)
    show_problems([group for group in groups if group.severity is Severity.ERROR], terminal, terminal.err)


def _title(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    console.print(styled(words.title, "bold"))
    console.print(styled(words.size(synthesis)))


def _levels(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    counts = synthesis.distribution.levels
    if not counts:
        return
    _heading(words.say("niveaux"), console)
    table = Table(box=None, pad_edge=False, show_header=synthesis.size is not None, header_style="dim")
    table.add_column("", overflow="fold")
    table.add_column(words.units, justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    if synthesis.size is not None:
        table.add_column(words.size_unit, justify="right", overflow="fold")
    mark, blank = ("█", "░") if console.encoding.startswith("utf") else ("#", ".")
    for count in counts:
        if count.level is None and not count.quantity.units:
            continue
        filled = round(count.quantity.share * _BAR)
        bar = styled(mark * filled, _colour(count.level)) + styled(blank * (_BAR - filled), "dim")
        cells: list[Text | str] = [words.level(count.level), words.amount(count.quantity), bar]
        if synthesis.size is not None:
            cells.append(words.amount(count.quantity, of_size=True))
        table.add_row(*cells)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _groups(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    column = synthesis.group_column
    if column is None or not synthesis.groups:
        return
    _heading(words.say("par-groupe", group=words.lower(column.label)), console)
    if console.width < _NARROW or not synthesis.distribution.levels:
        for group in synthesis.groups:
            console.print(Padding(styled(words.group(group)), (0, 0, 0, 2)))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", overflow="fold")
    for count in synthesis.distribution.levels:
        table.add_column(words.level(count.level), justify="right", overflow="fold")
    table.add_column(words.say("taux"), justify="right", overflow="fold")
    table.add_column(words.say("en-alerte"), justify="right", overflow="fold")
    for group in synthesis.groups:
        cells = [_cell(words, count.quantity) for count in group.distribution.levels]
        table.add_row(plain(words.group_name(group)), *cells, words.share(group.coverage), words.count(group.alerts))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    if synthesis.size is not None:
        console.print(Padding(styled(words.say("entre-parentheses", size_unit=words.size_unit), "dim"), (0, 0, 0, 2)))


def _cell(words: Phrases, quantity: Quantity) -> str:
    return words.both(quantity) if quantity.units else "·"


def _concerns(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    first = [concern for concern in synthesis.concerns if words.is_concern(concern)]
    if not first:
        return
    _heading(words.say("premieres"), console)
    for concern in first:
        console.print(Padding(_headline(words, concern), (0, 0, 0, 2)))
        for line in words.reasons(concern):
            console.print(Padding(styled(line), (0, 0, 0, 6)))


def _headline(words: Phrases, concern: Concern) -> Text:
    text = styled(f"{concern.code} ", "bold")
    text.append(plain(words.name(concern)), style="bold")
    text.append(" — ", style="not bold")
    text.append(words.level(concern.level), style=_colour(concern.level) or "not bold")
    text.append(words.certainty(concern), style="not bold")
    return text


def _alerts(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    lines = [words.flag(count) for count in synthesis.flags if count.holds.units or count.to_check]
    if not lines and not synthesis.gaps and not synthesis.overridden:
        return
    _heading(words.say("alertes"), console)
    if synthesis.gaps:
        lines.append(words.say("ecarts", count=words.count(synthesis.gaps)))
    if synthesis.overridden:
        lines.append(words.say("derogations", count=words.count(synthesis.overridden)))
    _lines(lines, console)


def _answers(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    _heading(words.say("reponses"), console)
    _lines(
        [words.states(synthesis), words.coverage(synthesis), *words.to_collect(synthesis.to_collect[:_TO_COLLECT])],
        console,
    )


def _heading(text: str, console: Console) -> None:
    console.print()
    console.print(styled(text, "bold underline"))


def _lines(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.print(Padding(styled(line), (0, 0, 0, 2)))


def _colour(level: Level | None) -> str:
    return level.colour if level is not None and level.colour else ""
