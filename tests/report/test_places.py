"""Where the columns of many files stand is said once for those of the same titles, and read back for each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from hlmdiag.data import read
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import explain
from hlmdiag.grid import load_grid
from hlmdiag.scoring import Result, score
from hlmdiag.scoring.saved import open_saved
from hlmdiag.scoring.schema import result_schema

GRID = Path(__file__).parents[1] / "data" / "parc.yaml"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Thirteen files of the same titles, and one that has its columns in another order."""
    folder = tmp_path_factory.mktemp("parc")
    for number in range(13):
        (folder / f"{number:02}.csv").write_text(f"code_residence;pct_vacance\nR{number:02};{number} %\n", "utf-8")
    (folder / "13.csv").write_text("pct_vacance;code_residence\n13 %;R13\n", "utf-8")
    return score(load_grid(GRID), read(folder, load_grid(GRID)), date=date(2026, 10, 31))


def place_of(result: Result, code: str) -> str:
    [reading] = (each for each in explain(result, code).indicators if each.indicator.id == "V1")
    [answer] = reading.answers
    assert answer.place is not None
    return answer.place.say("fr")


def test_places_are_said_once_for_the_files_of_the_same_titles(document: dict[str, Any]) -> None:
    assert list(document["provenance"]) == ["stock", "stock:0", "stock:13"]
    assert list(document["same_places"]) == [f"stock:{part}" for part in range(1, 13)]
    assert document["same_places"]["stock:7"] == {
        "places": "stock:0", "sources": [{"file": "07.csv", "sheet": None}],
    }  # fmt: skip
    assert [each.message for each in Draft7Validator(result_schema()).iter_errors(document)] == []


@pytest.mark.parametrize(("code", "cell"), [("R00", "00.csv, ligne 2, colonne « pct_vacance » (B2 dans Excel)"),
    ("R07", "07.csv, ligne 2, colonne « pct_vacance » (B2 dans Excel)"),
    ("R13", "13.csv, ligne 2, colonne « pct_vacance » (A2 dans Excel)")])  # fmt: skip
def test_a_result_that_was_read_back_names_the_cell_of_each_file(
    result: Result, document: dict[str, Any], code: str, cell: str
) -> None:
    again = open_saved({name: said for name, said in document.items() if name != "units"}).result(result.frame)
    assert again.manifest.provenance == result.manifest.provenance
    assert (place_of(result, code), place_of(again, code)) == (cell, cell)


@pytest.mark.parametrize(
    "said",
    [
        {"stock:1": {"places": "stock:99", "sources": [{"file": "a.csv", "sheet": None}]}},
        {"stock:1": {"places": "stock:0", "sources": []}},
        {"stock:0": {"places": "stock:0", "sources": [{"file": "a.csv", "sheet": None}]}},
        {"incidents": {"places": "stock:0", "sources": [{"file": "a.csv", "sheet": None}]}},
        {"stock:1": {"places": "stock:0", "sources": "a.csv"}},
    ],
)
def test_places_that_follow_none_are_refused(document: dict[str, Any], said: dict[str, Any]) -> None:
    with pytest.raises(HlmdiagError) as caught:
        open_saved({name: it for name, it in document.items() if name != "units"} | {"same_places": said}, "r.json")
    assert {problem.code for problem in caught.value.problems} == {"rapport.resultat-manifeste"}
