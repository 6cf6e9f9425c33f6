"""The sheet of what people wrote beside their answers: one row a question, by unit, with who wrote it."""

from __future__ import annotations

from hlmdiag.data.dataset import FormNote
from hlmdiag.report.excel.context import WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.scoring.unit_code import JOINT

_KINDS = ("comment", "evidence", "date")


def write(context: Context) -> None:
    """Write the sheet, where something was written."""
    notes = context.result.manifest.notes
    if not notes:
        return
    say, grid = context.say, context.grid
    columns = [
        SheetColumn(say("colonne.code"), 12),
        SheetColumn(say("colonne.nom"), 24, WIDE),
        SheetColumn(say("formulaire.colonne.question"), 30, WIDE),
        SheetColumn(say("formulaire.colonne.commentaire"), 44, WIDE),
        SheetColumn(say("formulaire.colonne.preuve"), 20, WIDE),
        SheetColumn(say("formulaire.colonne.date"), 12, WIDE),
        SheetColumn(say("remarques.qui"), 26, WIDE),
        SheetColumn(say("colonne.adresse"), 30, WIDE),
    ]
    page = context.page("remarques")
    page.widths([column.width for column in columns])
    page.title(say("feuille.remarques"), say("remarques.intro"))
    head = page.row
    names = {concern.code: concern.label for concern in context.concerns}
    titles = {role.id: role.title for role in grid.roles.values()}
    asked = {leaf.column: leaf.title for leaf in grid.indicators if leaf.column is not None}
    lines = []
    for each, texts in _together(notes).items():
        code = JOINT.join(each.unit)
        column = grid.columns.get(each.column or "")
        title = asked.get(each.column or "") or (column.label if column is not None else None)
        who = " · ".join(text for text in (titles.get(each.role or ""), each.respondent) if text)
        place = ", ".join(text for text in (each.file, each.sheet, each.cell) if text)
        lines.append([code, names.get(code), title, *(texts.get(kind) for kind in _KINDS), who, place])
    page.finish(head, page.table(columns, lines))


def _together(notes: tuple[FormNote, ...]) -> dict[FormNote, dict[str, str]]:
    """What one person wrote about one question of a unit, by kind, under the first of these notes."""
    first: dict[tuple[object, ...], FormNote] = {}
    found: dict[FormNote, dict[str, str]] = {}
    for each in notes:
        about = (each.unit, each.column, each.respondent, each.role, each.file, each.sheet)
        found.setdefault(first.setdefault(about, each), {})[each.kind] = each.text
    return found
