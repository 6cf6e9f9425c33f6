"""What scoring says of answers: each sentence once, with the units it counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generators.columns import HEAD
from generators.datasets import as_yaml, dataset
from hlmdiag import HlmdiagError, load_grid, score

ON = date(2026, 11, 30)
COLUMNS = {"code": {"type": "id", "required": True}, "a": {"type": "number"}, "b": {"type": "number"}}


def said(tmp_path: Path, indicator: dict[str, Any], rows: list[dict[str, Any]], **more: Any) -> list[str]:
    """The sentences of a grid of one indicator over these rows."""
    grid = {**HEAD, "polarity": "burden", "columns": COLUMNS, "indicators": {"I": {"title": "Essai", **indicator}}}
    events = more.pop("events", None)
    grid |= more
    path = tmp_path / "grille.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    result = score(load_grid(path), dataset(grid, rows, events), date=ON)
    return [problem.say("fr") for problem in result.manifest.problems]


def test_a_value_that_the_rule_does_not_take_is_said(tmp_path: Path) -> None:
    rule = {"value": "a", "score": {"steps": [0, 10], "points": [0, 100]}}
    rows = [{"code": "R1", "a": -1}, {"code": "R2", "a": 5}, {"code": "R3"}]
    assert said(tmp_path, rule, rows) == [
        "critère I (Essai) : pour 1 ligne du relevé, la valeur n’entre dans aucun cas de la règle de notation et "
        "n’est pas notée (R1) ; vérifiez la valeur, ou complétez la règle de la grille. [notation.hors-regle]"
    ]


def test_a_computation_that_fails_is_said_and_a_refused_operand_is_not_said_twice(tmp_path: Path) -> None:
    rule = {"value": "a / b", "score": {"identity": {}}}
    rows = [{"code": "R1", "a": 1, "b": 0}, {"code": "R2", "a": "invalid", "b": 2}, {"code": "R3", "a": 4, "b": 2}]
    assert said(tmp_path, rule, rows) == [
        "critère I (Essai) : le calcul est impossible pour 1 ligne du relevé (R1), par exemple une division par "
        "zéro ; vérifiez les valeurs qui y entrent. Le critère n’est pas noté. [notation.calcul-impossible]"
    ]


def test_an_answer_given_where_the_indicator_does_not_apply_is_said(tmp_path: Path) -> None:
    rule = {"value": "a", "applies_if": "b > 0", "score": {"identity": {}}}
    rows = [{"code": f"R{place}", "a": 5, "b": 0} for place in range(7)] + [{"code": "R7", "b": 0}]
    assert said(tmp_path, rule, rows) == [
        "critère I (Essai) : une valeur est donnée pour 7 lignes du relevé où le critère est sans objet "
        "(R0, R1, R2, R3, R4, …) ; elle n’est pas comptée. [notation.reponse-sans-objet]"
    ]


def worked_out(tmp_path: Path, column: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """The sentences of a grid that draws a column from its table."""
    columns = {"code": {"type": "id", "required": True}, "nb": {"label": "Logements", **column}}
    tables = {"lots": {"key": "code", "columns": {"loue": {"type": "boolean"}}}}
    rule, units = {"value": "nb", "score": {"identity": {}}}, [{"code": "R1"}, {"code": "R2", "nb": "invalid"}]
    return said(tmp_path, rule, units, columns=columns, tables=tables, events={"lots": rows})


def test_a_column_drawn_from_a_table_that_goes_beyond_its_bounds_is_said(tmp_path: Path) -> None:
    column = {"type": "integer", "max": 1, "from": "count(lots)"}
    assert worked_out(tmp_path, column, [{"code": code, "loue": True} for code in ("R1", "R1", "R2", "R2")]) == [
        "colonne « Logements » : pour 1 unité, la valeur calculée par count(lots) sort de ce que la colonne accepte "
        "(R1) ; elle n’est pas retenue. Vérifiez les lignes de la table, ou corrigez from, min ou max dans la grille. "
        "[notation.colonne-hors-bornes]"
    ]


def test_a_column_that_cannot_be_drawn_from_its_table_is_said(tmp_path: Path) -> None:
    column = {"type": "percent", "from": "100 * count(lots, loue) / count(lots, not loue)"}
    assert worked_out(tmp_path, column, [{"code": "R1", "loue": True}]) == [
        "colonne « Logements » : pour 1 unité, le calcul de 100 * count(lots, loue) / count(lots, not loue) est "
        "impossible (R1), par exemple une division par zéro, ou des lignes de la table dont on ne sait pas si elles "
        "comptent ; la colonne y reste sans valeur. Donnez-la dans le "
        "tableau du parc, ou prévoyez ce cas dans la grille. [notation.colonne-incalculable]"
    ]


def test_events_without_a_date_or_undecided_are_said_and_leave_the_indicator_unscored(tmp_path: Path) -> None:
    tables = {"faits": {"key": "code", "date": "jour", "window": 12, "columns": {"grave": {"type": "boolean"}}}}
    rule = {"value": "count(faits, grave)", "score": {"identity": {}}}
    events = [
        {"code": "R1", "jour": "2026-11-01", "grave": True},
        {"code": "R1", "jour": "missing", "grave": True},
        {"code": "R1", "jour": "2026-11-01", "grave": "missing"},
    ]
    assert said(tmp_path, rule, [{"code": "R1"}], tables=tables, events={"faits": events}) == [
        "table « faits » : 1 ligne n’a pas de date lisible : elle peut compter ou non, les valeurs des "
        "unités concernées sont données « entre … et … » ou ne sont pas données. Complétez sa date. "
        "[notation.evenement-sans-date]",
        "table « faits » : pour 1 ligne, il manque une réponse pour savoir si l’événement compte : les valeurs "
        "des unités concernées sont données « entre … et … » ou ne sont pas données. Complétez les colonnes que "
        "la grille utilise. [notation.evenement-indecis]",
        "critère I (Essai) : pour 1 ligne du relevé (R1), des lignes de « faits » peuvent compter ou non (date ou "
        "réponse illisible ou absente), ou portent une valeur refusée, et changent le résultat ; le critère n’y est "
        "pas noté, et zéro n’y est pas supposé. Complétez ou corrigez ces lignes. [notation.lignes-indecises]",
    ]


def test_rows_that_count_without_a_value_are_said_with_how_many_and_never_taken_for_zero(tmp_path: Path) -> None:
    cost = {"type": "number", "min": 0, "label": "Coût"}
    tables = {"travaux": {"title": "Travaux", "key": "code", "columns": {"cout": cost}}}
    events = {"travaux": [{"code": "R1", "cout": 100}, *({"code": "R1"} for _ in range(9)), {"code": "R2", "cout": 8}]}
    rule = {"value": "sum(travaux.cout) / a", "score": {"steps": [0, 5], "points": [0, 100]}}
    rows = [{"code": "R1", "a": 40}, {"code": "R2", "a": 1}]
    assert said(tmp_path, rule, rows, tables=tables, events=events) == [
        "table « Travaux », colonne « Coût » : parmi les 11 lignes comptées, 9 sans valeur. Une case vide n’est pas "
        "zéro : les sommes de ces unités sont données « au moins… » ou ne sont pas données. Complétez la colonne, ou "
        "écrivez blank: 0 dans la grille si une case vide veut dire zéro. [notation.somme-incomplete]",
        "critère I (Essai) : des lignes de « Travaux » comptent sans dire leur valeur, ce qui laisse le résultat "
        "ouvert (« au moins… ») ; unités concernées : 1 (R1). Le critère n’y est pas noté, et zéro n’y est pas "
        "supposé. Complétez ces lignes, ou écrivez blank: 0 dans la grille si une case vide y veut dire zéro. "
        "[notation.lignes-sans-valeur]",
    ]
    mean = {**rule, "value": "mean(travaux.cout)"}
    assert [each.split("[")[-1] for each in said(tmp_path, mean, rows, tables=tables, events=events)] == [
        "notation.valeurs-manquantes]"
    ]
    cost["blank"] = 0
    assert said(tmp_path, rule, rows, tables=tables, events=events) == []


@pytest.mark.parametrize("count", [5, 6])
def test_a_notice_shows_five_units_and_says_that_there_are_more(count: int, tmp_path: Path) -> None:
    rows = [{"code": f"R{place}", "a": 1, "b": 0} for place in range(count)]
    (sentence,) = said(tmp_path, {"value": "a / b", "score": {"identity": {}}}, rows)
    assert f"(R0, R1, R2, R3, R4{', …' if count > 5 else ''})" in sentence and f"pour {count} ligne" in sentence


def test_a_grid_that_reads_another_one_asks_for_its_result(tmp_path: Path) -> None:
    first = {
        **HEAD,
        "id": "premiere",
        "polarity": "burden",
        "columns": COLUMNS,
        "indicators": {"I": {"title": "Essai", "value": "a", "score": {"identity": {}}}},
    }
    second = {
        **first,
        "id": "seconde",
        "uses": {"reperage": "premiere"},
        "indicators": {"J": {"title": "Suite", "value": "reperage.score", "score": {"identity": {}}}},
    }
    for grid in (first, second):
        (tmp_path / f"{grid['id']}.yaml").write_text(as_yaml(grid), encoding="utf-8")
    with pytest.raises(HlmdiagError) as refusal:
        score(load_grid(tmp_path / "seconde.yaml"), dataset(second, [{"code": "R1"}]), date=ON)
    assert [problem.say("fr") for problem in refusal.value.problems] == [
        "cette grille lit le résultat de la grille « premiere » sous le nom « reperage », qui n’a pas été fourni ; "
        "évaluez d’abord cette grille sur les mêmes données, ou donnez son résultat avec --uses reperage=RESULTAT. "
        "[notation.resultat-absent]"
    ]
    assert refusal.value.exit_code == 3
