"""The rule of a flag in words: labels and titles for names, the grid's own text where nothing is simple."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.explain import condition_in_words
from hlmdiag.explain.negations import contrary
from hlmdiag.expression import Names, ResultNames, Type, check
from hlmdiag.expression.tree import Compare, Constant, Logic, Not, Ref, Tree
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
        ("not trafic", "« {trafic} » : non"),
        ("not (trafic or troubles > 1)", "« {trafic} » : non et « {troubles} » d’au plus 1"),
        ("trafic or not (not trafic and nature in (\"presence\", \"menaces\"))",
         "« {trafic} » : oui ou « {trafic} » : oui ou « {nature} » autre que « Présence » ou « Menaces »"),
        ("trafic and not (trafic and troubles == 1)",
         "« {trafic} » : oui et (« {trafic} » : non ou « {troubles} » autre que 1)"),
        ("not (level >= complexe)", "niveau d’ensemble moins préoccupant que « Situation complexe »"),
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
    assert told("alerts() >= 2 and not trafic", "en").endswith(": no")


def test_the_result_of_a_used_grid_is_told_with_the_title_of_that_grid_and_of_its_levels() -> None:
    grid = load_grid("typologie-gestion")
    rule = next(
        each.when for each in grid.level_rules if each.when is not None and "reperage.level >=" in each.when.text
    )
    told = condition_in_words(rule, words_of(grid))
    used = "selon « Repérage des résidences en situation complexe »"
    assert told.startswith(f"niveau d’ensemble {used} : « Gestion renforcée » ou plus préoccupant ou drapeau")
    assert "reperage." not in told


ORDERS = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def holds(tree: Tree, known: dict[str, bool | float | None]) -> bool | None:
    """A condition by the truth table of three values, worked out plainly."""
    match tree:
        case Ref(reference=reference):
            return known[reference.name]  # type: ignore[union-attr,return-value]
        case Not(operand=operand):
            inside = holds(operand, known)
            return None if inside is None else not inside
        case Compare(operator=order, left=Ref(reference=reference), right=Constant(value=value)):
            found = known[reference.name]  # type: ignore[union-attr]
            return None if found is None else ORDERS[order](found, value)
        case Logic(operator=joint, operands=operands):
            inside_of = [holds(each, known) for each in operands]
            ends = joint == "or"
            return ends if ends in inside_of else None if None in inside_of else not ends
        case _:
            raise AssertionError(tree)


CONDITIONS = st.recursive(
    st.sampled_from(["trafic", "troubles > 1", "troubles <= 2", "nb_ascenseurs == 1", "nb_ascenseurs != 0"]),
    lambda inner: st.one_of(
        inner.map(lambda each: f"not ({each})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda each: "({}) {} ({})".format(*each)),
    ),
    max_leaves=5,
)


@given(CONDITIONS, st.sampled_from([True, False, None]), *[st.sampled_from([0, 1, 2, 3, None])] * 2)
def test_the_contrary_that_is_told_is_the_contrary(
    text: str, trafic: bool | None, troubles: float | None, lifts: float | None
) -> None:
    tree = check(text, NAMES).tree
    known = {"trafic": trafic, "troubles": troubles, "nb_ascenseurs": lifts}
    said, inside = contrary(tree), holds(tree, known)
    if said is None:
        assert isinstance(tree, Ref)
    else:
        assert holds(said, known) is (None if inside is None else not inside)
