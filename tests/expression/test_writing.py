"""Faults of writing: what is said of a slip of the keyboard, and where."""

import pytest

from hlmdiag.expression import ExpressionError, parse

FAULTS = [
    ("", [("vide", 0, 0)]),
    ("  ", [("vide", 0, 2)]),
    ("1,5", [("virgule", 0, 3)]),
    ("a > 12,25 and b", [("virgule", 4, 9)]),
    ("(1, 5)", [("liste", 0, 6)]),
    ("[a, b]", [("liste", 0, 6)]),
    ("a = 1", [("egal", 2, 3)]),
    ("a && b", [("signe", 2, 4)]),
    ("a ≥ 2", [("signe", 2, 3)]),
    ("é ≥ 2", [("signe", 2, 3)]),
    ("a et b", [("mot", 2, 4)]),
    ("a AND b", [("mot", 2, 5)]),
    ("non a", [("mot", 0, 3)]),
    ("a ou non b", [("mot", 2, 4), ("mot", 5, 8)]),
    ("a = 1 et b <> 2", [("egal", 2, 3), ("mot", 6, 8), ("signe", 11, 13)]),
    ("True", [("constante", 0, 4)]),
    ("None", [("constante-vide", 0, 4)]),
    ("a ** 2", [("operation", 2, 4)]),
    ("100 %", [("operation", 4, 5)]),
    ("lambda x: 1", [("construction", 0, 6), ("caractere", 8, 9)]),
    ("a is b", [("construction", 2, 4)]),
    ("a[1]", [("construction", 0, 4)]),
    ("f(*a)", [("construction", 2, 4)]),
    ("min(a, key=b)", [("egal", 10, 11)]),
    ("a.b.c", [("attribut", 0, 5)]),
    ("f(x)(y)", [("appel", 0, 7)]),
    ("f'x'", [("prefixe", 0, 4)]),
    ("'x", [("guillemet", 0, 1)]),
    ("a == «trouble»", [("guillemets-typographiques", 5, 14)]),
    ("(a", [("parenthese-ouvrante", 0, 1)]),
    ("a)", [("parenthese-fermante", 1, 2)]),
    ("min(a]", [("parenthese-fermante", 5, 6)]),
    ("3ab", [("nombre", 0, 3)]),
    ("1.5.2", [("nombre", 0, 5)]),
    ("012", [("nombre", 0, 3)]),
    ("1_000", [("nombre", 0, 5)]),
    ("1e999", [("nombre-trop-grand", 0, 5)]),
    ("round(a; 2)", [("point-virgule", 7, 8)]),
    ("a b", [("operateur-manquant", 0, 3)]),
    ("a == 'x' 'y'", [("operateur-manquant", 5, 12)]),
    ("a if b", [("sinon-manquant", 0, 6)]),
    ("a +", [("inachevee", 2, 3)]),
    ("a and", [("inachevee", 2, 5)]),
    ("a + * b", [("syntaxe", 4, 5)]),
    ("a not b", [("syntaxe", 6, 7)]),
    ("\x00", [("caractere", 0, 1)]),
    ("\ud800", [("caractere", 0, 1)]),
    ("é + ?", [("caractere", 4, 5)]),
    ("(" * 41 + "a" + ")" * 41, [("trop-profonde", 40, 41)]),
    ("-" * 1900 + "a", [("trop-profonde", 41, 1901)]),
    ("a" * 2001, [("trop-longue", 2000, 2001)]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[repr(text[:20]) for text, _ in FAULTS])
def test_a_slip_is_named_and_placed(text, expected):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert [(f.code.removeprefix("expression."), f.start, f.end) for f in caught.value.faults] == expected


def test_a_long_sum_is_not_a_deep_one():
    assert len(parse("+".join(["a"] * 900)).rest) == 899


def test_lines_and_hard_spaces_count_as_spaces():
    tree = parse("\n  a\n+\u00a0b")
    assert (tree.first.start, tree.rest[0][1].start) == (3, 7)


def test_an_accented_name_keeps_its_accents_and_its_place():
    tree = parse("été + à")
    assert (tree.first.id, tree.rest[0][1].id, tree.rest[0][1].start) == ("été", "à", 6)


def test_a_text_is_read_as_it_stands():
    assert parse('a == "b\\n\'é"').rest[0][1].value == "b\\n'é"


def test_one_value_in_parentheses_is_a_list():
    assert parse('a in ("x")').rest[0][0] == "in"
