"""Where the table is and what it is made of: titles, keys, totals, notes, unknown headers, personal data."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.kit import codes, filled, look, only, refusal, small_grid, workbook, write
from hlmdiag.data import Settings, read
from hlmdiag.data.match import Vocabulary, match_headers
from hlmdiag.errors import Severity
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import Column


def test_totals_notes_blank_rows_and_repeated_titles_are_set_aside_and_said(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Parc=[
            ["Code résidence", "Nom", "Nb lgts", "Vacance (%)"],
            ["R1", "Les Tilleuls", 24, 3],
            ["R2", "Total Pasteur", 12, 4],
            ["Sous-total Nord", None, 36, 3.3],
            [None, None, None, None],
            ["Code résidence", "Nom", "Nb lgts", "Vacance (%)"],
            ["Agence Sud", None, None, None],
            ["R3", "Le Bourg", 30, 5],
            ["R4", None, None, None],
            [None, "TOTAL GÉNÉRAL", 66, 4],
            [None, None, None, None],
            ["Source : ERP au 31/10/2026", None, None, None],
            ["* hors foyers", None, None, None],
        ],
    )
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "nb_logements") == [
        ("R1", 24.0),
        ("R2", 12.0),
        ("R3", 30.0),
        ("R4", "(vide)"),
    ]
    assert filled(only(dataset, "total"), "rows") == "4, 10"
    assert filled(only(dataset, "titres-repetes"), "rows") == "6"
    assert filled(only(dataset, "lignes-vides"), "rows") == "5"
    assert filled(only(dataset, "note"), "rows") == "7, 12, 13"
    assert (dataset.counts["rows_read"], dataset.counts["rows_set_aside"]) == (4, 6)


def test_names_may_be_keys_and_are_not_taken_for_notes(tmp_path: Path) -> None:
    text = "ensemble;vacance (%);agence\nLes Tilleuls;3;Nord\nLe Bourg;4;Nord\nLes Grands Champs;;\nFin;;\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence") == [("Les Tilleuls",), ("Le Bourg",), ("Les Grands Champs",)]
    assert filled(only(dataset, "note"), "rows") == "5"


def test_a_repeated_code_leaves_neither_row_and_says_both(tmp_path: Path) -> None:
    text = "code_residence;vacance\nR1;3\nR2;4\nR1;5\nR3;2\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence") == [("R2",), ("R3",)]
    problem = only(dataset, "cle-repetee")
    assert (problem.location.line, problem.values["value"], filled(problem, "rows")) == (2, "R1", "2, 4")


def test_a_row_with_answers_and_no_code_is_said(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, Parc=[["code_residence", "nom", "vacance"], ["R1", "a", 3], [None, "b", 4], ["#REF!", "c", 5]]
    )
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence") == [("R1",)]
    assert only(dataset, "cle-vide").location.cell == "A3"
    assert only(dataset, "cle-illisible").location.cell == "A4"


@pytest.mark.parametrize(
    "header",
    [
        "pct_vacance",
        "PCT VACANCE",
        "Vacance",
        "vacance (%)",
        "VACANCE en %",
        "Vacance\n(en %)",
        "  Vâcance * ",
        "Vacance %",
    ],
)
def test_a_header_is_blind_to_case_accents_punctuation_and_units(tmp_path: Path, header: str) -> None:
    path = workbook(tmp_path, Parc=[["Code-Résidence", header], ["R1", 12]])
    assert look(read(path, small_grid()), "pct_vacance") == [(12.0,)]


def test_an_unknown_header_is_listed_with_the_nearest_free_column_and_never_applied(tmp_path: Path) -> None:
    text = "code_residence;nom;Vacances totales;Loyer (k€);Autre (nb)\nR1;a;3;4;5\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "pct_vacance", "loyer") == [("(vide)", "(vide)")]
    unknown = next(problem for problem in dataset.problems if problem.code == "donnees.entete-inconnu")
    assert (unknown.location.cell, filled(unknown, "nearest")) == ("C1", "pct_vacance")


def test_a_unit_that_cannot_be_the_column_s_is_not_read(tmp_path: Path) -> None:
    dataset = read(
        write(tmp_path, "parc.csv", "code_residence;vacance (nb);loyer moyen (k€);nom\nR1;3;4;a\n"), small_grid()
    )
    assert look(dataset, "pct_vacance", "loyer") == [("(vide)", "(vide)")]
    assert [p.values["unit"] for p in dataset.problems if p.code == "donnees.entete-unite"] == ["nb", "k€"]


@pytest.mark.parametrize(
    ("unit", "title", "is_read"),
    [
        ("jours", "(jours)", True), ("jours", "(j)", True), ("jours", "(nb)", True), ("jours", "(mois)", False),
        ("jours", "[heures]", False), ("€", "(€)", True), ("€", "(€/m²)", False), ("€", "en €", True),
        ("€", "($)", False), ("€", "‰", False), ("logements", "(lgts)", True), ("logements", "(m²)", False),
        ("€/logement/an", "(€/lgt/an)", True), ("€/logement/an", "(€/m²/an)", False), ("années", "(ans)", True),
        ("oui/non", "(o/n)", True),
    ],
)  # fmt: skip
def test_a_title_in_another_unit_is_not_read_and_one_in_the_same_is(unit: str, title: str, is_read: bool) -> None:
    column = Column(id="mesure", type="number", unit=unit, label="Mesure")
    [match] = match_headers([f"Mesure {title}"], Vocabulary({"mesure": column}))
    assert (match.column == "mesure") is is_read


def test_two_headers_for_one_column_are_both_left_unread(tmp_path: Path) -> None:
    dataset = read(write(tmp_path, "parc.csv", "code_residence;vacance;pct vacance;nom\nR1;3;4;a\n"), small_grid())
    assert look(dataset, "pct_vacance", "nom_residence") == [("(vide)", "a")]
    assert "B1" in filled(only(dataset, "deux-entetes"), "headers")


def test_the_missing_key_is_said_with_the_headers_that_look_like_it(tmp_path: Path) -> None:
    fault = refusal(write(tmp_path, "parc.csv", "Code résidentiel;Nom;Vacance\nR1;a;3\n"))
    problem = fault.problems[0]
    assert problem.code == "donnees.cle-absente"
    assert "Code résidentiel" in filled(problem, "nearest")
    assert "« Vacance »" in filled(problem, "headers")


def test_a_column_without_title_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["code_residence", None, "vacance"], ["R1", "?", 3]])
    assert only(read(path, small_grid()), "entete-absent").values["cell"] == "B1"


def test_boxes_ticked_or_blank_are_no_refusals_but_said(tmp_path: Path) -> None:
    dataset = read(write(tmp_path, "parc.csv", "code_residence;gardien;nom\nR1;x;a\nR2;;b\n"), small_grid())
    assert look(dataset, "gardien") == [(True,), ("(vide)",)]
    assert only(dataset, "croix").location.cell == "B1"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Nom du locataire", ["x", "y"]),
        ("N° de téléphone", ["x", "y"]),
        ("Contact", ["a.b@office.fr", "c@office.fr"]),
        ("Joindre", ["06 12 34 56 78", "+33 6 12 34 56 78"]),
        ("Identifiant", ["1 85 05 78 006 084 36", "285057800608436"]),
        ("Agence", ["a.b@office.fr", "c@office.fr"]),
    ],
)
def test_personal_data_are_warned_about_and_kept_nowhere(tmp_path: Path, header: str, values: list[str]) -> None:
    path = workbook(tmp_path, Parc=[["code_residence", header, "vacance"], ["R1", values[0], 3], ["R2", values[1], 4]])
    dataset = read(path, small_grid(), account=True)
    assert only(dataset, "colonne-nominative").location.cell == "B1"
    column = next(column for column in dataset.understood[0].columns if column.header == header)
    assert (column.sample, column.column) == ((), None)
    kept = dataset.stock.frame.select(pl.col(pl.String)).rows()
    assert not any(value in row for row in kept for value in values)


def test_a_name_of_residence_is_no_personal_data(tmp_path: Path) -> None:
    dataset = read(write(tmp_path, "parc.csv", "code_residence;Nom;vacance\nR1;Les Tilleuls;3\n"), small_grid())
    assert "colonne-nominative" not in codes(dataset.problems)


def test_settings_name_headers_and_translate_values_once_for_all(tmp_path: Path) -> None:
    settings = Settings(
        columns={"Réf. patrimoine": "code_residence", "Halls": "etat"},
        values={"etat": {"Moyen": "2", "Mauvais": "Majeure", "à voir": "unknown"}},
    )
    path = write(tmp_path, "parc.csv", "Réf. patrimoine;Halls;nom\nR1;Moyen;a\nR2;Mauvais;b\nR3;à voir;c\n")
    dataset = read(path, small_grid(), settings=settings, account=True)
    assert look(dataset, "code_residence", "etat") == [("R1", "2"), ("R2", "4"), ("R3", "(nsp)")]
    assert dataset.understood[0].columns[0].how == "configuration"


def test_a_table_can_be_forced(tmp_path: Path) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;vacance\nR1;3\n")
    events = write(tmp_path, "x.csv", "code_residence;date;nature\nR1;03/04/2026;trouble\nR1;05/12/2026;trouble\n")
    dataset = read([stock, f"incidents={events}"], small_grid(), date=date(2026, 11, 1))
    assert dataset.events["incidents"].frame.height == 2
    assert filled(only(dataset, "evenement-futur"), "rows") == "3"
    assert (codes(refusal([f"pannes={events}"]).problems), refusal([f"pannes={events}"]).exit_code) == (
        ["table-inconnue"],
        2,
    )


def test_the_standard_input_is_a_file_like_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "code_residence;vacance\nR1;3\n".encode("utf-16")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    dataset = read("-", small_grid())
    assert look(dataset, "pct_vacance") == [(3.0,)]
    assert dataset.inputs[0].name == "-"


def test_parquet_reads_like_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "parc.parquet"
    pl.DataFrame(
        {
            "code_residence": ["000007", "R2"],
            "nb lgts": [24, None],
            "vacance": [12.5, 3.0],
            "gardien": [True, None],
            "date de visite": [date(2025, 4, 3), None],
        }
    ).write_parquet(path)
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "nb_logements", "pct_vacance", "gardien", "date_visite") == [
        ("000007", 24.0, 12.5, True, date(2025, 4, 3)),
        ("R2", "(vide)", 3.0, "(vide)", "(vide)"),
    ]
    assert dataset.stock.frame["row"].to_list() == [2, 3]


def test_what_was_understood_can_be_shown(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Relevé=[
            ["Parc au 31/10", None, None],
            ["Code résidence", "Vacance (%)", "Remarques"],
            ["R1", 12.5, "néant"],
            ["R2", "NC", None],
        ],
    )
    sheet = read(path, small_grid(), account=True).understood[0]
    assert (sheet.file, sheet.sheet, sheet.table, sheet.header_rows, sheet.rows) == (
        "parc.xlsx",
        "Relevé",
        "stock",
        (2,),
        2,
    )
    assert sheet.set_aside == {"titles above": (1,)}
    vacancy = sheet.columns[1]
    assert (vacancy.letter, vacancy.header, vacancy.column, vacancy.how, vacancy.type) == (
        "B", "Vacance (%)", "pct_vacance", "id" if vacancy.how == "id" else "label", "percent",
    )  # fmt: skip
    assert (vacancy.filled, vacancy.states, vacancy.low, vacancy.high) == (
        1.0,
        {"missing": 1, "known": 1},
        "12.5",
        "12.5",
    )
    assert vacancy.sample == ("12.5", "NC")
    assert (sheet.columns[2].column, sheet.columns[2].filled) == (None, 0.5)


def test_columns_that_stand_in_no_file_are_missing_everywhere(tmp_path: Path) -> None:
    dataset = read(write(tmp_path, "parc.csv", "code_residence;vacance\nR1;3\n"), small_grid())
    frame = dataset.stock.frame
    for column in small_grid().columns:
        assert f"v:{column}" in frame.columns
        assert frame[f"s:{column}"].dtype == pl.UInt8
    assert frame["t:code_residence"].to_list() == ["R1"]
    assert frame["v:mois_releve"].dtype == pl.Date
    assert dataset.overrides is None
    assert dataset.events == {}


def test_an_override_of_which_only_the_author_is_written_is_said_and_a_blank_one_is_a_form_to_fill(
    tmp_path: Path,
) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;vacance\nR1;3\nR2;4\n")
    given = write(tmp_path, "derogations.csv", "code_residence;niveau;auteur;motif\nR1;;Mme A;\nR2;;;\n")
    dataset = read([stock, given], small_grid())
    assert only(dataset, "derogation-niveau").location.line == 2
    assert dataset.overrides is not None and dataset.overrides.is_empty()


def test_texts_on_which_respondents_differ_are_said_where_neither_is_kept(tmp_path: Path) -> None:
    grid = load_grid(Path(__file__).with_name("repondants.yaml"))
    lines = "R1;Agnès;1;rien à dire\nR1;Bruno;2;des dépôts\nR2;Agnès;1;néant\nR2;Bruno;1;néant\n"
    path = write(tmp_path, "avis.csv", "code_residence;observateur;HALL;remarque\n" + lines)
    dataset = read(path, grid)
    said = only(dataset, "repondants-desaccord")
    assert (said.severity, said.location.header, said.values["count"]) == (Severity.NOTICE, "remarque", 1)
    assert dataset.stock.frame["v:remarque"].to_list() == [None, "néant"]
