"""Workbooks: what a cell shows, at its own address, wherever the table stands."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from data.kit import codes, filled, look, only, refusal, small_grid, workbook
from hlmdiag.data import read


def test_numbers_codes_booleans_and_dates_read_as_they_are_shown(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Parc=[
            ["Code résidence", "Nb lgts", "Loyer moyen", "Gardien sur place", "Date de visite", "Mois du relevé"],
            ["000007", 24, 1234.5, True, date(2025, 4, 3), datetime(2025, 4, 1)],
            [12, 1.0, "1 234,50 €", "non", "03/04/2025", "avril 2025"],
        ],
    )
    assert look(
        read(path, small_grid()), "code_residence", "nb_logements", "loyer", "gardien", "date_visite", "mois_releve"
    ) == [
        ("000007", 24.0, 1234.5, True, date(2025, 4, 3), date(2025, 4, 1)),
        ("12", 1.0, 1234.5, False, date(2025, 4, 3), date(2025, 4, 1)),
    ]


def test_percents_as_formats_as_text_and_as_numbers_are_the_same_percents(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["code_residence", "Vacance"], ["R1", 0.125], ["R2", "12,5 %"], ["R3", 12.5], ["R4", 0.07]]:
        sheet.append(row)
    sheet["B2"].number_format = "0.0%"
    sheet["B5"].number_format = '0.00" "%'
    book.save(path)
    assert [row[1] for row in look(read(path, small_grid()), "code_residence", "pct_vacance")] == [
        12.5,
        12.5,
        12.5,
        7.0,
    ]


def test_a_percent_is_seen_whatever_the_order_of_its_attributes(tmp_path: Path) -> None:
    path, other = tmp_path / "parc.xlsx", tmp_path / "autre.xlsx"
    book = openpyxl.Workbook()
    for row in [["code_residence", "Vacance"], ["R1", 0.125], ["R2", 12.5]]:
        book.active.append(row)
    book.active["B2"].number_format = "0.0%"
    book.save(path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                assert data.count(b'<c r="B2" s="1"') == 1
                data = data.replace(b'<c r="B2" s="1"', b'<c s="1" r="B2"')
            target.writestr(name, data)
    assert look(read(other, small_grid()), "pct_vacance") == [(12.5,), (12.5,)]


def test_a_large_sheet_keeps_its_formats_errors_and_hidden_rows_to_the_last_line(tmp_path: Path) -> None:
    path, last = tmp_path / "parc.xlsx", 5000
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%"})
    sheet.write_row(0, 0, ["code_residence", "Vacance", "Loyer moyen", *[f"libre {n}" for n in range(12)]])
    for row in range(1, last + 1):
        sheet.write_string(row, 0, f"R{row}")
        sheet.write_number(row, 1, row / (2 * last), percent)
        sheet.write_formula(row, 2, "=400/0" if row == last else "=400+50", None, "#DIV/0!" if row == last else 450)
        sheet.write_row(row, 3, ["un texte assez long"] * 12)
    sheet.set_row(last, None, None, {"hidden": True})
    book.close()
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 2 * 2_000_000
    dataset = read(path, small_grid())
    read_back = look(dataset, "pct_vacance", "loyer")
    assert read_back[0] == (0.01, 450.0)
    assert read_back[-2:] == [(49.99, 450.0), (50.0, "(refusé)")]
    assert only(dataset, "erreur-excel").location.cell == "C5001"
    assert filled(only(dataset, "lignes-masquees"), "rows") == "5001"


def test_a_share_without_format_beside_percent_formats_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    for row in [["code_residence", "Vacance"], ["R1", 0.125], ["R2", 0.14]]:
        book.active.append(row)
    book.active["B2"].number_format = "0%"
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "pct_vacance") == [(12.5,), ("(refusé)",)]
    assert only(dataset, "pourcentage-melange").location.cell == "B3"


def test_addresses_stay_exact_under_titles_and_beside_empty_columns(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Relevé"
    sheet["C2"] = "Relevé du parc au 31/10/2026"
    for column, title in zip("CDF", ["Code\nrésidence *", "NOM", "Vacance (%)"], strict=True):
        sheet[f"{column}5"] = title
    for row, values in {6: ("R1", "a", "12"), 8: ("R2", "b", "beaucoup"), 9: ("R3", "c", 140)}.items():
        for column, value in zip("CDF", values, strict=True):
            sheet[f"{column}{row}"] = value
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 12.0), ("R2", "(refusé)"), ("R3", "(refusé)")]
    assert only(dataset, "nombre").location.cell == "F8"
    assert only(dataset, "borne-haute").location.cell == "F9"
    assert only(dataset, "nombre").location.sheet == "Relevé"
    assert dataset.stock.frame["row"].to_list() == [6, 8, 9]
    place = dataset.stock.provenance["pct_vacance"]
    assert (place.file, place.sheet, place.letter, place.header) == ("parc.xlsx", "Relevé", "F", "Vacance (%)")


def test_merged_and_two_row_titles_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["Identité", None, "Loyer", None],
        ["Code résidence", "Nom", "moyen", "Refus"],
        ["R1", "Les Tilleuls", 450, 3],
    ]:
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "nom_residence", "loyer", "nb_refus") == [("R1", "Les Tilleuls", 450.0, 3.0)]
    assert dataset.stock.provenance["loyer"].header == "Loyer moyen"
    assert filled(only(dataset, "titres-etages"), "rows") == "1, 2"


@pytest.mark.parametrize(("code", "rent"), [('0" k€"', "(refusé)"), ('#,##0.0,"k€"', 12000.0), ('0" €"', 12000.0)])
def test_a_number_that_its_format_shows_in_thousands_is_refused(tmp_path: Path, code: str, rent: object) -> None:
    path = workbook(tmp_path, Parc=[["code_residence", "nom", "loyer"], ["R1", "a", 12000]])
    book = openpyxl.load_workbook(path)
    book["Parc"]["C2"].number_format = code
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "loyer") == [(rent,)]
    assert ("echelle" in codes(dataset.problems)) is (rent == "(refusé)")


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("C3:C5", "C3:C5"),
        ("B4:C4", "B4:C4"),
        ("C4:D4", ""),
        ("A1:D1", ""),
        ("A6:D6", ""),
        ("D3:D5", ""),
        ("A3:B3", "A3:B3"),
    ],
)
def test_a_merged_cell_over_several_answers_is_said(tmp_path: Path, area: str, said: str) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["Le parc", None, None, None], ["code_residence", "nom", "agence", "sans intérêt"]]:
        sheet.append(row)
    for row in [["R1", "a", "Nord", "x"], ["R2", "b", "Sud", "y"], ["R3", "c", "Sud", "z"]]:
        sheet.append(row)
    sheet.append(["Source : le service du patrimoine", None, None, None])
    sheet.merge_cells(area)
    book.save(path)
    found = [each for each in read(path, small_grid()).problems if each.code == "donnees.cellules-fusionnees"]
    assert [filled(each, "cells") for each in found] == ([said] if said else [])


def test_merged_answers_of_many_sheets_are_said(tmp_path: Path) -> None:
    sheets = {f"S{n}": [["code_residence", "agence"], [f"R{n}", "Nord"], [f"Q{n}", None]] for n in range(9)}
    path = workbook(tmp_path, **sheets)
    book = openpyxl.load_workbook(path)
    book["S4"].merge_cells("B2:B3")
    book.save(path)
    said = only(read(path, small_grid()), "cellules-fusionnees")
    assert (said.location.sheet, said.location.cell) == ("S4", "B2")


def test_titles_merged_downwards_and_a_row_of_units_belong_to_the_titles(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Parc=[["Code résidence", "Nom", "Vacance"], [None, None, "(%)"], ["R1", "a", 0.5], ["R2", "b", 0.9]],
    )
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 0.5), ("R2", 0.9)]


def test_excel_errors_and_formulas_without_result_are_told_apart_from_blanks(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["code_residence", "Loyer moyen"], ["R1", "#DIV/0!"], ["R2", "#N/A"], ["R3", "=1+1"], ["R4", None]]:
        sheet.append(row)
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "loyer") == [("(refusé)",), ("(vide)",), ("(refusé)",), ("(vide)",)]
    assert only(dataset, "erreur-excel").location.cell == "B2"
    assert only(dataset, "formule").location.cell == "B4"
    assert only(dataset, "formule").values["value"] == "=1+1"


def test_a_formula_with_its_result_is_its_result(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code_residence", "loyer moyen"])
    sheet.write(1, 0, "R1")
    sheet.write_formula(1, 1, "=400+50", None, 450)
    book.close()
    assert look(read(path, small_grid()), "loyer") == [(450.0,)]


def test_dates_follow_the_calendar_of_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code_residence", "date de visite"])
    sheet.write_row(1, 0, ["R1", 44288])
    sheet.write(2, 0, "R2")
    sheet.write_datetime(2, 1, datetime(2025, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert look(read(path, small_grid()), "date_visite") == [(date(2025, 4, 3),), (date(2025, 4, 3),)]


def test_what_the_workbook_hides_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["code_residence", "nom", "loyer moyen"], ["R1", "a", 1], ["R2", "b", 2]]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Visible")
    sheet.sheet_state = "hidden"
    book.active = 1
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "loyer") == [("R1", 1.0), ("R2", 2.0)]
    assert {"feuille-masquee", "lignes-masquees", "colonnes-masquees"} <= set(codes(dataset.problems))


def test_a_macro_workbook_is_read_and_its_macros_are_not(tmp_path: Path) -> None:
    path = workbook(tmp_path, "parc.xlsm", Parc=[["code_residence", "nom"], ["R1", "a"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(2000))
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence") == [("R1",)]
    assert only(dataset, "macros").say("fr") == (
        "parc.xlsm : le classeur contient des macros : elles ne sont ni lues ni exécutées, seules ses cellules sont "
        "lues. [donnees.macros]"
    )


@pytest.mark.parametrize("cell", ["A1048576", "XFD1"])
def test_a_far_cell_is_refused_before_it_fills_the_memory(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["code_residence", "nom"])
    book.active["XFD1048576" if cell == "A1048576" else cell] = "x"
    book.active["A1048576"] = "x"
    book.save(path)
    assert codes(refusal(path).problems) == ["trop-grand"]


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["code_residence", "nom"], ["R1", "a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(300_000_000))
    assert codes(refusal(path).problems) == ["trop-grand"]


def test_an_open_workbook_tells_its_percents_errors_and_hidden_rows() -> None:
    dataset = read(Path(__file__).parent / "files" / "pourcents.ods", small_grid())
    assert look(dataset, "code_residence", "pct_vacance", "loyer", "note") == [
        ("R1", 12.5, 450.0, "(vide)"),
        ("R2", 12.5, "(refusé)", "(refusé)"),
        ("R3", 12.5, 450.0, 7.0),
        ("R4", 12.5, 450.0, "(vide)"),
    ]
    assert only(dataset, "erreur-excel").location.cell == "C3"
    assert only(dataset, "formule").location.cell == "D3"
    assert filled(only(dataset, "lignes-masquees"), "rows") == "4"
    assert filled(only(dataset, "colonnes-masquees"), "columns") == "D"
    assert "formats-non-verifies" not in codes(dataset.problems)


@pytest.mark.parametrize("name", ["parc.xls", "parc.ods"])
def test_older_and_open_workbooks_read_like_the_others(name: str) -> None:
    dataset = read(Path(__file__).parent / "files" / name, small_grid())
    assert look(dataset, "code_residence", "nb_logements", "pct_vacance", "date_visite") == [
        ("000007", 24.0, 12.5, date(2025, 4, 3)),
        ("R2", 12.0, "(vide)", "(vide)"),
    ]
