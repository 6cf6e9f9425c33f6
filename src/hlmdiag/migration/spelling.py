"""Spells an answer in a file so that its new column reads the same."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hlmdiag.data.match import Vocabulary
from hlmdiag.data.values import reader
from hlmdiag.grid.data_model import NUMERIC, Column
from hlmdiag.states import State

_ABSENT = {State.MISSING: "NC", State.UNKNOWN: "ne sait pas", State.NOT_APPLICABLE: "sans objet"}
_THOUSANDS = re.compile(r"-?\d{1,3},\d{3}")


def spelled(value: Any, column: Column, *, is_text: bool) -> str | float:
    """A known answer; `is_text`: whether the file holds texts alone, where a number has a decimal comma."""
    if column.type in NUMERIC:
        number = round(float(value), 9)
        return decimal(number) if is_text else number
    if isinstance(value, bool):
        return _of_list("true" if value else "false", column) if column.choices else ("oui" if value else "non")
    if isinstance(value, date):
        return value.strftime("%m/%Y" if column.type == "month" else "%d/%m/%Y")
    return _of_list(str(value), column) if column.type == "choice" else str(value)


def decimal(number: float) -> str:
    """A number in French, which nobody takes for thousands.

    >>> decimal(1.234), decimal(12.5), decimal(3.0)
    ('1,2340', '12,5', '3')
    """
    text = f"{number:.9f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text}0" if _THOUSANDS.fullmatch(text) else text


def absent(state: State) -> str:
    """Spelling of an absent answer, by cause, valid in any column."""
    return _ABSENT[state]


def title_of(column: Column, vocabulary: Vocabulary) -> str:
    """The title by which a new version finds a column: its label, or its id where the label is not its own."""
    label = f"{column.label} (%)" if column.type == "percent" and "%" not in column.label else column.label
    return next((each for each in (label, column.label) if vocabulary.called(each) == column.id), column.id)


def _of_list(code: str, column: Column) -> str:
    """The label of an answer, or its code where the label alone could be another."""
    label, read = column.choices.get(code) or code, reader(column)
    return label if read(label) in (code, code == "true") else code
