"""The sheet of those who have not answered: one line a form to chase, to filter and to send."""

from __future__ import annotations

from hlmdiag.report.excel.context import WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.scoring.unit_code import JOINT


def write(context: Context) -> None:
    """Write the sheet, where some forms have not come."""
    awaited = context.result.manifest.awaited
    if not awaited:
        return
    say, grid = context.say, context.grid
    page = context.page("relances")
    columns = [
        SheetColumn(say("colonne.code"), 14),
        SheetColumn(say("colonne.nom"), 34, WIDE),
        SheetColumn(say("recueil.a-demander"), 34, WIDE),
        SheetColumn(say("colonne.fichier"), 40, WIDE),
    ]
    page.widths([column.width for column in columns])
    page.title(say("feuille.relances"), say("relances.intro", count=context.words.integer(len(awaited))))
    head = page.row
    titles = {role.id: role.title for role in grid.roles.values()}
    codes = [JOINT.join(each.unit) for each in awaited]
    lines = [
        [code, context.labels.get(code), titles.get(each.role, each.role) if each.role else None, each.form]
        for code, each in zip(codes, awaited, strict=True)
    ]
    page.finish(head, page.table(columns, lines))
