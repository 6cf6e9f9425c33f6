"""What a form writes beside its titles for who fills it (`(obligatoire)`, ` *`) is no part of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, look, only, small_grid, write
from hlmdiag.data import read
from hlmdiag.data.match import Vocabulary, match_headers
from hlmdiag.data.normalise_text import header, units, without_units
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import Column


@pytest.mark.parametrize(
    "key",
    [
        "Code résidence (obligatoire)", "Code résidence *", "* Code résidence", "Code résidence (*)",
        "Code résidence (clé)", "Code résidence [obligatoire]", "Code résidence - obligatoire",
        "Code résidence (champ obligatoire) *", "CODE RÉSIDENCE (À RENSEIGNER)", "Code résidence : requis",
        "Code résidence (1)",
    ],
)  # fmt: skip
def test_the_key_is_found_whatever_a_form_writes_beside_it(tmp_path: Path, key: str) -> None:
    text = f"{key};Vacance (%) *;Loyer moyen (en €) (facultatif);Agence (optionnelle)\nR1;3;500,5;Nord\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence", "pct_vacance", "loyer", "agence") == [("R1", 3.0, 500.5, "Nord")]
    assert not {"cle-absente", "entete-en-trop", "titres-compris"} & set(codes(dataset.problems))


def test_the_unit_beside_such_words_is_still_compared(tmp_path: Path) -> None:
    text = "Code résidence *;Vacance;Loyer moyen (k€) (obligatoire)\nR1;3;0,5\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert only(dataset, "entete-unite").values["unit"] == "k€"
    assert look(dataset, "loyer") == [("(vide)",)]


def test_two_titles_told_apart_by_a_call_for_a_note_are_refused(tmp_path: Path) -> None:
    text = "Code résidence;Agence;Loyer moyen (1);Loyer moyen (2)\nR1;Nord;400;500\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert "deux-entetes" in codes(dataset.problems)
    assert look(dataset, "loyer") == [("(vide)",)]


@pytest.mark.parametrize("title", ["Travaux obligatoires", "Code résidence (2024)", "Nb < 5 *", "Note (10)"])
def test_words_that_belong_to_a_title_stay(title: str) -> None:
    assert without_units(title) == header(title)


def test_units_are_read_before_a_star() -> None:
    assert (units("Vacance en % *"), units("Loyer (€) (obligatoire)")) == (("%",), ("€",))


def test_titles_under_the_name_of_a_group_are_found_with_their_unit(tmp_path: Path) -> None:
    text = ";;Occupation;;\nCode résidence;Nom;Vacance (%);Loyer moyen (€);Agence\nR1;a;3;500;Nord\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "pct_vacance", "loyer", "agence") == [(3.0, 500.0, "Nord")]
    text = "Code résidence;Nom;Occupation;;\n;;Vacance (%);Loyer moyen (€);Agence\nR1;a;0,3;500;Nord\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "pct_vacance", "loyer", "agence") == [(0.3, 500.0, "Nord")]


@pytest.mark.parametrize("first", ["", "(code)", "texte", "identifiant"])
def test_a_row_under_the_titles_that_says_units_and_kinds_belongs_to_them(tmp_path: Path, first: str) -> None:
    text = f"code_residence;nom;loyer moyen;vacance\n{first};(texte);(k€);%\nR1;a;5;0,3\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence", "loyer", "pct_vacance") == [("R1", "(vide)", 0.3)]
    assert only(dataset, "entete-unite").values["unit"] == "k€"


def test_a_code_that_is_spelled_as_a_unit_is_a_code(tmp_path: Path) -> None:
    text = "code_residence;nom;loyer moyen;vacance\nM2;;;\nR1;a;5;3\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence") == [("M2",), ("R1",)]


@pytest.mark.parametrize("title", ["Δ vacance", "Ø vacance", "Vacance ↗", "Σ vacance"])
def test_a_sign_that_says_another_figure_is_not_left_out_of_a_title(tmp_path: Path, title: str) -> None:
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;{title}\nR1;a;3\n"), small_grid())
    assert look(dataset, "pct_vacance") == [("(vide)",)]


@pytest.mark.parametrize(
    ("title", "is_read"), [("Troubles (mois)", False), ("Troubles (/mois)", False), ("Troubles", True)]
)
def test_what_is_counted_over_a_year_is_not_read_under_another_time(title: str, is_read: bool) -> None:
    column = Column("troubles_12m", "integer", "Troubles sur douze mois", aliases=("troubles",))
    [found] = match_headers([title], Vocabulary({column.id: column}))
    assert (found.column == column.id) is is_read


@pytest.mark.parametrize(
    ("title", "unit"),
    [("% loyer moyen", "%"), ("%loyer moyen", "%"), ("€ vacance", "€"), ("# vacance", "#"), ("Vacance #", "#")],
)
def test_a_unit_that_begins_a_title_is_compared_as_one_that_ends_it(tmp_path: Path, title: str, unit: str) -> None:
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;{title}\nR1;a;3\n"), small_grid())
    assert only(dataset, "entete-unite").values["unit"] == unit
    assert look(dataset, "loyer", "pct_vacance") == [("(vide)", "(vide)")]


def test_a_unit_of_the_column_that_begins_a_title_is_read(tmp_path: Path) -> None:
    text = "code_residence;nom;% vacance;€ loyer moyen;# refus\nR1;a;3;500;2\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "pct_vacance", "loyer") == [(3.0, 500.0)]


@pytest.mark.parametrize(
    "title", ["Réclamations depuis 2020", "Réclamations depuis le 1er janvier", "Cumul 2026 réclamations",
              "Réclamations ‰", "Dépôts sauvages (an)"],
)  # fmt: skip
def test_another_period_or_base_than_that_of_the_column_is_not_read(tmp_path: Path, title: str) -> None:
    grid = load_grid("residence-complexe")
    rows = "".join(f"R{n};a;{n}\n" for n in range(1, 7))
    dataset = read(write(tmp_path, "parc.csv", f"Code résidence;Nom;{title}\n{rows}"), grid)
    assert dataset.stock.frame["v:reclamations_12m"].null_count() == 6
    assert dataset.stock.frame["v:encombrants_mois"].null_count() == 6
