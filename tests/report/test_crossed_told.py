"""Crossed views are the same words in the dossier and on the page; where nobody is heard nothing is said of them."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest

import hlmdiag
from dossier.missions import alone, small
from hlmdiag.report.dossier import markdown
from hlmdiag.report.dossier.content import sections
from hlmdiag.report.dossier.words import Words
from hlmdiag.report.html import render
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from scoring.test_crossed_views import scored


@pytest.fixture(scope="module")
def voiced(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return scored(tmp_path_factory.mktemp("voix"))


def page_of(result: Result) -> str:
    out = BytesIO()
    render(result, out, "fr")
    return re.sub(r"<[^>]*>", "|", out.getvalue().decode())


def text_of(result: Result, code: str) -> str:
    out = BytesIO()
    markdown.render(alone(result, code), out, "fr")
    return out.getvalue().decode()


def test_a_dossier_says_what_each_role_says_then_where_it_changes_the_score(voiced: Result) -> None:
    told = text_of(voiced, "R1").split("## Regards croisés")[1].split("\n## ")[0]
    assert "la note irait de 35,0 à 68,3 ; elle est de 48,8." in told
    assert "| Thème | Agence | Gardien | Toutes les voix | Les données | Écart entre rôles |" in told
    assert "| Lieux | 100,0 | 33,3 | 41,5 | 60,0 | 66,8 |" in told
    # the answers that differ, those that change the score most first; who left a question blank says nothing of it
    criteria = re.findall(r"^\| (\w+) [A-Z]\w+ \|", told, re.MULTILINE)
    assert criteria == ["HALL", "CAVE", "RATS"]
    assert "a : " not in next(line for line in told.splitlines() if line.startswith("| CAVE"))


def test_differences_are_asked_about_in_the_same_order(voiced: Result) -> None:
    asked = [each.text[:4] for each in alone(voiced, "R1").questions if each.kind == "divergence"]
    assert asked == ["HALL", "CAVE", "RATS"]


def test_one_role_alone_is_shown_without_a_gap(voiced: Result) -> None:
    told = text_of(voiced, "R2").split("## Regards croisés")[1].split("\n## ")[0]
    assert "| Lieux | 33,5 | 33,5 | 90,0 |  |" in told
    assert "la note irait" not in told and "Là où les réponses diffèrent" not in told


def test_the_page_shows_the_widest_gaps_and_each_unit_its_own(voiced: Result) -> None:
    page = page_of(voiced)
    assert "|Lieux|100,0|33,3|41,5|60,0|66,8|" in re.sub(r"\|[|\n ]*", "|", page)
    assert "Écarts entre rôles, par thème, les plus grands d’abord (montrés : 1 sur 1)" in page
    assert page.count("Ce que dit chaque rôle, thème par thème") == 2
    assert "la note irait de 35,0 à 68,3" in page


def test_a_sheet_says_how_far_voices_move_the_score(voiced: Result) -> None:
    out = BytesIO()
    render_sheet(hlmdiag.explain(voiced, "R1"), voiced, out, "fr")
    assert "la note irait de 35,0 à 68,3" in out.getvalue().decode()


def test_nothing_is_said_where_nobody_is_heard(tmp_path: Path) -> None:
    dossier = alone(small(), "000102")
    assert "voices" not in [section.id for section in sections(dossier, Words("fr", dossier.grid))]
    assert dossier.crossed is None and "Regards croisés" not in page_of(small())
