"""The sheet « Correspondances »: what only the author of the file knows, each with a list to choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.answer_sheet import ANSWERS_HERE, ASKED_HERE, LISTS_HERE
from hlmdiag.data.colour_only_cells import TINT, tint_in_words
from hlmdiag.inspection import ReadingQuestion
from hlmdiag.report.annotated.cells import FONT, THIN, first_sheet, text_cell
from hlmdiag.text import say
from hlmdiag.text.figures import integer
from hlmdiag.text.locale import Locale
from hlmdiag.text.phrase import in_quotes
from hlmdiag.text.sheet_names import free_sheet_name

_COLUMNS = {"ou": 34, "fichier": 36, "exemples": 34, "reponse": 44, "remarque": 46}
_ANSWER, _PROPOSED, _ASKED = 4, 6, 7
"""The column of the answers, then two that are hidden."""
_SHOWN = len(_COLUMNS)
_LINE = 15.5
_DARK, _BAND = "FF37474F", "FFECEFF1"
_FILLS = {"vide": "FFFFF8E1", "proposee": "FFE3F2FD", "choisie": "FFE8F5E9"}
_BLUE = "FF1565C0"
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d+(?: ?%)?$)")
_PAINTED = re.compile(f"{TINT}[0-9A-F]{{6}}")
_PARTS = {"sheets": "feuilles", "rows": "lignes", "title": "titres", "text": "textes"}


def write_questions(
    book: Workbook, asked: Sequence[ReadingQuestion], names: Mapping[tuple[str, str | None], str], language: str
) -> None:
    """Add the sheet before the others; `names`: what the sheets of the file are called in the copy."""
    sheet = first_sheet(book, say("rapport.correspondance.feuille", language))
    lists = _Lists(book)
    row = _head(sheet, asked, language)
    first = row + 1
    for kind, part in _PARTS.items():
        several = [question for question in asked if question.subject.kind == kind]
        if not several:
            continue
        row = _part(sheet, row + 1, part, len(several), language)
        start = row + 1
        for row, question in enumerate(several, start=start):
            _line(sheet, row, question, names[question.file, question.sheet], language)
            lists.offer(row, question.choices)
        _colour(sheet, start, row)
    lists.give(sheet, language)
    _page(sheet, first - 1, row)


def _head(sheet: Worksheet, asked: Sequence[ReadingQuestion], language: str) -> int:
    """Write the purpose of the sheet, in two lines, and its titles; returns the row of these."""
    for column, text in ((_ANSWER, ANSWERS_HERE), (_ASKED, ASKED_HERE)):
        text_cell(sheet, 1, column, text)
    sheet.row_dimensions[1].hidden = True
    for column in (_PROPOSED, _ASKED):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    proposed = sum(bool(each.answer) for each in asked)
    told = "repondre-propositions" if proposed else "repondre"
    counts = {"count": integer(len(asked), language), "proposed": integer(proposed, language)}
    lines = [say(f"rapport.correspondance.{code}", language, **counts) for code in ("titre", told, "rendre")]
    for number, line in enumerate(lines, start=2):
        cell = text_cell(sheet, number, 1, line)
        cell.font = Font(name=FONT, bold=number == 2, size=14 if number == 2 else 11)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=_SHOWN)
        sheet.row_dimensions[number].height = 24 if number == 2 else 18
    row = len(lines) + 3
    for column, (name, fill) in enumerate(_FILLS.items(), start=2):
        cell = text_cell(sheet, row - 1, column, say(f"rapport.correspondance.legende.{name}", language))
        cell.fill = PatternFill("solid", fgColor=fill)
        cell.font = Font(name=FONT, size=9, italic=name == "proposee", color=_BLUE if name == "proposee" else None)
    # the longest of them takes two lines
    sheet.row_dimensions[row - 1].height = 2 * _LINE
    for column, (name, width) in enumerate(_COLUMNS.items(), start=1):
        cell = text_cell(sheet, row, column, say(f"rapport.correspondance.colonne.{name}", language))
        cell.font = Font(name=FONT, bold=True, color="FFFFFFFF", size=10)
        cell.fill = PatternFill("solid", fgColor=_DARK)
        sheet.column_dimensions[get_column_letter(column)].width = width
    return row


def _part(sheet: Worksheet, row: int, part: str, count: int, language: str) -> int:
    text = say(f"rapport.correspondance.partie.{part}", language, count=integer(count, language))
    for column in range(1, _SHOWN + 1):
        cell = text_cell(sheet, row, column, text if column == 1 else "")
        cell.fill = PatternFill("solid", fgColor=_BAND)
        cell.font = Font(name=FONT, bold=True, size=11)
        cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[row].height = 20
    return row


def _line(sheet: Worksheet, row: int, question: ReadingQuestion, name: str, language: str) -> None:
    subject = replace(question.subject, sheet=name)
    texts = (
        _place(name, question, language), _shown(question, language),
        _examples(question, language), question.answer, question.why[:1].upper() + question.why[1:],
    )  # fmt: skip
    for column, text in enumerate(texts, start=1):
        text_cell(sheet, row, column, text).border = Border(bottom=THIN)
    if _PAINTED.fullmatch(subject.text):
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=f"FF{subject.text[1:]}")
    link, answer = sheet.cell(row, 1), sheet.cell(row, _ANSWER)
    cell = (
        f"{question.cell}1"
        if question.cell.isalpha()
        else f"A{question.cell}"
        if question.cell.isdigit()
        else question.cell
    )
    link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(name)}!{cell}")
    link.font = Font(name=FONT, color="FF0563C1", underline="single", size=10)
    answer.protection = Protection(locked=False)
    answer.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    answer.font = Font(name=FONT, size=11)
    text_cell(sheet, row, _PROPOSED, subject.proposed)
    text_cell(sheet, row, _ASKED, subject.written())
    longest = max(-(-len(text) // round(width * 1.1)) for text, width in zip(texts, _COLUMNS.values(), strict=True))
    sheet.row_dimensions[row].height = _LINE * min(max(longest, 1), 6)


def _place(sheet: str, question: ReadingQuestion, language: str) -> str:
    cell, others = question.cell, len(question.subject.sheets) - 1
    kind = "colonne" if cell.isalpha() else "ligne" if cell.isdigit() else "cellule"
    place = say(f"rapport.correspondance.place.{kind}", language, sheet=sheet, cell=cell)
    return place + say("rapport.correspondance.place.autres", language, count=others) if others else place


def _shown(question: ReadingQuestion, language: str) -> str:
    subject = question.subject
    if subject.kind in ("title", "rows"):
        return subject.title
    if subject.kind == "sheets":
        return in_quotes(*question.samples).say(language)
    if subject.text.startswith(TINT):
        colour = str(tint_in_words(subject.text).say(language))
        return say("rapport.correspondance.teinte", language, colour=colour, title=subject.title)
    return say("rapport.correspondance.texte", language, text=subject.text, title=subject.title)


def _examples(question: ReadingQuestion, language: str) -> str:
    if question.count is not None:
        return say("rapport.correspondance.cellules", language, count=question.count)
    samples = [_DECIMAL.sub(",", sample) for sample in question.samples] if language == "fr" else question.samples
    return Locale(language).joined(samples) if question.subject.kind != "sheets" else ""


def _colour(sheet: Worksheet, first: int, last: int) -> None:
    """Colour an answer otherwise than a proposal as soon as it is changed, without a program."""
    answer, proposed = (f"${get_column_letter(column)}{first}" for column in (_ANSWER, _PROPOSED))
    where = f"{get_column_letter(_ANSWER)}{first}:{get_column_letter(_ANSWER)}{last}"
    kinds = {
        "vide": (f'{answer}=""', None),
        "proposee": (f"{answer}={proposed}", Font(italic=True, color=_BLUE)),
        "choisie": (f'{answer}<>""', Font(bold=True)),
    }
    for name, (formula, font) in kinds.items():
        fill = PatternFill(bgColor=_FILLS[name], fill_type="solid")
        style = DifferentialStyle(font=font, fill=fill)
        sheet.conditional_formatting.add(where, Rule("expression", dxf=style, formula=[formula], stopIfTrue=True))


def _page(sheet: Worksheet, titles: int, last: int) -> None:
    sheet.freeze_panes = f"A{titles + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "FF1565C0"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{titles}:{titles}"
    sheet.print_area = f"A2:{get_column_letter(_SHOWN)}{last}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4


class _Lists:
    """The lists to choose from, each once, in a sheet that nobody sees: written in a cell, a long one would be cut."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet(free_sheet_name("hlmdiag", book.sheetnames))
        self._sheet.sheet_state = "veryHidden"
        self._rows: dict[tuple[str, ...], list[int]] = {}
        text_cell(self._sheet, 1, 1, LISTS_HERE)

    def offer(self, row: int, choices: tuple[str, ...]) -> None:
        """Let a row be answered from a list."""
        self._rows.setdefault(choices, []).append(row)

    def give(self, sheet: Worksheet, language: str) -> None:
        """Write the lists, and tie the answers of a sheet to them."""
        letters = get_column_letter(_ANSWER)
        for column, (choices, rows) in enumerate(self._rows.items(), start=1):
            for row, choice in enumerate(choices, start=2):
                text_cell(self._sheet, row, column, choice)
            own = get_column_letter(column)
            there = f"{quote_sheetname(self._sheet.title)}!${own}$2:${own}${len(choices) + 1}"
            cells = " ".join(f"{letters}{first}:{letters}{last}" for first, last in _runs(rows))
            rule = DataValidation("list", formula1=there, allow_blank=True, showErrorMessage=True, sqref=cells)
            rule.errorTitle = say("rapport.correspondance.erreur.titre", language)
            rule.error = say("rapport.correspondance.erreur.texte", language)
            sheet.add_data_validation(rule)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows that follow each other, as their ends."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
