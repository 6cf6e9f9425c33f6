"""A document of parts written in the format of its output, whatever it says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget

if TYPE_CHECKING:
    from hlmdiag.branding import Brand
    from hlmdiag.document.sections import PartedDocument
    from hlmdiag.wording import Wording

PartedFormat = Literal["xlsx", "html", "docx", "md"]


def write_parts(told: PartedDocument, target: OutputTarget, day: date, words: Wording, brand: Brand) -> None:
    """Write a document; `day`: the one that it is about, which files have as theirs."""
    with opened(target.path) as out:
        match cast(PartedFormat, target.format):
            case "xlsx":
                from hlmdiag.report.excel.told import render as render_workbook

                render_workbook(told, words, day, out, brand)
            case "html" | "docx" | "md" as format:
                from hlmdiag.report.told import Printed, render

                around = Printed(told.running or told.title, day, words.language, is_wide=format == "html")
                render(told, format, around, out, brand)
