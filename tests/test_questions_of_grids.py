"""Every judgement of a shipped grid is asked by a plain sentence, and tenants are asked in their own words."""

from __future__ import annotations

from collections import Counter

import pytest

import hlmdiag
from hlmdiag.grid import Grid
from hlmdiag.grid.model import Indicator
from hlmdiag.grid.shipped import shipped_grids

LONGEST = 110
TENANTS = "locataires"
TRADE_WORDS = (
    "domanialité", "signalétique", "désenfumage", "encombrants", "nuisibles", "gaine", "contrôle d’accès",
    "prestataire", "dégagement", "appropriation", "ordures ménagères", "combustible", "cheminement", "mobilier",
    "TFPB", "QPV", "ORU", "GUP", "parties communes",
)  # fmt: skip
"""Words of the trade that a tenant is not asked to know."""

GRIDS = {id: hlmdiag.load_grid(id) for id in shipped_grids()}
JUDGEMENTS = [
    pytest.param(grid, indicator, id=f"{grid.id}-{indicator.id}")
    for grid in GRIDS.values()
    for indicator in grid.indicators
    if indicator.kind == "judgement"
]


def sentences(indicator: Indicator) -> list[str]:
    return [indicator.question or "", *indicator.wording.values()]


def is_sentence(text: str) -> bool:
    """A question that opens with a capital, or an order that ends with a full stop.

    >>> is_sentence("Dans quel état est la porte ?"), is_sentence("Porte d’entrée"), is_sentence("Notez la porte.")
    (True, False, True)
    """
    return text[:1].isupper() and " " in text and (text.endswith((" ?", "\N{NO-BREAK SPACE}?")) or text.endswith("."))


def test_the_grids_that_ask_judgements_are_those_with_questions() -> None:
    asking = {grid.id for grid in GRIDS.values() if any(it.question for it in grid.indicators)}
    assert asking == {
        "residence-complexe", "reperage-rapide", "tranquillite-residentielle", "diagnostic-en-marchant",
        "pratiques-qualite-service",
    }  # fmt: skip


@pytest.mark.parametrize(("grid", "indicator"), JUDGEMENTS)
def test_a_judgement_is_asked_by_one_short_sentence(grid: Grid, indicator: Indicator) -> None:
    for text in sentences(indicator):
        assert is_sentence(text), text
        assert len(text) <= LONGEST, text
        assert text.count("?") == 1, text
        assert "'" not in text, text


@pytest.mark.parametrize(("grid", "indicator"), JUDGEMENTS)
def test_who_is_asked_has_words_of_their_own_where_the_trade_speaks(grid: Grid, indicator: Indicator) -> None:
    assert (TENANTS in indicator.wording) == (TENANTS in indicator.asked)
    told = indicator.wording.get(TENANTS, "")
    assert [word for word in TRADE_WORDS if word.casefold() in told.casefold()] == []
    assert set(indicator.wording) <= set(indicator.asked)
    assert indicator.question not in indicator.wording.values()


@pytest.mark.parametrize("grid", GRIDS.values(), ids=list(GRIDS))
def test_no_two_criteria_are_asked_by_one_sentence(grid: Grid) -> None:
    asked = Counter(text for it in grid.indicators if it.question for text in set(sentences(it)))
    assert [text for text, count in asked.items() if count > 1] == []
