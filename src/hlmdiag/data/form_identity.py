"""Recognises a returned form by marks in hidden cells, not by its name, layout or titles.

Each question has `grid@version|layout|id` in a cell that nobody sees: a row of a sheet that is about one unit, a
column of one that is about many. What stands where these cross is an answer. Rows may be sorted, columns and rows
added, sheets renamed or pasted into another file, the file saved by another program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

FORM_HERE = "hlmdiag:formulaire:1"
"""Stands first in the hidden sheet, which says of which grid the form is; what it says follows."""
KNOWN_HERE = "hlmdiag:connu"
"""Stands above what was known when the form was written, in the same sheet."""
Part = Literal["question", "answer", "certainty", "comment", "evidence", "date", "shown", "role", "respondent", "day"]
"""Roles of rows and columns of a form beside questions: notes, respondent, date."""

_MARK = re.compile(r"([^\W\d][\w-]*)@([^|@\s][^|]*)\|(fiche|tableau)\|(@?)([^\W\d][\w:-]*)")


@dataclass(frozen=True)
class FormMark:
    """Content of a hidden cell: the grid, its version, the layout, and the id of a column or part of the form."""

    grid: str
    version: str
    layout: str
    id: str
    part: Part | None = None

    def written(self) -> str:
        """Text of its cell.

        >>> FormMark("residence-complexe", "2026.1", "fiche", "TR4").written()
        'residence-complexe@2026.1|fiche|TR4'
        """
        named = f"@{self.part}" if self.part is not None else self.id
        return f"{self.grid}@{self.version}|{self.layout}|{named}"


def mark_in(text: str | None) -> FormMark | None:
    """The mark that a cell holds, None for any other text.

    >>> mark_in("residence-complexe@2026.1|fiche|@answer").part
    'answer'
    """
    found = _MARK.fullmatch(text.strip()) if text is not None and "|" in text else None
    if found is None:
        return None
    grid, version, layout, sign, name = found.groups()
    if not sign:
        return FormMark(grid, version, layout, name)
    part = next((each for each in get_args(Part) if each == name), None)
    return FormMark(grid, version, layout, "", part) if part is not None else None
