"""The flags under the tree: which hold today, which would hold, and which the sheet keeps as they are."""

from __future__ import annotations

from hlmdiag.grid.model import Flag, Indicator, Theme
from hlmdiag.report.excel.context import WIDE
from hlmdiag.report.excel.simulation.flags import FlagCells, flag_formula
from hlmdiag.report.excel.simulation.layout import WIDTHS, Desk
from hlmdiag.report.excel.simulation.lookup_sheet import columns_of_flags
from hlmdiag.report.excel.simulation.rules import typed_value
from hlmdiag.report.excel.simulation.summary_rows import LEVEL_OF_SCORE
from hlmdiag.report.excel.style import MUTED
from hlmdiag.scoring.result_columns import answer_column


def write(desk: Desk, row: int) -> dict[str, int]:
    """Write the head at a row, as Excel counts, then the flags; gives their rows."""
    say, head = desk.context.say, desk.page.style.header(align="left", indent=1)
    columns = {0: "alerte", 1: "drapeau", 3: "effet", 4: "aujourdhui", 6: "simule", 10: "remarque"}
    for column in range(11):
        desk.page.cell(row - 1, column, say(f"colonne.{columns[column]}") if column in columns else None, head)
    rows = {flag: row + place for place, flag in enumerate(desk.context.grid.flags, 1)}
    live = {node.id: desk.rows[node.id] for node, _, _ in desk.lay_out() if _is_live(node, desk)}
    level = LEVEL_OF_SCORE if desk.has_live_level else None
    cells = FlagCells(live, rows, level, _columns(desk), desk.at.words["absent"])
    for flag in desk.context.grid.flags.values():
        _flag(desk, flag, rows[flag.id], flag_formula(flag, desk.context.grid, cells))
    return rows


def _columns(desk: Desk) -> dict[str, str]:
    """The value of each column that flags compare: what is typed for the criterion that shows it, else the answer."""
    bare = {leaf.column: leaf for leaf in desk.context.grid.indicators if leaf.id in desk.answerable}
    found = {}
    for column in columns_of_flags(desk.context):
        found[column] = answer = desk.unit(answer_column(column))
        leaf = bare.get(column)
        if leaf is not None:
            row = desk.rows[leaf.id]
            found[column] = f"IF($Q{row}=1,{typed_value(leaf, desk.at.rules[leaf.id], f'$G{row}')},{answer})"
    return found


def _is_live(node: Theme | Indicator, desk: Desk) -> bool:
    return node.id in desk.answerable if isinstance(node, Indicator) else desk.carries(node)


def _flag(desk: Desk, flag: Flag, row: int, formula: str | None) -> None:
    say, style, words = desk.context.say, desk.page.style.cell, desk.at.words
    state = (
        1.0
        if flag.id in (desk.shown["flags"] or ())
        else 0.5
        if flag.id in (desk.shown["flags_to_check"] or ())
        else 0.0
    )
    floor = desk.context.grid.levels.titles.get(flag.no_better_than or "")
    texts = {0: say("oui") if flag.alert else None, 1: flag.message}
    texts[3] = say("fiche.drapeau-effet", level=floor) if floor is not None else None
    for column in range(11):
        desk.page.cell(row - 1, column, texts.get(column), style(**WIDE))
    desk.page.row = row - 1
    desk.page.fit([texts[1], texts[3]], [WIDTHS[1], WIDTHS[3]])
    desk.formula(row, 11, desk.unit(f"flag:{flag.id}"), state)
    desk.formula(row, 12, formula or f"L{row}", state)
    desk.page.cell(row - 1, 13, desk.context.severity(flag.no_better_than) or 0, style())
    word = {1.0: say("fiche.leve"), 0.5: say("fiche.a-verifier"), 0.0: say("simuler.non")}[state]
    for column, cell in ((4, f"L{row}"), (6, f"M{row}")):
        text = f"IF({cell}=1,{words['leve']},IF({cell}=0,{words['non']},{words['doute']}))"
        desk.formula(row, column, text, word, style(bold=column == 6))
    remark = None if formula is not None else say("simuler.inchange")
    desk.page.cell(row - 1, 10, remark, style(font_color=MUTED, italic=True))


def floor_formula(rows: dict[str, int]) -> str:
    """The place of the level under which the flags that hold let nothing stay."""
    if not rows:
        return "0"
    first, last = min(rows.values()), max(rows.values())
    return f"SUMPRODUCT(MAX((M{first}:M{last}=1)*N{first}:N{last}))"
