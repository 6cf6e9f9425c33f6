"""The value of a criterion for one unit, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hlmdiag.grid.model import Indicator
from hlmdiag.wording import Wording


def value_in_words(value: Any, leaf: Indicator, values: Mapping[str, Any], words: Wording) -> str | None:
    """The value; its ends where rows of events may count or not, or lack the value: one without bound is left."""
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
