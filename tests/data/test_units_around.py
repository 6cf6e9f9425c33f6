"""A unit written around a table changes every figure: a column that expects another is not read, and that is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data.kit import codes, filled, look, only, small_grid, workbook, write
from hlmdiag.data import Dataset, read

TITLES = "code_residence;nom;Loyer moyen;vacance"


def read_text(folder: Path, text: str, name: str = "parc.csv") -> Dataset:
    return read(write(folder, name, text), small_grid())


@pytest.mark.parametrize(
    "above",
    [
        "Montants en k€", "Montants en K€ HT", "(en milliers d’euros)", "Données 2025, en milliers d'euros.", "k€",
        "Unité : k€", "Unité monétaire : millions d’euros", "Exprimé en M€", "Valeurs en francs CFP", "en milliers",
        "Montants : k€", "Dépenses (k€)",
    ],
)  # fmt: skip
def test_a_column_of_euros_is_not_read_under_another_unit(tmp_path: Path, above: str) -> None:
    dataset = read_text(tmp_path, f"{above};;;\n{TITLES}\nR1;a;0,5;3\n")
    assert look(dataset, "loyer", "pct_vacance") == [("(vide)", 3.0)]
    said = only(dataset, "unite-du-tableau")
    assert (said.values["text"], filled(said, "where"), said.location.header) == (above, "A1", "Loyer moyen")


@pytest.mark.parametrize(
    "above",
    [
        "Montants en €", "Opérations de plus de 100 k€", "Suivi du mois;Mois", "Vacance de plus de 3 mois",
        "Surfaces en ares", "Délais en mois", "Rapport en milliers de signes", "Mois;Janvier 2025",
    ],
)  # fmt: skip
def test_other_words_above_a_table_change_nothing(tmp_path: Path, above: str) -> None:
    dataset = read_text(tmp_path, f"{above};;;\n{TITLES}\nR1;a;500,5;3\n")
    assert look(dataset, "loyer") == [(500.5,)]
    assert "unite-du-tableau" not in codes(dataset.problems)


def test_a_title_that_says_its_unit_settles_it(tmp_path: Path) -> None:
    dataset = read_text(tmp_path, f"Montants en k€;;;\n{TITLES.replace('moyen', 'moyen (€)')}\nR1;a;500;3\n")
    assert look(dataset, "loyer") == [(500.0,)]
    assert "unite-du-tableau" not in codes(dataset.problems)


def test_a_note_under_the_table_is_heard_and_a_code_alone_is_none(tmp_path: Path) -> None:
    dataset = read_text(tmp_path, f"{TITLES}\nR1;a;0,5;3\nMontants exprimés en milliers d’euros;;;\n")
    assert filled(only(dataset, "unite-du-tableau"), "where") == "A3"
    dataset = read_text(tmp_path, f"{TITLES}\nR1;a;5;3\nCHF;;;\n")
    assert look(dataset, "loyer")[0] == (5.0,)


def test_the_name_of_a_sheet_or_of_a_file_is_heard(tmp_path: Path) -> None:
    rows = [TITLES.split(";"), ["R1", "a", 0.5, 3]]
    dataset = read(workbook(tmp_path, **{"Loyers_k€": rows}), small_grid())
    assert filled(only(dataset, "unite-du-tableau"), "where") == "dans le nom de la feuille ou du fichier"
    dataset = read_text(tmp_path, f"{TITLES}\nR1;a;0,5;3\n", "loyers_K€_2025.csv")
    assert look(dataset, "loyer") == [("(vide)",)]


def test_a_unit_above_some_titles_is_of_their_columns_alone(tmp_path: Path) -> None:
    above = ["", "", "Loyers (k€)", "Occupation"]
    path = workbook(tmp_path, Parc=[above, TITLES.split(";"), ["R1", "a", 0.5, 3]])
    assert look(read(path, small_grid()), "loyer", "pct_vacance") == [("(vide)", 3.0)]
    path = workbook(tmp_path, Parc=[["", "Travaux (k€)", "Loyers", ""], TITLES.split(";"), ["R1", "a", 500, 3]])
    assert look(read(path, small_grid()), "loyer") == [(500.0,)]
    book = openpyxl.Workbook()
    for row in (["", "", "Loyers (k€)", ""], TITLES.split(";"), ["R1", "a", 0.5, 3]):
        book.active.append(row)
    book.active.merge_cells("C1:D1")
    book.save(tmp_path / "parc.xlsx")
    assert look(read(tmp_path / "parc.xlsx", small_grid()), "loyer", "pct_vacance") == [("(vide)", 3.0)]


def test_shares_in_thousandths_are_no_percents(tmp_path: Path) -> None:
    dataset = read_text(tmp_path, f"Taux en ‰;;;\n{TITLES}\nR1;a;500;30\n")
    assert look(dataset, "loyer", "pct_vacance") == [(500.0, "(vide)")]


def test_costs_of_events_are_concerned_too(tmp_path: Path) -> None:
    stock = write(tmp_path, "parc.csv", f"{TITLES}\nR1;a;500;3\n")
    events = write(
        tmp_path, "incidents.csv", "Coûts en k€;;;\ncode_residence;date;nature;coût\nR1;03/04/2026;trouble;2\n"
    )
    dataset = read([stock, events], small_grid(), date=date(2026, 10, 31))
    assert only(dataset, "unite-du-tableau").location.file == "incidents.csv"
    assert "cout" not in dataset.events["incidents"].provenance


def test_files_read_together_are_heard_one_by_one(tmp_path: Path) -> None:
    for number in range(9):
        above = "Montants en k€" if number == 3 else "Agence"
        write(tmp_path, f"agence-{number}.csv", f"{above};;;\n{TITLES}\nR{number};a;5;3\n")
    dataset = read(tmp_path, small_grid())
    assert only(dataset, "unite-du-tableau").location.file == "agence-3.csv"
    assert [value for (value,) in look(dataset, "loyer")].count("(vide)") == 1
