"""A goal in words: the same verdict as the points, with the goal that this unit was measured against."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.explain import IndicatorReading, explain
from hlmdiag.report.terminal.indicator import _lines
from hlmdiag.scoring import Result
from report.pages import Page
from report.test_markdown import sheet
from worded import explainer_of, words_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = date(2026, 10, 31)
GRID = """\
language_version: 1
id: objectifs
version: "1"
title: Objectifs
unit: agence
polarity: merit
columns:
  code: {type: id, required: true}
  satisfaits: {type: percent}
  objectif: {type: percent}
  delai: {type: number, unit: jours}
indicators:
  SAT:
    title: Satisfaction
    value: satisfaits
    score: {target: {goal: "coalesce(objectif, 80)", better: higher, tolerance: 3, points: [100, 50, 0]}}
  DEL:
    title: Délai
    value: delai
    score: {target: {goal: 10, better: lower, tolerance: 2, points: [100, 50, 0]}}
  REL:
    title: Délai devant la médiane
    value: delai
    score: {target: {goal: median(delai), better: lower, points: [100, 50, 0]}}
"""
ROWS = "code;satisfaits;objectif;delai\nA;80 %;;10\nB;77 %;;12,5\nC;77 %;70 %;12\nD;;90 %;\n"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("objectifs")
    (folder / "objectifs.yaml").write_text(GRID, encoding="utf-8")
    (folder / "agences.csv").write_text(ROWS, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "objectifs.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "agences.csv", grid), date=DAY)


def readings(result: Result, code: str, language: str = "fr") -> dict[str, IndicatorReading]:
    return {each.indicator.id: each for each in explain(result, code, language).indicators}


@pytest.mark.parametrize(
    ("code", "indicator", "words"),
    [
        ("A", "SAT", "objectif atteint (au moins 80\u202f%)"),
        ("B", "SAT", "objectif approché (au moins 80\u202f%, tolérance 3)"),
        ("C", "SAT", "objectif atteint (au moins 70\u202f%)"),
        ("D", "SAT", None),
        ("A", "DEL", "objectif atteint (au plus 10 jours)"),
        ("B", "DEL", "objectif manqué (au plus 10 jours)"),
        ("C", "DEL", "objectif approché (au plus 10 jours, tolérance 2)"),
        ("A", "REL", None),
    ],
)
def test_the_goal_of_a_unit_is_said(result: Result, code: str, indicator: str, words: str | None) -> None:
    found = readings(result, code)[indicator].goal
    assert (found and found.replace("\N{NO-BREAK SPACE}", " ")) == words


def test_the_goal_is_said_in_english(result: Result) -> None:
    assert readings(result, "B", "en")["SAT"].goal == "goal nearly reached (at least 80%, tolerance 3)"


def test_every_report_says_it(result: Result) -> None:
    said = "objectif approché (au moins 80\u202f%, tolérance 3)"
    assert f"- SAT Satisfaction : 77\u202f% — {said}" in sheet(result, 1).replace("\N{NO-BREAK SPACE}", " ")
    assert said.replace("\u202f", " ") in Page(result).text
    line = next(
        line for line in _lines(readings(result, "B")["SAT"], words_of(result.grid)) if line.startswith("Objectif")
    )
    assert line.replace("\N{NO-BREAK SPACE}", " ") == "Objectif approché (au moins 80\u202f%, tolérance 3)"


def test_words_and_points_agree_on_the_example() -> None:
    grid = hlmdiag.load_grid("indicateurs-suivi")
    result = hlmdiag.score(grid, hlmdiag.read(EXAMPLES / "indicateurs.csv", grid, date=DAY), date=DAY)
    explainer, points = explainer_of(result), {"atteint": 100, "approché": 50, "manqué": 0}
    found = [each for row in range(result.frame.height) for each in explainer.unit(row).indicators if each.goal]
    assert len(found) > 50
    assert {points[each.goal.split()[1]] for each in found if each.goal} == {0, 50, 100}
    assert [each.indicator.id for each in found if each.goal and points[each.goal.split()[1]] != each.points] == []
