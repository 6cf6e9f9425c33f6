"""The sheet of a form that nobody sees: of which grid it is, the lists to choose from, what was known when it left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.data.form_identity import FORM_HERE, KNOWN_HERE
from hlmdiag.report.excel.page import check
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from hlmdiag.report.excel.form.context import FormContext

NAME = "hlmdiag"
_LISTS = 4
"""The first column of the lists, after the three of what was known."""


class HiddenSheet:
    """Lists are given a place as they are asked for, each once; all is written when the other sheets are."""

    def __init__(self, context: FormContext) -> None:
        self._context = context
        self._lists: dict[tuple[str, ...], int] = {}

    def listed(self, choices: Sequence[str]) -> str:
        """Range of a list, as a formula: a long list would be cut inside the rule of a cell."""
        from xlsxwriter.utility import xl_col_to_name

        place = self._lists.setdefault(tuple(choices), len(self._lists))
        letters = xl_col_to_name(_LISTS + place)
        return f"={NAME}!${letters}$2:${letters}${len(choices) + 1}"

    def write(self) -> None:
        """Write the sheet."""
        sheet = self._context.book.add_worksheet(NAME)
        grid = self._context.handout.questionnaire.grid
        about = {"grid": grid.id, "version": grid.version, "hash": grid.hash, "layout": self._context.handout.layout}
        sheet.write_string(0, 0, FORM_HERE)
        sheet.write_string(0, 1, json.dumps(about, ensure_ascii=False))
        sheet.write_string(1, 0, KNOWN_HERE)
        row = 2
        for unit in self._context.handout.units:
            for column, text in unit.known.items():
                keys = json.dumps([*unit.keys.values()], ensure_ascii=False)
                for place, each in enumerate((keys, column, text)):
                    check(sheet.write_string(row, place, as_cell(each)))
                row += 1
        for choices, place in self._lists.items():
            for line, choice in enumerate(choices, start=1):
                check(sheet.write_string(line, _LISTS + place, as_cell(choice)))
        sheet.very_hidden()
