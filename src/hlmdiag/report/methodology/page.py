"""The whole sheet in the format that is asked for."""

from __future__ import annotations

from hlmdiag.branding import Brand
from hlmdiag.grid.day import day_of
from hlmdiag.grid.model import Grid
from hlmdiag.layout.html import page_in_html
from hlmdiag.layout.markdown import document_in_markdown
from hlmdiag.report.methodology.content import content
from hlmdiag.wording import Wording

SUFFIXES = (".md", ".html")
"""The formats that are text."""
WORD = ".docx"
_STYLE = """
@media print {
body { font-size: 8.5pt; line-height: 1.22 } p { margin: .2rem 0 } th, td { padding: .06rem .3rem .06rem 0 }
table, dl { font-size: 8.2pt; margin: .15rem 0 .3rem } dl { grid-template-columns: 2.9cm 1fr; gap: .05rem .5rem }
h1 { font-size: 16pt } h2 { font-size: 12pt; margin: 1rem 0 .3rem } h3 { font-size: 10.5pt; margin: .7rem 0 .2rem }
h4, h5 { font-size: 8.5pt; margin: .4rem 0 .1rem } :is(h3, h3 + p, h3 + p + p) + dl { break-after: avoid }
}
"""
"""A sheet is long: it is set small on paper."""


def render(grid: Grid, suffix: str, language: str) -> str:
    """The sheet as text; `suffix` is one of SUFFIXES."""
    words = Wording(language, grid)
    found = content(words)
    if suffix != ".html":
        return document_in_markdown(grid.title, found, language)
    return page_in_html(grid.title, found, _running(words), language, _STYLE)


def render_word(grid: Grid, language: str) -> bytes:
    """The sheet as a Word document, dated by the grid."""
    from hlmdiag.layout.word_document import document_in_word

    words = Wording(language, grid)
    return document_in_word(grid.title, content(words), _running(words), day_of(grid.date), language, Brand())


def _running(words: Wording) -> str:
    return words.say("rapport.fiche-de-methode.titre-courant", title=words.grid.title, version=words.grid.version)
