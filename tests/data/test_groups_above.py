"""The name of a group of columns may say that they hold other figures: an aim, another year, those of the region."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, look, only, small_grid, workbook, write
from hlmdiag.data import Dataset, read

TITLES = "code_residence;nom;vacance;loyer moyen;agence\n"


def under(folder: Path, names: str, titles: str = TITLES) -> Dataset:
    return read(write(folder, "parc.csv", f"{names}\n{titles}R1;a;3;500;Nord\n"), small_grid())


@pytest.mark.parametrize("name", ["Objectifs 2026", "N-1", "Évolution", "Budget", "Données régionales"])
def test_columns_under_the_name_of_another_figure_are_not_read(tmp_path: Path, name: str) -> None:
    dataset = under(tmp_path, f"Identité;;{name};;Organisation")
    said = only(dataset, "groupe-autre")
    assert (said.values["text"], said.values["where"], said.values["count"]) == (name, "C1", 2)
    assert look(dataset, "pct_vacance", "loyer", "agence") == [("(vide)", "(vide)", "Nord")]


@pytest.mark.parametrize(
    "names",
    ["Identité;;Occupation;;", "Identité;;Hors travaux;;", "Identité;;Données non définitives;;", "Objectifs 2026;;;;",
     "Identité;;2026;2026;2026", ";;Objectifs et moyens de l’année, comme votés au conseil d’administration;;x"],
)  # fmt: skip
def test_a_name_that_announces_no_other_figure_changes_nothing(tmp_path: Path, names: str) -> None:
    dataset = under(tmp_path, names)
    assert look(dataset, "pct_vacance", "loyer", "agence") == [(3.0, 500.0, "Nord")]
    assert not {"groupe-autre", "groupe-ancien"} & set(codes(dataset.problems))


def test_columns_under_an_earlier_year_than_others_are_read_and_said(tmp_path: Path) -> None:
    dataset = under(tmp_path, ";;Enquête 2025;Année 2026;")
    said = only(dataset, "groupe-ancien")
    assert (said.values["where"], said.values["latest"], said.values["count"]) == ("C1", "2026", 1)
    assert look(dataset, "pct_vacance", "loyer") == [(3.0, 500.0)]


def test_a_name_in_merged_cells_is_of_the_columns_that_they_cover(tmp_path: Path) -> None:
    import openpyxl

    rows = [["Identité", None, "Objectif", None, "Organisation"], TITLES.strip().split(";"), ["R1", "a", 3, 500, "N"]]
    path = workbook(tmp_path, Parc=rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A1:B1")
    book.save(path)
    # without a merge of its own, a name is of its column alone where others are merged
    assert only(read(path, small_grid()), "groupe-autre").values["count"] == 1
    book.active.merge_cells("C1:D1")
    book.save(path)
    assert only(read(path, small_grid()), "groupe-autre").values["count"] == 2


def test_a_column_that_its_reader_chose_is_read_whatever_is_above(tmp_path: Path) -> None:
    write(tmp_path, "hlmdiag.toml", '[columns]\n"vacance" = "pct_vacance"\n')
    from hlmdiag.data.settings import load_settings

    settings = load_settings(tmp_path / "hlmdiag.toml", small_grid())
    path = write(tmp_path, "parc.csv", f"Identité;;Objectif;;Organisation\n{TITLES}R1;a;3;500;Nord\n")
    dataset = read(path, small_grid(), settings=settings)
    assert look(dataset, "pct_vacance", "loyer") == [(3.0, "(vide)")]
