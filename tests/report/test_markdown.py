"""Markdown: figures of the result, received text as text, no headline for a unit that is not conclusive."""

from __future__ import annotations

import dataclasses
import re
from io import BytesIO

import polars as pl
import pytest
from markdown_it import MarkdownIt

from hlmdiag.report import markdown
from hlmdiag.scoring import Result
from report.variants import VARIANTS, varied
from worded import explainer_of

NASTY = [
    "<script>alert(1)</script>", "a|b", "deux\nlignes", "=1+1", "**gras**", "[lien](http://exemple.invalid)",
    "![image](http://exemple.invalid)", "# titre", "`code`", "_souligné_", "<img src=x>", "- puce", "> cité",
    "~~barré~~", "&copy;", "\u202eà l'envers", "[a]: http://exemple.invalid", "\\",
]  # fmt: skip


def stock_page(result: Result, language: str = "fr", sheets: dict[int, str] | None = None) -> str:
    out = BytesIO()
    markdown.render(result, out, language, sheets)
    return out.getvalue().decode()


def sheet(result: Result, row: int, language: str = "fr") -> str:
    out = BytesIO()
    markdown.render_sheet(explainer_of(result, language).unit(row), result, out, language)
    return out.getvalue().decode()


def html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize("name", NASTY)
def test_received_text_is_shown_as_it_was_received(result: Result, name: str) -> None:
    """Rendered with raw HTML allowed, the name is one run of text: no element, no link, no row is made of it."""
    names = result.frame.with_columns(pl.lit(name).alias("nom"))
    page = html(sheet(dataclasses.replace(result, frame=names), 0))
    title = re.search(r"<h1>(.*)</h1>", page)
    shown = name.replace("\n", " ").replace("\u202e", "")
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert title is not None and title[1] == f"000101 — {escaped}"


@pytest.mark.parametrize("name", NASTY)
def test_received_text_makes_no_cell_in_a_table(result: Result, name: str) -> None:
    names = result.frame.with_columns(pl.lit(name).alias("nom"))
    page = html(stock_page(dataclasses.replace(result, frame=names)))
    plain = html(stock_page(result))
    assert page.count("<td") == plain.count("<td") and page.count("<a ") == 0
    for element in ("<script", "<img", "<strong>gras", "<em>", "<code>code", "<del"):
        assert element not in page


def test_a_unit_that_is_not_conclusive_has_no_number_in_its_headline(result: Result) -> None:
    page = sheet(result, 4)
    assert re.findall(r"^\*\*(.*)\*\*$", page, re.MULTILINE) == ["Non concluant"]
    assert "Pourquoi aucun niveau" in page and "Niveaux possibles" in page
    assert "TR1 Troubles pour 100 logements | Tranquillité | non renseigné | 33,3" in page
    named = [line for line in page.splitlines() if re.search(r"\bnote \d", line)]
    assert [line[:60] for line in named] == ["- Premier repérage, sur les données seules : Gestion courant"]


def test_the_score_of_a_certain_level_is_not_published(result: Result) -> None:
    page = sheet(result, 5)
    assert "**Situation complexe (niveau certain, note non publiée)**" in page
    assert not re.search(r"\bnote \d", page)


def test_the_headline_of_a_conclusive_unit_holds_its_level_and_score(result: Result) -> None:
    assert "**Situation complexe — note 100,0 sur 100**" in sheet(result, 1)


def test_rates_say_their_denominator(result: Result) -> None:
    page = sheet(result, 3).replace("\u00a0", " ")
    assert "critères renseignés : 5 sur 5 applicables ; sans objet : 1" in page


def test_lists_show_the_scores_of_the_result(result: Result) -> None:
    page = stock_page(result)
    for code, score in result.frame.select("code", "score").iter_rows():
        line = next(line for line in page.splitlines() if f"| {code} |" in line)
        cell = line.split(" | ")[3]
        assert cell.strip() == ("" if score is None else f"{score:.1f}".replace(".", ","))


def test_distribution_is_given_in_units_and_in_logements_and_by_agency(result: Result) -> None:
    page = stock_page(result).replace("\u202f", " ")
    assert "| Situation complexe | 4 | 50 % | 400 | 73 % | 1 | 5 |" in page
    assert "| Nord | 2 | 0 | 0 | 2 | 1 | 5 | 348 |" in page


def test_state_counts_add_up_on_every_line(result: Result) -> None:
    page = stock_page(result).split("## États des réponses")[1].split("##")[0]
    lines = [line.split("|")[2:-1] for line in page.splitlines() if re.match(r"\| \w", line)][1:]
    totals = [sum(int(cell) for cell in cells) for cells in lines]
    assert totals == [8] * 6 + [48]


def test_sheets_are_linked_from_the_page_of_the_stock(result: Result) -> None:
    assert "[000102](residences/000102.md)" in stock_page(result, sheets={1: "residences/000102.md"})


@pytest.mark.parametrize("change", VARIANTS)
def test_every_kind_of_grid_is_reported_in_both_languages(change: object) -> None:
    scored = varied(change)  # type: ignore[arg-type]
    for language in ("fr", "en"):
        assert stock_page(scored, language).startswith("# Petit parc d'essai\n")
        for row in range(scored.frame.height):
            assert "\n\n\n" not in sheet(scored, row, language)


def test_an_empty_stock_is_reported(result: Result) -> None:
    assert "0 résidence" in stock_page(dataclasses.replace(result, frame=result.frame.clear()))


def test_sheets_have_names_that_any_system_accepts(result: Result) -> None:
    codes = pl.Series("code", ["A/1", "a 1", "CON", "Été", "…", "x" * 300, "../..", "A-1"])
    names = markdown.sheet_names(dataclasses.replace(result, frame=result.frame.with_columns(codes)))
    assert list(names.values()) == [
        "a-1.md", "a-1-2.md", "con-.md", "ete.md", "sans-code.md", "x" * 80 + ".md", "sans-code-2.md", "a-1-3.md",
    ]  # fmt: skip
