"""First sheet of a copy: its purpose, its losses, then every fault with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Border, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.annotation_sheet import LISTING
from hlmdiag.errors import Severity
from hlmdiag.report.annotated.cells import FONT, THIN, first_sheet, text_cell
from hlmdiag.report.annotated.marks import COLOURS, MarkPlace
from hlmdiag.text import say
from hlmdiag.text.figures import integer
from hlmdiag.text.locale import Locale

_COLUMNS = {"feuille": 22, "cellule": 10, "titre": 28, "valeur": 22, "attendu": 38, "que-faire": 70, "code": 24}
_LISTED = 20_000
"""A list that nobody reads to its end; the count says how many there are, and the cells are all coloured."""


def write_listing(book: Workbook, places: Sequence[MarkPlace], lost: Sequence[str], file: str, language: str) -> None:
    """Add the list as the first sheet, shown when the copy is opened."""
    sheet = first_sheet(book, LISTING)
    row = _head(sheet, places, lost, file, language)
    _titles(sheet, row, language)
    for number, place in enumerate(places[:_LISTED], start=row + 1):
        _line(sheet, number, place, language)
    _page(sheet, row, row + min(len(places), _LISTED))


def _head(sheet: Worksheet, places: Sequence[MarkPlace], lost: Sequence[str], file: str, language: str) -> int:
    """The sentences above the list; gives the row of its titles."""
    errors = sum(place.fault.problem.severity is Severity.ERROR for place in places)
    lines = [say("rapport.annotation.titre", language)]
    if places:
        counts = {"errors": integer(errors, language), "others": integer(len(places) - errors, language)}
        lines.append(say("rapport.annotation.compte", language, file=file, **counts))
        lines.append(say("rapport.annotation.mode-emploi", language))
    else:
        lines.append(say("rapport.annotation.rien", language, file=file))
    lines.append(say("rapport.annotation.non-lue", language))
    if lost:
        named = Locale(language).joined(say(f"rapport.annotation.perte.{each}", language) for each in lost)
        lines.append(say("rapport.annotation.pertes", language, losses=named) if lost != ("nouveau",) else named)
    if len(places) > _LISTED:
        lines.append(say("rapport.annotation.tronque", language, count=integer(_LISTED, language)))
    for number, line in enumerate(lines, start=1):
        cell = text_cell(sheet, number, 1, line)
        cell.font = Font(name=FONT, bold=number == 1, size=14 if number == 1 else 11)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(_COLUMNS))
        width = sum(_COLUMNS.values())
        sheet.row_dimensions[number].height = 22 if number == 1 else 15.5 * (1 + len(line) // width)
    return len(lines) + 2


def _titles(sheet: Worksheet, row: int, language: str) -> None:
    for number, (name, width) in enumerate(_COLUMNS.items(), start=1):
        cell = text_cell(sheet, row, number, say(f"rapport.annotation.colonne.{name}", language))
        cell.font, cell.fill = (
            Font(name=FONT, bold=True, color="FFFFFFFF", size=10),
            PatternFill("solid", fgColor="FF37474F"),
        )
        sheet.column_dimensions[get_column_letter(number)].width = width


def _line(sheet: Worksheet, row: int, place: MarkPlace, language: str) -> None:
    fault = place.fault
    texts = (
        place.sheet or fault.location.file or "", place.cell or "", fault.location.header or "", fault.value or "",
        fault.expected(language), fault.message(language), fault.problem.code,
    )  # fmt: skip
    for number, text in enumerate(texts, start=1):
        cell = text_cell(sheet, row, number, text)
        cell.border = Border(bottom=THIN)
    link = sheet.cell(row, 2)
    assert isinstance(link, Cell)
    link.fill = PatternFill("solid", fgColor=COLOURS[fault.problem.severity])
    if place.sheet is not None and place.cell is not None:
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(place.sheet)}!{place.cell}")
        link.font = Font(name=FONT, color="FF0563C1", underline="single", size=10)
    longest = max(-(-len(text) // (width - 2)) for text, width in zip(texts, _COLUMNS.values(), strict=True))
    sheet.row_dimensions[row].height = 15.5 * min(max(longest, 1), 12)


def _page(sheet: Worksheet, first: int, last: int) -> None:
    sheet.freeze_panes = f"A{first + 1}"
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(_COLUMNS))}{last}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "FFC62828"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{first}:{first}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
