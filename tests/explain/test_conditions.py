"""The rule of a flag in words: labels and titles for names, the grid's own text where nothing is simple."""

from __future__ import annotations

import pytest

from hlmdiag.explain import condition_in_words
from hlmdiag.expression import Names, ResultNames, Type, check
from hlmdiag.grid import load_grid
from report.stock import small_result
from worded import words_of

GRID = small_result().grid
LEVELS = tuple(level.id for level in GRID.levels)
NODES = {each.id: LEVELS for each in (*GRID.themes, *GRID.indicators)}
NAMES = Names(
    {"trafic": Type("boolean"), "troubles": Type("number"), "nb_ascenseurs": Type("number"),
     "nature": Type("choice", {"presence": "Présence", "menaces": "Menaces"})},
    own=ResultNames(NODES, LEVELS, tuple(GRID.flags)),
)  # fmt: skip


def told(text: str, language: str = "fr") -> str:
    return condition_in_words(check(text, NAMES), words_of(GRID, language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trafic", "« {trafic} » : oui"),
        ("not trafic", "l’inverse de : « {trafic} » : oui"),
        ("not (trafic or troubles > 1)", "l’inverse de : (« {trafic} » : oui ou « {troubles} » au-dessus de 1)"),
        ("not is_known(trafic) and is_known(troubles)",
         "« {trafic} » : sans réponse et « {troubles} » : réponse connue"),
        ("troubles >= 30.5", "« {troubles} » d’au moins 30,5"),
        ("troubles < 3 or trafic and troubles == 4",
         "« {troubles} » au-dessous de 3 ou (« {trafic} » : oui et « {troubles} » : 4)"),
        ('nature in ("presence", "menaces")', "« {nature} » : « Présence » ou « Menaces »"),
        ('nature != "menaces"', "« {nature} » autre que « Menaces »"),
        ("score(TR1) >= 67", "note de « TR1 Troubles pour 100 logements » d’au moins 67"),
        ("alerts() >= 2", "nombre d’alertes d’au moins 2"),
        ("level >= complexe", "niveau d’ensemble : « Situation complexe » ou plus préoccupant"),
        ("troubles / nb_ascenseurs > 2", "« Troubles de jouissance » ÷ « Ascenseurs » au-dessus de 2"),
        ("troubles > nb_ascenseurs", "« Troubles de jouissance » au-dessus de « Ascenseurs »"),
    ],
)  # fmt: skip
def test_a_condition_is_told_in_french(text: str, words: str) -> None:
    labels = {name: GRID.columns[name].label for name in NAMES.columns}
    assert told(text) == words.format(**labels)


def test_a_condition_is_told_in_english() -> None:
    assert told("alerts() >= 2 and not trafic", "en").startswith("number of alerts of at least 2 and the contrary of: ")


def test_the_result_of_a_used_grid_is_told_with_the_title_of_that_grid_and_of_its_levels() -> None:
    grid = load_grid("typologie-gestion")
    rule = next(
        each.when for each in grid.level_rules if each.when is not None and "reperage.level >=" in each.when.text
    )
    told = condition_in_words(rule, words_of(grid))
    used = "selon « Repérage des résidences en situation complexe »"
    assert told.startswith(f"niveau d’ensemble {used} : « Gestion renforcée » ou plus préoccupant ou drapeau")
    assert "reperage." not in told
