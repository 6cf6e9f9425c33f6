"""A workbook as text: every cell with its address, so that a difference can be read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from hlmdiag.report import excel
from hlmdiag.scoring import Result


def rendered(result: Result, language: str = "fr") -> bytes:
    out = BytesIO()
    excel.render(result, out, language)
    return out.getvalue()


def opened(result: Result, language: str = "fr") -> Workbook:
    return load_workbook(BytesIO(rendered(result, language)))


def as_text(book: Workbook) -> str:
    return "".join(f"{line}\n" for line in _lines(book))


def _lines(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        yield f"## {sheet.title} ({sheet.print_area})"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{cell.coordinate} [{cell.number_format}] {cell.value!r}"
