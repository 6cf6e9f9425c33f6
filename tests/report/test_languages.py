"""Every word of a report comes from the catalogues: one in English holds no French of ours, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from hlmdiag.report import markdown
from hlmdiag.scoring import Result
from hlmdiag.text import catalogue
from report import stock
from report.cells import as_text, opened
from report.pages import Page
from worded import explainer_of

OTHER = {"fr": "en", "en": "fr"}
OURS = ("rapport.", "etat", "place.")
"""What reports say; the sentences of problems are those of the language in which the file was read."""


def reports(result: Result, language: str) -> Iterator[tuple[str, str]]:
    """Each report as its reader sees it."""
    out = BytesIO()
    markdown.render(result, out, language)
    for diagnostic in explainer_of(result, language).units(range(result.frame.height)):
        markdown.render_sheet(diagnostic, result, out, language)
    yield "markdown", out.getvalue().decode()
    yield "html", Page(result, language).text
    yield "workbook", as_text(opened(result, language))


def pieces(language: str) -> set[str]:
    """The texts of a catalogue between their blanks, long enough to belong to one language."""
    texts = (text for code, text in catalogue(language).items() if code.startswith(OURS))
    found = {piece.strip(" .,:;()«»—") for text in texts for piece in re.split(r"\{[^}]*\}|\|", text)}
    return {piece for piece in found if len(piece) > 6 and re.search(r"[a-z]", piece)}


def whole(piece: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_holds_no_word_of_the_other_language(result: Result, language: str) -> None:
    received = Path(stock.GRID).read_text(encoding="utf-8") + Path(stock.__file__).read_text(encoding="utf-8")
    foreign = {piece for piece in pieces(OTHER[language]) - pieces(language) if not whole(piece).search(received)}
    # the columns of the contract have one name whatever the language
    own = " \n ".join([*pieces(language), *result.frame.columns])
    foreign = {piece for piece in foreign if not whole(piece).search(own)}
    assert len(foreign) > 200
    for name, text in reports(result, language):
        assert sorted(piece for piece in foreign if piece in text and whole(piece).search(text)) == [], name
