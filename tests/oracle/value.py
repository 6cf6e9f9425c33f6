"""What a name is worth for one unit: a value, or the reason why there is none."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from hlmdiag.states import KNOWN, NAMES, State

STATES = {name: state for state, name in NAMES.items()}


class Value(NamedTuple):
    """A value and its state; the value is None exactly where the state is not KNOWN.

    `lost`: none because of the event rows of the unit, undecided or without the value: `coalesce` asks it.
    """

    value: Any
    state: State
    lost: bool = False


class Bounds(NamedTuple):
    """A number known only to lie between two others: `alerts()`."""

    low: float
    high: float


class Pair(NamedTuple):
    """A number of which the events leave two ends, `low` < `high`, infinite without bound: any number between them."""

    low: float
    high: float


def between(low: float, high: float, bounded: bool = True) -> Value:
    """A number between two ends, or the number itself where they are the same; `bounded`: neither may be infinite."""
    if math.isnan(low) or math.isnan(high) or low == math.inf or high == -math.inf:
        return Value(None, State.INVALID)
    if bounded and not (math.isfinite(low) and math.isfinite(high)):
        return Value(None, State.INVALID)
    return Value(low, KNOWN) if low == high else Value(Pair(low, high), KNOWN)


def known(value: Any) -> Value:
    """A value that is there; a number that is not finite is refused."""
    if isinstance(value, float) and not math.isfinite(value):
        return Value(None, State.INVALID)
    return Value(value, KNOWN)


def absent(state: State) -> Value:
    return Value(None, state)


def first_state(values: Iterable[Value]) -> State:
    """The state of what is computed from several operands of which some have no value (design §5.1)."""
    return min(value.state for value in values if value.state != KNOWN)


def round9(number: float) -> float:
    """Numbers are rounded once, when written or compared with a bound (design §5.14)."""
    return round(float(number), 9) + 0.0


def fold(text: str) -> str:
    """Texts compare blind to case and accents."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def cell(row: dict[str, Any], column: str, spec: dict[str, Any]) -> Value:
    """What a row holds in a column: a value of its type, or the name of a state; nothing is missing."""
    value = row.get(column)
    if value is None:
        return absent(State.MISSING) if spec.get("blank") is None else known(float(spec["blank"]))
    if isinstance(value, str) and value in STATES:
        return absent(STATES[value])
    if spec["type"] in ("integer", "number", "percent"):
        return known(float(value))
    if spec["type"] in ("date", "month"):
        return known(value if isinstance(value, date) else date.fromisoformat(value))
    return known(value)
