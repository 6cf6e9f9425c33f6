"""A sheet as it was understood: a table of its columns where there is room for one, else a line for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from hlmdiag.report.terminal.console import indented, plain, styled
from hlmdiag.text import say
from hlmdiag.text.figures import integer, percent
from hlmdiag.text.figures import plain as figure
from hlmdiag.text.file_names import file_name
from hlmdiag.text.phrase import in_quotes

if TYPE_CHECKING:
    from rich.console import Console

    from hlmdiag.data import ColumnUnderstood, SheetUnderstood
    from hlmdiag.grid.data_model import Column
    from hlmdiag.grid.model import Grid

_LISTED = 20
_FEW, _SHORT = 2, 18


class Words:
    """Words for sheets and columns."""

    def __init__(self, language: str, grid: Grid) -> None:
        self._language, self._grid = language, grid

    def say(self, code: str, **values: object) -> str:
        """A phrase of the account."""
        return say(f"cli.examen.{code}", self._language, **values)

    def title(self, sheet: SheetUnderstood) -> str:
        """The file, its sheet, and the table that it feeds."""
        file = file_name(sheet.file, self._language)
        name = file if sheet.sheet is None else self.say("feuille", file=file, sheet=sheet.sheet)
        tables = {table: self.say(f"table.{table or 'rien'}") for table in ("stock", "overrides", None)}
        events = {table.id: table.title or table.id for table in self._grid.tables.values()}
        return f"{name} — {tables.get(sheet.table) or events.get(str(sheet.table), sheet.table)}"

    def reading(self, sheet: SheetUnderstood) -> Iterator[str]:
        """Reading of a sheet, and its parts set aside."""
        if sheet.encoding or sheet.separator:
            sign = {"\t": self.say("tabulation")}.get(sheet.separator or "", self.cited(sheet.separator or ""))
            yield self.say("texte", encoding=sheet.encoding or "–", separator=sign)
        if sheet.header_rows:
            count = integer(sheet.rows, self._language)
            yield self.say("titres", rows=self.rows(sheet.header_rows), count=count)
        for reason, rows in sheet.set_aside.items():
            yield self.say(f"a-part.{reason.replace(' ', '-')}", rows=self.rows(rows), count=len(rows))
        if sheet.hidden_rows or sheet.hidden_columns or not sheet.visible:
            yield self.say("masque")

    def rows(self, rows: tuple[int, ...]) -> str:
        """Numbers of rows, the last ones counted where there are many."""
        shown = ", ".join(map(str, rows[:_LISTED]))
        return shown if len(rows) <= _LISTED else self.say("et-autres", shown=shown, count=len(rows) - _LISTED)

    def column(self, column: Column) -> str:
        """A column of the grid by its label and its id."""
        return column.id if column.label == column.id else f"{column.label} ({column.id})"

    def cited(self, text: str) -> str:
        """A received text between quotes."""
        return in_quotes(text).say(self._language)

    def joined(self, texts: Iterable[str]) -> str:
        """Several texts in a row."""
        return self.say("joint").join(texts)

    def target(self, column: ColumnUnderstood) -> str:
        """Column that a title was taken for, or resembles."""
        if column.column is not None:
            told = {"configuration": "par-reglage", "answer": "par-reponse"}.get(str(column.how))
            return column.column + (self.say(told) if told else "")
        if column.how == "note":
            return self.say("remarque")
        if column.nearest is not None:
            return self.say("ressemble", column=column.nearest)
        return self.say("non-lue")

    def filled(self, column: ColumnUnderstood) -> str:
        """The share of rows that hold something, and the states worth saying."""
        parts = [percent(column.filled, self._language)]
        for state in ("invalid", "unknown", "not_applicable"):
            if column.states.get(state):
                parts.append(self.say(f"etat.{state}", count=integer(column.states[state], self._language)))
        return ", ".join(parts)

    def kind(self, column: ColumnUnderstood) -> str:
        """The type of a column and the ends of its values."""
        if column.type is None:
            return ""
        kind = self.say(f"type.{column.type}")
        if column.low is None or column.high is None:
            return kind
        ends = {"low": self._end(column.low), "high": self._end(column.high)}
        return kind + self.say("etendue", **ends)

    def sample(self, column: ColumnUnderstood, *, short: bool = False) -> str:
        """Some texts as received; few of them where they must share a line with the rest."""
        texts = column.sample[:_FEW] if short else column.sample
        return plain(", ".join(text if not short or len(text) <= _SHORT else f"{text[:_SHORT]}…" for text in texts))

    def _end(self, text: str) -> str:
        if not re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text):
            return text
        # no thousands separator in a year: « 1 924 » would not be read as a year
        return text[:4] if re.fullmatch(r"[12]\d{3}\.0", text) else figure(float(text), self._language)


def print_columns(words: Words, sheet: SheetUnderstood, console: Console) -> None:
    """Every title, in the order of the file."""
    columns = [column for column in sheet.columns if column.header.strip()]
    if not columns:
        return
    if not console.is_terminal or not console.file.isatty():
        for column in columns:
            console.print(indented(styled(_line(words, column))))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("lettre", "titre", "colonne", "type", "rempli", "exemples"):
        table.add_column(words.say(f"entete.{name}"), overflow="fold")
    for column in columns:
        style = "" if column.column else "yellow"
        cells = (
            column.letter, plain(column.header), words.target(column), words.kind(column), words.filled(column),
            words.sample(column, short=True),
        )  # fmt: skip
        table.add_row(*cells, style=style)
    console.print(indented(table))


def _line(words: Words, column: ColumnUnderstood) -> str:
    head = f"{column.letter} {words.cited(column.header)} → {words.target(column)}"
    parts = [head, words.kind(column), words.say("rempli", share=words.filled(column))]
    if column.sample:
        parts.append(words.say("exemple", sample=words.sample(column)))
    return words.joined(filter(None, parts))
