"""Names of the columns of a dataset's frames: each column that a grid declares gives a value, a state and a text."""

from __future__ import annotations

_VALUE, _STATE, _TEXT = "v:", "s:", "t:"


def data_value(column: str) -> str:
    """The name of the values of a declared column: what its cells are read as, null where there is none."""
    return f"{_VALUE}{column}"


def data_state(column: str) -> str:
    """The name of the states of a declared column (`hlmdiag.states`, as small integers)."""
    return f"{_STATE}{column}"


def data_text(column: str) -> str:
    """The name of the texts of a declared column: its cells as they were received."""
    return f"{_TEXT}{column}"


def data_columns(column: str) -> tuple[str, str, str]:
    """The names of the values, the states and the texts of a declared column."""
    return data_value(column), data_state(column), data_text(column)


def is_data_value(name: str) -> bool:
    """Whether a column of a frame holds values."""
    return name.startswith(_VALUE)


def is_data_state(name: str) -> bool:
    """Whether a column of a frame holds states."""
    return name.startswith(_STATE)


def is_data_text(name: str) -> bool:
    """Whether a column of a frame holds texts."""
    return name.startswith(_TEXT)


def declared_column(name: str) -> str:
    """The id of the declared column whose values, states or texts a column of a frame holds."""
    return name.partition(":")[2]
