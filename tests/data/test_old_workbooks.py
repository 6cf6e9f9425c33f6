"""Old workbooks (`.xls`): each cell with what it shows, whoever wrote the file."""

from __future__ import annotations

import struct
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlwt
from python_calamine import CalamineWorkbook

from data.kit import codes, filled, look, only, refusal, small_grid
from data.old_files import bare_sheet, biff8, compound, old_workbook, record, stream_of, text_cell
from hlmdiag.data import read
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.sheet import DAY, FORMULA, Sheet
from hlmdiag.data.sources import InputSource

TITLES = ["code_residence", "Vacance", "Loyer moyen"]
_NUMBER, _FORMULA = 0x0203, 0x0006


def written(folder: Path, data: bytes, name: str = "parc.xls") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def sheet_of(folder: Path, data: bytes) -> Sheet:
    [sheet] = open_source(InputSource(written(folder, data)), FileOptions())
    return sheet


def column(sheet: Sheet, index: int) -> list[str]:
    return sheet.cells[str(index)].to_list()


def shown(sheet: Sheet, index: int) -> dict[int, str]:
    return dict(sheet.shown[index].rows()) if index in sheet.shown else {}


def number(row: int, place: int, value: float, style: int = 0) -> bytes:
    return record(_NUMBER, struct.pack("<HHHd", row, place, style, value))


def formula(row: int, place: int, result: bytes, flags: int = 0) -> bytes:
    return record(_FORMULA, struct.pack("<HHH8sHIH", row, place, 0, result, flags, 0, 3) + b"\x1e\x01\x00")


def result(kind: int, value: int = 0) -> bytes:
    return bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF])


HEADER = [text_cell(0, column, title) for column, title in enumerate(TITLES)]
R1 = text_cell(1, 0, "R1")


def test_percents_are_percents(tmp_path: Path) -> None:
    rows = [TITLES, ["R1", 0.125, 1], ["R2", 0.02, 2], ["R3", 12.5, 3]]
    formats = {(1, 1): "0%", (2, 1): "0.00%"}
    dataset = read(written(tmp_path, old_workbook(rows, formats)), small_grid())
    assert look(dataset, "pct_vacance") == [(12.5,), (2.0,), (12.5,)]
    assert codes(dataset.problems) == []


def test_a_share_beside_percents_is_asked_about(tmp_path: Path) -> None:
    rows = [TITLES, ["R1", 0.125, 1], ["R2", 0.14, 2]]
    dataset = read(written(tmp_path, old_workbook(rows, {(1, 1): "0%"})), small_grid())
    assert look(dataset, "pct_vacance") == [(12.5,), ("(refusé)",)]
    assert only(dataset, "pourcentage-melange").location.cell == "B3"


def test_an_error_is_no_blank_whether_typed_or_calculated(tmp_path: Path) -> None:
    cells = [*HEADER, R1, record(0x0205, struct.pack("<HHHBB", 1, 2, 0, 7, 1)), text_cell(2, 0, "R2")]
    cells += [
        formula(2, 2, result(2, 0x17)),
        text_cell(3, 0, "R3"),
        record(0x0205, struct.pack("<HHHBB", 3, 2, 0, 0x2A, 1)),
    ]
    dataset = read(written(tmp_path, compound(biff8(cells))), small_grid())
    assert look(dataset, "loyer") == [("(refusé)",), ("(refusé)",), ("(vide)",)]
    said = [problem for problem in dataset.problems if problem.code == "donnees.erreur-excel"]
    assert [(problem.location.cell, problem.values["value"]) for problem in said] == [
        ("C2", "#DIV/0!"),
        ("C3", "#REF!"),
    ]


def test_formats_show_codes_days_durations_and_powers(tmp_path: Path) -> None:
    rows = [["a"], [7], [100000], [datetime(2025, 4, 3)], [1.5], [time(10, 30)], [-5], [0.125], [1234]]
    formats = {
        (1, 0): "000000", (2, 0): "0.00E+00", (3, 0): "DD/MM/YYYY", (4, 0): "[h]:mm", (5, 0): "hh:mm",
        (6, 0): "0;[Red]-0", (7, 0): '0.000" %"', (8, 0): '"R-"0000',
    }  # fmt: skip
    sheet = sheet_of(tmp_path, old_workbook(rows, formats))
    assert column(sheet, 0) == ["a", "7", "100000", "2025-04-03", "36:00", "10:30:00", "-5", "0.125", "1234"]
    assert shown(sheet, 0) == {
        1: "000007", 2: "1,00E+05", 3: f"{DAY}2025-04-03", 5: f"{DAY}10:30:00", 8: "R-1234",
    }  # fmt: skip
    assert sheet.checked


def test_codes_are_read_as_they_are_shown(tmp_path: Path) -> None:
    rows = [TITLES, [7, 5, 400], [12, 6, 500]]
    dataset = read(written(tmp_path, old_workbook(rows, {(1, 0): "000000", (2, 0): "000000"})), small_grid())
    assert look(dataset, "code_residence") == [("000007",), ("000012",)]


def test_a_colour_is_no_day(tmp_path: Path) -> None:
    codes_of = ["[Red]0", "[Rouge]0", "0;[Red]-0", "[RED][>100]0;0", "#,##0.00_);[Red]\\(#,##0.00\\)"]
    rows = [["a"], *[[45] for _ in codes_of]]
    formats = {(row, 0): code for row, code in enumerate(codes_of, start=1)}
    assert column(sheet_of(tmp_path, old_workbook(rows, formats)), 0) == ["a", *["45"] * len(codes_of)]


@pytest.mark.parametrize(("date_1904", "serial"), [(False, 45750), (True, 44288)])
def test_days_follow_the_calendar_of_the_workbook(tmp_path: Path, date_1904: bool, serial: int) -> None:
    rows = [["code_residence", "date de visite"], ["R1", serial]]
    data = old_workbook(rows, {(1, 1): "DD/MM/YYYY"}, date_1904=date_1904)
    assert look(read(written(tmp_path, data), small_grid()), "date_visite") == [(date(2025, 4, 3),)]


def test_what_the_workbook_hides_is_said(tmp_path: Path) -> None:
    data = old_workbook([TITLES, ["R1", 5, 1], ["R2", 6, 2]], hidden_rows=[2], hidden_columns=[2])
    dataset = read(written(tmp_path, data), small_grid())
    assert filled(only(dataset, "lignes-masquees"), "rows") == "3"
    assert filled(only(dataset, "colonnes-masquees"), "columns") == "C"


@pytest.mark.parametrize("page", [1252, 437, 10000, 367, 65001, 0])
def test_the_page_of_codes_of_a_unicode_workbook_is_not_believed(tmp_path: Path, page: int) -> None:
    stream = biff8([*HEADER, text_cell(1, 0, "Orée")]).replace(
        struct.pack("<HHH", 0x42, 2, 1200), struct.pack("<HHH", 0x42, 2, page)
    )
    sheet = sheet_of(tmp_path, compound(stream))
    assert column(sheet, 0) == ["code_residence", "Orée"]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
@pytest.mark.parametrize("cut", [False, True])
def test_a_stream_is_found_in_any_case_and_its_last_sector_may_be_short(tmp_path: Path, name: str, cut: bool) -> None:
    stream = biff8([*HEADER, R1, *[number(1, 2, 450)] * 300])
    assert len(stream) % 512
    assert column(sheet_of(tmp_path, compound(stream, name, cut=cut)), 2) == ["Loyer moyen", "450"]


def test_a_file_cut_within_its_stream_is_refused(tmp_path: Path) -> None:
    data = compound(biff8([*HEADER, R1, *[number(1, 2, 450)] * 300]), cut=True)
    for lost in (1, 30, 600):
        assert codes(refusal(written(tmp_path, data[:-lost])).problems) == ["fichier-illisible"]


def test_the_newer_of_two_streams_is_read_and_no_document_kept_inside(tmp_path: Path) -> None:
    newer, older = biff8([*HEADER, text_cell(1, 0, "nouveau")]), biff8([*HEADER, text_cell(1, 0, "ancien")])
    assert column(sheet_of(tmp_path, compound(newer, "Workbook", aside={"Book": older})), 0)[1] == "nouveau"
    assert column(sheet_of(tmp_path, compound(older, "Book", aside={"Workbook": newer})), 0)[1] == "nouveau"


@pytest.mark.parametrize("key", [struct.pack("<HHH", 0, 0x59D3, 0x2C1A), b"\1\0\1\0\1\0" + bytes(48)])
def test_a_password_is_said(tmp_path: Path, key: bytes) -> None:
    whole = biff8([*HEADER, R1])
    begin = len(record(0x0809, bytes(16)))
    data = compound(whole[:begin] + record(0x002F, key) + whole[begin:])
    assert codes(refusal(written(tmp_path, data)).problems) == ["mot-de-passe"]


@pytest.mark.parametrize(
    ("held", "flags", "expected"),
    [
        (struct.pack("<d", 12.5), 3, "12.5"), (struct.pack("<d", 0), 0, "0"), (struct.pack("<d", 0), 1, "0"),
        (struct.pack("<d", 0), 2, f"{FORMULA}=…"), (struct.pack("<d", 0), 3, f"{FORMULA}=…"),
        (result(1, 1), 0, "vrai"), (result(1, 0), 0, "faux"), (result(2, 7), 0, "#DIV/0!"),
    ],
)  # fmt: skip
def test_a_formula_is_its_result_or_is_refused_without_one(
    tmp_path: Path, held: bytes, flags: int, expected: str
) -> None:
    """A zero to be calculated on opening: POI, PHPExcel and Spreadsheet::WriteExcel write it for want of a result."""
    sheet = sheet_of(tmp_path, compound(biff8([*HEADER, R1, formula(1, 2, held, flags)])))
    assert column(sheet, 2) == ["Loyer moyen", expected]


def test_a_workbook_that_nothing_ever_calculated_has_no_results(tmp_path: Path) -> None:
    data = old_workbook([TITLES, ["R1", 5, xlwt.Formula("1+1")], ["R2", 6, xlwt.Formula('"a"')]])
    dataset = read(written(tmp_path, data), small_grid())
    assert look(dataset, "loyer") == [("(refusé)",), ("(refusé)",)]
    assert {problem.code for problem in dataset.problems} == {"donnees.formule"}


def test_a_formula_that_gives_an_emptytext_cell_is_a_blank(tmp_path: Path) -> None:
    calculated = record(0x01C1, bytes(8))
    for beside in ([formula(2, 2, struct.pack("<d", 4.0))], [calculated]):
        cells = [*HEADER, R1, formula(1, 2, result(3)), text_cell(2, 0, "R2"), *beside]
        sheet = sheet_of(tmp_path, compound(biff8(cells)))
        assert column(sheet, 2)[1] == ""


def test_atext_cell_result_is_read_from_the_record_that_follows(tmp_path: Path) -> None:
    text = record(0x0207, struct.pack("<HB", 6, 0) + b"Orange")
    sheet = sheet_of(tmp_path, compound(biff8([*HEADER, R1, formula(1, 2, result(0)), text])))
    assert column(sheet, 2) == ["Loyer moyen", "Orange"]


def test_a_style_without_its_format_is_a_doubt(tmp_path: Path) -> None:
    cells = [*HEADER, R1, number(1, 1, 0.125, style=1), number(1, 2, 450, style=0)]
    dataset = read(written(tmp_path, compound(biff8(cells, styles=(0, 250)))), small_grid())
    assert look(dataset, "pct_vacance", "loyer") == [("(refusé)", 450.0)]
    assert {"formats-non-verifies", "pourcentage-non-verifie"} <= set(codes(dataset.problems))


def test_a_sheet_without_container_is_read_as_excel_reads_it(tmp_path: Path) -> None:
    """What scripts in PHP wrote for years: a beginning, cells of Excel 2, an end."""

    def label(row: int, place: int, text: str) -> bytes:
        return record(0x0204, struct.pack("<HHHH", row, place, 0, len(text)) + text.encode("cp1252"))

    cells = [label(0, at, title) for at, title in enumerate(TITLES)]
    cells += [label(1, 0, "Orée"), record(_NUMBER, struct.pack("<HHHd", 1, 2, 0, 450.5))]
    sheet = sheet_of(tmp_path, bare_sheet(cells))
    assert [column(sheet, 0), column(sheet, 2)] == [["code_residence", "Orée"], ["Loyer moyen", "450.5"]]


def test_what_follows_the_last_sheet_is_nobodys(tmp_path: Path) -> None:
    assert column(sheet_of(tmp_path, compound(biff8([*HEADER, R1]) + b"\xff" * 4000)), 0) == ["code_residence", "R1"]


def test_a_chart_kept_in_a_sheet_gives_no_cell(tmp_path: Path) -> None:
    chart = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x20, 0x0DBB, 1996, 0, 6))
    chart += formula(1, 2, struct.pack("<d", 0), 2) + number(1, 2, 99) + record(0x000A)
    sheet = sheet_of(tmp_path, compound(biff8([*HEADER, R1, number(1, 2, 450), chart])))
    assert column(sheet, 2) == ["Loyer moyen", "450"]


@pytest.mark.parametrize("kind", [0x0092, 0x0017, 0x0018, 0x01B8, 0x005D, 0x0093, 0x0293, 0x0031, 0x01AE])
def test_a_strange_record_that_tells_of_no_cell_spoils_nothing(tmp_path: Path, kind: int) -> None:
    whole = biff8([*HEADER, R1, number(1, 2, 450), record(kind, b"\xfe" * 7)])
    begin = len(record(0x0809, bytes(16)))
    strange = record(kind, b"\xfe" * 3)
    data = whole[:begin] + strange + whole[begin:]
    at = data.index(struct.pack("<HH", 0x85, 12)) + 4
    data = data[:at] + struct.pack("<I", struct.unpack_from("<I", data, at)[0] + len(strange)) + data[at + 4 :]
    assert column(sheet_of(tmp_path, compound(data)), 2) == ["Loyer moyen", "450"]


def test_every_cell_is_the_one_that_another_reader_gives(tmp_path: Path) -> None:
    """calamine tells numbers, texts and booleans of a plain workbook rightly: each of them, at its address."""
    rows: list[list[object]] = [["code_residence", "nom", "loyer", "vrai"]]
    rows += [[f"R{n}", f"Résidence n° {n} « été »", n * 1.37 - 50, n % 2 == 0] for n in range(400)]
    data = old_workbook(rows)
    sheet = sheet_of(tmp_path, data)
    other = CalamineWorkbook.from_path(written(tmp_path, data)).get_sheet_by_index(0).to_python()
    assert sheet.cells.shape == (len(other), len(other[0]))
    for ours, theirs in zip(sheet.cells.rows(), other, strict=True):
        for text, cell in zip(ours, theirs, strict=True):
            match cell:
                case bool():
                    assert text == ("vrai" if cell else "faux")
                case int() | float():
                    assert float(text) == pytest.approx(cell, rel=1e-15)
                case _:
                    assert text == cell


def test_sheets_that_all_point_to_one_place_are_counted(tmp_path: Path) -> None:
    whole = biff8([*HEADER, R1, number(65_535, 255, 1)])
    at = whole.index(struct.pack("<HH", 0x85, 12))
    sheet, copies = whole[at : at + 16], 20
    place = struct.unpack_from("<I", sheet, 4)[0] + 16 * (copies - 1)
    again = [record(0x85, struct.pack("<IHBB", place, 0, 4, 0) + b"P%03d" % n) for n in range(copies)]
    data = compound(whole[:at] + b"".join(again) + whole[at + 16 :])
    assert codes(refusal(written(tmp_path, data)).problems) == ["trop-grand"]


def test_the_records_of_a_workbook_are_found_again(tmp_path: Path) -> None:
    data = old_workbook([TITLES, ["R1", 5, 1]])
    assert column(sheet_of(tmp_path, compound(stream_of(data))), 0) == ["code_residence", "R1"]
