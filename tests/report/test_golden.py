"""Whole reports of a small stock, to be read in a difference; `make golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hlmdiag.scoring import Result
from report.cells import as_text, opened
from report.pages import Page
from report.test_markdown import sheet, stock_page

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_the_stock(result: Result, golden: Golden, language: str) -> None:
    golden(f"stock.{language}.md", stock_page(result, language))


@pytest.mark.parametrize(
    ("row", "name"),
    [(1, "complexe"), (3, "derogation"), (4, "non-concluant"), (5, "niveau-certain"), (6, "textes-hostiles")],
)
def test_the_sheet_of_a_unit(result: Result, golden: Golden, row: int, name: str) -> None:
    golden(f"fiche-{name}.fr.md", sheet(result, row))


def test_the_workbook(result: Result, golden: Golden) -> None:
    golden("classeur.fr.txt", as_text(opened(result)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page(result: Result, golden: Golden, language: str) -> None:
    golden(f"page.{language}.txt", Page(result, language).text)
