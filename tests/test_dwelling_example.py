"""The example of a dwelling file: written by its script alone, and residences counted from it as by hand."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "rpls"
FILE = FOLDER / "logements-inventes.csv"
ON = date(2026, 1, 1)


@pytest.fixture(scope="module")
def dwellings() -> list[dict[str, str]]:
    with FILE.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    grid = hlmdiag.load_grid(FOLDER / "patrimoine-locatif.yaml")
    frame = hlmdiag.score(grid, hlmdiag.read(FILE, grid, date=ON), date=ON).frame
    return {row["code_residence"]: row for row in frame.iter_rows(named=True)}


def test_the_file_is_what_its_script_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(FOLDER / "make_dwellings.py"), "--out", str(tmp_path)], check=True)
    assert (tmp_path / FILE.name).read_bytes() == FILE.read_bytes()


def test_each_residence_has_the_dwellings_that_bear_its_segment_or_else_its_building(
    rows: Any, dwellings: list[dict[str, str]]
) -> None:
    counted: dict[str, int] = {}
    for dwelling in dwellings:
        code = dwelling["CODSEGPATRIM"] or dwelling["IMMEU"]
        counted[code] = counted.get(code, 0) + 1
    assert {code: row["nb_logements"] for code, row in rows.items()} == counted
    assert {"000101", "2A05", "12E6", "IM-0777"} <= set(counted)


def test_vacancy_and_energy_are_those_of_the_dwellings(rows: Any, dwellings: list[dict[str, str]]) -> None:
    for code in ("000102", "000104", "2A05"):
        own = [dwelling for dwelling in dwellings if dwelling["CODSEGPATRIM"] == code]
        offered = [each for each in own if each["MODE"] in "12"]
        long = [each for each in offered if each["MODE"] == "2" and int(each["DUREE_VACANCE"]) > 3]
        known = [each["DPEENERGIE"] for each in own if each["DPEENERGIE"] != "Z"]
        leaking = sum(each in "FG" for each in known)
        assert rows[code]["value:VACANCE"] == pytest.approx(100 * len(long) / len(offered))
        assert rows[code]["value:ENERGIE"] == pytest.approx(100 * leaking / len(known))


def test_the_example_shows_a_quiet_residence_two_that_are_not_and_two_too_small_to_tell(rows: Any) -> None:
    levels = {code: row["level"] for code, row in rows.items()}
    assert (levels["000103"], levels["000102"], levels["000104"]) == ("courant", "fragile", "fragile")
    assert {code for code, row in rows.items() if not row["conclusive"]} == {"12E6", "IM-0777"}
    assert (rows["000102"]["nom_residence"], rows["2A05"]["commune"]) == ("Les Bouleaux", "Ville-Exemple")
