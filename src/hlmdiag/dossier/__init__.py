"""Dossier of one residence for an expert on mission: diagnosis, past, visit, partners, questions, plan by lever.

`Drafter(result, words, history, walk).units(rows)` gives the `Dossier` of each row; a report lays it out.
"""

from hlmdiag.dossier.drafter import Drafter
from hlmdiag.dossier.model import (
    AXES,
    LEVERS,
    Axis,
    Campaign,
    Dossier,
    LeverPlan,
    Partner,
    Photo,
    Planned,
    Question,
    Shift,
    Step,
    Walk,
)
from hlmdiag.dossier.plan import DETAILED
from hlmdiag.dossier.readings import answered_in_words

__all__ = [
    "AXES",
    "DETAILED",
    "LEVERS",
    "Axis",
    "Campaign",
    "Dossier",
    "Drafter",
    "LeverPlan",
    "Partner",
    "Photo",
    "Planned",
    "Question",
    "Shift",
    "Step",
    "Walk",
    "answered_in_words",
]
