"""A table of buildings, stairs or dwellings: recognised, asked about column by column, never added up unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, look, only, small_grid, workbook
from hlmdiag.data import read
from inspection.kit import answered, asked_in, copy_of, read_back

TITLES = [
    "Code résidence",
    "Bâtiment",
    "Nom de la résidence",
    "Nb lgts",
    "Vacance (%)",
    "Loyer moyen",
    "Gardien sur place",
]
ROWS = [
    TITLES,
    ["R1", "A", "Tilleuls", 10, 10, 400, "oui"], ["R1", "B", "Tilleuls", 30, 2, 420, "oui"],
    ["R2", "A", "Clos", 5, 0, 390, "oui"], ["R2", "B", "Clos", 5, "NC", "sans objet", "non"],
    ["R3", "A", "Bourg", 8, 1, 380, ""], ["R3", "B", "Bourg", "", 3, 390, "non"],
    ["R4", "A", "Parc", 20, 5, 400, "oui"],
]  # fmt: skip
COLUMNS = ("code_residence", "nom_residence", "nb_logements", "pct_vacance", "loyer", "gardien")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(workbook(tmp_path_factory.mktemp("batiments"), Bâtiments=ROWS))


def test_a_table_of_buildings_is_recognised_and_nothing_is_added_up_unasked(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Bâtiments=ROWS), small_grid())
    assert look(dataset, *COLUMNS) == [("R4", "Parc", 20.0, 5.0, 400.0, True)]
    values = only(dataset, "plusieurs-lignes").values
    assert (values["count"], values["total"], values["rows"], values["example"]) == (3, 4, 6, 2)
    assert "cle-repetee" not in codes(dataset.problems)


def test_what_becomes_of_each_column_is_proposed(copy: Path) -> None:
    asked = asked_in(copy)
    assert {title: asked[f"lignes de {title}"] for title in TITLES[2:]} == {
        "Nom de la résidence": "valeur commune à toutes les lignes", "Nb lgts": "somme des lignes",
        "Vacance (%)": "moyenne pondérée par la taille", "Loyer moyen": "moyenne pondérée par la taille",
        "Gardien sur place": "valeur commune à toutes les lignes",
    }  # fmt: skip


def test_rows_are_put_together_as_answered_and_an_unknown_row_is_never_zero(copy: Path) -> None:
    dataset = read_back(answered(copy, {"lignes de Loyer moyen": "moyenne simple", "Bâtiment": "ne pas lire"}))
    assert look(dataset, *COLUMNS) == [
        ("R1", "Tilleuls", 40.0, 4.0, 410.0, True), ("R2", "Clos", 10.0, "(vide)", 390.0, "(refusé)"),
        ("R3", "Bourg", "(vide)", "(vide)", 385.0, False), ("R4", "Parc", 20.0, 5.0, 400.0, True),
    ]  # fmt: skip
    assert dataset.stock.frame["t:nb_logements"].to_list() == ["40", "10", "", "20"]
    said = only(dataset, "lignes-reunies").say("fr")
    assert "7 lignes réunies en 4 unités" in said and "Somme : « Nb lgts »" in said
    assert only(dataset, "valeurs-non-communes").values["value"] == "R2"


def test_a_column_may_count_the_rows(copy: Path) -> None:
    dataset = read_back(answered(copy, {"lignes de Nb lgts": "nombre de lignes"}, "comptées.xlsx"))
    assert [row[0] for row in look(dataset, "nb_logements")] == [2.0, 2.0, 2.0, 1.0]


def test_a_few_codes_that_come_back_are_still_faults(tmp_path: Path) -> None:
    rows = [
        ["Code résidence", "Nb lgts"],
        *([f"R{number}", 3] for number in range(12)),
        ["R1", 4],
        ["R2", 4],
        ["R3", 4],
    ]
    dataset = read(workbook(tmp_path, Parc=rows), small_grid())
    assert codes(dataset.problems).count("cle-repetee") == 3 and "plusieurs-lignes" not in codes(dataset.problems)


def test_a_title_that_is_answered_too_may_be_added_up_in_the_same_copy(tmp_path: Path) -> None:
    rows = [["Code résidence", "Rubrique A", "Rubrique B"], *([f"R{number % 4}", 5, 6] for number in range(8))]
    copy = copy_of(workbook(tmp_path, Bâtiments=rows))
    titles = {"Rubrique A": "Nombre de logements", "Rubrique B": "Loyer moyen"}
    dataset = read_back(answered(copy, {**titles, "lignes de Rubrique A": "somme des lignes"}))
    assert look(dataset, "nb_logements", "loyer") == [(10.0, "(refusé)")] * 4
    assert only(dataset, "reunion-non-dite").values["title"] == "Rubrique B"
