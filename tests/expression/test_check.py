"""Faults of meaning, all found when the grid loads, and what a sound expression reads."""

import pytest

from hlmdiag.expression import ColumnRef, EventRef, ExpressionError, Names, ResultRef, StockRef, Type, check
from hlmdiag.text.phrase import spell

FAULTS = [
    ("logement + 1", [("nom-inconnu", 0, 8)]),
    ("logement > 0 et x = 1", [("nom-inconnu", 0, 8), ("mot", 13, 15), ("nom-sans-voisin", 16, 17), ("egal", 18, 19)]),
    ("nature == trouble", [("nom-sans-guillemets", 10, 17)]),
    ("nature in ('degr', trouble)", [("nom-sans-guillemets", 19, 26)]),
    ("nature == 'truble'", [("choix", 10, 18)]),
    ("nature > 'degr'", [("ordre", 0, 15)]),
    ("agence >= 'a'", [("ordre", 0, 13)]),
    ("trafic < garde", [("ordre", 0, 14)]),
    ("recurrence == 1", [("code-nombre", 0, 15)]),
    ("nature == recurrence", [("comparaison", 0, 20)]),
    ("agence == 3", [("comparaison", 0, 11)]),
    ("livraison > 2020", [("date-nombre", 0, 16)]),
    ("livraison > '31/02/2020'", [("date", 12, 24)]),
    ("trafic == 'oui'", [("texte-logique", 10, 15)]),
    ("agence == «Lens» and logement > 1", [("guillemets-typographiques", 10, 16), ("nom-inconnu", 21, 29)]),
    ("trafic + 1", [("calcul-logique", 0, 6)]),
    ("livraison - 1", [("calcul-date", 0, 9)]),
    ("'a' * 2 + nature", [("calcul", 0, 3), ("calcul", 10, 16)]),
    ("abs(nature)", [("calcul", 4, 10)]),
    ("trafic and logements", [("condition", 11, 20)]),
    ("not logements", [("condition", 4, 13)]),
    ("1 if logements else 2", [("condition", 5, 14)]),
    ("1 if trafic else 'a'", [("types-differents", 17, 20)]),
    ("coalesce(logements, trafic)", [("types-differents", 20, 26)]),
    ("logements / 0", [("division-zero", 12, 13)]),
    ("logements / 0 == 'a'", [("division-zero", 12, 13)]),
    ("logement + 1 == 'a'", [("nom-inconnu", 0, 8)]),
    ("logements + logement + 1 == 'a'", [("nom-inconnu", 12, 20)]),
    ("(nature in ('degr', trouble)) + 1", [("nom-sans-guillemets", 20, 27)]),
    ("abs(logement, 1)", [("arguments", 0, 16), ("nom-inconnu", 4, 12)]),
    ("round(annee, 10)", [("decimales", 13, 15)]),
    ("level == 'fragil'", [("niveau", 9, 17)]),
    ("level >= fragil", [("niveau", 9, 15)]),
    ("level in (fragile, complex)", [("niveau", 19, 26)]),
    ("level(TR5) == 1", [("sans-niveaux", 0, 10)]),
    ("score(TR-4)", [("identifiant-guillemets", 6, 10)]),
    ("score(1 + 2)", [("identifiant", 6, 11)]),
    ("score(TR6)", [("noeud", 6, 9)]),
    ("flag('trafic')", [("drapeau", 5, 13)]),
    ("score(bati, TR5)", [("arguments", 0, 16)]),
    ("alerts() + 1 > 2", [("alertes", 0, 8)]),
    ("alerts() >= alerts()", [("alertes", 0, 20)]),
    ("alerts() in (1, 2)", [("alertes", 0, 8)]),
    ("is_known(alerts())", [("alertes", 9, 17)]),
    ("alerts(1) > 2", [("arguments", 0, 9)]),
    ("reperage.rang", [("resultat-inconnu", 0, 13)]),
    ("repérage.level", [("prefixe-inconnu", 0, 14)]),
    ("x.alerts() > 1", [("prefixe-inconnu", 0, 10)]),
    ("alerts", [("fonction-nue", 0, 6)]),
    ("moyenne(logements)", [("fonction-inconnue", 0, 7)]),
    ("abs(logements, 1)", [("arguments", 0, 17)]),
    ("mean(logements, annee)", [("arguments", 0, 22)]),
    ("round(annee, 1.5)", [("decimales", 13, 16)]),
    ("years_since(trafic)", [("annee", 12, 18)]),
    ("median(annee + 1)", [("calcul-du-parc", 7, 16)]),
    ("median(nature)", [("colonne-seule", 7, 13)]),
    ("median(annee, within=[agence, nature])", [("deux-groupes", 21, 37)]),
    ("median(annee, within=(agence, nature))", [("deux-groupes", 21, 37)]),
    ("median(annee, within=agence, within=nature)", [("deux-groupes", 36, 42)]),
    ("median(annee, within=annee + 1)", [("deux-groupes", 21, 30)]),
    ("rank(nature, within=ville)", [("colonne-seule", 5, 11), ("groupe", 20, 25)]),
    ("abs(annee, within=agence)", [("within", 0, 25)]),
    ("incidents", [("table-nue", 0, 9)]),
    ("incidents.cout", [("colonne-evenement", 0, 14)]),
    ("sum(incidents)", [("arguments", 0, 14)]),
    ("share(incidents)", [("arguments", 0, 16)]),
    ("count(incident)", [("table-inconnue", 6, 14)]),
    ("sum(incidents.couts)", [("colonne-inconnue", 4, 19)]),
    ("sum(incidents.nature)", [("calcul", 4, 20)]),
    ("count(incidents, logements > 2)", [("hors-evenement", 17, 26)]),
    ("min(logements; logement)", [("point-virgule", 13, 14), ("nom-inconnu", 15, 23)]),
    ("not count(incidents, logements > 2)", [("hors-evenement", 21, 30)]),
    ("count(incidents, median(cout) > 2)", [("parc", 17, 29)]),
    ("count(incidents, score > 2)", [("resultat-interdit", 17, 22)]),
    ("logements in ()", [("liste-vide", 13, 15)]),
    ("logements in (1, annee)", [("liste-membre", 17, 22)]),
    ("logements in (1, 'a')", [("comparaison", 17, 20)]),
    ("logements in 2 * 3", [("liste-attendue", 13, 18)]),
    ("1 < logements in (1, 2) == trafic", [("liste-comparee", 0, 33)]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[text for text, _ in FAULTS])
def test_a_fault_of_meaning_is_named_and_placed(faults, text, expected):
    assert faults(text) == expected


def test_the_faults_of_a_text_are_the_same_at_each_reading(faults):
    """What is kept of a reading takes nothing from what was found wrong with its names."""
    for text, expected in FAULTS:
        assert faults(text) == faults(text) == expected


ARITIES = {
    "abs": (1, 1), "floor": (1, 1), "ceil": (1, 1), "exp": (1, 1), "log": (1, 1), "sqrt": (1, 1), "round": (1, 2),
    "min": (2, 9), "max": (2, 9), "coalesce": (2, 9), "is_known": (1, 1),
}  # fmt: skip
"""How many numbers each function takes (design, expressions); nine: as many as one likes."""


@pytest.mark.parametrize(("function", "arity"), ARITIES.items(), ids=ARITIES)
def test_a_function_takes_as_many_arguments_as_it_is_said_to(names, function, arity):
    def is_taken(count: int) -> bool:
        # whole numbers, since one of them stands where `round` takes its decimals
        arguments = ["logements", *["1"] * 9][:count]
        try:
            check(f"{function}({', '.join(arguments)})", names)
        except ExpressionError as refused:
            assert [fault.code for fault in refused.faults] == ["expression.arguments"]
            return False
        return True

    # of one column, min and max are those of the stock
    asked = range(2, 10) if function in ("min", "max") else range(10)
    assert [count for count in asked if is_taken(count)] == [*range(arity[0], arity[1] + 1)]


SOUND = [
    ("100 * logements / annee", "number", [ColumnRef("logements"), ColumnRef("annee")]),
    ("logements + logements", "number", [ColumnRef("logements")]),
    ("nature == 'Trouble de jouissance'", "boolean", [ColumnRef("nature")]),
    ("fragile <= level", "boolean", [ResultRef("level", None, None)]),
    ("level in (fragile, 'complexe')", "boolean", [ResultRef("level", None, None)]),
    (
        "level(bati) == reperage.level", "boolean",
        [ResultRef("level", "bati", None), ResultRef("level", None, "reperage")],
    ),
    ("score('TR-4') + score(TR5)", "number", [ResultRef("score", "TR-4", None), ResultRef("score", "TR5", None)]),
    ("reperage.score(bati) > 1", "boolean", [ResultRef("score", "bati", "reperage")]),
    ("coverage >= 0.6", "boolean", [ResultRef("coverage", None, None)]),
    (
        "flag(ascenseur) or alerts() > 1", "boolean",
        [ResultRef("flag", "ascenseur", None), ResultRef("alerts", None, None)],
    ),
    ("annee / median(annee, within=agence)", "number", [ColumnRef("annee"), StockRef("median", "annee", "agence")]),
    ("max(annee)", "number", [StockRef("max", "annee", None)]),
    ("max(incidents.cout)", "number", [EventRef("max", "incidents", "cout", None)]),
    ("nature == ('degr' if trafic else 'trouble')", "boolean", [ColumnRef("nature"), ColumnRef("trafic")]),
    ("livraison >= '03/2020'", "boolean", [ColumnRef("livraison")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "references"), SOUND, ids=[text for text, *_ in SOUND])
def test_a_sound_expression_says_its_type_and_what_it_reads(names, text, kind, references):
    expression = check(text, names)
    assert (expression.type.kind, list(expression.references)) == (kind, references)


def test_references_follow_the_text_and_a_condition_keeps_its_own(names):
    expression = check("coalesce(annee, count(incidents, nature == 'degr'))", names)
    column, event = expression.references
    assert column == ColumnRef("annee")
    assert event.condition.text == "nature == 'degr'"
    assert event.condition.references == (ColumnRef("nature"),)
    assert hash(event) == hash(check("count(incidents, nature == 'degr')", names).references[0])


def test_what_stands_where_a_condition_is_needed_must_be_one(names):
    with pytest.raises(ExpressionError) as caught:
        check("logements", names, kinds=("boolean",))
    assert [fault.code for fault in caught.value.faults] == ["expression.attendu-condition"]


def test_the_nearest_name_is_proposed(names):
    with pytest.raises(ExpressionError) as caught:
        check("logement", names)
    assert spell(caught.value.faults[0].values["near"], "fr") == "logements"


@pytest.mark.parametrize(("levels", "refused"), [(5, False), (6, True)])
def test_each_condition_in_a_condition_makes_several_times_as_many_operations(levels, refused):
    text = "trafic"
    for _ in range(levels):
        text = f"(1 if {text} else 2) > 1"
    names = Names({"trafic": Type("boolean")})
    if not refused:
        assert check(text, names).text == text
        return
    with pytest.raises(ExpressionError) as caught:
        check(text, names)
    assert [fault.code for fault in caught.value.faults] == ["expression.trop-complexe"]


def test_conditions_nested_beyond_computing_are_refused():
    text = "a"
    for _ in range(18):
        text = f"(({text} == a) and a)"
    with pytest.raises(ExpressionError) as caught:
        check(text, Names({"a": Type("boolean")}))
    assert [fault.code for fault in caught.value.faults] == ["expression.trop-complexe"]
