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
    [
        (18, 20, 69.89663547715128, 97.2133518786232),
        (4, 20, 8.06576625797981, 41.60174322518935),
        (4, 200, 0.780442641634947, 5.028708690582643),
        (190, 200, 91.0421851861224, 97.2617354399236),
        (1, 30, 0.590859, 16.670391),
        (0, 30, 0, 11.351339),
        (30, 30, 88.64866, 100),
    ],
)
def test_the_margin_is_that_of_published_values(yes: int, answers: int, low: float, high: float) -> None:
    """Those of `binom.confint(methods="wilson")` of the package binom of R, as the tests of statsmodels print them
    (statsmodels/stats/tests/results/results_proportion.py).
    """
    assert ends(100 * yes / answers, answers, None) == pytest.approx((low, high), abs=1e-6)


def test_the_margin_is_that_of_a_published_value_in_a_finite_population() -> None:
    """14 of 32 drawn from 1 000: `CONF.prop` of the package stat.extend of R (tests/test-CONF.R), by the author of
    « Mathematical properties and finite-population correction for the Wilson score interval » (O'Neill, 2021).
    """
    assert ends(43.75, 32, 1000) == pytest.approx((28.3745994666663, 60.4278989534686), abs=1e-11)


@pytest.mark.parametrize(("yes", "answers", "among"), [(81, 263, 400), (1, 29, 31), (0, 20, 60), (15, 15, 16)])
def test_its_ends_are_the_shares_at_which_the_sample_is_as_far_as_chance_takes_it(
    yes: int, answers: int, among: int
) -> None:
    """What the interval of Wilson means, with the variance of a draw without replacement (Cochran, theorem 3.2)."""
    share = yes / answers
    for end in ends(100 * share, answers, among):
        true = end / 100
        if true in (0, 1):  # the share itself, which nothing is further than
            assert true == share
            continue
        variance = true * (1 - true) / answers * (among - answers) / (among - 1)
        assert abs(share - true) / variance**0.5 == pytest.approx(1.959963984540054)


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
