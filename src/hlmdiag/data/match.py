"""Headers find the columns of the grid: by id, label or alias, blind to case, accents, punctuation and units."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hlmdiag.configuration import NOT_READ
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import mark, units, without_units
from hlmdiag.data.note_titles import note_title
from hlmdiag.data.title_similarity import Wordings, wordings_of
from hlmdiag.grid.data_model import Column
from hlmdiag.text.characters import plain

MatchedBy = Literal["id", "label", "alias", "configuration", "answer", "replaced", "supposed", "words", "note"]
"""`answer`: in the sheet « Correspondances » of the workbook; `replaced`: that gives its column to another title;
`words`: by its words and its content, though the grid does not call it so; `note`: it holds notes on a criterion."""
_RANKS: tuple[MatchedBy, ...] = ("answer", "configuration", "id", "label", "alias", "supposed")
_FORMS: tuple[Callable[[str], str], ...] = (plain, fold, without_units)
TOLD = frozenset({"configuration", "answer"})
"""Kind of match of a title that a person declared."""
_KEPT = 20_000
"""Titles remembered: thousands of files have the same."""
_KEPT_ROWS = 100
"""Rows of titles remembered."""
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FIGURE = re.compile(r"[0-9\s.,]+")
_MEASURES = (
    ("€", "euro", "euros", "eur"), ("m2",), ("mois",), ("an", "ans", "annee", "annees"), ("j", "jour", "jours"),
    ("h", "heure", "heures"), ("min", "minute", "minutes"), ("etp",),
    ("logement", "logements", "logt", "logts", "lgt", "lgts"),
)  # fmt: skip
"""Units of which one is no other, each with its spellings."""
_MEASURE = {spelling: measure[0] for measure in _MEASURES for spelling in measure}
_PERIOD = frozenset({"mois", "j", "h", "min"})
"""Units of time by which what is counted over a year would be counted otherwise."""
_YEARLY = re.compile(r"\b(?:douze|12) (?:derniers )?mois\b|\bpar an\b|\bannuel")
_MONTHLY = re.compile(r"\bpar mois\b|\bmensuel")
_PERCENT = frozenset({"%", "pct", "pourcent", "pour cent", "pourcentage", "pour centage"})


@dataclass(frozen=True)
class Match:
    """A header, its position and the column that it is; `nearest` where it is none, `unit` where its unit forbids."""

    header: str
    index: int
    column: str | None = None
    how: MatchedBy | None = None
    nearest: str | None = None
    unit: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to say of a title that is no column: it is not to be read, or holds notes."""
        return self.column is None and self.unit is None and self.how is not None


class Vocabulary:
    """The names by which a table's columns may be called."""

    def __init__(
        self,
        columns: Mapping[str, Column],
        configured: Mapping[str, str] | None = None,
        answered: Mapping[str, str] | None = None,
        criteria: Mapping[str, str] | None = None,
    ) -> None:
        self.columns = columns
        self._criteria = criteria or {}
        self._names: list[dict[str, dict[str, MatchedBy]]] = [{}, {}, {}]
        """By form of a name, the columns that have it: as it is written, folded, without its units."""
        self._found: dict[str, tuple[str, MatchedBy] | None] = {}
        self._meant: dict[str, str | None] = {}
        self._rows: dict[tuple[str, ...], list[Match]] = {}
        for column in columns.values():
            self._add([column.id], column.id, "id")
        for column in columns.values():
            self._add([column.label], column.id, "label")
        for column in columns.values():
            self._add(column.aliases, column.id, "alias")
        self._say(configured or {}, "configuration")
        self._say(answered or {}, "answer")
        told = (*(configured or {}).values(), *(answered or {}).values())
        self._has_unread = NOT_READ in told
        self._has_figures = any(_FIGURE.fullmatch(name) for known in self._names for name in known)

    def _add(self, names: Iterable[str], column: str, how: MatchedBy) -> None:
        for name in names:
            for known, form in zip(self._names, _FORMS, strict=True):
                if folded := form(name):
                    known.setdefault(folded, {}).setdefault(column, how)

    def _say(self, told: Mapping[str, str], how: MatchedBy) -> None:
        for name, column in told.items():
            if column in self.columns or column == NOT_READ:
                self._names[0][plain(name)] = {column: how}
                self._names[1][fold(name)] = {column: how}

    @cached_property
    def wordings(self) -> Wordings:
        """The same columns as titles may say them in other words."""
        return wordings_of(self.columns.values())

    def called(self, header: str, *, by_words: bool = False) -> str | None:
        """The column that a header names, or may mean `by_words` whatever is below it."""
        if (known := self.find(header)) is not None:
            return known[0]
        if not by_words or not _LETTERS.search(header):
            return None
        if header not in self._meant:
            if len(self._meant) > _KEPT:
                self._meant.clear()
            self._meant[header] = None if self.unread(header) else self._likeliest(header)
        return self._meant[header]

    def _likeliest(self, header: str) -> str | None:
        return next((target.column.id for _, target in self.wordings.candidates(header)), None)

    def unread(self, header: str) -> MatchedBy | None:
        """Author of the wish not to read a title; None if nobody has it."""
        for known, form in zip(self._names[:2] if self._has_unread else (), _FORMS, strict=False):
            if how := known.get(form(header), {}).get(NOT_READ):
                return how
        return None

    def noted(self, header: str) -> MatchedBy | None:
        """Whether a title is that of notes on a criterion of the grid."""
        found = note_title(header, self._criteria) if ":" in header else None
        return "note" if found is not None and found.column is not None else None

    def find(self, header: str) -> tuple[str, MatchedBy] | None:
        """The column that a header names, its unit left out if need be; None if it names none, or several alike.

        An id comes before a label, a label before an alias.
        """
        if header not in self._found:
            if len(self._found) > _KEPT:
                self._found.clear()
            self._found[header] = self._find(header)
        return self._found[header]

    def _find(self, header: str) -> tuple[str, MatchedBy] | None:
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
        own = mark(column.read_unit or "")
        for unit in units(header):
            period, label = _MEASURE.get(unit.split("/")[-1].strip()), fold(column.label)
            if (period in _PERIOD and _YEARLY.search(label)) or (period == "an" and _MONTHLY.search(label)):
                return unit
            if any(unit in units(name) for name in (column.label, *column.aliases)) or (own and unit == own):
                continue
            percent = unit in _PERCENT
            if column.type == "percent":
                if not percent:
                    return unit
            elif column.type in ("text", "boolean", "choice"):
                if _MEASURE.get(unit) == "€":
                    return unit
            elif column.type in ("integer", "number") and (
                (percent and "%" not in own) or (unit.startswith("k") and not own.startswith("k")) or _differ(unit, own)
            ):
                return unit
        return None

    def remembered(self, row: tuple[str, ...], find: Callable[[], list[Match]]) -> list[Match]:
        """Matches found for a whole row of titles: thousands of files have the same."""
        if row not in self._rows:
            if len(self._rows) >= _KEPT_ROWS:
                self._rows.clear()
            self._rows[row] = find()
        return list(self._rows[row])


def _differ(unit: str, own: str) -> bool:
    """Whether a unit is certainly another than that of a column: months for days, euros a dwelling for euros."""
    parts, ours = ([part.strip() for part in each.split("/")] for each in (unit, own))
    if _MEASURE.get(parts[0]) == "€" and "€" not in own and "eur" not in own:
        return True
    if len(ours) == 1 and len(parts) > 1:
        return own in _MEASURE
    pairs = zip(parts, ours, strict=False)
    return any(_MEASURE.get(part, 0) != _MEASURE.get(our, 0) for part, our in pairs if {part, our} <= {*_MEASURE})


def match_headers(headers: Sequence[str], vocabulary: Vocabulary) -> list[Match]:
    """Match headers by name; blank headers are left out. Matching by words is slower: see `decided`."""
    return vocabulary.remembered(tuple(headers), lambda: _matches(headers, vocabulary))


def _matches(headers: Sequence[str], vocabulary: Vocabulary) -> list[Match]:
    found = []
    for index, header in enumerate(headers):
        if not header.strip():
            continue
        known = vocabulary.find(header)
        if known is None:
            found.append(Match(header, index, how=vocabulary.unread(header) or vocabulary.noted(header)))
            continue
        column, how = known
        clash = None if how in TOLD else vocabulary.clashing_unit(header, column)
        found.append(Match(header, index, None if clash else column, how, column if clash else None, clash))
    answered = {match.column for match in found if match.how == "answer" and match.column is not None}
    return [
        Match(match.header, match.index, how="replaced")
        if match.column in answered and match.how != "answer"
        else match
        for match in found
    ]


def with_supposed_date(found: list[Match], column: str | None) -> list[Match]:
    """The same matches; without a date of events, the only title that begins with "date" is it, with a notice."""
    if column is None or any(match.column == column for match in found):
        return found
    dates = [match for match in found if match.column is None and fold(match.header).split()[:1] == ["date"]]
    if len(dates) != 1:
        return found
    supposed = Match(dates[0].header, dates[0].index, column, "supposed")
    return [supposed if match is dates[0] else match for match in found]


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
