"""Where the table is: on its side, beside another one, on sheets of several agencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, filled, look, only, small_grid, workbook, write
from hlmdiag.data import read
from hlmdiag.text.phrase import spell
from inspection.kit import answered, asked_in, copy_of, looked, read_back

LYING = [
    ["Code résidence", "R1", "R2", "R3"], ["Nom de la résidence", "Tilleuls", "Clos", "Bourg"],
    ["Nb lgts", 24, "env. 30", 12], ["Vacance (%)", 3.5, 4, 250], ["Rubrique A", "oui", "non", "oui"],
]  # fmt: skip


def test_a_table_on_its_side_is_read_and_each_cell_keeps_its_address(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Relevé=LYING), small_grid())
    assert look(dataset, "code_residence", "nom_residence", "nb_logements", "pct_vacance") == [
        ("R1", "Tilleuls", 24.0, 3.5), ("R2", "Clos", "(refusé)", 4.0), ("R3", "Bourg", 12.0, "(refusé)"),
    ]  # fmt: skip
    assert only(dataset, "tableau-couche").values["count"] == 5
    assert only(dataset, "approximation").location.cell == "C3"
    assert only(dataset, "borne-haute").location.cell == "D4"


def test_a_table_on_its_side_is_marked_and_answered_in_its_copy(tmp_path: Path) -> None:
    path = workbook(tmp_path, Relevé=LYING)
    assert {fault.location.cell for fault in looked(path).faults if fault.value} == {"C3", "D4"}
    copy = copy_of(path)
    assert "Rubrique A" in asked_in(copy) and "« env. 30 » sous « Nb lgts »" in asked_in(copy)
    dataset = read_back(answered(copy, {"Rubrique A": "Gardien sur place"}))
    assert [row[0] for row in look(dataset, "gardien")] == [True, False, True]


def test_codes_twice_in_a_table_on_its_side_are_named_by_their_columns(tmp_path: Path) -> None:
    rows = [["Code résidence", "R1", "R1", "R2"], ["Nb lgts", 24, 30, 12], ["Loyer moyen", 1, 2, 3]]
    dataset = read(workbook(tmp_path, Relevé=rows), small_grid())
    assert (filled(only(dataset, "cle-repetee"), "rows"), len(look(dataset, "nb_logements"))) == ("B, C", 1)


TABLE = [["Code résidence", "Nom", "Nb lgts"], ["R1", "Tilleuls", 24], ["R2", "Clos", 30], ["R3", "Bourg", 12]]
BESIDE = {
    "the same titles": [["Code résidence", "Nb lgts"], ["X1", 5], ["X2", 6], ["X3", 7]],
    "a summary": [["Agence", "Loyer moyen"], ["Nord", 410], ["Sud", 395], []],
    "a longer table": [["Agence", "Total"], ["Nord", 410], ["Sud", 395], ["Est", 2], ["Ouest", 3]],
    "a legend": [["Légende", ""], ["1", "bon"], [], []],
}


@pytest.mark.parametrize("name", BESIDE)
def test_the_table_that_holds_the_key_is_read_and_the_other_said(tmp_path: Path, name: str) -> None:
    other = BESIDE[name]
    width = max(len(TABLE), len(other))
    rows = [
        [*(TABLE[place] if place < len(TABLE) else ["", "", ""]), "", *(other[place] if place < len(other) else [])]
        for place in range(width)
    ]
    dataset = read(workbook(tmp_path, Parc=rows), small_grid())
    read_there = look(dataset, "code_residence", "nb_logements", "loyer", "agence")
    assert read_there == [(code, count, "(vide)", "(vide)") for code, count in (("R1", 24), ("R2", 30), ("R3", 12))]
    said = only(dataset, "tableau-a-cote")
    assert said.location.cell == "E1" and str(spell(said.values["cells"], "fr")).startswith("E1:F")


def test_a_title_with_nothing_under_it_is_its_own_place(tmp_path: Path) -> None:
    rows = [[*row, "", "Remarque : R2 est en vente" if row is TABLE[0] else ""] for row in TABLE]
    assert only(read(workbook(tmp_path, Parc=rows), small_grid()), "tableau-a-cote").values["cells"] == "E1:E1"


def test_columns_after_an_empty_one_are_still_of_the_table(tmp_path: Path) -> None:
    rows = [[*row, "", price] for row, price in zip(TABLE, ["Loyer moyen", 400, "", 410], strict=True)]
    dataset = read(workbook(tmp_path, Parc=rows), small_grid())
    assert look(dataset, "loyer") == [(400.0,), ("(vide)",), (410.0,)]
    assert "tableau-a-cote" not in codes(dataset.problems)


def test_a_note_beside_the_table_refuses_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", "Code résidence;Nb lgts;;\nR1;24;;\nR2;30;;à revoir avec le siège\nR3;12;;\n")
    dataset = read(path, small_grid())
    assert look(dataset, "nb_logements") == [(24.0,), (30.0,), (12.0,)]
    assert only(dataset, "note-a-cote").location.line == 3


def test_sheets_of_agencies_give_the_agency_their_name(tmp_path: Path) -> None:
    nord = [["Code résidence", "Nb lgts"], ["R1", 24]]
    sud = [["Code résidence", "Agence", "Nb lgts"], ["R2", "Sud-Est", 30]]
    path = workbook(tmp_path, Agence_Nord=nord, Sud=sud, Feuil3=[["Code résidence", "Nb lgts"], ["R3", 12]])
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "agence") == [("R1", "Agence Nord"), ("R2", "Sud-Est"), ("R3", "(vide)")]
    assert filled(only(dataset, "groupe-de-feuille"), "sheets") == "« Agence Nord »"


def test_the_only_sheet_of_a_workbook_names_no_agency(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Nord=[["Code résidence", "Nb lgts"], ["R1", 24]]), small_grid())
    assert look(dataset, "agence") == [("(vide)",)]
