"""The functions of the language, how each is written, and the words that no column may have."""

from __future__ import annotations

import keyword

CALCULATIONS = {
    "abs": (1, 1), "floor": (1, 1), "ceil": (1, 1), "exp": (1, 1), "log": (1, 1), "sqrt": (1, 1), "round": (1, 2),
    "min": (2, None), "max": (2, None), "coalesce": (2, None), "is_known": (1, 1), "years_since": (1, 1),
}  # fmt: skip
"""Functions of the row's own values, with their smallest and largest number of arguments."""
EVENTS = frozenset({"count", "share", "sum", "mean", "median", "min", "max", "most_frequent"})
STOCK = frozenset({"min", "max", "median", "mean", "percentile", "rank", "zscore"})
OUTCOMES = frozenset({"score", "level", "coverage", "flag", "alerts"})
FUNCTIONS = frozenset(CALCULATIONS) | EVENTS | STOCK | OUTCOMES
"""Every name allowed before a parenthesis."""
KEYWORDS = frozenset(keyword.kwlist) | {"true", "false", "within"}
"""Words of the grammar."""

USAGES = {
    "abs": "abs(x)", "floor": "floor(x)", "ceil": "ceil(x)", "exp": "exp(x)", "log": "log(x)", "sqrt": "sqrt(x)",
    "round": "round(x), round(x, 2)", "coalesce": "coalesce(a, b)", "is_known": "is_known(a)",
    "years_since": "years_since(a)", "count": "count(table), count(table, condition)",
    "most_frequent": "most_frequent(table.colonne), most_frequent(table.colonne, condition)",
    "share": "share(table, condition)", "sum": "sum(table.colonne), sum(table.colonne, condition)",
    "mean": "mean(colonne), mean(colonne, within=groupe), mean(table.colonne, condition)",
    "median": "median(colonne), median(colonne, within=groupe), median(table.colonne, condition)",
    "min": "min(a, b), min(colonne, within=groupe), min(table.colonne, condition)",
    "max": "max(a, b), max(colonne, within=groupe), max(table.colonne, condition)",
    "percentile": "percentile(colonne), percentile(colonne, within=groupe)",
    "rank": "rank(colonne), rank(colonne, within=groupe)", "zscore": "zscore(colonne), zscore(colonne, within=groupe)",
    "score": "score, score(id)", "level": "level, level(id)", "coverage": "coverage, coverage(id)",
    "flag": "flag(id)", "alerts": "alerts()",
}  # fmt: skip
"""Spelling of each function, for messages."""

USUAL = {
    "somme": "sum", "moyenne": "mean", "average": "mean", "avg": "mean", "mediane": "median", "médiane": "median",
    "nb": "count", "nombre": "count", "arrondi": "round", "racine": "sqrt", "ln": "log", "plancher": "floor",
    "plafond": "ceil", "part": "share", "rang": "rank", "centile": "percentile", "note": "score", "niveau": "level",
    "drapeau": "flag", "alertes": "alerts", "si": "a if condition else b", "et": "a and b", "ou": "a or b",
    "non": "not a", "if": "a if condition else b", "and": "a and b", "or": "a or b", "not": "not a",
    "mode": "most_frequent", "plus_frequent": "most_frequent", "estnum": "is_known", "annees_depuis": "years_since",
    "nb.si": "count", "pow": "a * a",
}  # fmt: skip
"""Names of spreadsheet functions, with ours."""


def usual_name(name: str) -> str | None:
    """Our name for a spreadsheet function.

    >>> usual_name("MOYENNE")
    'mean'
    """
    return USUAL.get(name.lower())
