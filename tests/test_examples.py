"""The shipped examples: made by their script alone, read alike from workbook and text, scored as announced."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hlmdiag
from hlmdiag.errors import Severity

PROJECT = Path(__file__).resolve().parents[1]
EXAMPLES = PROJECT / "examples"
FILES = (
    "parc.xlsx", "parc.csv", "incidents.csv", "reclamations.csv", "parcours.csv", "halls.csv", "faits-halls.csv",
)  # fmt: skip
LAST_DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def grid() -> Any:
    return hlmdiag.load_grid(PROJECT / "grids" / "residence-complexe.yaml")


@pytest.fixture(scope="module")
def workbook(grid: Any) -> Any:
    return hlmdiag.read([EXAMPLES / "parc.xlsx"], grid, date=LAST_DAY)


@pytest.fixture(scope="module")
def everything(grid: Any) -> Any:
    files = [EXAMPLES / name for name in ("parc.xlsx", "incidents.csv", "reclamations.csv")]
    return hlmdiag.read(files, grid, date=LAST_DAY)


@pytest.fixture(scope="module")
def rows(grid: Any, everything: Any) -> dict[str, dict[str, Any]]:
    frame = hlmdiag.score(grid, everything, date=LAST_DAY).frame
    return {row["code_residence"]: row for row in frame.iter_rows(named=True)}


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_is_what_the_script_writes(name: str, written_again: Path) -> None:
    assert (EXAMPLES / name).read_bytes() == (written_again / name).read_bytes()


@pytest.fixture(scope="module")
def written_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "-B", str(EXAMPLES / "make_examples.py"), "--out", str(folder)]
    subprocess.run(command, check=True)
    return folder


def test_the_workbook_and_the_text_hold_the_same_values(grid: Any, workbook: Any) -> None:
    text = hlmdiag.read([EXAMPLES / "parc.csv"], grid, date=LAST_DAY)
    left, right = (_values(dataset.stock.frame) for dataset in (workbook, text))
    differing = [name for name in left.columns if not left[name].equals(right[name], null_equal=True)]
    assert differing == []


def _values(frame: pl.DataFrame) -> pl.DataFrame:
    kept = frame.select(name for name in frame.columns if name.startswith(("v:", "s:")))
    return kept.with_columns(pl.col(pl.Float64).round(9)).sort("v:code_residence")


def test_title_rows_and_the_total_are_set_aside(workbook: Any) -> None:
    assert workbook.stock.frame.height == 60
    assert workbook.stock.frame["v:code_residence"].to_list()[:2] == ["0101", "0102"]
    assert workbook.inputs[0].header_row == 4


def test_the_only_unknown_column_is_the_free_text(workbook: Any) -> None:
    unknown = [problem.location.header for problem in workbook.problems if problem.code.startswith("donnees.entete-")]
    assert unknown == ["Observations"]


def test_a_code_unknown_to_the_stock_is_said_in_each_event_file(everything: Any) -> None:
    orphans = [problem for problem in everything.problems if problem.code == "donnees.cles-sans-residence"]
    assert {problem.location.file for problem in orphans} == {"incidents.csv", "reclamations.csv"}


def test_the_events_of_the_year_agree_with_the_counts_made_by_hand(everything: Any) -> None:
    incidents = everything.events["incidents"].frame
    counted = everything.stock.frame.select("v:code_residence", "v:troubles_12m").drop_nulls()
    for code, count in counted.iter_rows():
        own = incidents.filter(
            (pl.col("v:code_residence") == code)
            & (pl.col("v:nature") == "trouble")
            & pl.col("v:date").is_between(date(2025, 11, 1), LAST_DAY)
        )
        assert own.height == count


def test_the_distribution_of_the_shipped_example(rows: Any) -> None:
    assert Counter(row["level"] for row in rows.values()) == {
        "courant": 33,
        "vigilance": 14,
        "fragile": 5,
        "complexe": 5,
        None: 3,
    }


def test_the_profiles_of_the_example_come_out_right(rows: Any) -> None:
    quiet, tower, large, hidden = (rows[code] for code in ("0101", "0107", "0201", "0108"))
    assert quiet["level"] == "courant"
    assert tower["level"] == "fragile"
    assert (large["level"], large["level_computed"]) == ("complexe", "fragile")
    assert "occupation-rouge" in large["flags"]
    assert "ecart_regards" in hidden["flags"]


def test_individual_houses_have_neither_lift_nor_hall(rows: Any) -> None:
    assert {rows["0209"][f"state:{name}"] for name in ("QS5", "QS6", "CV3")} == {"not_applicable"}


def test_a_tiny_residence_is_not_judged_on_one_vacancy(rows: Any) -> None:
    assert (rows["0106"]["value:OC1"], rows["0106"]["state:OC1"]) == (16.7, "small_base")


def test_a_residence_hardly_answered_is_not_concluded(rows: Any) -> None:
    silent = {code for code, row in rows.items() if not row["conclusive"]}
    assert silent == {"0215", "0314", "0414"}
    assert all(rows[code]["score"] is None and rows[code]["low"] < rows[code]["high"] for code in silent)


def test_a_police_order_makes_a_residence_complex(rows: Any) -> None:
    assert (rows["0113"]["level"], "arrete-police" in rows["0113"]["flags"]) == ("complexe", True)


def test_the_override_of_the_workbook_sets_the_level(rows: Any) -> None:
    row = rows["0202"]
    assert (row["level"], row["override"], row["override_author"]) == ("fragile", "fragile", "Comité de suivi")
    assert row["level_computed"] == "vigilance"


def scored(grid: str, *files: str) -> dict[str, dict[str, Any]]:
    """The rows that a shipped grid gives for some files, those it reads being scored first."""
    loaded, paths = hlmdiag.load_grid(grid), [EXAMPLES / file for file in files]
    uses = {name: hlmdiag.score(it, hlmdiag.read(paths, it), date=LAST_DAY) for name, it in loaded.uses.items()}
    result = hlmdiag.score(loaded, hlmdiag.read(paths, loaded), date=LAST_DAY, uses=uses)
    assert [problem.code for problem in result.manifest.problems if problem.severity is Severity.ERROR] == []
    return {row[loaded.keys[0]]: row for row in result.frame.iter_rows(named=True)}


def test_the_practices_of_the_example() -> None:
    rows = scored("pratiques-qualite-service", "pratiques.csv")
    assert {code: (row["level"], row["level_computed"]) for code, row in rows.items()} == {
        "VH-C": ("maitrise", "exemplaire"),  # nothing proves what it says of its communication
        "VH-N": ("en-progres", "en-progres"),
        "VH-R": ("en-progres", "maitrise"),  # its cleaning is left behind
        "VH-P": (None, None),  # half of it was never looked at
    }
    assert rows["VH-C"]["flags"] == ["preuves-communication"]
    assert rows["VH-R"]["flags"] == ["retard-proprete"]


def test_the_indicators_of_the_example() -> None:
    rows = scored("indicateurs-suivi", "indicateurs.csv")
    assert [row["conclusive"] for row in rows.values()] == [True, True, True, False]
    assert rows["VH-P"]["state:SAT1"] == "missing"
    assert {code: row["state:GES3"] for code, row in rows.items()} == {
        "VH-C": "not_applicable", "VH-N": "not_applicable", "VH-R": "scored", "VH-P": "not_applicable",
    }  # fmt: skip


def test_the_kinds_of_management_of_the_example() -> None:
    rows = scored("typologie-gestion", "parc.csv", "projets.csv")
    assert Counter(row["level"] for row in rows.values()) == {
        "droit_commun": 42, "gestion_renforcee": 9, "gestion_de_projet": 3, None: 6,
    }  # fmt: skip
    assert {code for code, row in rows.items() if row["level"] == "gestion_de_projet"} == {"0113", "0201", "0305"}
