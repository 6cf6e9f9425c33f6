"""A workbook of ours: the same bytes for the same content, in which nothing received is a formula or a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.data.own_outputs import DOCUMENT
from hlmdiag.text.inert import as_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_TITLE = 255
"""Longest title of a file that Excel accepts."""


@contextmanager
def new_book(out: BinaryIO, title: str, day: date, *, is_document: bool = False) -> Iterator[Workbook]:
    """A workbook to fill, written to `out` when complete; `day`: its creation date.

    `is_document`: it says of itself that it is no table of units, whatever becomes of its name.
    """
    from xlsxwriter import Workbook

    held = BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = datetime.combine(day, time())
    book.set_properties({"title": as_cell(title, _LONGEST_TITLE), "author": "hlmdiag", "created": made})
    if is_document:
        book.set_custom_property(DOCUMENT, True)
    yield book
    book.close()
    out.write(held.getvalue())
