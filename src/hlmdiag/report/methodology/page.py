"""The whole sheet in the format that is asked for."""

from __future__ import annotations

from hlmdiag.grid.model import Grid
from hlmdiag.report.methodology.content import content
from hlmdiag.report.methodology.html import to_html
from hlmdiag.report.methodology.markdown import to_markdown
from hlmdiag.wording import Wording

SUFFIXES = (".md", ".html")


def render(grid: Grid, suffix: str, language: str) -> str:
    """The sheet as text; `suffix` is one of SUFFIXES."""
    words = Wording(language, grid)
    blocks = content(words)
    return to_html(blocks, words) if suffix == ".html" else to_markdown(blocks)
