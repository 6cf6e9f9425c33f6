"""The margin of error of a share, beside worked examples that were published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from hlmdiag import load_grid, read, score
from hlmdiag.explain import Explainer
from hlmdiag.rules.survey import margin
from hlmdiag.scoring.exactness import bounds_of
from hlmdiag.wording import Wording

DAY = date(2026, 11, 30)
GRID = """language_version: 1
id: enquete
version: "1"
title: Enquête
polarity: merit
columns:
  code: {type: id, required: true}
  satisfaits: {type: percent, label: Satisfaits}
  reponses: {type: integer, label: Réponses}
  logements: {type: integer, label: Logements}
levels:
  haut: {title: Haut, from: 50}
  bas: {title: Bas, from: 0}
indicators:
  SAT: {title: Satisfaction, value: satisfaits, score: {linear: {worst: 0, best: 100}}, survey: SURVEY}
"""
STOCK = "code;satisfaits;reponses;logements\nA;100;15;60\nB;60;20;20\nC;60;;20\nD;60;20;8\n"
CARRIED = "{answers: reponses, among: logements, margin: true}"


def ends(share: float, answers: float | None, among: float | None) -> tuple[float, float]:
    frame = pl.DataFrame(
        {"share": [share], "n": [answers], "N": [among]}, schema=dict.fromkeys(("share", "n", "N"), pl.Float64)
    )
    low, high = margin(pl.col("share"), pl.col("n"), pl.col("N"), pl)
    return frame.select(low=low, high=high).row(0)


@pytest.mark.parametrize(
    ("yes", "answers", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_it_is_that_of_the_examples_of_newcombe(yes: int, answers: int, low: float, high: float) -> None:
    """Statistics in Medicine 17 (1998), table I, method 3."""
    assert ends(100 * yes / answers, answers, None) == pytest.approx((low, high), abs=0.005)


def test_a_finite_population_makes_it_smaller_as_in_the_example_of_cochran() -> None:
    """Sampling Techniques (1977), section 3.2: 38 wrong addresses of 200 drawn from 3 042, a standard error of 81.8."""
    low, high = ends(19, 200, 3042)
    assert 3042 * (high - low) / 100 / (2 * 1.96) == pytest.approx(81.8, rel=0.01)


def test_nothing_is_open_where_everybody_answered_and_more_answers_than_people_correct_nothing() -> None:
    assert ends(60, 20, 20) == (60, 60)
    assert ends(60, 1, 1) == (60, 60)
    assert ends(60, 20, 8) == ends(60, 20, None)


@pytest.mark.parametrize(("share", "answers"), [(60, None), (60, 0), (120, 20)])
def test_what_is_no_share_of_known_answers_has_no_margin(share: float, answers: float | None) -> None:
    assert ends(share, answers, None) == (None, None)


def scored(folder: Path, survey: str):  # type: ignore[no-untyped-def]
    (folder / "g.yaml").write_text(GRID.replace("SURVEY", survey), encoding="utf-8")
    (folder / "parc.csv").write_text(STOCK, encoding="utf-8")
    grid = load_grid(folder / "g.yaml")
    return score(grid, read([folder / "parc.csv"], grid, date=DAY), date=DAY)


def test_a_margin_that_the_grid_asks_for_goes_into_the_interval(tmp_path: Path) -> None:
    """All the points stay possible where nobody knows how many answered; the score itself does not move."""
    result = scored(tmp_path, CARRIED)
    low, high = ends(100, 15, 60)
    rows = result.frame.select("score", pl.col("low").round(6), pl.col("high").round(6)).rows()
    assert rows[:3] == [(100, round(low, 6), round(high, 6)), (60, 60, 60), (60, 0, 100)]
    assert bounds_of(result, [0])[0][""].reasons == ("margin",)


def test_a_margin_that_it_does_not_ask_for_is_only_said(tmp_path: Path) -> None:
    result = scored(tmp_path, CARRIED.replace(", margin: true", ""))
    assert result.frame.select((pl.col("low") == pl.col("high")).all()).item()
    units = Explainer(result, Wording("fr", result.grid)).units(range(4))
    texts = [unit.indicators[0].text.replace("\u202f", " ").replace("\u00a0", " ") for unit in units]
    assert texts == [
        "100 % (de 84 à 100 % avec la marge d’erreur de l’enquête)",
        "60 % (tous ont répondu à l’enquête)",
        "60 %",
        "60 % (de 39 à 78 % avec la marge d’erreur de l’enquête)",
    ]
