"""The copy: the received workbook as it is, or a new one where the file was no workbook of today, then its faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

from hlmdiag.data.received_workbook import opened_whole, refusing
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import ZIPPED, InputSource
from hlmdiag.errors import Location, Problem
from hlmdiag.inspection import Fault, ReadingQuestion
from hlmdiag.report.annotated.correspondences import write_questions
from hlmdiag.report.annotated.listing import write_listing
from hlmdiag.report.annotated.losses import losses
from hlmdiag.report.annotated.marks import clear, mark
from hlmdiag.report.annotated.package import finish
from hlmdiag.report.annotated.plain import plain_workbook

_MACROS = ".xlsm"


def can_keep_macros(source: Path) -> bool:
    """Whether the copy is itself a workbook with macros, which its name must say."""
    return source.suffix.lower() == _MACROS


def annotate(
    source: InputSource, sheets: Sequence[Sheet], faults: Sequence[Fault], numeric: frozenset[tuple[str | None, str]],
    out: BinaryIO, language: str, day: date, asked: Sequence[ReadingQuestion] = (),
) -> None:  # fmt: skip
    """Write the annotated copy of one file.

    `asked` are the questions to be answered in it.
    `numeric` are the columns (sheet, letter) that hold numbers, for a new workbook; `day` is when it says it was made.

    Raises `HlmdiagError` where a part of a received workbook is broken, or would unfold beyond measure.
    """
    received = source.path.read_bytes() if source.path is not None else b""
    book = received_workbook(source, received)
    lost = losses(received) if book is not None else ("nouveau",)
    kept = received if book is not None else b""
    if book is None:
        book = plain_workbook(sheets, faults, numeric)
    clear(book)
    data = book.worksheets
    places = mark(book, faults, language)
    names = {
        (each.file, each.name): each.name if kept and each.name is not None else made.title
        for each, made in zip(sheets, data, strict=False)
    }  # fmt: skip
    write_listing(book, places, lost, source.name, language)
    if asked:
        write_questions(book, asked, names, language)
    saved = BytesIO()
    with refusing(cannot_be_kept(source)):
        book.save(saved)
    out.write(finish(saved.getvalue(), kept, day))


def cannot_be_kept(source: InputSource) -> Problem:
    """The refusal of a copy: a part of the received workbook is broken, or would unfold beyond measure."""
    return Problem("donnees.copie-impossible", Location(source.name))


def received_workbook(source: InputSource, data: bytes) -> Workbook | None:
    """The workbook, None where the file is none; raises `HlmdiagError` where it cannot be taken apart."""
    if source.path is None or source.path.suffix.lower() not in ZIPPED:
        return None
    return opened_whole(data, cannot_be_kept(source), keep_vba=can_keep_macros(source.path), rich_text=True)
