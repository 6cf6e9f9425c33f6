"""The views of a grid have the names that the grid gives them, in every report."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from hlmdiag.report.terminal.console import Terminal
from hlmdiag.report.terminal.summary import show
from hlmdiag.scoring import Result
from report.cells import as_text, opened
from report.pages import Page
from report.test_markdown import sheet, stock_page
from report.variants import varied, without_levels
from worded import words_of

BOTH = {"fr": "« Constats » et « Ressenti »", "en": "“Constats” and “Ressenti”"}
OVERRIDDEN = 3
"""The unit of the small stock whose two views are far apart."""


def renamed(document: dict[str, Any]) -> None:
    document["views"]["donnees"]["title"] = "Constats"
    document["views"]["regard"]["title"] = "Ressenti"


@pytest.fixture(scope="module")
def result() -> Result:
    return varied(renamed)


def summary(result: Result, language: str) -> str:
    written = io.StringIO()
    console = Console(file=written, width=10_000, markup=False, highlight=False, emoji=False)
    show(result, [], Terminal(console, console, language), console)
    return written.getvalue()


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace(r"\xa0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wide_gap_is_said_between_the_views_of_the_grid(result: Result, language: str) -> None:
    between = {"fr": "entre ", "en": "between "}[language] + BOTH[language]
    texts = {
        "terminal": summary(result, language),
        "markdown": stock_page(result, language),
        "sheet": sheet(result, OVERRIDDEN, language),
        "page": Page(result, language).text,
        "workbook": as_text(opened(result, language)),
    }
    assert [name for name, text in texts.items() if between not in spaced(text)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_views_head_their_section_by_their_titles(result: Result, language: str) -> None:
    assert f"\n## {BOTH[language]}\n" in spaced(sheet(result, 0, language))
    assert f"\n## {BOTH[language]}\n" in spaced(Page(result, language).text)


def test_a_grid_without_views_names_none() -> None:
    assert words_of(varied(without_levels).grid).views == ""
