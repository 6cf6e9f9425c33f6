"""The annotated copy: every fault at its cell, the received file untouched, what is repaired no longer refused."""

import hashlib
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from data.kit import small_grid, write
from hlmdiag.cli.app import run
from hlmdiag.inspection import Inspection, inspect
from hlmdiag.report.annotated import annotate
from hlmdiag.report.annotated.losses import losses

DAY = date(2026, 11, 30)
TITLES = ["Code résidence", "Nom", "Nb lgts", "Vacance (%)", "Gardien", "État des halls"]


def look_at(*paths: Path) -> Inspection:
    return inspect([str(path) for path in paths], small_grid(), date=DAY)


def copy_of(path: Path, name: str = "copie.xlsx") -> Path:
    inspection = look_at(path)
    [(source, sheets)] = inspection.opened
    out = BytesIO()
    annotate(source, sheets, inspection.faults, inspection.numeric, out, "fr", DAY)
    copy = path.with_name(name)
    copy.write_bytes(out.getvalue())
    return copy


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A stock made by hand: a title above, merged cells, a formula, a comment, four kinds of faults."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Relevé d'été"
    sheet["A1"] = "Mes résidences"
    sheet.merge_cells("A1:C1")
    for row in (
        TITLES,
        ["R1", "Les Tilleuls", "env. 24", 3, "oui", "1"],
        ["R2", "=2+3", 30, 250, "peut-être", "beaucoup"],
        ["R3", "+33 1 02", 12, 4, "non", 4],
        ["R3", "Le Bourg", 18, 5, "non", 2],
    ):
        sheet.append(row)
    sheet["B4"].data_type = "s"
    sheet["C3"].comment = Comment("vu avec l'agence", "agence")
    book.save(tmp_path / "parc.xlsx")
    return tmp_path / "parc.xlsx"


def repaired(copy: Path) -> Path:
    book = openpyxl.load_workbook(copy)
    sheet = book["Relevé d'été"]
    for cell, value in {"C3": 24, "D4": 25, "E4": "oui", "F4": "Majeure", "A6": "R4"}.items():
        sheet[cell] = value
    path = copy.with_name("repare.xlsx")
    book.save(path)
    return path


def test_the_received_file_is_untouched_to_the_byte(broken: Path) -> None:
    before = hashlib.sha256(broken.read_bytes()).hexdigest()
    copy_of(broken)
    assert hashlib.sha256(broken.read_bytes()).hexdigest() == before


def test_each_faulty_cell_is_coloured_commented_and_listed_with_a_link(broken: Path) -> None:
    book = openpyxl.load_workbook(copy_of(broken))
    listing, sheet = book.worksheets
    assert (listing.title, book.active.title) == ("Anomalies", "Anomalies")
    titles = next(row for row in listing.iter_rows() if row[0].value == "Feuille")[0].row
    rows = list(listing.iter_rows(min_row=titles + 1))
    found = {row[1].value: (row[3].value, row[6].value) for row in rows}
    assert found == {
        "C3": ("env. 24", "donnees.approximation"), "D4": ("250", "donnees.borne-haute"),
        "E4": ("peut-être", "donnees.booleen"), "F4": ("beaucoup", "donnees.reponse"),
        "A5": ("R3", "donnees.cle-repetee"), "A6": ("R3", "donnees.cle-repetee"),
    }  # fmt: skip
    for row in rows:
        assert row[1].hyperlink.location == f"'Relevé d''été'!{row[1].value}"
        marked = sheet[row[1].value]
        assert marked.fill.fgColor.rgb == "FFF4B6B6"
        assert row[5].value in marked.comment.text
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type == "solid"}
    assert coloured == set(found)
    expected = {row[1].value: row[4].value for row in rows}
    assert (expected["D4"], expected["E4"]) == ("un pourcentage, entre 0 et 100", "oui ou non")
    assert sheet["C3"].comment.text.endswith("vu avec l'agence")


def test_what_is_repaired_in_the_copy_is_no_longer_refused(broken: Path) -> None:
    again = look_at(repaired(copy_of(broken)))
    assert (again.faults, again.is_refused) == ((), False)
    assert [sheet.sheet for sheet in again.sheets] == ["Relevé d'été"]
    assert again.dataset is not None and again.dataset.stock.frame["v:code_residence"].to_list() == [
        "R1",
        "R2",
        "R3",
        "R4",
    ]


def test_a_copy_of_a_copy_has_one_list_and_only_the_faults_that_remain(broken: Path) -> None:
    book = openpyxl.load_workbook(copy_of(copy_of(broken), "bis.xlsx"))
    assert book.sheetnames == ["Anomalies", "Relevé d'été"]
    clean = openpyxl.load_workbook(copy_of(repaired(copy_of(broken)), "propre.xlsx"))
    sheet = clean["Relevé d'été"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type == "solid"] == []
    assert clean["Anomalies"]["A2"].value == "repare.xlsx : aucune anomalie."


def test_no_received_text_becomes_a_formula(broken: Path) -> None:
    book = openpyxl.load_workbook(copy_of(broken))
    assert (book["Relevé d'été"]["B4"].value, book["Relevé d'été"]["B4"].data_type) == ("=2+3", "s")
    path = write(broken.parent, "parc.csv", "Code résidence;Nom;Nb lgts\nR1;=cmd|1;=2+3\nR2;@x;-5\n")
    made = openpyxl.load_workbook(copy_of(path))
    assert {cell.data_type for sheet in made for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_formulas_keep_their_result_in_the_copy(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "parc.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Parc")
        sheet.write_row(0, 0, [*TITLES[:4], "Loyer"])
        sheet.write_row(1, 0, ["R1", "Tilleuls", "env. 20"])
        sheet.write_formula("D2", "=6/2", value=3)
        sheet.write_formula("E2", '=IF(1,"5,5","")', value="5,5")
    copy = copy_of(path)
    assert [fault.location.cell for fault in look_at(copy).faults] == ["C2"]
    values = openpyxl.load_workbook(copy, data_only=True)["Parc"]
    assert (values["D2"].value, values["E2"].value) == (3, "5,5")
    assert openpyxl.load_workbook(copy)["Parc"]["D2"].value == "=6/2"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_new_workbook_is_made_from_a_text_file(tmp_path: Path, encoding: str) -> None:
    text = "Parc;;\nCode résidence;Nb lgts;Vacance (%)\n000007;12;3,5\nR2;env. 5;4\n"
    copy = copy_of(write(tmp_path, "été.csv", text, encoding))
    book = openpyxl.load_workbook(copy)
    sheet = book["été"]
    assert [cell.value for cell in sheet[3]] == ["000007", 12, 3.5]
    assert sheet["B4"].comment is not None
    assert "format" in book["Anomalies"]["A5"].value
    sheet["B4"] = 5
    book.save(copy)
    assert look_at(copy).faults == ()


def test_a_header_that_is_wrong_is_marked_where_nothing_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "faux.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Fruit", "Prix"])
    book.active.append(["Pomme", 3])
    book.save(path)
    listing = openpyxl.load_workbook(copy_of(path))["Anomalies"]
    codes = [row[6].value for row in listing.iter_rows() if str(row[6].value).startswith("donnees.")]
    assert codes == ["donnees.cle-absente"]


def test_a_title_that_resembles_a_column_is_to_check_and_a_column_of_remarks_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", "Code résidence;Vacanse;Divers\nR1;3;vu en mai\nR2;4;\n")
    assert [(fault.location.cell, fault.problem.code) for fault in look_at(path).faults] == [
        ("B1", "donnees.entete-inconnu")
    ]
    assert openpyxl.load_workbook(copy_of(path))["parc"]["B1"].fill.fgColor.rgb == "FFFFE699"


def test_same_file_same_bytes(broken: Path) -> None:
    assert copy_of(broken, "un.xlsx").read_bytes() == copy_of(broken, "deux.xlsx").read_bytes()


def package(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "lost"),
    [
        ("xl/worksheets/sheet1.xml", b"<sheetData></sheetData><x14:sparklineGroups>", ("mini-graphiques",)),
        ("xl/worksheets/sheet1.xml", b"<sheetData></sheetData><x14:dataValidation type='list'>", ("listes",)),
        ("xl/worksheets/sheet1.xml", b"<sheetData></sheetData><x14:cfRule/>", ("mises-en-forme",)),
        ("xl/slicers/slicer1.xml", b"", ("segments",)),
        ("xl/threadedComments/threadedComment1.xml", b"", ("conversations",)),
        ("xl/ctrlProps/ctrlProp1.xml", b"", ("controles",)),
        ("xl/drawings/drawing1.xml", b"<xdr:sp macro=''>", ("formes",)),
        ("xl/charts/chart1.xml", b"", ("graphiques",)),
        ("xl/worksheets/sheet1.xml", b"<sheetData><c>x14:sparklineGroup</c></sheetData>", ()),
    ],
)
def test_what_the_copy_cannot_keep_is_known_from_the_package(name: str, data: bytes, lost: tuple[str, ...]) -> None:
    assert losses(package(**{name: data})) == lost


def test_the_first_sheet_names_what_was_lost(tmp_path: Path, rewritten: Callable[[Path, str, bytes], Path]) -> None:
    path = tmp_path / "parc.xlsx"
    book = openpyxl.Workbook()
    book.active.append(TITLES[:2])
    book.active.append(["R1", "Tilleuls"])
    book.save(path)
    listing = openpyxl.load_workbook(copy_of(rewritten(path, "xl/slicers/slicer1.xml", b"<slicers/>")))["Anomalies"]
    said = [cell.value for cell in listing["A"] if cell.value and "garder" in cell.value]
    assert any("les segments et chronologies" in line for line in said)


@pytest.fixture
def rewritten() -> Callable[[Path, str, bytes], Path]:
    """A workbook with one more part."""

    def add(path: Path, name: str, data: bytes) -> Path:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, data)
        return path

    return add


PARTS = {
    "a comment sheet that is no XML": ("xl/comments/comment1.xml", "</comments>", "</comment>"),
    "a font that is no number": ("xl/styles.xml", 'fontId="0"', 'fontId="zéro"'),
    "merged cells without end": (
        "xl/worksheets/sheet1.xml", "</mergeCells>", '<mergeCell ref="A9:XFD1048576"/></mergeCells>',
    ),
    "a rule for nowhere": (
        "xl/worksheets/sheet1.xml", "</mergeCells>",
        '</mergeCells><dataValidations><dataValidation sqref="?"/></dataValidations>',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new"), PARTS.values(), ids=PARTS)
def test_a_broken_part_refuses_the_copy_in_a_sentence_and_not_the_reading(
    broken: Path, part: str, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = {}
    with zipfile.ZipFile(broken) as source:
        for name in source.namelist():
            held[name] = source.read(name)
    assert old.encode() in held[part]
    path = broken.with_name("abime.xlsx")
    with zipfile.ZipFile(path, "w") as target:
        for name, data in held.items():
            target.writestr(name, data.replace(old.encode(), new.encode(), 1) if name == part else data)
    copy = path.with_name("copie.xlsx")
    code = run(["inspect", str(path), "--annotate", str(copy)])
    said = capsys.readouterr()
    assert code == 3
    assert not copy.exists()
    assert "abime.xlsx : la copie annotée ne peut pas être faite" in said.err
