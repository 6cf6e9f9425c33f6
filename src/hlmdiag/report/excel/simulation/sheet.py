"""The sheet « Simuler »: pick a unit, type other answers, and formulas give what becomes of its score and level."""

from __future__ import annotations

from hlmdiag.grid.model import Indicator
from hlmdiag.report.excel.context import Context
from hlmdiag.report.excel.page import check
from hlmdiag.report.excel.simulation import flag_rows, leaf_rows, theme_rows
from hlmdiag.report.excel.simulation.criteria_refs import Detail
from hlmdiag.report.excel.simulation.formula_support import refusals
from hlmdiag.report.excel.simulation.layout import HEAD, LAST_SHOWN, WIDTHS, Desk
from hlmdiag.report.excel.simulation.lookup_sheet import Addresses, plan
from hlmdiag.report.excel.simulation.summary_rows import write_choice, write_summary
from hlmdiag.report.excel.style import MUTED

_FIGURES = ("poids", "points", "points-simules", "ecart-simule", "taux")
_HIDDEN = (LAST_SHOWN + 1, LAST_SHOWN + 6)


def write(context: Context, detail: Detail) -> Addresses | None:
    """Write the sheet; gives where its second sheet has to put what it reads, None where it reads nothing."""
    page = context.page("simuler")
    page.widths(WIDTHS)
    page.title(context.say("feuille.simuler"), context.say("simuler.intro", unit=context.grid.unit))
    if not context.diagnostics or not context.grid.indicators:
        code = "simuler.sans-critere" if context.diagnostics else "simuler.sans-unite"
        page.paragraph(context.say(code), LAST_SHOWN, 18)
        page.finish()
        return None
    rows = context.result.frame[[each.row for each in context.diagnostics]].rows(named=True)
    desk = Desk(context, page, plan(context, rows), detail, rows[0], context.diagnostics[0])
    write_choice(desk)
    _tree(desk)
    flags = flag_rows.write(desk, page.row + 2) if context.grid.flags else {}
    page.row = max([page.row, *flags.values()]) + 1
    write_summary(desk, flag_rows.floor_formula(flags))
    _limits(desk)
    page.sheet.freeze_panes(HEAD + 1, 2)
    page.sheet.repeat_rows(HEAD)
    page.sheet.print_area(0, 0, page.row - 1, LAST_SHOWN)
    check(page.sheet.set_column(*_HIDDEN, None, None, {"hidden": True}))
    allowed = ("format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")
    page.sheet.protect("", dict.fromkeys(allowed, True))
    return desk.at


def _tree(desk: Desk) -> None:
    heads = ("critere", "libelle", "poids", "aujourdhui", "etat", "points", "votre-reponse", "points-simules",
             "ecart-simule", "taux", "remarque")  # fmt: skip
    texts = [desk.context.say(f"colonne.{each}") for each in heads]
    for column, (head, text) in enumerate(zip(heads, texts, strict=True)):
        aligned = {"align": "right"} if head in _FIGURES else {"align": "left", "indent": 1}
        desk.page.cell(HEAD, column, text, desk.page.style.header(**aligned))
    desk.page.row = HEAD
    desk.page.fit(texts, WIDTHS)
    laid = list(desk.lay_out())
    desk.rows.update({node.id: HEAD + 2 + place for place, (node, _, _) in enumerate(laid)})
    places = {leaf.id: place for place, leaf in enumerate(desk.context.grid.indicators, 1)}
    for node, parent, depth in laid:
        desk.page.row = desk.rows[node.id] - 1
        if isinstance(node, Indicator):
            assert parent is not None
            leaf_rows.write(desk, node, parent, desk.rows[node.id], places[node.id])
        else:
            theme_rows.write(desk, node, parent, depth, desk.rows[node.id])
    desk.page.row += 1


def _limits(desk: Desk) -> None:
    """Write in the sheet the limits of its formulas."""
    say = desk.context.say
    desk.page.row += 1
    desk.page.heading(say("simuler.limites"))
    texts = [say("simuler.limite-intervalle")] if desk.has_live_level else [say("simuler.limite-niveau")]
    if desk.context.grid.flags:
        texts.append(say("simuler.limite-drapeaux"))
    whole = say("mot.ensemble")
    for theme, reason in refusals(desk.context.grid, desk.answerable):
        texts.append(say(f"simuler.valeur-{reason}", theme=theme.title if theme.id else whole))
    for text in texts:
        desk.page.paragraph(text, LAST_SHOWN, 15 * (1 + len(text) // 190), font_color=MUTED)
