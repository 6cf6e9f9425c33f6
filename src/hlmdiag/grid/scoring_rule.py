"""Reads the rule under `score:` and confronts it with the answer it scores and with the scale it gives points on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from hlmdiag.expression.fold import fold
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.validation import read_block
from hlmdiag.rules.normalise import RULES, Choices, GroupedSteps, Identity, Linear, Matrix, Rule
from hlmdiag.rules.scale import Scale
from hlmdiag.text.phrase import Listed

_BOOLEAN = {"true": "oui", "false": "non"}
_INTEGER = re.compile(r"-?\d+")


def read_rule(score: Mapping[str, Any], path: NodePath, faults: Faults) -> Rule | None:
    """The one rule that a `score:` names."""
    named = [key for key in score if key in RULES]
    if not named:
        others = [key for key in score if key not in ("out_of", "points")]
        names = nearest_first(others[0] if others else "", RULES)
        faults.add_key("grille.regle-absente", path, names=names)
        return None
    if len(named) > 1:
        faults.add_key("grille.regle-multiple", (*path, named[1]), names=Listed((*named,)))
        return None
    parameters = {key: value for key, value in score.items() if key != "out_of"}
    if isinstance(parameters.get(GroupedSteps.key), dict):
        return read_block(GroupedSteps, parameters, path, faults)
    return read_block(RULES[named[0]], parameters, path, faults)


def read_out_of(
    score: Mapping[str, Any], rule: Rule | None, scale: Scale, under_sum: bool, path: NodePath, faults: Faults
) -> float | None:
    """The points equal to the whole scale, if a rule states its own."""
    if "out_of" not in score:
        return None
    here, out_of = (*path, "out_of"), score["out_of"]
    if isinstance(out_of, bool) or not isinstance(out_of, int | float):
        faults.add("grille.nombre", here, entry="out_of", value=show(out_of))
        return None
    if out_of <= 0:
        faults.add("grille.nombre-positif", here, entry="out_of", value=show(out_of))
        return None
    if isinstance(rule, Linear):
        faults.add("grille.out-of-linear", here)
    elif under_sum:
        faults.add("grille.out-of-somme", here)
    elif not scale.bounded:
        faults.add("grille.out-of-sans-echelle", here)
    return float(out_of)


def check_points(rule: Rule, out_of: float | None, scale: Scale, path: NodePath, faults: Faults) -> None:
    """A rule gives points on the scale it is written for; a point beyond would be lost in silence."""
    if isinstance(rule, Linear) and not scale.bounded:
        faults.add_key("grille.echelle-requise", path, entry="linear")
    if isinstance(rule, Linear | Identity) or scale.low is None or scale.high is None:
        return
    low, high = (0.0, out_of) if out_of is not None else (scale.low, scale.high)
    reach = rule.reach(scale)
    for points in (reach.low, reach.high):
        if points is not None and not low <= points <= high:
            faults.add_key("grille.points", path, value=show(points), low=show(low), high=show(high))


def on_codes(rule: Rule, columns: Mapping[str, Column], column: str | None, path: NodePath, faults: Faults) -> Rule:
    """The rule with its answers named by code: a grid may name them by label. Each possible answer has its points."""
    if isinstance(rule, Choices) and column is not None:
        codes = _codes(rule.choices, columns[column], (*path, "choices"), faults)
        return rule.model_copy(update={"choices": {codes.get(key, key): it for key, it in rule.choices.items()}})
    if isinstance(rule, Matrix):
        return _matrix_on_codes(rule, columns, (*path, "matrix"), faults)
    return rule


def _matrix_on_codes(rule: Matrix, columns: Mapping[str, Column], path: NodePath, faults: Faults) -> Matrix:
    cells, points = rule.matrix, (*path, "points")
    first = next(iter(cells.points))
    by_row, by_column = (
        _side(cells.rows, "rows", cells.points, columns, path, points, faults),
        _side(cells.columns, "columns", cells.points[first], columns, path, (*points, first), faults),
    )
    renamed = {
        by_row.get(row, row): {by_column.get(code, code): it for code, it in line.items()}
        for row, line in cells.points.items()
    }
    return rule.model_copy(update={"matrix": cells.model_copy(update={"points": renamed})})


def _side(
    name: str,
    side: str,
    keys: Iterable[str],
    columns: Mapping[str, Column],
    path: NodePath,
    where: NodePath,
    faults: Faults,
) -> dict[str, str]:
    """The code of each row (or column) of a matrix."""
    column = columns.get(name)
    if column is None:
        faults.add("grille.colonne-inconnue", (*path, side), name=name, names=nearest_first(name, columns))
        return {}
    if column.type not in ("choice", "boolean"):
        faults.add("grille.matrice-type", (*path, side), name=name, type=column.type)
        return {}
    return _codes(keys, column, where, faults)


def _codes(keys: Iterable[str], column: Column, path: NodePath, faults: Faults) -> dict[str, str]:
    """The code of each key of a rule; an unknown key, or an answer without points, is a fault."""
    keys = list(keys)
    if column.type == "integer":
        for key in keys:
            if not _INTEGER.fullmatch(key):
                faults.add_key("grille.choix-entier", (*path, key), choice=key, name=column.id)
        return {}
    choices = _BOOLEAN if column.type == "boolean" else column.choices
    if not choices:
        return {}
    labels = {fold(label): code for code, label in choices.items()}
    codes = {key: key if key in choices else labels.get(fold(key), "") for key in keys}
    for key, code in codes.items():
        if not code:
            names = nearest_first(key, choices)
            faults.add_key("grille.choix-inconnu", (*path, key), choice=key, name=column.id, names=names)
    missing = [code for code in choices if code not in codes.values()]
    if missing:
        faults.add_key("grille.choix-manquants", path, name=column.id, names=Listed((*missing,)))
    repeated = [key for key, code in codes.items() if code and list(codes.values()).count(code) > 1]
    if repeated:
        faults.add_key("grille.choix-double", (*path, repeated[-1]), names=Listed((*repeated,)))
    return {key: code for key, code in codes.items() if code}
