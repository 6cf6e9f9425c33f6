"""Workbooks of many programs: the same table is read whatever the way its parts are written, or the doubt is said.

1. Percents, errors and texts are those that Excel shows.
2. A sheet that holds no cells is set aside and said; it never makes the workbook unreadable.
3. What was not established (cells counted otherwise by the reader) is a doubt, never "no percent".
4. A code is what its cell shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from data.foreign import SHAPES, base_parts, write_parts
from data.kit import codes, look, only, refusal, small_grid, write
from hlmdiag.data import Dataset, read
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.sheet import FORMULA
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import Severity
from hlmdiag.grid import load_grid

SET_ASIDE = {
    "a module of old programs": "Module1", "a sheet whose relation is lost": "Perdue",
    "a sheet whose part is lost": "Perdue", "a chart before the table": "Graphique",
    "a dialog before the table": "Boîte",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_table_is_read_however_it_is_written(tmp_path: Path, shape: str) -> None:
    dataset = read(write_parts(tmp_path / "parc.xlsx", SHAPES[shape](base_parts())), small_grid())
    assert look(dataset, "code_residence", "nb_logements", "pct_vacance", "loyer") == [
        ("R01", 24.0, 12.5, "(refusé)"), ("R02 & Cie", 30.0, 2.0, 200.0),
    ]  # fmt: skip
    assert only(dataset, "erreur-excel").location.cell == "D2"
    assert "formats-non-verifies" not in codes(dataset.problems)
    if shape in SET_ASIDE:
        assert SET_ASIDE[shape] in only(dataset, "feuilles-sans-cellules").say("fr")
    else:
        assert "feuilles-sans-cellules" not in codes(dataset.problems)


@pytest.mark.parametrize("shape", ["excel", "apostrophes"])
def test_a_formula_whose_result_is_an_empty_text_is_a_blank(tmp_path: Path, shape: str) -> None:
    parts = base_parts()
    path = "xl/worksheets/sheet1.xml"
    empty = b'<c r="D3" t="str"><f>IF(B3=0,1,"")</f><v></v></c>'
    parts[path] = parts[path].replace(b'<c r="D3"><v>200</v></c>', empty)
    dataset = read(write_parts(tmp_path / "parc.xlsx", SHAPES[shape](parts)), small_grid())
    assert look(dataset, "loyer")[1] == ("(vide)",)
    assert "formule" not in codes(dataset.problems)


@pytest.mark.parametrize("shape", ["excel", "apostrophes"])
def test_rows_of_formulas_that_were_never_calculated_are_not_lost(tmp_path: Path, shape: str) -> None:
    parts = base_parts()
    path = "xl/worksheets/sheet1.xml"
    bare = b'<row r="4"><c r="A4"><f>Feuil2!A4&amp;"a"</f></c><c r="B4"><f>Feuil2!B4</f><v></v></c></row></sheetData>'
    parts[path] = parts[path].replace(b"</sheetData>", bare)
    (sheet,) = open_source(InputSource(write_parts(tmp_path / "parc.xlsx", SHAPES[shape](parts))), FileOptions())
    assert sheet.checked
    assert sheet.cells.row(3)[:2] == (FORMULA + '=Feuil2!A4&"a"', FORMULA + "=Feuil2!B4")


def test_a_cell_written_twice_leaves_its_sheet_unverified(tmp_path: Path) -> None:
    parts = base_parts()
    path = "xl/worksheets/sheet1.xml"
    parts[path] = parts[path].replace(b'<c r="B2"><v>24</v></c>', b'<c r="B2"><v>7</v></c><c r="B2"><v>24</v></c>')
    dataset = read(write_parts(tmp_path / "parc.xlsx", parts), small_grid())
    assert only(dataset, "formats-non-verifies").location.sheet == "Parc"


def test_shares_of_an_unverified_sheet_are_refused_even_under_a_title_with_a_percent(tmp_path: Path) -> None:
    parts = base_parts()
    path = "xl/worksheets/sheet1.xml"
    parts[path] = (
        parts[path].replace(b' s="1"', b"").replace(b'<c r="B2">', b'<c r="B2"><v>7</v></c><c r="B2">')
    )  # fmt: skip
    dataset = read(write_parts(tmp_path / "parc.xlsx", parts), small_grid())
    assert look(dataset, "pct_vacance") == [("(refusé)",), ("(refusé)",)]
    assert only(dataset, "pourcentage-non-verifie").say("fr") == (
        "parc.xlsx, feuille « Parc », C2 : les valeurs de la colonne « Vacance (%) » sont toutes entre 0 et 1, par "
        "exemple « 0,125 », et les formats de nombre de cette feuille n’ont pas pu être vérifiés : est-ce "
        "0,125 % ou 12,5 % ? Aucune n’est retenue. Ouvrez le fichier dans Excel, "
        "enregistrez-le sous .xlsx, puis recommencez. "
        "[donnees.pourcentage-non-verifie]"
    )


def without_styles(folder: Path, style: bytes) -> Dataset:
    """The table read, its cells being of a style that stands nowhere: the part of the styles is not there."""
    parts = base_parts()
    path, relations = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
    parts[path] = parts[path].replace(b' s="1"', b"").replace(b'<c r="B2">', b'<c r="B2" s="' + style + b'">')
    del parts["xl/styles.xml"]
    parts[relations] = re.sub(rb"<Relationship [^>]*styles[^>]*>", b"", parts[relations])
    return read(write_parts(folder / "parc.xlsx", parts), small_grid())


def test_a_number_of_the_first_style_is_no_day_where_there_is_no_style(tmp_path: Path) -> None:
    assert look(without_styles(tmp_path, b"0"), "nb_logements") == [(24,), (30,)]


def test_styles_that_are_lost_leave_their_sheet_unverified(tmp_path: Path) -> None:
    assert only(without_styles(tmp_path, b"1"), "pourcentage-non-verifie").location.cell == "C2"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "24">]><worksheet'),
        ("xl/worksheets/sheet1.xml", b"</row>", b"</rows>"),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="A0"'),
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b""),
        ("xl/worksheets/sheet1.xml", b"<v>5</v>", b"<v>55</v>"),
        ("xl/sharedStrings.xml", b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst'),
        ("xl/sharedStrings.xml", b"</sst>", b""),
        ("xl/workbook.xml", b"<sheets>", b"<sheets><sheets>"),
        ("xl/styles.xml", b"</styleSheet>", b"<"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b""),
    ],
)
def test_a_broken_part_is_refused_in_a_sentence(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    parts = base_parts()
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    assert codes(refusal(write_parts(tmp_path / "parc.xlsx", parts)).problems) == ["fichier-illisible"]


def coded(folder: Path, *rows: tuple[object, str], column: str = "code_residence") -> Path:
    """A workbook whose first column holds values, each with the code of its format."""
    path = folder / "parc.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Parc"
    sheet.append([column, "Nb lgts"])
    for row, (value, form) in enumerate(rows, start=2):
        cell = sheet.cell(row, 1, value)
        cell.number_format = form
        sheet.cell(row, 2, 10 + row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "form", "code"),
    [
        (7, "000000", "000007"), (7, "0000000", "0000007"), (1234, '00"-"000', "01-234"), (7, '"R"000', "R007"),
        (12, '0"A"', "12A"),
        (7, "[Rouge]000", "007"), (7, "000;@", "007"), (12345678901234, "General", "12345678901234"), (7, "0", "7"),
        (7, "General", "7"), ("000007", "000000", "000007"), (75001, "00000", "75001"), (1234, "#,##0", "1234"),
    ],
)  # fmt: skip
def test_a_code_is_what_its_cell_shows(tmp_path: Path, value: object, form: str, code: str) -> None:
    assert look(read(coded(tmp_path, (value, form)), small_grid()), "code_residence") == [(code,)]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (46115, "d-mmm", "2026-04-03"), (46115, "dd/mm/yyyy", "2026-04-03"), (46115, "mmm-yy", "2026-04-03"),
        (100000, "0.00E+00", "1,00E+05"), (100000, "0E+0", "1E+5"), (1234567890123456, "0", "1,23E+15"),
        (1234567890123456, "General", "1,23E+15"), (0.5, "h:mm", "12:00:00"),
    ],
)  # fmt: skip
def test_a_code_that_excel_changed_is_refused(tmp_path: Path, value: object, form: str, shown: str) -> None:
    dataset = read(coded(tmp_path, ("R1", "General"), (value, form)), small_grid())
    assert look(dataset, "code_residence") == [("R1",)]
    lost = only(dataset, "cle-illisible")
    assert (lost.location.cell, lost.values["value"]) == ("A3", shown)


def test_a_code_format_leaves_a_number_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    for row in [["code_residence", "Nb lgts", "État des halls", "Agence"], ["R1", 24, 2, 75]]:
        book.active.append(row)
    for cell in ("B2", "C2", "D2"):
        book.active[cell].number_format = "0000"
    book.save(path)
    assert look(read(path, small_grid()), "nb_logements", "etat", "agence") == [(24.0, "2", "0075")]


@pytest.mark.parametrize("form", ["[h]:mm", "[h]:mm:ss", "[mm]:ss", "mm:ss", "h:mm", "hh:mm:ss"])
def test_a_duration_is_no_number(tmp_path: Path, form: str) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    for row in [["code_residence", "Loyer moyen"], ["R1", 0.25], ["R2", 450]]:
        book.active.append(row)
    book.active["B2"].number_format = form
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "loyer") == [("(refusé)",), (450.0,)]
    assert only(dataset, "duree").location.cell == "B2"


@pytest.mark.parametrize("form", ["[Red]0", "[Rouge]0", "[Color 5]0.00", '0" jours"', r"0 \d\a\y\s", "[$-40C]0.0"])
def test_a_colour_or_a_word_makes_no_day_of_a_number(tmp_path: Path, form: str) -> None:
    path = tmp_path / "parc.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code_residence", "Loyer moyen"])
    sheet.write(1, 0, "R1")
    sheet.write_number(1, 1, 450, book.add_format({"num_format": form}))
    book.close()
    assert look(read(path, small_grid()), "loyer") == [(450.0,)]


def test_a_format_with_conditions_is_followed_number_by_number(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    for row in [["code_residence", "Vacance"], ["R1", 0.125], ["R2", 12.5]]:
        book.active.append(row)
    for cell in ("B2", "B3"):
        book.active[cell].number_format = "[>1]0.0;0.0%"
    book.save(path)
    assert look(read(path, small_grid()), "pct_vacance") == [(12.5,), (12.5,)]


def test_words_that_a_format_shows_are_read_in_place_of_the_number(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    rows = [["code_residence", "Loyer moyen", "Gardien"], ["R1", 0, 1], ["R2", 3, 0], ["R3", 0, 1]]
    for row in rows:
        book.active.append(row)
    for line, form in enumerate(('0;-0;"NC"', '0;-0;"NC"', '0;-0;"-"'), 2):
        book.active.cell(line, 2).number_format = form
        book.active.cell(line, 3).number_format = '"non";;"oui"'
    book.save(path)
    expected = [("(vide)", False), (3.0, True), (0.0, False)]
    assert look(read(path, small_grid()), "loyer", "gardien") == expected


@pytest.mark.parametrize("text", ["2026-04-03", "2026-04-03T00:00:00", "2026-04-03T10:11:12"])
@pytest.mark.parametrize("calendar", ["", ' date1904="1"'])
def test_days_in_words_are_days(tmp_path: Path, text: str, calendar: str) -> None:
    parts = base_parts()
    sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    parts[book] = parts[book].replace(b"<sheets>", f"<workbookPr{calendar}/><sheets>".encode())
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"Nb lgts", b"Date de visite")
    parts[sheet] = parts[sheet].replace(b'<c r="B2"><v>24</v>', f'<c r="B2" t="d"><v>{text}</v>'.encode())
    found = look(read(write_parts(tmp_path / "parc.xlsx", parts), small_grid()), "date_visite")
    assert str(found[0][0]) == "2026-04-03"


def test_a_code_filled_with_zeros_joins_the_events_that_write_it_so(tmp_path: Path) -> None:
    parc = coded(tmp_path, (7, "0000000"), (101, "0000000"))
    events = write(tmp_path, "incidents.csv", "code_residence;date;nature\n0000007;12/09/2026;trouble\n")
    dataset = read([parc, events], small_grid())
    assert dataset.events["incidents"].frame["v:code_residence"].to_list() == ["0000007"]
    assert "codes-inconnus" not in codes(dataset.problems)


def sheets_of(path: Path) -> Sequence[Any]:
    return open_source(InputSource(path), FileOptions())


def test_two_thousand_sheets_are_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for number in range(2000):
        book.add_worksheet(f"F{number}").write_row(0, 0, ["code_residence", number])
    book.close()
    assert len(sheets_of(path)) == 2000


def test_an_hour_without_day_and_a_day_that_cannot_be_are_refused_in_a_column_of_days(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day, hour = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
        sheet = book.add_worksheet("Parc")
        sheet.write_row(0, 0, ["code_residence", "date_visite"])
        for row, (value, form) in enumerate([(45750, day), (0.125, day), (0.125, hour), (0, day), (1e9, day)], 1):
            sheet.write(row, 0, f"R{row}")
            sheet.write_number(row, 1, value, form)
    (read_sheet,) = open_source(InputSource(path), FileOptions())
    assert read_sheet.cells["1"].to_list()[1:] == ["2025-04-03", "03:00:00", "03:00:00", "00:00:00", "####"]
    dataset = read(path, load_grid(Path(__file__).with_name("parc.yaml")))
    refused = [problem.location.cell for problem in dataset.problems if problem.severity is Severity.ERROR]
    assert refused == ["B3", "B4", "B5", "B6"]
