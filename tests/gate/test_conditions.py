"""Conditions on a whole result: what they may say, what decides them, which residences they name."""

import pytest

from gate.conftest import ROWS, Scored, flat
from hlmdiag.errors import HlmdiagError
from hlmdiag.gate import evaluate, gating_lines, gating_summary, read_conditions
from hlmdiag.scoring.gate_results import Gate, Gating, Measure
from hlmdiag.text.phrase import spell
from worded import words_of


@pytest.fixture
def decide(scored: Scored):
    def decided(condition: str, polarity: str = "burden") -> Gate:
        result = scored(polarity=polarity)
        [gate] = evaluate(read_conditions([condition], result.grid), result)
        return gate

    return decided


@pytest.mark.parametrize(
    ("condition", "value", "decided", "undecided", "status", "named"),
    [
        ("share(level >= moyen) > 0.45", 0.6, 5, 1, "crossed", ["R2", "R3", "R5"]),
        ("share(level >= moyen) > 0.7", 0.6, 5, 1, "held", []),
        ("share(level >= moyen) > 0.5", 0.6, 5, 1, "open", ["R4"]),
        ("share(level >= moyen) > 0.6", 0.6, 5, 1, "open", ["R4"]),
        ("share(level >= moyen) >= 0.5", 0.6, 5, 1, "crossed", ["R2", "R3", "R5"]),
        ("count(flag(\"pannes-lourdes\")) > 0", 1, 5, 1, "crossed", ["R3"]),
        ("count(alerts() >= 1) > 0", 1, 5, 1, "crossed", ["R3"]),
        ("median(score) > 12", 25, 5, 1, "crossed", ["R2", "R3", "R5"]),
        ("median(score) > 20", 25, 5, 1, "open", ["R4"]),
        ("mean(score) > 46", 35, 5, 1, "held", []),
        ("mean(score) > 36", 35, 5, 1, "open", ["R4"]),
        ("mean(VAC) > 0", 4.8, 5, 1, "open", ["R4"]),
        ("max(score) == 100", 100, 5, 1, "crossed", ["R2"]),
        ("min(coverage) < 0.5", 0, 6, 0, "crossed", ["R4"]),
        ("sum(logements) > 100", 150, 6, 0, "crossed", []),
        ("share(conclusive) < 0.9", 0.833333333, 6, 0, "crossed", ["R4"]),
        ("count(score(VAC) >= 50) > 1", 2, 5, 1, "crossed", ["R2", "R5"]),
        ("count(level(occupation) > calme) >= 3", 3, 5, 1, "crossed", ["R2", "R3", "R5"]),
        ("count(VAC > 5) > 1", 2, 5, 1, "crossed", ["R2", "R5"]),
        ("count(missing > 0) > 0", 1, 6, 0, "crossed", ["R4"]),
        ("count(rank <= 5) > 5", 5, 5, 1, "held", []),
        ("max(rank) > 5", 4, 5, 1, "held", []),
        ("share(rank <= 2) > 0.35", 0.4, 5, 1, "crossed", ["R2", "R3"]),
        ("share(not rank <= 2) > 0.62", 0.6, 5, 1, "held", []),
        ("share(percentile < 50 and level >= calme) > 0.35", 0.4, 5, 1, "crossed", ["R1", "R6"]),
        ("share(rank <= 2 or level >= moyen) > 0.55", 0.6, 5, 1, "open", ["R4"]),
        ("count(agence == \"sud\" and logements < 15) >= 3", 3, 6, 0, "crossed", ["R5", "R4", "R6"]),
    ],
)  # fmt: skip
def test_a_condition_is_decided_over_the_residences_where_what_it_asks_is(
    decide, condition, value, decided, undecided, status, named
) -> None:
    gate = decide(condition)
    [measure] = gate.measures
    assert (measure.value, measure.decided, measure.undecided) == (value, decided, undecided)
    assert measure.low is None or measure.low <= measure.value
    assert measure.high is None or measure.value <= measure.high
    assert gate.status == status
    assert ([unit.code for unit in gate.named], gate.count) == (named, len(named))


def test_worse_is_further_in_the_order_of_levels_whatever_the_polarity(decide) -> None:
    burden, merit = decide("share(level >= moyen) > 0"), decide("share(level >= moyen) > 0", "merit")
    assert merit.measures[0].value == burden.measures[0].value
    assert {unit.code for unit in merit.named} == {unit.code for unit in burden.named}


@pytest.mark.parametrize(
    ("condition", "status", "named"),
    [
        ("share(level >= moyen) > 0.5 and count(level == tendu) > 5", "held", []),
        ("count(level == tendu) > 0 and median(score) > 12", "crossed", ["R2", "R3", "R5"]),
        ("count(level == tendu) > 0 and median(score) > 20", "open", ["R4"]),
        ("count(level == tendu) > 5 or count(flag(\"pannes-lourdes\")) > 0", "crossed", ["R3"]),
        ("not share(conclusive) >= 0.9", "crossed", ["R4"]),
        ("0.4 < share(level >= moyen)", "crossed", ["R2", "R3", "R5"]),
        ("count(level == tendu) / count(conclusive) >= 0.2", "crossed", ["R2", "R3", "R5", "R1", "R6"]),
        ("max(score) - min(score) > 99", "crossed", []),
        ("max(mean(score), 10) > 20", "crossed", []),
        ("max(mean(score), 10) > 30", "open", ["R4"]),
        ("mean(score) * 2 - 1 > 90", "open", ["R4"]),
        ("mean(score) * 2 - 1 > 91", "held", []),
        ("count(level == tendu) / count(conclusive) > 0.4", "held", []),
    ],
)  # fmt: skip
def test_conditions_may_be_joined_and_each_names_what_decides_it(decide, condition, status, named) -> None:
    gate = decide(condition)
    assert (gate.status, sorted(unit.code for unit in gate.named)) == (status, sorted(named))


def test_what_nobody_answers_is_not_passed_over_in_silence(scored: Scored) -> None:
    result = scored("R4;La Garenne;Sud;10;;", "R7;La Source;Sud;10;;")
    for condition in ("median(score) > 40", "count(level == tendu) > 0", "share(level == tendu) > 0"):
        [gate] = evaluate(read_conditions([condition], result.grid), result)
        assert (gate.status, gate.measures[0].value, gate.measures[0].undecided) == ("undecided", None, 2)
        assert Gating((gate,)).fails
        lines = [flat(line.text) for line in gating_lines(Gating((gate,)), words_of(result.grid))]
        assert lines == [
            f"Seuil impossible à décider, compté comme franchi : {condition}",
            f"{condition.rpartition(')')[0]}) n’a pas de valeur : 2 résidences sans réponse",
        ]
    # what does not depend on them is decided all the same
    [gate] = evaluate(read_conditions(["share(conclusive) > 0.5 and median(score) > 40"], result.grid), result)
    assert gate.status == "held"


@pytest.mark.parametrize(
    ("condition", "faults"),
    [
        ("share(level >= moyn) > 0.05", [("expression.niveau", 16, "moyen")]),
        ("median(scor) > 1", [("expression.nom-inconnu", 8, "score, scored")]),
        ("shar(level >= moyen) > 1", [("expression.fonction-inconnue", 1, "share")]),
        ("count(flag(\"pannes\")) > 0", [("expression.drapeau", 12, "pannes-lourdes")]),
        ("mean(score(VAK)) > 1", [("expression.noeud", 12, "VAC")]),
        ("score > 40", [("expression.par-unite", 1, None)]),
        ("flag(\"pannes-lourdes\")", [("expression.par-unite", 1, None)]),
        ("count(score) > 1", [("expression.attendu-condition", 7, None)]),
        ("median(level) > 1", [("expression.calcul", 8, None)]),
        ("share(level >= moyen)", [("expression.attendu-condition", 1, None)]),
        ("share(level >= moyen, score) > 1", [("expression.arguments", 1, None)]),
        (
            "count(scor > 1 and x > 1) > 1",
            [("expression.nom-inconnu", 7, None), ("expression.nom-sans-voisin", 20, None)],
        ),
    ],
)  # fmt: skip
def test_every_fault_is_placed_in_the_text_with_the_nearest_name(scored: Scored, condition, faults) -> None:
    with pytest.raises(HlmdiagError) as caught:
        read_conditions([condition], scored().grid)
    assert caught.value.exit_code == 2
    found = caught.value.problems
    assert [problem.code for problem in found] == [code for code, _, _ in faults]
    for problem, (_, place, near) in zip(found, faults, strict=True):
        assert problem.location.say("fr") == f"condition « {condition} », caractère {place}"
        assert near is None or spell(problem.values["near"], "fr") == near


def test_the_faults_of_all_conditions_are_said_at_once(scored: Scored) -> None:
    with pytest.raises(HlmdiagError) as caught:
        read_conditions(["1 < 2", "median(scor) > 1", "share(level > x) > 0"], scored().grid)
    assert [each.code for each in caught.value.problems] == [
        "seuil.sans-parc", "expression.nom-inconnu", "expression.niveau",
    ]  # fmt: skip
    assert caught.value.problems[0].say("fr") == (
        "hlmdiag : la condition « 1 < 2 » ne regarde aucune résidence. Comptez ou résumez, par exemple : "
        "share(level >= complexe) > 0.05, ou median(score) > 40. [seuil.sans-parc]"
    )


def test_the_order_of_the_rows_changes_nothing(scored: Scored) -> None:
    texts = ["share(level >= moyen) > 0.5", "median(score) > 20", "count(missing > 0) > 0"]
    first, second = scored(), scored(*reversed(ROWS))
    gates, others = (evaluate(read_conditions(texts, it.grid), it) for it in (first, second))
    for gate, other in zip(gates, others, strict=True):
        assert (gate.status, gate.measures, gate.count) == (other.status, other.measures, other.count)
        assert {unit.code for unit in gate.named} == {unit.code for unit in other.named}


def test_the_verdict_is_said_in_plain_french(scored: Scored) -> None:
    result = scored()
    texts = ["share(level >= moyen) >= 0.5", "median(score) > 40", "share(level >= moyen) > 0.5"]
    conditions = read_conditions(texts, result.grid)
    gating = Gating(evaluate(conditions, result))
    assert gating_summary(gating, words_of(result.grid)) == "Seuils franchis : 1 sur 3 ; seuils indécis : 1 sur 3."
    lines = [flat("  " * line.depth + line.text) for line in gating_lines(gating, words_of(result.grid))]
    assert lines == [
        "Seuil franchi : share(level >= moyen) >= 0.5",
        "  share(level >= moyen) vaut 60,0 % d’après ce qui est publié, "
        "de 50,0 % à 66,7 % selon les réponses manquantes (1 résidence)",
        "  3 résidences : R2 Le Moulin (Tendu) ; R3 Les Acacias (Moyen) ; R5 Les Iris (Moyen)",
        "Seuil non franchi : median(score) > 40",
        "  median(score) vaut 25 d’après ce qui est publié, de 12,5 à 37,5 selon les réponses manquantes (1 résidence)",
        "Seuil indécis, franchi ou non selon les réponses manquantes : share(level >= moyen) > 0.5",
        "  share(level >= moyen) vaut 60,0 % d’après ce qui est publié, "
        "de 50,0 % à 66,7 % selon les réponses manquantes (1 résidence)",
        "  1 résidence : R4 La Garenne",
    ]


def test_ten_residences_are_named_and_the_rest_counted(scored: Scored) -> None:
    rows = [f"A{number:02};Bât {number};Nord;10;20 %;9" for number in range(14)]
    result = scored(*rows)
    gating = Gating(evaluate(read_conditions(["count(level == tendu) > 0"], result.grid), result))
    text = flat(gating_lines(gating, words_of(result.grid))[-1].text)
    assert text.startswith("14 résidences : A00 Bât 0 (Tendu) ; ") and text.endswith("A09 Bât 9 (Tendu), et 4 de plus")


@pytest.mark.parametrize(
    ("condition", "value", "shown"),
    [
        ("share(level >= moyen) > 0.033", 1 / 30, "3,33 %"), ("share(level >= moyen) > 0.0333", 1 / 30, "3,333 %"),
        ("share(level >= moyen) <= 0.0334", 1 / 30, "3,3 %"), ("share(level >= moyen) > 0.05", 0.05, "5,0 %"),
        ("share(level >= moyen) >= 0.6", 0.5999, "59,99 %"), ("mean(score) > 40", 40.0001, "40,0001"),
        ("mean(score) > 40", 39.99996, "39,99996"), ("mean(score) > 2.3", 2.3, "2,3"),
        ("mean(score) > 40", 41.23456, "41,235"),
    ],
)  # fmt: skip
def test_a_figure_is_never_shown_as_the_limit_that_it_is_not(scored, condition, value, shown) -> None:
    measure = Measure(condition.rpartition(")")[0] + ")", value, decided=30, undecided=0)
    gate = Gate(condition, "crossed", (measure,), 0, ())
    assert f"vaut {shown}," in flat(gating_lines(Gating((gate,)), words_of(scored().grid))[-1].text)


@pytest.mark.parametrize(
    ("condition", "share", "part"),
    [
        ("share(level >= moyen) > 5", "share(level >= moyen)", "0.05"), ("60 > min(coverage)", "min(coverage)", "0.6"),
        ("count(coverage < 60) > 3", "coverage", "0.6"), ("not share(VAC > 5) >= 12.5", "share(VAC > 5)", "0.125"),
        ("median(score) > 12 and mean(coverage) < 80", "mean(coverage)", "0.8"),
    ],
)  # fmt: skip
def test_a_share_compared_with_a_percent_is_refused(scored: Scored, condition: str, share: str, part: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        read_conditions([condition], scored().grid)
    [problem] = error.value.problems
    assert (problem.code, problem.values["share"], problem.values["part"]) == ("seuil.part", share, part)
    assert condition[problem.location.character - 1 :].startswith((share, "60 >"))


@pytest.mark.parametrize(
    "condition",
    ["share(level >= moyen) >= 1", "100 * share(level >= moyen) > 5", "sum(coverage) > 3", "count(score > 60) > 5",
     "min(coverage) < 0.5", "max(VAC) > 60"],
)  # fmt: skip
def test_what_may_be_above_one_is_compared_with_any_number(scored: Scored, condition: str) -> None:
    assert [each.text for each in read_conditions([condition], scored().grid)] == [condition]
