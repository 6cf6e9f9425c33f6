"""The states of an answer: a blank, a "ne sait pas" and a "sans objet" are different things, and none is zero."""

from enum import IntEnum


class State(IntEnum):
    """Why a value is there or not.

    The numbers order the states: a value computed from several operands takes the smallest of theirs, which is
    the order of precedence of the semantics (not applicable, invalid, missing, unknown), a known value coming last.
    """

    NOT_APPLICABLE = 1
    INVALID = 2
    MISSING = 3
    UNKNOWN = 4
    SMALL_BASE = 5
    SCORED = 9


KNOWN = State.SCORED
"""A column value that is there; the same number as `SCORED`, which is its name on an indicator."""

NAMES = {state: state.name.lower() for state in State}
"""The name of each state as written in results."""
