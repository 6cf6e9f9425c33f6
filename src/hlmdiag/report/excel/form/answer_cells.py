"""The cells that people fill: open, with a list or a rule that lets « ne sait pas » and « sans objet » through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hlmdiag.form import FormQuestion
from hlmdiag.report.excel.form.context import FormContext
from hlmdiag.report.excel.page import check
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from hlmdiag.report.excel.form.hidden import HiddenSheet
    from hlmdiag.report.excel.page import Page

OPEN = {"locked": False, "bg_color": "#fffde7", "border": 1, "border_color": "#b0bec5", "text_wrap": True}
"""Format of a cell to fill."""
ANSWERED, ASKED_FOR = "#e8f5e9", "#ffe0b2"
_TITLE, _TEXT = 32, 255
"""Longest title and text of a rule that Excel shows."""


def answer_look(question: FormQuestion) -> dict[str, Any]:
    """Format of the cell of an answer: a date as a day, a long text small."""
    format = {"num_format": "dd/mm/yyyy"} if question.column.type == "date" else {}
    format |= {"num_format": "mm/yyyy"} if question.column.type == "month" else {}
    return OPEN | {"align": "center", "valign": "vcenter", "bold": True} | format


def validate(
    page: Page, rows: tuple[int, int], column: int, question: FormQuestion, context: FormContext, hidden: HiddenSheet
) -> None:
    """Tie the cells of a question to what may be answered."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    rule = _rule(question, xl_rowcol_to_cell(rows[0], column), context, hidden)
    if rule is None:
        return
    told = context.say("saisie-liste" if question.answers else "saisie-libre", hint=hint(question, context) or "")
    rule |= {
        "ignore_blank": True,
        "error_title": as_cell(context.say("saisie-refusee"), _TITLE),
        "error_message": as_cell(told, _TEXT),
    }
    check(page.sheet.data_validation(rows[0], column, rows[1], column, rule))


def _rule(question: FormQuestion, cell: str, context: FormContext, hidden: HiddenSheet) -> dict[str, Any] | None:
    if question.answers:
        none = () if question.is_of_certainty else context.without_answer
        return {"validate": "list", "source": hidden.listed([*context.shown(question), *none])}
    if question.column.type in ("id", "text"):
        return None
    words = ",".join(f'{cell}="{each}"' for each in context.without_answer)
    # bounds are only tested on numbers: comparing a text gives an error, and the rule would then refuse every entry
    return {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{_in_bounds(question, cell)},OR({words}))"}


def _in_bounds(question: FormQuestion, cell: str) -> str:
    """Whether the number in a cell is one that the column takes."""
    column, held = question.column, [f"{cell}>=0"] if question.column.type in ("date", "month") else []
    if column.min is not None:
        held.append(f"{cell}>={column.min:.15g}")
    if column.max is not None:
        held.append(f"{cell}<={column.max:.15g}")
    if column.type == "integer":
        held.append(f"{cell}=INT({cell})")
    return f"AND({','.join(held)})" if held else "TRUE"


def hint(question: FormQuestion, context: FormContext) -> str | None:
    """Expected answer where there is no list: a number with its unit and bounds, or a day."""
    column, words = question.column, context.words
    if question.answers:
        return None
    match column.type:
        case "date":
            return context.say("attendu.date")
        case "month":
            return context.say("attendu.mois")
        case "id" | "text":
            return context.say("attendu.texte")
        case "integer" | "number" | "percent":
            bounds = [
                context.say(f"attendu.{code}", value=words.plain(end))
                for code, end in (("au-moins", column.min), ("au-plus", column.max))
                if end is not None
            ]
            kind = context.say("attendu.entier" if column.type == "integer" else "attendu.nombre")
            unit = context.say("attendu.unite", unit=question.unit) if question.unit else ""
            return " ".join([kind + unit, *bounds])
        case "boolean" | "choice":
            return None
