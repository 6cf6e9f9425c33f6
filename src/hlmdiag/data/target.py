"""The columns of a grid as titles may say them: each name reduced to notions, and the form in which each answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hlmdiag.data.fold import words
from hlmdiag.data.said import Said, said
from hlmdiag.data.trade import stem, trade
from hlmdiag.grid.collected import Column

_YEARS = 1500
"""A number that is never less is a year."""


@dataclass(frozen=True)
class Target:
    """A column as titles may say it: its names, its form, its denominators, and all the notions of its names."""

    column: Column
    names: tuple[Said, ...]
    form: str
    per: frozenset[str]
    measures: frozenset[str]
    """The forms that its label announces, whatever its type."""
    notions: frozenset[str]
    choices: frozenset[str]


def own_words(names: Iterable[list[str]]) -> frozenset[str]:
    """The words of the grid that the trade does not have."""
    known = {phrase[0] for phrase in trade().spelled if len(phrase) == 1} | trade().empty
    every = {word for each in names for name in each for word in words(name).split() if word not in trade().empty}
    return frozenset(stem(word) for word in every if word.isalpha() and len(word) > 2 and stem(word) not in known)


def target_of(column: Column, names: list[str], own: frozenset[str]) -> Target:
    """A column by its names; `own`: the words of the grid that the trade does not have."""
    unit = said(column.unit or "")[0]
    label = said(column.label, own)[0]
    per = unit.per | label.per
    told = _with_signs([_with_per(found, per) for name in names for found in said(name, own)])
    notions = unit.notions.union(*(each.notions for each in told))
    choices: frozenset[str] = frozenset().union(*(said(text)[0].notions for text in column.choices.values()))
    form = _form(column, told, per)
    return Target(column, tuple(dict.fromkeys(told)), form, per, label.measures, notions, choices)


def _with_per(name: Said, per: frozenset[str]) -> Said:
    """A name in which a denominator stands without a word that says so: `dette_lgt`."""
    bare = name.notions & per
    return replace(name, notions=name.notions - bare, per=name.per | bare) if len(name.notions) > len(bare) else name


def _with_signs(names: list[Said]) -> list[Said]:
    """The names, each bound with the sign that another name gives it: `vacance_3m` is the one of more than 3 months."""
    signed = {bound.number: bound for name in names for bound in name.bounds if bound.sign}
    return [
        replace(name, bounds=tuple(signed.get(bound.number, bound) for bound in name.bounds)) for name in names
    ]  # fmt: skip


def _form(column: Column, told: list[Said], per: frozenset[str]) -> str:
    """The form in which a column answers."""
    unit = words(column.unit or "").split()
    measures = {measure for each in told for measure in each.measures}
    by_type = {"percent": "taux", "boolean": "ouinon", "choice": "type", "id": "code", "date": "date", "month": "date"}
    if column.type in by_type:
        return by_type[column.type]
    if column.type == "text":
        return "code" if "code" in measures else "nom"
    if column.min is not None and column.min >= _YEARS:
        return "année"
    if "€" in (column.unit or "") or unit[:1] in (["euros"], ["eur"]):
        return "montant"
    if (column.unit or "").strip() == "%":
        return "taux"
    if unit[:1] and stem(unit[0]) in ("annee", "an"):
        return "ans"
    if unit[:1] and stem(unit[0]) in ("jour", "heure", "mois", "minute"):
        return "durée"
    if per:
        return "pour"
    return "note" if "note" in measures else "nombre"
