"""A document of parts in the formats that are read: Markdown, a page, Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

from hlmdiag.branding import Brand
from hlmdiag.document.sections import PartedDocument, sections_of
from hlmdiag.layout.html import page_in_html
from hlmdiag.layout.markdown import document_in_markdown

ReadFormat = Literal["md", "html", "docx"]
_STYLE = "table{font-size:.86rem}\n@media print{table{font-size:8pt}.new-page{break-before:page}}"

_WIDE = "body{max-width:96rem}h1{font-size:1.7rem}.r{padding-right:.7rem}\n@page{size:A4 landscape}"


@dataclass(frozen=True)
class Printed:
    """Page set around a document: running title, date, language, a style of its own.

    `is_wide`: whether its pages lie on their side; in Word, `contents`: whether it has a table of contents.
    """

    running: str
    day: date
    language: str
    style: str = ""
    contents: bool = True
    is_wide: bool = False


def render(
    told: PartedDocument, format: ReadFormat, around: Printed, out: BinaryIO, brand: Brand | None = None
) -> None:
    """Write a document: the same one gives the same bytes."""
    own = brand or Brand()
    found = sections_of(told, by_topic=format == "docx")
    match format:
        case "md":
            out.write(document_in_markdown(told.title, found, around.language).encode())
        case "html":
            style = "\n".join([*_styles(around, own), around.style])
            out.write(page_in_html(told.title, found, around.running, around.language, style).encode())
        case "docx":
            from hlmdiag.layout.word_document import document_in_word

            out.write(
                document_in_word(
                    told.title,
                    found,
                    around.running,
                    around.day,
                    around.language,
                    own,
                    contents=around.contents,
                    is_wide=around.is_wide,
                )
            )


def _styles(around: Printed, brand: Brand) -> Iterator[str]:
    yield _STYLE
    if around.is_wide:
        yield _WIDE
    if brand.headings:
        yield f":root{{--headings:{brand.headings}}}"
