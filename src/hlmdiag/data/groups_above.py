"""Finds what the name of a group of columns says of the titles under it: « Objectifs », « N-1 », an earlier year.

A column under the name of another figure than its own is not read; one under an earlier year than another group's is
read, and said: a survey may be of last year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hlmdiag.data.assign import Candidate
from hlmdiag.data.match import TOLD, Match
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.title_notions import notions_of
from hlmdiag.data.trade_vocabulary import trade_vocabulary
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_LONGEST = 60
"""A longer text is no name of a group."""
_SHOWN = 5
_LIMITS = frozenset({"non", "hors", "hor", "sans", "san", "sauf"})
"""What limits a figure in its own title, and in the name of a group may only limit the group."""


@dataclass(frozen=True)
class _Group:
    """The name of a group, its cell, and the columns that it is of."""

    text: str
    place: tuple[int, int]
    last: int

    def is_of(self, index: int) -> bool:
        return self.place[1] <= index <= self.last

    @property
    def year(self) -> int:
        """The latest year that it names, 0 if it names none."""
        return max(map(int, _YEAR.findall(self.text)), default=0)

    @property
    def is_of_another_figure(self) -> bool:
        """Whether it says by itself that its numbers are not those of the stock as it is."""
        return any(each.notions & _other_figures() for each in notions_of(self.text))


def without_other_figures(
    candidate: Candidate, matches: Sequence[Match], form: TableSchema
) -> tuple[list[Match], list[Problem]]:
    """The matches without the columns under the name of another figure, and what is to be said of them and of years."""
    groups = list(_groups(candidate))
    latest = max((each.year for each in groups), default=0)
    kept: list[Match] = []
    others: dict[_Group, list[Match]] = {}
    older: dict[_Group, list[Match]] = {}
    for match in matches:
        above = next((each for each in groups if each.is_of(match.index)), None)
        if above is not None and match.column is not None and match.column not in form.keys and match.how not in TOLD:
            if above.is_of_another_figure and not _says(form.columns[match.column].label, above):
                others.setdefault(above, []).append(match)
                match = Match(match.header, match.index, None, match.how, match.column)
            elif 0 < above.year < latest:
                older.setdefault(above, []).append(match)
        kept.append(match)
    return kept, [
        *(_problem("donnees.groupe-autre", candidate, each, under) for each, under in others.items()),
        *(
            _problem("donnees.groupe-ancien", candidate, each, under, latest=str(latest))
            for each, under in older.items()
        ),
    ]


def _says(label: str, above: _Group) -> bool:
    """Whether the name of the column is of that figure itself."""
    ours = frozenset[str]().union(*(each.notions for each in notions_of(label)))
    return any(ours & each.notions & _other_figures() for each in notions_of(above.text))


@cache
def _other_figures() -> frozenset[str]:
    return trade_vocabulary().exclusive - _LIMITS


def _groups(candidate: Candidate) -> Iterator[_Group]:
    """The names just above the last titles, or in their upper rows, where a row has several."""
    sheet, header = candidate.sheet, candidate.header
    for row in range(header.last - 1, max(header.first - 1, 0) - 1, -1):
        texts = sheet.cells.row(row)
        filled = [column for column, text in enumerate(texts) if text and text.strip()]
        for place, column in enumerate(filled if len(filled) > 1 else ()):
            if len(text := " ".join((texts[column] or "").split())) <= _LONGEST:
                after = filled[place + 1] if place + 1 < len(filled) else sheet.cells.width
                yield _Group(text, (row, column), _end(sheet, row, column, after - 1))


def _end(sheet: Sheet, row: int, column: int, before_next: int) -> int:
    """The last column of a group: that of its merged cells; those without any end where the next one begins."""
    merged = [right for (top, left), (_, right) in sheet.merged if (top, left) == (row, column)]
    if merged:
        return merged[0]
    return column if sheet.merged else before_next


def _problem(code: str, candidate: Candidate, above: _Group, under: Sequence[Match], **values: Any) -> Problem:
    sheet, first = candidate.sheet, under[0]
    where = sheet.address(above.place[1], sheet.row(above.place[0]))
    titles = first_of([each.header for each in under], _SHOWN, quoted=True)
    return sheet.problem(
        code, row=sheet.row(candidate.header.last), column=first.index, header=first.header, severity=Severity.WARNING,
        count=len(under), titles=titles, text=above.text, where=where, **values,
    )  # fmt: skip
