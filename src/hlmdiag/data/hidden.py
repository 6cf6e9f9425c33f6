"""Reports hidden sheets, rows and columns, which are read like the rest, and formats that were not checked."""

from __future__ import annotations

from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of


def hidden(sheet: Sheet) -> list[Problem]:
    """Notices on hidden parts of a sheet."""
    problems = []
    if not sheet.checked:
        problems.append(sheet.problem("donnees.formats-non-verifies", severity=Severity.WARNING))
    if not sheet.visible:
        problems.append(sheet.problem("donnees.feuille-masquee", severity=Severity.NOTICE))
    if sheet.hidden_rows:
        rows = first_of(sheet.hidden_rows, 10, str)
        problems.append(
            sheet.problem("donnees.lignes-masquees", severity=Severity.NOTICE, count=len(sheet.hidden_rows), rows=rows)
        )
    shown = [column for column in sheet.hidden_columns if column < sheet.cells.width]
    if shown:
        columns = first_of(shown, 10, letter)
        problems.append(
            sheet.problem("donnees.colonnes-masquees", severity=Severity.NOTICE, count=len(shown), columns=columns)
        )
    return problems
