"""Sheets of one workbook: the stock, its events, its overrides, agencies one after the other, judgements beside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.kit import codes, filled, look, only, refusal, small_grid, workbook
from hlmdiag.data import read


def test_several_sheets_feed_the_stock_its_events_and_the_overrides(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Lisez_moi=[["Mode d'emploi", None], ["Remplir la feuille Parc", None]],
        Parc=[["code_residence", "nom", "vacance"], ["R1", "a", 3], ["R2", "b", 4]],
        Main_courante=[
            ["Code résidence", "Date", "Nature", "Coût (€)"],
            ["R1", date(2026, 5, 1), "Trouble de jouissance", 12],
            ["R9", date(2026, 5, 1), "Dégradation", None],
            [None, date(2026, 5, 1), "Dégradation", None],
        ],
        Dérogations=[
            ["code_residence", "niveau", "auteur", "date", "motif"],
            ["R1", "Situation fragile", "direction", date(2026, 5, 1), "chantier"],
            ["R2", "fragile", "direction", None, None],
            ["R7", "fragile", "direction", None, "x"],
            ["R2", "terrible", "direction", None, "x"],
        ],
    )
    dataset = read(path, small_grid(), date=date(2026, 11, 1))
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 3.0), ("R2", 4.0)]
    events = dataset.events["incidents"].frame
    assert events.select("row", "v:code_residence", "v:date", "v:nature", "v:cout").rows() == [
        (2, "R1", date(2026, 5, 1), "trouble", 12.0),
        (3, "R9", date(2026, 5, 1), "degradation", None),
    ]
    assert dataset.overrides is not None
    assert dataset.overrides.rows() == [("R1", "fragile", "direction", "2026-05-01", "chantier")]
    assert [(file.table, file.sheet) for file in dataset.inputs] == [
        ("stock", "Parc"), ("incidents", "Main courante"), ("overrides", "Dérogations"),
    ]  # fmt: skip
    assert set(codes(dataset.problems)) == {
        "feuille-ecartee", "evenement-sans-cle", "cles-sans-residence", "residences-sans-ligne", "derogation-motif",
        "derogation-sans-residence", "derogation-niveau",
    }  # fmt: skip
    places = {problem.code: problem.location.cell for problem in dataset.problems if "derogation" in problem.code}
    assert {code: (cell or "")[:1] for code, cell in places.items()} == {
        "donnees.derogation-motif": "E", "donnees.derogation-sans-residence": "A", "donnees.derogation-niveau": "B",
    }  # fmt: skip


def test_a_unit_that_one_of_two_files_of_events_names_has_rows(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text("code_residence;nom;vacance\nR1;a;3\nR2;b;3\nR3;c;3\n", "utf-8")
    for code in ("R1", "R2"):
        rows = f"code_residence;date;nature\n{code};03/04/2026;trouble\n"
        (tmp_path / f"incidents-{code}.csv").write_text(rows, "utf-8")
    assert filled(only(read(tmp_path, small_grid()), "residences-sans-ligne"), "values") == "R3"


def test_a_column_that_one_of_two_files_of_events_lacks_is_said(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text("code_residence;nom;vacance\nR1;a;3\nR2;b;3\n", "utf-8")
    (tmp_path / "incidents-nord.csv").write_text("code_residence;date;nature\nR1;03/04/2026;trouble\n", "utf-8")
    (tmp_path / "incidents-sud.csv").write_text("code_residence;date\nR2;03/04/2026\n", "utf-8")
    lost = only(read(tmp_path, small_grid()), "colonnes-inegales")
    assert (lost.location.file, filled(lost, "titles")) == ("incidents-sud.csv", "« nature »")


@pytest.mark.parametrize("repeated", [False, True])
def test_a_unit_that_two_files_override_is_scored_once_and_as_it_is(tmp_path: Path, repeated: bool) -> None:
    (tmp_path / "parc.csv").write_text("code_residence;nom;vacance\nR1;a;3\nR2;b;3\n", "utf-8")
    for name in ("nord", "sud"):
        row = "R1;fragile;direction;chantier\n" * (1 + (repeated and name == "nord"))
        (tmp_path / name).mkdir()
        (tmp_path / name / "derogations.csv").write_text(f"code_residence;niveau;auteur;motif\n{row}", "utf-8")
    dataset = read(tmp_path, small_grid(), date=date(2026, 11, 1))
    assert dataset.overrides is not None
    assert dataset.overrides.is_empty()
    rows = "nord/derogations.csv:2, sud/derogations.csv:2"
    assert filled(only(dataset, "derogation-repetee"), "rows") == (
        rows.replace(", ", ", nord/derogations.csv:3, ") if repeated else rows
    )


AGENCE_NORD = [["code_residence", "nom", "vacance"], ["R1", "a", 3]]
AGENCE_SUD = [["nom", "code_residence", "vacance"], ["b", "R2", "beaucoup"]]


def test_sheets_by_agency_are_read_one_after_the_other(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Nord=AGENCE_NORD, Sud=AGENCE_SUD), small_grid())
    assert look(dataset, "code_residence", "nom_residence", "pct_vacance") == [
        ("R1", "a", 3.0),
        ("R2", "b", "(refusé)"),
    ]
    assert filled(only(dataset, "feuilles-empilees"), "sheets") == "« Nord », « Sud »"
    parts = dataset.stock.parts
    assert [parts[part]["nom_residence"].letter for part in dataset.stock.frame["part"]] == ["B", "A"]
    assert only(dataset, "nombre").location.sheet == "Sud"


def test_two_sheets_with_the_same_residences_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc_2024=AGENCE_NORD, Parc_2025=[AGENCE_NORD[0], ["R1", "a", 4]])
    assert look(read(path, small_grid()), "pct_vacance") == [("(refusé)",)]
    assert only(read(path, small_grid()), "feuilles-differentes").values["key"] == "R1"
    assert look(read(path, small_grid(), sheet="parc 2025"), "code_residence") == [("R1",)]
    assert look(read(path, small_grid(), sheet="1"), "code_residence") == [("R1",)]
    assert (codes(refusal(path, sheet="Parc 2031").problems), refusal(path, sheet="3").exit_code) == (
        ["feuille-absente"],
        2,
    )


def test_a_sheet_of_judgements_is_joined_by_the_code(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Parc=[["code_residence", "nom", "vacance"], ["R1", "a", 3], ["R2", "b", 4]],
        Visites=[
            ["Avis des équipes", None, None],
            ["Nom", "Code résidence", "État des halls"],
            ["a", "R1", "Majeure"],
            ["z", "R8", 1],
        ],
    )
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "pct_vacance", "etat") == [("R1", 3.0, "4"), ("R2", 4.0, "(vide)")]
    place = dataset.stock.provenance["etat"]
    assert (place.sheet, place.letter, dataset.stock.frame[place.rows].to_list()) == ("Visites", "C", [3, None])
    assert {"feuille-jointe", "cles-sans-residence", "residences-non-jointes", "jointure-ignoree"} <= set(
        codes(dataset.problems)
    )


@pytest.mark.parametrize(
    "name", ["Archives", "Brouillon", "Démolis", "Copie de Nord", "Exemple", "Ancien parc", "Hors patrimoine", "Vendus"]
)
def test_a_sheet_whose_name_announces_another_stock_is_read_and_said(tmp_path: Path, name: str) -> None:
    titles = ["code_residence", "nom", "vacance"]
    path = workbook(tmp_path, Nord=[titles, ["R1", "a", 3]], **{name.replace(" ", "_"): [titles, ["R2", "b", 4]]})
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "agence") == [("R1", "Nord"), ("R2", "(vide)")]
    assert only(dataset, "feuilles-douteuses").location.sheet == name


def test_sheets_of_agencies_announce_nothing_else(tmp_path: Path) -> None:
    titles = ["code_residence", "nom", "vacance"]
    path = workbook(tmp_path, Nord=[titles, ["R1", "a", 3]], Archères=[titles, ["R2", "b", 4]])
    assert "feuilles-douteuses" not in codes(read(path, small_grid()).problems)
    path = workbook(tmp_path, Ancien_Nord=[titles, ["R1", "a", 3]], Ancien_Sud=[titles, ["R2", "b", 4]])
    assert "feuilles-douteuses" not in codes(read(path, small_grid()).problems)
