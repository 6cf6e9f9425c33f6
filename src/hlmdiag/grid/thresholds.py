"""Checks a table of thresholds by group or by date, and makes of it what is compared with the value of a unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hlmdiag.expression import ColumnRef, Expression, Type
from hlmdiag.expression.fold import fold
from hlmdiag.expression.tree import DatedNumbers, Ref, ThresholdLookup
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.formulas import type_of
from hlmdiag.grid.source_map import NodePath
from hlmdiag.rules.normalise import GroupedSteps
from hlmdiag.rules.thresholds import Dated, GoalTable, StepTable
from hlmdiag.text.phrase import Listed

_PLACING = ("choice", "boolean", "text", "id")
"""The types of columns that tell units apart; a number is no group."""
_BOOLEAN = {"true": "oui", "false": "non"}


@dataclass(frozen=True)
class ThresholdReader:
    """Reads tables of thresholds; holds the parts of the grid they are checked against."""

    columns: Mapping[str, Column]
    faults: Faults

    def goal(self, table: GoalTable, path: NodePath) -> Expression | None:
        """The goal of each unit."""
        codes = self._codes(table, path)
        if codes is None:
            return None
        groups = [(code, entries) for (_, entries), code in zip(table.groups, codes, strict=True)]
        return self._expression(table, groups, table.general)

    def steps(self, rule: GroupedSteps, path: NodePath) -> tuple[Expression, ...]:
        """The steps of each unit, the lowest first; as many in each list as there are points."""
        codes = self._codes(rule.steps, path)
        sound = self._lists(rule, path)
        if codes is None or not sound:
            return ()
        return tuple(
            self._expression(
                rule.steps,
                [(code, _one(entries, place)) for (_, entries), code in zip(rule.steps.groups, codes, strict=True)],
                _one(rule.steps.general, place),
            )
            for place in range(len(rule.points))
        )

    def _expression(
        self, table: GoalTable | StepTable, groups: Iterable[tuple[str | bool, DatedNumbers]], general: DatedNumbers
    ) -> Expression:
        end = len(table.by or "")
        by = None if table.by is None else Ref(type_of(self.columns[table.by]), 0, end, ColumnRef(table.by))
        tree = ThresholdLookup(Type("number"), 0, end, by, tuple(groups), general)
        return Expression(f"{table.by or ''}{tree.groups}{general}", tree, () if by is None else (by.reference,))

    def _codes(self, table: GoalTable | StepTable, path: NodePath) -> list[str | bool] | None:
        """The code of each key of the table in its column; None if it has a fault, dates included."""
        before = len(self.faults.problems)
        written = {("values", code): it for code, it in table.values.items()} if table.by is not None else {}
        self._dates(table.values if table.by is None else {}, (*path, "values"), plain=table.by is None)
        for (block, code), entries in written.items():
            self._dates(entries, (*path, block, code))
        self._dates(table.otherwise, (*path, "otherwise"))
        codes = [] if table.by is None else self._known(table.by, list(table.values), path)
        return codes if len(self.faults.problems) == before else None

    def _dates(self, entries: Any, path: NodePath, *, plain: bool = False) -> None:
        """Every key is a day, each later than the one before."""
        if not isinstance(entries, Mapping):
            return
        days = []
        for key, it in entries.items():
            day = _day(key)
            if plain and (day is None or isinstance(it, Mapping)):
                self.faults.add_key("grille.seuils-sans-colonne", (*path, key), value=key, entry="by")
            elif day is None:
                self.faults.add_key("grille.seuils-date", (*path, key), value=key)
            else:
                days.append((key, day))
        for (before, first), (after, second) in pairwise(days):
            if second <= first:
                self.faults.add_key("grille.seuils-dates-croissantes", (*path, after), before=before, after=after)

    def _known(self, name: str, keys: list[str], path: NodePath) -> list[str | bool] | None:
        """The code of each key; None if the column cannot tell units apart, or was refused where it is declared."""
        column = self.columns.get(name)
        if column is None:
            names = nearest_first(name, self.columns)
            self.faults.add("grille.colonne-inconnue", (*path, "by"), name=name, names=names)
            return None
        if column.type not in _PLACING:
            self.faults.add("grille.seuils-colonne", (*path, "by"), name=name, type=column.type)
            return None
        choices = _BOOLEAN if column.type == "boolean" else column.choices if column.type == "choice" else None
        codes = [fold(key) if choices is None else _code(key, choices) for key in keys]
        for key, code in zip(keys, codes, strict=True):
            if not code:
                names = nearest_first(key, choices or {})
                self.faults.add_key(
                    "grille.choix-inconnu", (*path, "values", key), choice=key, name=name, names=names
                )  # fmt: skip
        repeated = [key for key, code in zip(keys, codes, strict=True) if code and codes.count(code) > 1]
        if repeated:
            self.faults.add_key("grille.choix-double", (*path, "values", repeated[-1]), names=Listed((*repeated,)))
        return [code == "true" for code in codes] if column.type == "boolean" else [*codes]

    def _lists(self, rule: GroupedSteps, path: NodePath) -> bool:
        """Every list rises, and has as many steps as there are points."""
        sound = True
        for place, steps in _lists_of(rule.steps):
            here = (*path, *place)
            if len(steps) != len(rule.points):
                self.faults.add("grille.paliers-points", here, steps=len(steps), points=len(rule.points))
                sound = False
            for before, after in pairwise(steps):
                if after <= before:
                    self.faults.add("grille.paliers-croissants", here, before=show(before), after=show(after))
                    sound = False
        return sound


def _lists_of(table: StepTable) -> Iterable[tuple[NodePath, tuple[float, ...]]]:
    """Every list of a table with its place."""
    written: list[tuple[NodePath, Any]] = [(("values", key), it) for key, it in table.values.items()]
    written += [] if table.otherwise is None else [(("otherwise",), table.otherwise)]
    for path, it in written:
        if isinstance(it, Mapping):
            yield from (((*path, day), steps) for day, steps in it.items())
        else:
            yield path, it


def _one(entries: Dated[tuple[float, ...]], place: int) -> DatedNumbers:
    return tuple((day, steps[place]) for day, steps in entries)


def _day(key: str) -> datetime.date | None:
    """The day of a key written year-month-day; None where it is none."""
    if len(key) != len("2026-01-01"):
        return None
    try:
        return datetime.date.fromisoformat(key)
    except ValueError:
        return None


def _code(key: str, choices: Mapping[str, str]) -> str:
    """The code that a key names, itself or by its label; nothing where it names none."""
    if key in choices:
        return key
    return next((code for code, label in choices.items() if fold(label) == fold(key)), "")
