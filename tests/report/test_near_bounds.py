"""A score just under a bound is never shown as equal to it, nor one on a bound as under it, in any format."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.report import html, markdown
from hlmdiag.report.dossier import word
from hlmdiag.scoring import Result
from hlmdiag.text.figures import decimals_beside, number
from report.cells import opened
from report.stock import DATE
from worded import drafter_of

GRID = """
language_version: 1
id: pres-des-bornes
version: "1"
title: Près des bornes
publisher: hlmdiag
date: "2026-11-01"
statement: Grille inventée pour les tests.
unit: résidence
polarity: {polarity}
scale: [0, 100]
min_coverage: 0.1
columns:
  code: {{type: id, required: true}}
  mesure: {{type: number}}
themes:
  cadre:
    title: Cadre de vie
    levels: {{calme: {{title: Calme, from: {best}}}, agite: {{title: Agité, from: {worst}}}}}
    indicators:
      M1: {{title: Mesure, value: mesure, score: {{identity: {{}}}}}}
levels: {{calme: {{title: Calme, from: {best}}}, agite: {{title: Agité, from: {worst}}}}}
"""
UNDER = {"R1": ("29,96", "29,96"), "R2": ("30", "30,0"), "R3": ("29,9996", "29,9996"), "R4": ("12,34", "12,3")}


def scored(folder: Path, polarity: str = "burden") -> Result:
    best, worst = (0, 30) if polarity == "burden" else (30, 0)
    grid = folder / "grille.yaml"
    grid.write_text(GRID.format(polarity=polarity, best=best, worst=worst), encoding="utf-8")
    lines = [f"{code};{value}" for code, (value, _) in UNDER.items()]
    (folder / "parc.csv").write_text("\n".join(["code;mesure", *lines, ""]), encoding="utf-8")
    loaded = hlmdiag.load_grid(grid)
    return hlmdiag.score(loaded, hlmdiag.read(folder / "parc.csv", loaded), date=DATE)


def text_of(render: Any, result: Any) -> str:
    out = BytesIO()
    render(result, out, "fr")
    return out.getvalue().decode()


@pytest.mark.parametrize("polarity", ["burden", "merit"])
def test_no_report_shows_a_score_on_the_wrong_side(tmp_path: Path, polarity: str) -> None:
    result = scored(tmp_path, polarity)
    for page in (text_of(markdown.render, result), text_of(html.render, result)):
        for _, shown in UNDER.values():
            assert shown in page
    row = next(line for line in text_of(markdown.render, result).splitlines() if "| R1 |" in line)
    assert "29,96" in row and "30,0" not in row


def test_the_workbook_shows_it_too(tmp_path: Path) -> None:
    shown = {
        (cell.value, cell.number_format)
        for sheet in opened(scored(tmp_path)).worksheets
        if sheet.title in ("Classement", "Thèmes")
        for row in sheet.iter_rows(min_col=3)
        for cell in row
        if cell.value in (29.96, 29.9996, 12.34, 30)
    }
    assert shown == {(29.96, "0.00_)"), (29.9996, "0.0000_)"), (12.34, "0.0_)"), (30, "0.0_)")}


def test_the_dossier_and_the_terminal_show_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = BytesIO()
    word.render(next(drafter_of(scored(tmp_path)).units([0])), out, "fr")
    document = docx.Document(out)
    texts = [line.text for line in document.paragraphs] + [c.text for t in document.tables for c in t._cells]
    assert any("29,96 sur 100" in text for text in texts) and not any("30,0 sur 100" in text for text in texts)
    monkeypatch.chdir(tmp_path)
    common = ["--date", "2026-10-31", "-g", "grille.yaml", "-o", "r.json"]
    assert run(["score", "parc.csv", *common]) == 0
    assert run(["explain", "r.json", "R1"]) == 0
    told = capsys.readouterr().out
    assert "29,96 sur 100" in told and "30,0 sur 100" not in told


def halves() -> Iterator[Any]:
    yield st.integers(0, 10**11).map(lambda units: units / 10**9)
    yield st.integers(0, 1000).map(lambda tenths: tenths / 10)


@given(st.one_of(*halves()), st.lists(st.one_of(*halves()), max_size=5))
def test_what_is_shown_lies_on_the_same_side_of_each_bound(value: float, bounds: list[float]) -> None:
    shown = Decimal(number(value, "en", bounds=bounds).replace(",", "").replace("\N{MINUS SIGN}", "-"))
    assert all((value < bound) == (shown < Decimal(repr(bound))) for bound in bounds)


@given(st.floats(0, 100), st.lists(st.integers(0, 100), max_size=5))
def test_one_decimal_is_enough_far_from_bounds(value: float, bounds: list[float]) -> None:
    if all(abs(value - bound) > 0.1 for bound in bounds):
        assert decimals_beside(value, bounds) == 1
