"""The `where` of a view, over the indicators of the grid and not over residences."""

import pytest

from hlmdiag.expression import ExpressionError, check_indicator_filter

INDICATOR = {"kind": "data", "id": "TR1", "theme": ("cadre", "tranquillite"), "tags": ["enquete", "Éclairage"]}
CASES = [
    ('kind == "data"', True),
    ('kind != "data"', False),
    ('"judgement" == kind', False),
    ('id == "tr1"', True),
    ('theme == "tranquillite"', True),
    ('theme in ("bati", "cadre")', True),
    ('theme not in ("bati")', True),
    ('"eclairage" in tags', True),
    ('"x" in tags or kind == "data"', True),
    ('not ("enquete" in tags and kind == "data")', False),
    ('"enquete" not in tags', False),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_view_keeps_the_indicators_it_describes(text, expected):
    assert check_indicator_filter(text).holds(**INDICATOR) is expected


REFUSED = [
    ('kind == "donnees"', [("vue-valeur", 8, 17)]),
    ('"donnees" == "data"', [("vue-forme", 0, 19)]),
    ('kind = "data" et nature == "x"', [("egal", 5, 6), ("mot", 14, 16), ("vue-nom", 17, 23)]),
    ('tags == "x"', [("vue-forme", 0, 11)]),
    ('"TR" in id', [("vue-forme", 0, 10)]),
    ('kind == "data" == "x"', [("vue-forme", 0, 21)]),
    ("1", [("vue-forme", 0, 1)]),
    ('id in ("a", 2)', [("vue-forme", 0, 14)]),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_a_view_cannot_say_is_refused(faults, text, expected):
    assert faults(text, checked=lambda text, _: check_indicator_filter(text)) == expected


def test_a_theme_may_be_given_alone():
    assert check_indicator_filter('theme == "bati"').holds(kind="data", id="B1", theme="bati", tags=())


def test_every_fault_of_a_view_is_said_at_once():
    with pytest.raises(ExpressionError) as caught:
        check_indicator_filter('kind == "x" and nom == "y"')
    assert len(caught.value.faults) == 2
