"""The sheet of an overlay: what it changes in the grid that it extends, and the verdicts of both."""

from __future__ import annotations

from hlmdiag.report.excel.context import SCORE, WIDE, Context
from hlmdiag.report.excel.page import SheetColumn
from hlmdiag.synthesis import shown_units, variant


def write(context: Context) -> None:
    """Write the sheet; nothing where the grid extends no other."""
    found = variant(context.result, context.stock.order)
    if found is None:
        return
    say, parent = context.say, found.parent
    page = context.page("variante")
    changes = [SheetColumn(say(f"variante.{code}"), width, WIDE) for code, width in _CHANGES]
    units = [
        SheetColumn(say("colonne.code"), 44),
        SheetColumn(say("colonne.niveau"), 30, WIDE),
        SheetColumn(say("variante.niveau-parent"), 30, WIDE),
        SheetColumn(say("colonne.note"), 9, SCORE),
        SheetColumn(say("variante.note-parent"), 12, SCORE),
    ]
    page.widths([column.width for column in units])
    page.title(say("variante.titre", title=parent.title), say("variante.intro", id=parent.id, version=parent.version))
    page.table(changes, found.changes)
    page.row += 1
    page.heading(say("variante.unites", moved=found.moved, units=context.result.frame.height))
    if found.units:
        score, listed = context.score, found.units[: shown_units(len(found.units))]
        page.table(units, ((u.code, u.level, u.parent_level, score(u.score), score(u.parent_score)) for u in listed))
    page.finish()


_CHANGES = (("endroit", 44), ("parent", 30), ("ici", 30))
