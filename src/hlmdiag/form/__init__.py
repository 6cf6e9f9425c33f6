"""Forms to hand out: what a grid asks, of whom, about which units."""

from hlmdiag.form.handout import FEW, AskedUnit, Fact, Handout, Layout, by_theme, layout_for
from hlmdiag.form.known import Known
from hlmdiag.form.question import FormQuestion, PossibleAnswer
from hlmdiag.form.questionnaire import Asked, Questionnaire, questionnaire
from hlmdiag.form.recipients import BY_UNIT, Recipient, parts_of, recipients

__all__ = [
    "BY_UNIT",
    "FEW",
    "Asked",
    "AskedUnit",
    "Fact",
    "FormQuestion",
    "Handout",
    "Known",
    "Layout",
    "PossibleAnswer",
    "Questionnaire",
    "Recipient",
    "by_theme",
    "layout_for",
    "parts_of",
    "questionnaire",
    "recipients",
]
