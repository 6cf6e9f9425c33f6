"""What a form writes beside its titles for who fills it (`(obligatoire)`, ` *`) is no part of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, look, only, small_grid, write
from hlmdiag.data import read
from hlmdiag.data.normalise_text import header, units, without_units


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
