"""The columns of the grid in the same notions as titles: their names, their form, their denominators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hlmdiag.data.normalise_text import words
from hlmdiag.data.title_notions import TitleNotions, notions_of
from hlmdiag.data.trade_vocabulary import stem, trade_vocabulary
from hlmdiag.grid.data_model import Column

_YEARS = 1500
"""A number that is never less is a year."""


@dataclass(frozen=True)
class ColumnNotions:
    """A column as titles may say it: its names, its form, its denominators, and all the notions of its names."""

    column: Column
    names: tuple[TitleNotions, ...]
    form: str
    per: frozenset[str]
    measures: frozenset[str]
    """The forms that its label announces, whatever its type."""
    notions: frozenset[str]
    choices: frozenset[str]


def own_words(names: Iterable[list[str]]) -> frozenset[str]:
    """The words of the grid that the trade does not have."""
    known = {phrase[0] for phrase in trade_vocabulary().spelled if len(phrase) == 1} | trade_vocabulary().empty
    every = {
        word for each in names for name in each for word in words(name).split() if word not in trade_vocabulary().empty
    }
    return frozenset(stem(word) for word in every if word.isalpha() and len(word) > 2 and stem(word) not in known)


def column_notions(column: Column, names: list[str], own: frozenset[str]) -> ColumnNotions:
    """A column by its names; `own`: the words of the grid that the trade does not have."""
    unit = notions_of(column.read_unit or "")[0]
    label = notions_of(column.label, own)[0]
    per = unit.per | label.per
    told = _with_signs([_with_per(found, per) for name in names for found in notions_of(name, own)])
    notions = unit.notions.union(*(each.notions for each in told))
    choices: frozenset[str] = frozenset().union(*(notions_of(text)[0].notions for text in column.choices.values()))
    form = _form(column, told, per)
    return ColumnNotions(column, tuple(dict.fromkeys(told)), form, per, label.measures, notions, choices)


def _with_per(name: TitleNotions, per: frozenset[str]) -> TitleNotions:
    """A name whose denominator has no word to announce it: `dette_lgt`."""
    bare = name.notions & per
    return replace(name, notions=name.notions - bare, per=name.per | bare) if len(name.notions) > len(bare) else name


def _with_signs(names: list[TitleNotions]) -> list[TitleNotions]:
    """The names, each bound with the sign that another name gives it: `vacance_3m` is the one of more than 3 months."""
    signed = {bound.number: bound for name in names for bound in name.bounds if bound.sign}
    return [
        replace(name, bounds=tuple(signed.get(bound.number, bound) for bound in name.bounds)) for name in names
    ]  # fmt: skip


def _form(column: Column, told: list[TitleNotions], per: frozenset[str]) -> str:
    """The form in which a column answers."""
    unit = words(column.read_unit or "").split()
    measures = {measure for each in told for measure in each.measures}
    by_type = {"percent": "taux", "boolean": "ouinon", "choice": "type", "id": "code", "date": "date", "month": "date"}
    if column.type in by_type:
        return by_type[column.type]
    if column.type == "text":
        return "code" if "code" in measures else "nom"
    if column.min is not None and column.min >= _YEARS:
        return "année"
    if "€" in (column.read_unit or "") or unit[:1] in (["euros"], ["eur"]):
        return "montant"
    if (column.read_unit or "").strip() == "%":
        return "taux"
    if unit[:1] and stem(unit[0]) in ("annee", "an"):
        return "ans"
    if unit[:1] and stem(unit[0]) in ("jour", "heure", "mois", "minute"):
        return "durée"
    if per:
        return "pour"
    return "note" if "note" in measures else "nombre"
