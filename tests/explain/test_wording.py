"""Rules and levels in words, each kind once."""

from __future__ import annotations

from typing import Any

import pytest

from hlmdiag.explain import rule_in_words
from hlmdiag.grid import load_document
from hlmdiag.grid.model import Grid
from hlmdiag.text.locale import Locale
from worded import words_of

NBSP = "\u00a0"


def grid_with(score: dict[str, Any], **keys: Any) -> Grid:
    return load_document(
        {
            "language_version": 1, "id": "essai", "version": "1", "title": "Essai", "publisher": "hlmdiag",
            "licence": "CC0-1.0", "date": "2026-11-01", "unit": "résidence", "polarity": keys.pop("polarity", "burden"),
            "scale": [0, 100],
            "columns": {
                "code": {"type": "id", "required": True}, "n": {"type": "number"}, "base": {"type": "number"},
                "q": {"type": "choice", "label": "Nature", "choices": {"a": "Alpha", "b": "Bêta"}},
                "r": {"type": "choice", "label": "Rythme", "choices": {"x": "Rare", "y": "Fréquent"}},
            },
            "themes": {"t": {"title": "T", "indicators": {"I": {"title": "I", "score": score, **keys}}}},
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("score", "keys", "words"),
    [
        (
            {"steps": [0, 2.5], "points": [0, 100]},
            {"value": "n"},
            "de 0 à moins de 2,5 : 0 point ; 2,5 et plus : 100 points",
        ),
        ({"choices": {"a": 0, "b": 100}}, {"value": "q"}, "« Alpha (a) » : 0 point ; « Bêta (b) » : 100 points"),
        (
            {"anchors": [[0, 0], [10, 100]]},
            {"value": "n"},
            "0 → 0 point ; 10 → 100 points, en ligne droite entre ces repères",
        ),
        (
            {"linear": {"worst": 20, "best": 5}},
            {"value": "n"},
            "en ligne droite de 20 (le plus défavorable) à 5 (le plus favorable)",
        ),
        (
            {"matrix": {"rows": "q", "columns": "r", "points": {"a": {"x": 0, "y": 50}, "b": {"x": 50, "y": 100}}}},
            {},
            "croisement de « Nature » et « Rythme », de 0 à 100 points",
        ),
        (
            {"target": {"goal": "base", "better": "lower", "tolerance": 2, "points": [0, 50, 100]}},
            {"value": "n"},
            "objectif : au plus « base » (tolérance 2) ; atteint : 0 point, approché : 50 points, manqué : 100 points",
        ),
        ({"identity": {}, "out_of": 40}, {"value": "n"},
         "la valeur est la note ; points donnés sur 40, ramenés à l’échelle de la grille"),
        (
            {"steps": [0], "points": [0]},
            {"value": "n", "applies_if": "base > 0", "min_base": {"value": "base", "at_least": 10}},
            "0 et plus : 0 point ; s’applique si « base » au-dessus de 0 ; noté si « base » vaut au moins 10",
        ),
    ],
)  # fmt: skip
def test_each_rule_is_said_in_words(score: dict[str, Any], keys: dict[str, Any], words: str) -> None:
    grid = grid_with(score, **keys)
    assert rule_in_words(grid.indicators[0], words_of(grid)).replace(NBSP, " ") == words


@pytest.mark.parametrize("polarity", ["burden", "merit"])
def test_levels_share_the_scale_and_each_owns_its_lower_bound(polarity: str) -> None:
    grid = grid_with({"steps": [0], "points": [0]}, value="n", polarity=polarity)
    starts = {"a": 0, "b": 30, "c": 60} if polarity == "burden" else {"a": 60, "b": 30, "c": 0}
    levels = {id: {"title": id, "from": start} for id, start in starts.items()}
    grid = load_document({**grid.document, "levels": levels})
    said = [words_of(grid).level_bounds(level) for level in grid.levels]
    expected = ["de 0 à moins de 30", "de 30 à moins de 60", "de 60 à 100"]
    assert said == (expected if polarity == "burden" else expected[::-1])


def test_the_plural_begins_at_two_in_french() -> None:
    assert [Locale("fr").points(value) for value in (0.0, 1.5, 2.0)] == ["0 point", "1,5 point", "2 points"]
    assert [Locale("en").points(value) for value in (0.0, 1.0, 1.5)] == ["0 points", "1 point", "1.5 points"]
