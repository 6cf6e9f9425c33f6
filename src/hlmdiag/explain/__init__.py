"""Why this level, how sure, what would decide: one unit of a Result, down to the cell and the line of the grid.

`Explainer(result, words).units(rows)` gives the diagnostics of many units, worked out together. Of each:
`better` is the smallest set of changed answers that gives a better level (`changes`: criterion, present answer, answer
needed; `level`, `score` then), or None, and `no_better` says why; `settling` is the smallest set of missing answers
that gives the unit a level whatever they are (`is_enough`), or else those that can change it. `better_told` and
`settling_told` say both in the same words for every format. `deciding` has all the missing answers by width.
"""

import sys
from types import ModuleType

from hlmdiag.explain.caveats import caveats
from hlmdiag.explain.conditions import condition_in_words, formula_in_words
from hlmdiag.explain.counterfactual import better_told, settling_told
from hlmdiag.explain.diagnostic import (
    AnswerChange,
    BetterLevel,
    DecisiveAnswers,
    Diagnostic,
    IndicatorReading,
    ThemeReading,
    Verdict,
)
from hlmdiag.explain.explainer import SHOWN_ACTIONS, SHOWN_CONTRIBUTIONS, Explainer, explain, stock_columns
from hlmdiag.explain.goals import goals_of
from hlmdiag.explain.headline import (
    gap_in_words,
    gap_shown,
    gaps_in_words,
    headline,
    nearest_told,
    sum_decimals,
)
from hlmdiag.explain.proposed import proposals_of
from hlmdiag.explain.respondent_answers import opinions_in_words, voices_told
from hlmdiag.explain.rules import limits_in_words, rule_in_words
from hlmdiag.explain.scorability import NotScorableReason, hindrances
from hlmdiag.explain.sources import (
    answer_in_words,
    cell_in_words,
    cells_elsewhere,
    columns_in_words,
    grid_lines,
    home_of,
    places_in_words,
)
from hlmdiag.explain.survey_margins import survey_size
from hlmdiag.explain.thresholds import table_of, table_rows
from hlmdiag.explain.unanswered import nothing_missing_told
from hlmdiag.explain.weights import nominal_weights
from hlmdiag.scoring.unit_code import find

__all__ = [
    "SHOWN_ACTIONS",
    "SHOWN_CONTRIBUTIONS",
    "AnswerChange",
    "BetterLevel",
    "DecisiveAnswers",
    "Diagnostic",
    "Explainer",
    "IndicatorReading",
    "NotScorableReason",
    "ThemeReading",
    "Verdict",
    "answer_in_words",
    "better_told",
    "caveats",
    "cell_in_words",
    "cells_elsewhere",
    "columns_in_words",
    "condition_in_words",
    "explain",
    "find",
    "formula_in_words",
    "gap_in_words",
    "gap_shown",
    "gaps_in_words",
    "goals_of",
    "grid_lines",
    "headline",
    "hindrances",
    "home_of",
    "limits_in_words",
    "nearest_told",
    "nominal_weights",
    "nothing_missing_told",
    "opinions_in_words",
    "places_in_words",
    "proposals_of",
    "rule_in_words",
    "settling_told",
    "stock_columns",
    "sum_decimals",
    "survey_size",
    "table_of",
    "table_rows",
    "voices_told",
]


class _Room(ModuleType):
    """This room, which has the name of what it does: `hlmdiag.explain(result, code)` explains a unit."""

    __call__ = staticmethod(explain)


sys.modules[__name__].__class__ = _Room
