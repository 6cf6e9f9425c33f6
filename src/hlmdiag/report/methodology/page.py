"""The whole sheet in the format that is asked for."""

from __future__ import annotations

from hlmdiag.grid.model import Grid
from hlmdiag.report.methodology.content import content
from hlmdiag.report.methodology.html import to_html
from hlmdiag.report.methodology.markdown import to_markdown

SUFFIXES = (".md", ".html")


def render(grid: Grid, suffix: str, language: str = "fr") -> str:
    """The sheet as text; `suffix` is one of SUFFIXES."""
    blocks = content(grid, language)
    return to_html(grid, blocks, language) if suffix == ".html" else to_markdown(blocks)
