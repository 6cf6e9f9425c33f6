"""The tables of a terminal summary; where a console is too narrow for one, the same figures as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from hlmdiag.report.terminal.console import indented, plain, styled
from hlmdiag.report.terminal.phrases import Phrases

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from hlmdiag.grid.level import Level
    from hlmdiag.synthesis import Synthesis
    from hlmdiag.synthesis.model import LevelCount

_BAR = 20
_INDENT = 2


def print_levels(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    """Units by level and, where there is a size, what they hold; a bar where there is room for one."""
    counts = [count for count in synthesis.distribution.levels if count.level is not None or count.quantity.units]
    headers = ["", words.units, *([words.size_unit] if synthesis.size is not None else [])]
    rows: list[list[RenderableType]] = []
    for count in counts:
        row: list[RenderableType] = [plain(words.level(count.level)), words.amount(count.quantity)]
        if synthesis.size is not None:
            row.append(words.amount(count.quantity, of_size=True))
        rows.append(row)
    with_bars = _table([*headers, ""], [[*row, _bar(count, console)] for row, count in zip(rows, counts, strict=True)])
    console.print(indented(with_bars if _fits(with_bars, console) else _table(headers, rows)))


def print_groups(words: Phrases, synthesis: Synthesis, console: Console) -> None:
    """Each group by level."""
    levels = synthesis.distribution.levels
    headers = ["", *(plain(words.level(count.level)) for count in levels), words.say("taux"), words.say("en-alerte")]
    rows: list[list[RenderableType]] = []
    for group in synthesis.groups:
        counts = [words.both(each.quantity) if each.quantity.units else "·" for each in group.distribution.levels]
        ends = (words.share(group.coverage), words.alerts(group))
        rows.append([plain(words.group_name(group)), *counts, *ends])
    table = _table(headers, rows)
    if not _fits(table, console):
        for group in synthesis.groups:
            console.print(indented(styled(words.group(group))))
        return
    console.print(indented(table))
    if synthesis.size is not None:
        console.print(indented(styled(words.say("entre-parentheses", size_unit=words.size_unit), "dim")))


def colour(level: Level | None) -> str:
    """The style of a level; its name is always written too."""
    return level.colour if level is not None and level.colour else ""


def _bar(count: LevelCount, console: Console) -> RenderableType:
    full, empty = ("█", "░") if console.encoding.startswith("utf") else ("#", ".")
    filled = round(count.quantity.share * _BAR)
    bar = styled(full * filled, colour(count.level))
    bar.append(empty * (_BAR - filled), style="dim")
    return bar


def _table(headers: list[str], rows: list[list[RenderableType]]) -> Table:
    table = Table(box=None, pad_edge=False, collapse_padding=True, show_header=any(headers), header_style="dim")
    for number, header in enumerate(headers):
        # in a very narrow console, folding loses no character
        table.add_column(header, justify="right" if number and header else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _fits(table: Table, console: Console) -> bool:
    """Whether no word of a table has to be broken."""
    return console.measure(table).minimum <= console.width - _INDENT
