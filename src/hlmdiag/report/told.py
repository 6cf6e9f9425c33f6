"""A document of parts in the formats that are read: Markdown, a page, Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

from hlmdiag.branding import Brand
from hlmdiag.document.sections import PartedDocument, sections_of
from hlmdiag.layout.blocks import Section
from hlmdiag.layout.html import page_in_html
from hlmdiag.layout.markdown import document_in_markdown

ReadFormat = Literal["md", "html", "docx"]
_STYLE = "table{font-size:.86rem}\n@media print{table{font-size:8pt}.new-page{break-before:page}}"


@dataclass(frozen=True)
class Printed:
    """Page set around a document: running title, date, language, a style of its own; `contents`: those of Word."""

    running: str
    day: date
    language: str
    style: str = ""
    contents: bool = True


def render(
    told: PartedDocument, format: ReadFormat, around: Printed, out: BinaryIO, brand: Brand | None = None
) -> None:
    """Write a document: the same one gives the same bytes."""
    found = sections_of(told)
    match format:
        case "md":
            out.write(document_in_markdown(told.title, found, around.language).encode())
        case "html":
            out.write(
                page_in_html(told.title, found, around.running, around.language, f"{_STYLE}\n{around.style}").encode()
            )
        case "docx":
            _word(told.title, found, around, out, brand or Brand())


def _word(title: str, sections: Sequence[Section], around: Printed, out: BinaryIO, brand: Brand) -> None:
    from hlmdiag.layout import word_margins
    from hlmdiag.layout.word import WordPage, blank
    from hlmdiag.layout.word_package import describe, written
    from hlmdiag.layout.word_styles import DocxStyles

    document = blank(brand.headings, around.language)
    page = WordPage(document, DocxStyles(document))
    page.text(title, "title")
    page.sections(sections, around.language, contents=around.contents)
    word_margins.lay(document, brand, around.running, around.running, around.language)
    describe(document, title, brand.organisation, around.day, around.language)
    out.write(written(document, around.day))
