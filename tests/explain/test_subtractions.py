"""Numbers of which a reader takes one from the other: a score and a bound, two views and their gap."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from explain.test_turning import scored
from hlmdiag.explain import Diagnostic, gap_in_words, gaps_in_words, headline, nearest_told
from hlmdiag.text.figures import number
from hlmdiag.wording import Wording
from worded import explainer_of, words_of

COLUMNS = {"a": {"type": "number"}, "b": {"type": "number"}}
POINTS = {"score": {"identity": {}}}
NUMBER = re.compile("\u2212?\\d+(?:,\\d+)?")


def unit(folder: Path, row: dict[str, Any], **root: Any) -> tuple[Diagnostic, Wording]:
    indicators = {"A": POINTS | {"value": "a"}, "B": POINTS | {"value": "b"}}
    views = {"faits": {"title": "Faits", "where": 'id == "A"'}, "avis": {"title": "Avis", "where": 'id == "B"'}}
    result = scored(folder, indicators, [row], COLUMNS, views=views, **root)
    return explainer_of(result).unit(0), words_of(result.grid)


def figures(text: str) -> list[float]:
    return [float(found.replace(",", ".").replace("\u2212", "-")) for found in NUMBER.findall(text)]


@pytest.mark.parametrize(
    ("mark", "distance"), [(42.85, "7,1 points"), (42.84, "7,2 points"), (50.04, "0,04 point"), (49.996, "0,004 point")]
)
def test_the_distance_to_a_level_is_that_of_the_score_shown(mark: float, distance: str, tmp_path: Path) -> None:
    found, words = unit(tmp_path, {"a": mark, "b": mark})
    level = "Bien" if mark > 50 else "Mal"
    (said,) = nearest_told(found.verdict, words)
    assert said.replace("\u00a0", " ") == f"La note est à {distance} du niveau « {level} » (seuil à 50)."
    score, _ = figures(headline(found.verdict, words))
    away = figures(distance)[0]
    assert score == 50 or round(score + away, 3) == 50


@pytest.mark.parametrize(
    ("facts", "opinion", "gap"),
    [
        (22.84, 31.04, "8,2"), (22.84, 30.96, "8,12"), (70.662, 71.827, "1,17"), (30.96, 22.84, "\u22128,12"),
        (30, 39.996, "9,996"), (20, 20, "0,0"),
    ],
)  # fmt: skip
def test_the_gap_of_two_views_is_that_of_the_scores_shown(
    facts: float, opinion: float, gap: str, tmp_path: Path
) -> None:
    found, words = unit(tmp_path, {"a": facts, "b": opinion}, view_gap={"points": 10, "at_least": 1})
    assert gap_in_words(found, words) == gap
    assert gaps_in_words(found, words) == ""
    decimals = len(gap.partition(",")[2])
    first, last = (figures(number(each, "fr", decimals))[0] for each in (facts, opinion))
    assert round(last - first, decimals) == figures(gap)[0]


def test_a_marked_gap_is_said_as_the_gap(tmp_path: Path) -> None:
    found, words = unit(tmp_path, {"a": 22.84, "b": 40.96}, view_gap={"points": 10, "at_least": 1})
    assert gap_in_words(found, words) == "18,12"
    assert gaps_in_words(found, words).replace("\u00a0", " ") == "Ensemble (18,12) ; T (18,1)"
