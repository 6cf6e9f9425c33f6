"""The value of a criterion for one unit, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Matrix
from hlmdiag.rules.normalise.matrix import Cells
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, answers_column, state_column
from hlmdiag.states import NAMES, State
from hlmdiag.wording import Wording


def value_in_words(value: Any, leaf: Indicator, values: Mapping[str, Any], words: Wording) -> str | None:
    """The value; its ends where rows of events may count or not, or lack the value: one without bound is left."""
    if value is None and isinstance(leaf.rule, Matrix):
        return words.value(_enough(leaf, leaf.rule.matrix, values), leaf)
    ends = [values.get(f"value_{end}:{leaf.id}") for end in ("low", "high")]
    if value is not None or ends[0] == ends[1]:
        return words.value(value, leaf)
    if None in ends:
        code = "rapport.valeur-au-plus" if ends[0] is None else "rapport.valeur-au-moins"
        end = ends[1] if ends[0] is None else ends[0]
        return words.say(code, value=words.value(end, leaf))
    least, most = (float(end) for end in ends if end is not None)
    low = words.shown_number(least, leaf)
    high = words.value(most, leaf)
    return words.say("rapport.valeur-entre", low=low, high=high)


def _enough(leaf: Indicator, crossed: Cells, values: Mapping[str, Any]) -> str | None:
    """The answers of a matrix that one of them is enough to score, with the state of the other."""
    if values[state_column(leaf.id)] != NAMES[State.SCORED]:
        return None
    if heard := set(values.get(answers_column(leaf.id)) or ()):
        given = heard - set(NAMES.values())
        return given.pop() if len(given) == 1 else None
    columns = (crossed.rows, crossed.columns)
    answers = [values.get(answer_column(each)) for each in columns]
    if answers == [None, None]:
        return None
    states = [values.get(answer_state_column(each)) or NAMES[State.MISSING] for each in columns]
    return "×".join(state if answer is None else str(answer) for answer, state in zip(answers, states, strict=True))
