"""Files with one row a dwelling, as RPLS exports are: residences are drawn from them by the rules of the grid."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hlmdiag
from data.kit import codes, only, write
from hlmdiag.explain import explain

ON = date(2026, 3, 1)
HEADER = "CODSEGPATRIM;IMMEU;DEPCOM;MODE;DUREE_VACANCE;DPEENERGIE;CONSTRUCT;LOYERPRINC;BAIL\n"
ROWS = """\
000007;;2A004;1;Z;F;1972;251,4;04/2025
000007;;2A004;2;5;G;1.972e+003;1.1144e+006;NA/NA
000007;;2A004;2;999;Z;1980;;01/2020
12E3;;01001;1;;A;1990;300;12/2025
;IM-01;01001;2;2;A;1990;;
"""


@pytest.fixture(scope="module")
def grid() -> Any:
    return hlmdiag.load_grid(Path(__file__).with_name("logements.yaml"))


def rows_of(dataset: Any, grid: Any) -> dict[str, dict[str, Any]]:
    frame = hlmdiag.score(grid, dataset, date=ON).frame
    return {row["code_residence"]: row for row in frame.iter_rows(named=True)}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path, "rpls_2026_Région_É.csv", HEADER + ROWS, "latin-1")


def test_the_residences_are_those_that_the_dwellings_name(grid: Any, export: Path) -> None:
    dataset = hlmdiag.read(export, grid, date=ON)
    assert dataset.stock.frame["v:code_residence"].to_list() == ["000007", "12E3", "IM-01"]
    assert dataset.stock.frame["row"].to_list() == [2, 5, 6]
    assert only(dataset, "unites-de-table").values["count"] == 3
    assert not [code for code in codes(dataset.problems) if code in ("cles-sans-residence", "residences-sans-ligne")]


def test_the_quirks_of_an_export_are_read_and_each_column_is_drawn_from_its_rows(grid: Any, export: Path) -> None:
    rows = rows_of(hlmdiag.read(export, grid, date=ON), grid)
    first = rows["000007"]
    # 3 dwellings; 2 vacant, one for 5 months, one for a length that is not known; 1972 twice
    assert (first["nb_logements"], first["commune"]) == (3, "2A004")
    # one or two of three: not known, and not one of three
    assert first["value:VAC"] is None and first["state:VAC"] == "invalid"
    assert (rows["12E3"]["nb_logements"], rows["12E3"]["commune"], rows["12E3"]["value:VAC"]) == (1, "01001", 0)
    assert first["computed"] == ["commune", "nb_logements", "annee_construction"]


def test_numbers_and_months_of_an_export_have_their_value(grid: Any, export: Path) -> None:
    frame = hlmdiag.read(export, grid, date=ON).events["logements"].frame
    assert frame["v:loyer"].to_list() == [251.4, 1114400.0, None, 300.0, None]
    assert frame["v:construct"].to_list() == [1972, 1972, 1980, 1990, 1990]
    assert frame["v:bail"].to_list() == [date(2025, 4, 1), None, date(2020, 1, 1), date(2025, 12, 1), None]
    assert frame["v:duree_vacance"].to_list() == [None, 5, None, None, 2]


def test_a_row_without_its_key_takes_the_other_one_and_it_is_said(grid: Any, export: Path) -> None:
    said = only(hlmdiag.read(export, grid, date=ON), "cle-de-repli")
    assert (said.location.line, said.values["count"]) == (6, 1)


def test_files_of_several_regions_make_one_stock(grid: Any, tmp_path: Path) -> None:
    for name, lines in (("rpls_01.csv", ROWS.splitlines()[:3]), ("rpls_2A.csv", ROWS.splitlines()[3:])):
        write(tmp_path, name, HEADER + "\n".join(lines) + "\n", "latin-1")
    rows = rows_of(hlmdiag.read(tmp_path, grid, date=ON), grid)
    assert {code: row["nb_logements"] for code, row in rows.items()} == {"000007": 3, "12E3": 1, "IM-01": 1}


def test_the_stock_file_wins_and_what_it_lacks_is_drawn_from_the_dwellings(
    grid: Any, export: Path, tmp_path: Path
) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;nb_logements;commune\n000007;40;\nR9;12;Ville\n")
    dataset = hlmdiag.read([stock, export], grid, date=ON)
    rows = rows_of(dataset, grid)
    assert (rows["000007"]["nb_logements"], rows["000007"]["commune"]) == (40, "2A004")
    assert "nb_logements" not in rows["000007"]["computed"]
    # R9 is not in the dwellings: nothing is known of its vacancy, which is not zero
    assert (rows["R9"]["state:VAC"], rows["R9"]["rows:logements"], rows["R9"]["computed"]) == ("missing", None, [])
    assert {"cles-sans-residence", "residences-non-jointes"} <= set(codes(dataset.problems))


def test_the_explanation_names_the_file_the_filter_and_the_number_of_rows(grid: Any, export: Path) -> None:
    result = hlmdiag.score(grid, hlmdiag.read(export, grid, date=ON), date=ON)
    answers = explain(result, "12E3").indicators[0].answers
    assert [(answer.label, answer.text) for answer in answers] == [
        ("pct_vacance_3m, calculé par la grille", "0\u202f%"),
        ("Logements (lignes où « occupation » : « 2 » et « duree_vacance » au-dessus de 3)", "0 ligne comptée"),
        ("Logements (toutes les lignes)", "1 ligne comptée"),
    ]
    assert {answer.place.file for answer in answers if answer.place} == {"rpls_2026_Région_É.csv"}


def test_a_saved_result_keeps_what_was_counted(grid: Any, export: Path) -> None:
    frame = hlmdiag.score(grid, hlmdiag.read(export, grid, date=ON), date=ON).frame
    assert frame.schema["rows:logements"] == pl.UInt32
    assert frame.schema["computed"] == pl.List(pl.String)
    assert frame['rows:logements, occupation == "vacant" and duree_vacance > 3'].to_list() == [1, 0, 0]
