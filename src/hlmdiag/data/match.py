"""Headers find the columns of the grid: by id, label or alias, blind to case, accents, punctuation and units."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hlmdiag.configuration import NOT_READ
from hlmdiag.data.fold import header as fold
from hlmdiag.data.fold import mark, units, without_units
from hlmdiag.grid.model import Column
from hlmdiag.text.characters import plain

__all__ = [
    "How", "Match", "Vocabulary", "match_headers", "nearest_headers", "with_nearest", "with_supposed_date",
]  # fmt: skip

How = Literal["id", "label", "alias", "configuration", "answer", "replaced", "supposed"]
"""`answer`: in the sheet « Correspondances » of the workbook; `replaced`: that gives its column to another title."""
_RANKS: tuple[How, ...] = ("answer", "configuration", "id", "label", "alias", "supposed")
_FORMS: tuple[Callable[[str], str], ...] = (plain, fold, without_units)
_TOLD = frozenset({"configuration", "answer"})
_KEPT = 20_000
"""How many titles are remembered: thousands of files have the same."""
_KEPT_ROWS = 100
"""How many rows of titles are."""
_FIGURE = re.compile(r"[0-9\s.,]+")
_MEASURES = (
    ("€", "euro", "euros", "eur"), ("m2",), ("mois",), ("an", "ans", "annee", "annees"), ("j", "jour", "jours"),
    ("h", "heure", "heures"), ("min", "minute", "minutes"), ("etp",),
    ("logement", "logements", "logt", "logts", "lgt", "lgts"),
)  # fmt: skip
"""Units of which one is no other, each with its spellings."""
_MEASURE = {spelling: measure[0] for measure in _MEASURES for spelling in measure}
_PERCENT = frozenset({"%", "pct", "pourcent", "pour cent", "pourcentage", "pour centage"})


@dataclass(frozen=True)
class Match:
    """A header, its position and the column that it is; `nearest` where it is none, `unit` where its unit forbids."""

    header: str
    index: int
    column: str | None = None
    how: How | None = None
    nearest: str | None = None
    unit: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether somebody said that the title is not read, so that there is nothing to say of it."""
        return self.column is None and self.unit is None and self.how is not None


class Vocabulary:
    """The names by which a table's columns may be called."""

    def __init__(
        self,
        columns: Mapping[str, Column],
        configured: Mapping[str, str] | None = None,
        answered: Mapping[str, str] | None = None,
    ) -> None:
        self.columns = columns
        self._names: list[dict[str, dict[str, How]]] = [{}, {}, {}]
        """By form of a name, the columns that bear it: as it is written, folded, without its units."""
        self._found: dict[str, tuple[str, How] | None] = {}
        self._rows: dict[tuple[str | Match, ...], list[Match]] = {}
        for column in columns.values():
            self._add([column.id], column.id, "id")
        for column in columns.values():
            self._add([column.label], column.id, "label")
        for column in columns.values():
            self._add(column.aliases, column.id, "alias")
        self._say(configured or {}, "configuration")
        self._say(answered or {}, "answer")
        self._has_figures = any(_FIGURE.fullmatch(name) for known in self._names for name in known)

    def _add(self, names: Iterable[str], column: str, how: How) -> None:
        for name in names:
            for known, form in zip(self._names, _FORMS, strict=True):
                if folded := form(name):
                    known.setdefault(folded, {}).setdefault(column, how)

    def _say(self, told: Mapping[str, str], how: How) -> None:
        for name, column in told.items():
            if column in self.columns or column == NOT_READ:
                self._names[0][plain(name)] = {column: how}
                self._names[1][fold(name)] = {column: how}

    def unread(self, header: str) -> How | None:
        """Who said that a title is not to be read, None where nobody did."""
        for known, form in zip(self._names[:2], _FORMS, strict=False):
            if how := known.get(form(header), {}).get(NOT_READ):
                return how
        return None

    def find(self, header: str) -> tuple[str, How] | None:
        """The column that a header names, its unit left out if need be; None if it names none, or several alike.

        An id comes before a label, a label before an alias.
        """
        if header not in self._found:
            if len(self._found) > _KEPT:
                self._found.clear()
            self._found[header] = self._find(header)
        return self._found[header]

    def _find(self, header: str) -> tuple[str, How] | None:
        if _FIGURE.fullmatch(header) and not self._has_figures:
            return None
        for known, form in zip(self._names, _FORMS, strict=True):
            if found := known.get(form(header)):
                best = min(found.values(), key=_RANKS.index)
                named = [column for column, how in found.items() if how == best]
                return (named[0], best) if len(named) == 1 and named[0] != NOT_READ else None
        return None

    def clashing_unit(self, header: str, column_id: str) -> str | None:
        """The unit of a header that cannot be the column's: a count for a percent, thousands of euros for euros."""
        column = self.columns[column_id]
        own = mark(column.unit or "")
        for unit in units(header):
            if any(unit in units(name) for name in (column.label, *column.aliases)) or (own and unit == own):
                continue
            percent = unit in _PERCENT
            if column.type == "percent":
                if not percent:
                    return unit
            elif column.type in ("integer", "number") and (
                (percent and "%" not in own) or (unit.startswith("k") and not own.startswith("k")) or _differ(unit, own)
            ):
                return unit
        return None

    def nearest(self, header: str, among: Iterable[str] | None = None, cutoff: float = 0.0) -> str | None:
        """The column whose name looks most like a header."""
        allowed = set(among) if among is not None else set(self.columns)
        known = {name: next((each for each in found if each in allowed), None) for name, found in self._folded()}
        names = [name for name, column in known.items() if column is not None]
        close = difflib.get_close_matches(without_units(header), names, n=1, cutoff=cutoff)
        return known[close[0]] if close else None

    def remembered(self, row: tuple[str | Match, ...], find: Callable[[], list[Match]]) -> list[Match]:
        """What was found for a whole row of titles, or of matches: thousands of files have the same."""
        if row not in self._rows:
            if len(self._rows) >= _KEPT_ROWS:
                self._rows.clear()
            self._rows[row] = find()
        return list(self._rows[row])

    def _folded(self) -> Iterator[tuple[str, dict[str, How]]]:
        yield from self._names[1].items()
        yield from ((name, found) for name, found in self._names[2].items() if name not in self._names[1])


def _differ(unit: str, own: str) -> bool:
    """Whether a unit is certainly another than that of a column: months for days, euros a dwelling for euros."""
    parts, ours = ([part.strip() for part in each.split("/")] for each in (unit, own))
    if len(ours) == 1 and len(parts) > 1:
        return own in _MEASURE
    pairs = zip(parts, ours, strict=False)
    return any(_MEASURE.get(part, 0) != _MEASURE.get(our, 0) for part, our in pairs if {part, our} <= {*_MEASURE})


def match_headers(headers: Sequence[str], vocabulary: Vocabulary) -> list[Match]:
    """What each header is; blank headers are left out. What they look like is for `with_nearest`, which costs more."""
    return vocabulary.remembered(tuple(headers), lambda: _matches(headers, vocabulary))


def _matches(headers: Sequence[str], vocabulary: Vocabulary) -> list[Match]:
    found = []
    for index, header in enumerate(headers):
        if not header.strip():
            continue
        known = vocabulary.find(header)
        if known is None:
            found.append(Match(header, index, how=vocabulary.unread(header)))
            continue
        column, how = known
        clash = None if how in _TOLD else vocabulary.clashing_unit(header, column)
        found.append(Match(header, index, None if clash else column, how, column if clash else None, clash))
    answered = {match.column for match in found if match.how == "answer" and match.column is not None}
    return [
        Match(match.header, match.index, how="replaced")
        if match.column in answered and match.how != "answer"
        else match
        for match in found
    ]


def with_supposed_date(found: list[Match], column: str | None) -> list[Match]:
    """The same matches, the only title that begins with "date" being the date of events if no title is; it is said."""
    if column is None or any(match.column == column for match in found):
        return found
    dates = [match for match in found if match.column is None and fold(match.header).split()[:1] == ["date"]]
    if len(dates) != 1:
        return found
    supposed = Match(dates[0].header, dates[0].index, column, "supposed")
    return [supposed if match is dates[0] else match for match in found]


_ALIKE = 0.6
"""A wrong guess costs the reader more than none: under this ratio, a title looks like nothing."""


def with_nearest(found: Sequence[Match], vocabulary: Vocabulary) -> list[Match]:
    """The same matches, each unknown header with the column, among those not found, that it looks most like."""
    return vocabulary.remembered(tuple(found), lambda: _told(found, vocabulary))


def _told(found: Sequence[Match], vocabulary: Vocabulary) -> list[Match]:
    taken = {match.column for match in found}
    free = [column for column in vocabulary.columns if column not in taken]
    return [
        match
        if match.column or match.unit or match.is_settled
        else Match(match.header, match.index, nearest=vocabulary.nearest(match.header, free, _ALIKE))
        for match in found
    ]


def nearest_headers(column: Column, headers: Iterable[str], count: int = 3) -> list[str]:
    """The headers that look most like a column, for a message."""
    by_name = {fold(header): header for header in headers if header.strip()}
    found: dict[str, float] = {}
    for name in (column.id, column.label, *column.aliases):
        for close in difflib.get_close_matches(fold(name), list(by_name), n=count, cutoff=0.5):
            ratio = difflib.SequenceMatcher(None, fold(name), close).ratio()
            found[close] = max(found.get(close, 0.0), ratio)
    best = sorted(found, key=lambda name: (-found[name], name))[:count]
    return [by_name[name] for name in best]
