"""A whole document in Word, on our own page: its title, its contents, its sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hlmdiag.branding import Brand
from hlmdiag.layout import word_margins
from hlmdiag.layout.blocks import Section
from hlmdiag.layout.word import WordPage, blank
from hlmdiag.layout.word_columns import asks_for_a_wide_page
from hlmdiag.layout.word_package import describe, written
from hlmdiag.layout.word_styles import DocxStyles


def document_in_word(
    title: str, sections: Sequence[Section], running: str, day: date, language: str, brand: Brand,
    *, contents: bool = True, is_wide: bool = False,
) -> bytes:  # fmt: skip
    """The bytes of a document under a running title: the same one gives the same.

    `is_wide`: whether its pages lie on their side whatever its tables, as they do where a table asks for it.
    """
    document = blank(brand.headings, language, is_wide=is_wide or asks_for_a_wide_page(sections))
    page = WordPage(document, DocxStyles(document))
    page.text(title, "title")
    page.sections(sections, language, contents=contents)
    word_margins.lay(document, brand, running, running, language)
    describe(document, title, brand.organisation, day, language)
    return written(document, day)
