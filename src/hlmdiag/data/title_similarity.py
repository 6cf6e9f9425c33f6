"""Scores how well a title describes a column: notions, form, denominators, bounds."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hlmdiag.data.column_notions import ColumnNotions, column_notions, own_words
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.title_notions import StatedBound, TitleNotions, notions_of
from hlmdiag.data.trade_vocabulary import trade_vocabulary
from hlmdiag.grid.data_model import Column

_WEAK, _EXTRA, _UNKNOWN = 0.4, 0.15, 0.4
"""Weights of a notion that is everywhere, of one that the column lacks, and of a word without meaning."""
_TWO = 2.0
"""Less in common than two notions is little where the title and the name differ by one on each side."""
_SAME, _SAME_FORM = 0.2, 0.6
"""Worth of a shared form: number or rate, as most have, or another form."""
_OF_TITLE, _OF_NAME = 0.7, 0.6
"""The shares of a title and of a name that must be the same for a column to be proposed."""
_BY_CHOICES = 0.8
_KEPT_TABLES = 32
_KEPT = 20_000
"""Titles remembered: thousands of files have the same."""
_CODE = frozenset(["code"])
_SETTING = frozenset(["résidence", "immeuble", "site"])
"""Subject of every line of a file: a title that adds it means nothing more."""
_COUNTED = "logement"
"""The only notion of every file that a column counts by itself."""
_ACCEPTED: Mapping[str, frozenset[str]] = {
    "nombre": frozenset(["nombre"]),
    "taux": frozenset(["taux"]),
    "pour": frozenset(["taux", "nombre"]),
    "montant": frozenset(["montant"]),
    "note": frozenset(["note"]),
    "durée": frozenset(["durée"]),
    "ans": frozenset(["durée", "année"]),
    "année": frozenset(["année", "date"]),
    "date": frozenset(["date"]),
    "ouinon": frozenset(["ouinon"]),
    "type": frozenset(["type", "code", "nom", "note"]),
    "code": frozenset(["code"]),
    "nom": frozenset(["nom"]),
}
"""The forms that a title may announce for a column of each form."""
_SILENT: Mapping[str, float] = {
    "durée": 1.0,
    "ans": 1.0,
    "montant": 1.0,
    "code": 1.0,
    "note": 0.4,
    "année": 0.4,
    "date": 0.4,
}
"""Cost of a form that a name has and that neither the title nor the content shows."""


@dataclass(frozen=True)
class Similarity:
    """Share of the title found in the column, and share of the column's name found in the title.

    `is_whole`: every word of the title is accounted for, and the name is there whole.
    """

    of_title: float
    of_name: float
    is_whole: bool = False

    @property
    def is_likely(self) -> bool:
        """Whether it is enough to propose the column."""
        return self.of_title >= _OF_TITLE and self.of_name >= _OF_NAME

    @property
    def value(self) -> float:
        """Both in one number, to choose among columns."""
        return self.of_title + self.of_name


class Wordings:
    """The columns of a table as titles may say them, found by the notions of a title."""

    def __init__(self, columns: Iterable[Column]) -> None:
        listed = list(columns)
        self._names = {column.id: list(dict.fromkeys((column.id, column.label, *column.aliases))) for column in listed}
        self._own = own_words(self._names.values())
        self._targets = [column_notions(column, self._names[column.id], self._own) for column in listed]
        self._by_notion: dict[str, set[int]] = defaultdict(set)
        """The columns, by their places, that a notion may lead to; those whose name has none, under an empty one."""
        for place, target in enumerate(self._targets):
            for notion in _leading_to(target):
                self._by_notion[notion].add(place)
        self._found: dict[str, tuple[tuple[TitleNotions, ColumnNotions], ...]] = {}

    def candidates(self, title: str) -> tuple[tuple[TitleNotions, ColumnNotions], ...]:
        """The columns that a title may say, whatever it holds, the likeliest first, each with the way of reading it."""
        if title not in self._found:
            if len(self._found) > _KEPT:
                self._found.clear()
            ways = [(way, target) for way in notions_of(title, self._own) for target in self._near(way)]
            likely = ((pair, similarity(*pair, None)) for pair in ways)
            kept = [(like.value, pair) for pair, like in likely if like is not None and like.is_likely]
            self._found[title] = tuple(pair for _, pair in sorted(kept, key=lambda it: -it[0]))
        return self._found[title]

    def _near(self, title: TitleNotions) -> list[ColumnNotions]:
        """The columns that have anything in common with a title, in their order."""
        places = {place for notion in title.notions or ("",) for place in self._by_notion.get(notion, ())}
        return [self._targets[place] for place in sorted(places)]

    def alike(self, title: str, column: str) -> float:
        """Likeness of letters between a title and the names of a column, where words do not decide."""
        folded = fold(title)
        return max(difflib.SequenceMatcher(None, folded, fold(name)).ratio() for name in self._names[column])


def wordings_of(columns: Iterable[Column]) -> Wordings:
    """The same of some columns, made once for all the files of which they are the columns."""
    listed = tuple(columns)
    kept = _WORDINGS.get(key := tuple(map(_signature, listed)))
    if kept is None:
        if len(_WORDINGS) >= _KEPT_TABLES:
            _WORDINGS.clear()
        kept = _WORDINGS[key] = Wordings(listed)
    return kept


_WORDINGS: dict[tuple[object, ...], Wordings] = {}


def _signature(column: Column) -> tuple[object, ...]:
    """All by which a column is found."""
    marks = (column.missing, column.unknown, column.not_applicable)
    names = (column.id, column.label, column.aliases, tuple(column.choices.items()))
    return (*names, column.type, column.read_unit, column.min, column.max, column.role, *marks)


def _leading_to(target: ColumnNotions) -> set[str]:
    """The notions of a title that may lead to a column."""
    near = {other for notion in target.notions for other in trade_vocabulary().near.get(notion, ())}
    bare = {""} if any(not name.notions for name in target.names) else set()
    return {*target.notions, *target.choices, *near, *bare}


def similarity(title: TitleNotions, target: ColumnNotions, shown: frozenset[str] | None) -> Similarity | None:
    """Similarity of a title and a column, None where the title names another.

    `shown`: the forms that its content shows by itself; None where it is not looked at.
    """
    accepted = _ACCEPTED[target.form] | target.measures
    if title.measures and not title.measures & accepted:
        return None
    if not title.measures and shown and not shown & accepted and shown & {"date", "taux"}:
        return None
    if not title.measures and target.form == "taux" and title.notions & {"logement", "occupant"} - target.notions:
        return None
    if target.form == "code" and "code" not in title.measures | (_CODE if shown is None else shown):
        return None
    if title.notions & trade_vocabulary().exclusive - target.notions or not _same_denominators(title, target):
        return None
    found = [each for name in target.names if (each := _to_name(title, name, target, shown)) is not None]
    found += _to_choices(title, target)
    return max(found, key=lambda each: (each.is_whole, each.is_likely, each.value), default=None)


def _same_denominators(title: TitleNotions, target: ColumnNotions) -> bool:
    """Whether what a title is divided by is what the column is: a total, or a plain number, is divided by nothing."""
    if title.per == target.per:
        return True
    if title.per or title.is_total or title.measures & {"nombre", "taux"}:
        return False
    return any(not name.per and name.notions for name in target.names)


def _to_name(
    title: TitleNotions, name: TitleNotions, target: ColumnNotions, shown: frozenset[str] | None
) -> Similarity | None:
    if (name.per and not title.per) or name.classes != title.classes or not _same_bounds(title, name, target):
        return None
    if target.per and not title.per and title.measures - name.measures:
        return None
    if name.notions & trade_vocabulary().exclusive - title.notions:
        return None
    if title.out_of and target.column.max is not None and float(title.out_of) != target.column.max:
        return None
    exact = title.notions & name.notions
    near = _near(title, name)
    both, extra = exact | set(near.values()), title.notions - exact - set(near)
    weight = sum(map(_weight, both)) + len(title.classes) + bool(title.bounds and name.bounds)
    if not weight and (name.notions or title.notions or not title.measures):
        return None
    base = weight + _same(title.measures & name.measures)
    if not base:
        return None
    known = {*name.unknown, *(bound.number for bound in name.bounds)}
    unknown = [word for word in title.unknown if word not in known]
    silent = _silence(title, name, target, shown)
    lacking = sum(map(_weight, name.notions - both))
    slight = 1.0 if lacking and base < _TWO else _EXTRA
    beyond = sum(slight if _weight(each) < 1 or each in target.notions else 1.0 for each in extra - _SETTING)
    beyond += _EXTRA * len(extra & _SETTING)
    strange = extra - target.notions - _SETTING
    is_loose = title.per != target.per or (target.form == "code" and "code" not in title.measures)
    is_loose = (
        is_loose
        or (title.is_total and target.form != "nombre")
        or title.head not in ("", name.first)
        or not _says_enough(title, target, both)
    )
    is_whole = title.is_sure and not (title.unknown or near or strange or lacking or silent or is_loose)
    return Similarity(base / (base + beyond + _UNKNOWN * len(unknown)), base / (base + lacking + silent), is_whole)


def _says_enough(title: TitleNotions, target: ColumnNotions, both: frozenset[str]) -> bool:
    """Whether what a title and a name have in common tells the column: more than what is everywhere, and its bounds."""
    if any(name.bounds for name in target.names) and not title.bounds:
        return False
    return (
        target.form in ("nom", "code")
        or _COUNTED in both
        or bool(title.classes)
        or any(_weight(it) == 1 for it in both)
    )


def _near(title: TitleNotions, name: TitleNotions) -> dict[str, str]:
    """The notions of a title that replace another of a name."""
    lacking = name.notions - title.notions
    return {
        each: notion
        for notion in sorted(lacking)
        for each in sorted(trade_vocabulary().near.get(notion, ()))
        if each in title.notions
    }


def _silence(title: TitleNotions, name: TitleNotions, target: ColumnNotions, shown: frozenset[str] | None) -> float:
    """Cost of a title without the form that a name of the column has."""
    accepted = _ACCEPTED[target.form]
    if shown is None or not name.measures or title.measures & accepted or shown & accepted:
        return 0.0
    return _SILENT.get(target.form, 0.0)


def _same(measures: frozenset[str]) -> float:
    if not measures:
        return 0.0
    return _SAME if measures <= {"nombre", "taux"} else _SAME_FORM


def _to_choices(title: TitleNotions, target: ColumnNotions) -> list[Similarity]:
    """Whether a title lists the answers of a column."""
    named = title.notions & target.choices
    if len(named) < 2:
        return []
    beyond = len(title.notions - target.choices - target.notions) + _UNKNOWN * len(title.unknown)
    return [Similarity(len(named) / (len(named) + beyond), _BY_CHOICES)]


def _weight(notion: str) -> float:
    return _WEAK if notion in trade_vocabulary().weak else 1.0


def _same_bounds(title: TitleNotions, name: TitleNotions, target: ColumnNotions) -> bool:
    """Whether each bound of a title is one of the column, and the name's own is there, perhaps without its unit."""
    every = [bound for each in target.names for bound in each.bounds]
    if any(not any(bound.agrees(other) for other in every) for bound in title.bounds):
        return False
    return all(_is_there(bound, title) for bound in name.bounds)


def _is_there(bound: StatedBound, title: TitleNotions) -> bool:
    return any(bound.agrees(other) for other in title.bounds) or bound.number in title.unknown
