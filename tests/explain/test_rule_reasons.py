"""Where one of several conditions is enough for a level, those that hold are said, and no other."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

import hlmdiag
from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag.explain.rule_reasons import alternatives_met

EXAMPLES = Path(__file__).parents[2] / "examples"
RENEWED = "Niveau « Gestion renforcée » donné par une règle de la grille, pour"
SPOTTED = "niveau d’ensemble selon « Repérage des résidences en situation complexe » : « Gestion renforcée » ou plus"


@pytest.fixture(scope="module")
def reasons() -> dict[str, str]:
    """Why each residence of the example is at its level, in the typology of management."""
    stock = [EXAMPLES / "parc.csv", EXAMPLES / "projets.csv"]
    result = hlmdiag.run(stock, "typologie-gestion", date=date(2026, 10, 31)).result
    told = hlmdiag.explain_units(result, ["0401", "0405", "0305", "0101"])
    return {each.code: " ".join(each.verdict.reasons).replace("\N{NO-BREAK SPACE}", " ") for each in told}


def test_the_conditions_that_hold_are_the_reasons(reasons: dict[str, str]) -> None:
    assert reasons["0405"] == f"{RENEWED} cette raison : {SPOTTED} préoccupant."
    assert reasons["0401"].startswith(f"{RENEWED} chacune de ces raisons : {SPOTTED} préoccupant ; drapeau « Trafic")
    assert reasons["0305"].endswith("pour cette raison : « Démolition ou restructuration programmée » : oui.")
    assert reasons["0101"] == "Niveau « Droit commun » : aucune autre règle de la grille n’est vérifiée."


@settings(max_examples=40)
@given(case=cases())
def test_no_condition_said_to_hold_belongs_to_a_rule_that_scoring_passed_over(
    case: Case, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "regles.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    grid = hlmdiag.load_grid(path)
    if not grid.level_rules:
        return
    result = hlmdiag.score(grid, dataset(case.grid, case.rows, case.events), date=TODAY)
    for row in result.frame.iter_rows(named=True):
        for rule in grid.level_rules:
            if row["level_computed"] is None or rule.level == row["level_computed"]:
                break
            assert rule.when is not None and alternatives_met(rule.when, row, grid) == ()
