"""Effects of a new version on files filled for the older one: titles, answers, marks.

The files are not there: what they may hold is what the older version understood, read again by the newer one with the
reading of cells and of headers that serves for data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from hlmdiag.data.match import Vocabulary
from hlmdiag.data.normalise_text import words
from hlmdiag.data.values import CellRefusal, reader
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.model import Grid
from hlmdiag.method.document_diff import Difference


class Understanding(IntEnum):
    """Outcome for the words that a file may hold."""

    ALIKE = 0
    MORE = 1
    """All that was understood is, and something else besides."""
    LOST = 2
    """Something is understood otherwise, or no more."""


@dataclass(frozen=True)
class _Pair:
    """A column in both versions, and the columns beside it."""

    old: Column
    new: Column
    old_names: Vocabulary
    new_names: Vocabulary


class VersionReading:
    """Two versions of a grid as readers of the same files."""

    def __init__(self, old: Grid, new: Grid) -> None:
        self.old, self.new = old, new

    def of_change(self, step: Difference) -> Understanding | None:
        """Effect of a change on files already filled; None if it does not concern the words of files."""
        if step.at[0] == "tables" and len(step.at) == 3 and step.at[2] in ("title", "aliases"):
            return _of_table(self.old.tables[str(step.old[1])], self.new.tables[str(step.at[1])])
        pair, rest = self._pair(step)
        if pair is None:
            return None
        match rest:
            case ("label",) | ("title",) | ("aliases",):
                names_header = rest != ("title",) or not (pair.old.declared and pair.new.declared)
                return _of_headers(pair, _texts(step.before), _texts(step.after)) if names_header else None
            case ("choices", code, *under) | ("score", "choices", code, *under) if _is_name(under, step.before):
                return _of_answers(pair, _names(pair.old, code), _names(pair.new, code))
            case ("missing",) | ("unknown",) | ("not_applicable",):
                return _of_answers(pair, _marks(pair.old), _marks(pair.new))
        return None

    def of_declaration(self, column: str) -> Understanding:
        """Effect on the column of a judgement if the new version declares it itself."""
        old, new = self.old.columns.get(column), self.new.columns.get(column)
        if old is None or new is None:
            return Understanding.MORE
        if old.type != new.type:
            return Understanding.LOST
        pair = _Pair(old, new, *self._names)
        texts = [[name for code in each.choices for name in _names(each, code)] for each in (old, new)]
        return max(_of_headers(pair, [old.label], [new.label]), _of_answers(pair, *texts))

    def column_of(self, step: Difference) -> tuple[Column, Column] | None:
        """The column that a change is about, in both versions."""
        pair, _ = self._pair(step)
        return None if pair is None else (pair.old, pair.new)

    @cached_property
    def _names(self) -> tuple[Vocabulary, Vocabulary]:
        return Vocabulary(self.old.columns), Vocabulary(self.new.columns)

    def _pair(self, step: Difference) -> tuple[_Pair | None, tuple[str, ...]]:
        """The column of a change, and the rest of the path under it."""
        at = tuple(map(str, step.at))
        old_id = str(step.old[len(step.old) - len(at) + 1]) if len(at) > 1 else ""
        match at:
            case ("columns", id, *rest):
                return self._of_stock(old_id, id), tuple(rest)
            case ("tables", table, "columns", id, *rest):
                before, after = self.old.tables.get(str(step.old[1])), self.new.tables.get(table)
                if before is None or after is None:
                    return None, tuple(rest)
                old, new = before.columns.get(str(step.old[3])), after.columns.get(id)
                names = Vocabulary(before.columns), Vocabulary(after.columns)
                return (None if old is None or new is None else _Pair(old, new, *names)), tuple(rest)
            case ("indicators", id, *rest):
                return self._of_stock(_column_read(self.old, old_id), _column_read(self.new, id)), tuple(rest)
        return None, ()

    def _of_stock(self, old_id: str | None, new_id: str | None) -> _Pair | None:
        old, new = self.old.columns.get(old_id or ""), self.new.columns.get(new_id or "")
        return None if old is None or new is None else _Pair(old, new, *self._names)


def _is_name(under: Sequence[str], before: object) -> bool:
    """Whether a change of an answer is about the words by which it is given."""
    return isinstance(before, str) if not under else under[-1] in ("label", "aliases")


def _column_read(grid: Grid, indicator: str) -> str | None:
    return next((each.column for each in grid.indicators if each.id == indicator), None)


def _of_headers(pair: _Pair, before: Iterable[str], after: Iterable[str]) -> Understanding:
    """Whether the titles of the older version still find the column, and whether others do."""

    def finds(names: Vocabulary, text: str, column: Column) -> bool:
        return (names.find(text) or ("", ""))[0] == column.id

    was = [text for text in before if finds(pair.old_names, text, pair.old)]
    if not all(finds(pair.new_names, text, pair.new) for text in was):
        return Understanding.LOST
    gained = any(not finds(pair.old_names, text, pair.old) for text in after)
    return Understanding.MORE if gained else Understanding.ALIKE


def _of_answers(pair: _Pair, before: Iterable[str], after: Iterable[str]) -> Understanding:
    """Whether the words of the older version mean the same, and those of the newer one had a meaning."""
    read_old, read_new = reader(pair.old), reader(pair.new)
    more = False
    for text in dict.fromkeys((*before, *after)):
        was, now = read_old(text), read_new(text)
        if isinstance(was, CellRefusal):
            more |= not isinstance(now, CellRefusal)
        elif was != now:
            return Understanding.LOST
    return Understanding.MORE if more else Understanding.ALIKE


def _of_table(old: EventTable, new: EventTable) -> Understanding:
    before, after = ({words(name) for name in (it.id, it.title or it.id, *it.aliases)} for it in (old, new))
    if before - after:
        return Understanding.LOST
    return Understanding.MORE if after - before else Understanding.ALIKE


def _names(column: Column, code: str) -> list[str]:
    return [code, column.choices.get(code, code), *column.choice_aliases.get(code, ())]


def _marks(column: Column) -> list[str]:
    return [*column.missing, *column.unknown, *column.not_applicable]


def _texts(value: object) -> list[str]:
    return (
        [value] if isinstance(value, str) else [str(each) for each in value] if isinstance(value, list | tuple) else []
    )
