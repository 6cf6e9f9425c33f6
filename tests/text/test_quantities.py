"""A number with its unit is what a person would say aloud, and never passes a limit by being rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.grid import load_grid, shipped_grids
from hlmdiag.text.quantities import quantity, shown_decimals, unit_words

SAID = [
    (17.531, "/100 logements/an", "17,5 pour 100 logements par an"),
    (1.0, "/100 logements/mois", "1 pour 100 logements par mois"),
    (1.249, "rapport à la médiane de l'agence", "1,25 fois la médiane de l'agence"),
    (24.594, "%", "24,6 %"),
    (0.04, "%", "0,04 %"),
    (9.504, "points", "9,5 points"),
    (1.0, "faits/an", "1 fait par an"),
    (2.0, "faits/an", "2 faits par an"),
    (1.5, "refus/logement proposé", "1,5 refus par logement proposé"),
    (20.0, "années", "20 ans"),
    (1.0, "années", "1 an"),
    (0.0, "jours", "0 jour"),
    (6.0, "mois", "6 mois"),
    (63.25, "/100", "63,3 sur 100"),
    (3.0, "sur 4", "3 sur 4"),
    (2.5, "niveau 0 à 3", "2,5 (niveau 0 à 3)"),
    (12.0, "€/logement/an", "12 € par logement et par an"),
    (0.4, "ETP/100 logements", "0,4 ETP pour 100 logements"),
    (1234.6, "kWh/m²/an", "1 235 kWh par m² et par an"),
    (12.0, None, "12"),
    (12.0, "", "12"),
    (3.0, "/", "3 /"),
    (3.0, "a//b", "3 a//b"),
]


@pytest.mark.parametrize(("value", "unit", "said"), SAID)
def test_a_quantity_is_said_as_one_speaks(value: float, unit: str | None, said: str) -> None:
    assert quantity(value, unit, "fr").replace("\u202f", " ").replace("\u00a0", " ") == said


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(["%", "jours", None]))
def test_a_value_is_read_on_its_side_of_a_limit(value: float, limit: float, unit: str | None) -> None:
    value, limit = round(value, 6), round(limit, 3)
    last = Decimal(1).scaleb(-shown_decimals(value, unit, [limit]))
    shown = Decimal(repr(value)).quantize(last, ROUND_HALF_UP)
    assert (shown < Decimal(repr(limit))) == (value < limit)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_unit_of_a_shipped_grid_keeps_the_stroke_of_a_formula(language: str) -> None:
    for id in shipped_grids():
        for indicator in load_grid(id).indicators:
            words = unit_words(indicator.unit, 3, language)
            assert "/" not in words.replace("oui/non", ""), (id, indicator.id, words)
