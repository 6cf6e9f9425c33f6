"""Fills in forms as people of the invented landlord might, so that the way back can be tried.

    python examples/formulaires/remplir.py ENVOI RETOUR [RÔLE]

Each form of ENVOI is answered and saved in RETOUR, but the last one: somebody always forgets. A form that asks in which
capacity one answers is given the role, and its name is that of the form with the role. Nothing here exists:
neither landlord, nor residences, nor what is answered. Same forms, same answers.
"""

from __future__ import annotations

import random
import sys
import warnings
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.form_identity import FormMark, mark_in

COMMENTS = ("Constaté lors de la tournée du matin.", "En baisse depuis l’été.", "À revoir avec la ville.")


def marks(sheet: Worksheet) -> dict[tuple[int, int], FormMark]:
    """The hidden marks of a sheet, by row and column."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    found = {(cell.row, cell.column): mark_in(cell.value) for cell in cells if isinstance(cell.value, str)}
    return {(int(row), int(column or 0)): mark for (row, column), mark in found.items() if mark is not None}


def choices(book: Workbook, sheet: Worksheet, row: int, column: int) -> list[str]:
    """What the list of a cell offers, « ne sait pas » and « sans objet » last."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and sheet.cell(row, column).coordinate in rule.sqref:
            name, _, cells = str(rule.formula1).lstrip("=").partition("!")
            return [str(line[0].value) for line in book[name.strip("'")][cells.replace("$", "")]]
    return []


def answer(path: Path, target: Path, chance: random.Random, role: str | None = None) -> None:
    """Answer most of the questions of a form, with a remark here and there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the coloured bars of the progress are lost, which changes nothing
        book = load_workbook(path)
    for sheet in book.worksheets:
        found = marks(sheet)
        columns = {mark.part: column for (_, column), mark in found.items() if mark.part is not None}
        for (row, column), mark in found.items():
            if role is not None and mark.part == "role" and choices(book, sheet, row, column + 2):
                sheet.cell(row, column + 2).value = role
            offered = choices(book, sheet, row, columns["answer"]) if mark.part is None and "answer" in columns else []
            if offered and chance.random() < 0.9:
                weights = [4, 3, 2, 1, *[1] * len(offered)][: len(offered) - 2]
                sheet.cell(row, columns["answer"]).value = chance.choices(offered[:-2], weights)[0]
                if chance.random() < 0.2:
                    sheet.cell(row, columns["comment"]).value = chance.choice(COMMENTS)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def main(sent: Path, returned: Path, role: str | None = None) -> None:
    """Answer all forms but the last."""
    chance = random.Random(f"2026 {role}" if role else 2026)
    for path in sorted(sent.glob("*.xlsx"))[:-1]:
        answer(path, returned / (f"{path.stem} {role}.xlsx" if role else path.name), chance, role)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])
