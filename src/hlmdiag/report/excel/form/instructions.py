"""First sheet of a form: its purpose, the respondent, how to send it back, the progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.report.excel.form.answer_cells import OPEN
from hlmdiag.report.excel.form.context import FormContext
from hlmdiag.report.excel.page import Page, SheetColumn, check
from hlmdiag.report.excel.style import MUTED

if TYPE_CHECKING:
    from hlmdiag.report.excel.form.hidden import HiddenSheet
    from hlmdiag.report.excel.form.sheet_by_unit import Filled

_LABEL, _VALUE, _COUNT, _TOTAL = range(1, 5)
_WIDTHS = (2.0, 44.0, 34.0, 12.0, 12.0)


def begin(context: FormContext) -> Page:
    """Add the sheet, placed before the others and written after them."""
    return context.page(context.say("consignes"))


def write(context: FormContext, page: Page, hidden: HiddenSheet, filled: Sequence[Filled]) -> None:
    """Write the sheet, once the others are known."""
    page.widths(_WIDTHS)
    check(page.sheet.set_column(0, 0, 2, None, {"hidden": True}))
    check(page.sheet.set_row(0, None, None, {"hidden": True}))
    page.cell(0, _VALUE, context.mark_of("answer"), context.styles())
    page.row = 1
    _purpose(context, page)
    _who(context, page, hidden)
    _progress(context, page, filled)
    page.sheet.print_area(1, _LABEL, page.row, _TOTAL)
    page.sheet.protect("", {"format_columns": True, "format_rows": True})


def _purpose(context: FormContext, page: Page) -> None:
    grid, style = context.handout.questionnaire.grid, context.styles
    check(page.sheet.set_row(page.row, 28))
    page.cell(page.row, _LABEL, grid.title, style(bold=True, font_size=16))
    page.row += 1
    about = [context.say("version", version=grid.version), *([grid.publisher] if grid.publisher else [])]
    page.cell(page.row, _LABEL, " · ".join(about), style(font_color=MUTED))
    page.row += 2
    layout = context.handout.layout
    unknown, absent = context.without_answer
    lines = [
        context.say(f"pour-quoi.{layout}", count=len(context.handout.units)),
        context.say("comment.repondre"),
        context.say("comment.sans-reponse", unknown=unknown, absent=absent),
        context.say(f"comment.remarques.{layout}"),
        context.say("comment.personne"),
        context.say("comment.renvoyer"),
    ]
    for line in lines:
        look = style(text_wrap=True, valign="top")
        check(page.sheet.merge_range(page.row, _LABEL, page.row, _TOTAL, "", look))
        page.cell(page.row, _LABEL, line, look)
        page.fit([line], [sum(_WIDTHS[_LABEL:])])
        page.row += 1
    page.row += 1


def _who(context: FormContext, page: Page, hidden: HiddenSheet) -> None:
    """The capacity in which one answers, a mark that tells two respondents apart, and when it was seen."""
    grid, role = context.handout.questionnaire.grid, context.handout.questionnaire.role
    page.row += 0
    page.heading(context.say("qui"), column=_LABEL)
    if grid.roles:
        titles = [each.title for each in grid.roles.values()]
        row = page.row
        _field(context, page, "role", role.title if role is not None else None, is_open=role is None)
        if role is None:
            rule = {
                "validate": "list", "source": hidden.listed(titles),
                "error_title": context.say("saisie-refusee"), "error_message": context.say("saisie-role"),
            }  # fmt: skip
            check(page.sheet.data_validation(row, _VALUE, row, _VALUE, rule))
    _field(context, page, "respondent", None)
    _field(context, page, "day", None, num_format="dd/mm/yyyy")
    page.row += 1


def _field(
    context: FormContext, page: Page, part: str, value: str | None, *, is_open: bool = True, num_format: str = "@"
) -> None:
    style = context.styles
    page.cell(page.row, 0, context.mark_of(part), style())  # type: ignore[arg-type]  # the names of three parts
    page.cell(page.row, _LABEL, context.say(f"champ.{part}"), style(align="right", valign="top", text_wrap=True))
    page.fit([context.say(f"champ.{part}")], [_WIDTHS[_LABEL]])
    look = OPEN if is_open else {"border": 1}
    page.cell(page.row, _VALUE, value, style(**look, bold=True, align="center", num_format=num_format))
    page.row += 1


def _progress(context: FormContext, page: Page, filled: Sequence[Filled]) -> None:
    """Number of answers in each sheet, counted by formulas."""
    page.heading(context.say("avancement"), column=_LABEL)
    columns = [
        SheetColumn(context.say("colonne.feuille"), _WIDTHS[_LABEL]),
        SheetColumn(context.say("colonne.avance"), _WIDTHS[_VALUE]),
        SheetColumn(context.say("colonne.donnees"), _WIDTHS[_COUNT], {"align": "right"}),
        SheetColumn(context.say("colonne.posees"), _WIDTHS[_TOTAL], {"align": "right"}),
    ]
    page.table(columns, [], column=_LABEL)
    first = page.row
    for each in filled:
        _counted(context, page, each)
    style = context.styles.cell(bold=True, align="right")
    page.cell(page.row, _LABEL, context.say("total"), context.styles.cell(bold=True))
    page.cell(page.row, _VALUE, None, context.styles.cell())
    for column, total in ((_COUNT, 0), (_TOTAL, sum(each.questions for each in filled))):
        from xlsxwriter.utility import xl_range

        cells = xl_range(first, column, max(page.row - 1, first), column)
        check(page.sheet.write_formula(page.row, column, f"=SUM({cells})", style, total))
    bars = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
            "bar_color": "#90a4ae", "bar_solid": True}  # fmt: skip
    check(page.sheet.conditional_format(first, _VALUE, max(page.row - 1, first), _VALUE, bars))
    page.row += 1


def _counted(context: FormContext, page: Page, each: Filled) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    style, row = context.styles, page.row
    quoted = each.sheet.replace("'", "''")
    look = style.cell(font_color="#0b57a4", underline=1)
    check(page.sheet.write_url(row, _LABEL, f"internal:'{quoted}'!A1", look, string=each.title))
    less = f"-{each.known}" if each.known else ""
    counted = f"=COUNTA('{quoted}'!{each.cells}){less}"
    check(page.sheet.write_formula(row, _COUNT, counted, style.cell(align="right"), 0))
    page.cell(row, _TOTAL, each.questions, style.cell(align="right"))
    done, of = xl_rowcol_to_cell(row, _COUNT), xl_rowcol_to_cell(row, _TOTAL)
    share = style.cell(num_format="0%", align="left")
    check(page.sheet.write_formula(row, _VALUE, f"=IF({of}=0,0,{done}/{of})", share, 0))
    page.row += 1
