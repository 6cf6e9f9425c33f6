"""Why this level, how sure, what would decide: one unit of a Result, down to the cell and the line of the grid."""

from hlmdiag.explain.answerable import Hindrance, hindrances
from hlmdiag.explain.diagnostic import Diagnostic, IndicatorReading, ThemeReading, Verdict
from hlmdiag.explain.explainer import SHOWN_ACTIONS, SHOWN_CONTRIBUTIONS, Explainer, explain, find
from hlmdiag.explain.goals import goals_of
from hlmdiag.explain.headline import headline
from hlmdiag.explain.opinions import opinions_in_words
from hlmdiag.explain.sources import cells_elsewhere, columns_in_words, grid_lines, home_of, places_in_words
from hlmdiag.explain.weights import nominal_weights
from hlmdiag.explain.wording import level_bounds, points, rule_in_words, unit_of, value_in_words

__all__ = [
    "SHOWN_ACTIONS",
    "SHOWN_CONTRIBUTIONS",
    "Diagnostic",
    "Explainer",
    "Hindrance",
    "IndicatorReading",
    "ThemeReading",
    "Verdict",
    "cells_elsewhere",
    "columns_in_words",
    "explain",
    "find",
    "goals_of",
    "grid_lines",
    "headline",
    "hindrances",
    "home_of",
    "level_bounds",
    "nominal_weights",
    "opinions_in_words",
    "places_in_words",
    "points",
    "rule_in_words",
    "unit_of",
    "value_in_words",
]
