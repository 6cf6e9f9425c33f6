"""OpenDocument workbooks (`.ods`): each cell with what it shows, and no more memory than they hold."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.costs import PEAK
from data.kit import codes, look, refusal, small_grid
from hlmdiag.data import read
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.sheet import DAY, FORMULA, Sheet
from hlmdiag.data.sources import InputSource

FILES = Path(__file__).parent / "files"
_SPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
        "draw": "drawing", "dc": "dc", "manifest": "manifest",
    }.items()
) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip
_MANIFEST = (
    f'<manifest:manifest{_SPACES}><manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>{more}</manifest:manifest>'
)


def ods(
    folder: Path, rows: str, styles: str = "", *, before: str = "", columns: str = "", encoding: str = "utf-8"
) -> Path:
    """A workbook of one sheet, of which the rows are given as they are written."""
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<office:document-content{_SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Parc" table:style-name="ta1">{columns}{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    path = folder / "parc.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST.replace("{more}", ""))
        archive.writestr("content.xml", content.encode(encoding))
    return path


def row(*cells: str, **attributes: str) -> str:
    said = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


def text(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


def value(kind: str, name: str, written: str, shown: str = "", more: str = "") -> str:
    said = f'office:value-type="{kind}" office:{name}="{written}"{more}'
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


def number(written: str, style: str = "") -> str:
    return value("float", "value", written, written, f' table:style-name="{style}"' if style else "")


TITLES = row(text("code_residence"), text("Vacance"), text("Loyer moyen"))


def sheet_of(path: Path) -> Sheet:
    [sheet] = open_source(InputSource(path), FileOptions())
    return sheet


def column(path: Path, index: int) -> list[str]:
    return sheet_of(path).cells[str(index)].to_list()


def test_percents_days_durations_and_answers_are_what_they_show(tmp_path: Path) -> None:
    cells = [
        value("percentage", "value", "0.125", "12,5 %"), value("currency", "value", "12.5", "12,50 €"),
        value("date", "date-value", "2025-04-03", "03/04/25"),
        value("date", "date-value", "2025-04-03T10:11:12.500000000", "03/04/25"),
        value("time", "time-value", "PT36H30M00S", "36:30"), value("time", "time-value", "-PT0H30M00S", "-00:30"),
        value("time", "time-value", "P1DT12H", "36:00"), value("boolean", "boolean-value", "true", "VRAI"),
        value("boolean", "boolean-value", "false", "FAUX"),
    ]  # fmt: skip
    sheet = sheet_of(ods(tmp_path, "".join(row(cell) for cell in cells)))
    assert sheet.cells["0"].to_list() == [
        "12.5 %", "12.5", "2025-04-03", "2025-04-03 10:11:12", "36:30", "-0:30", "36:00", "vrai", "faux",
    ]  # fmt: skip
    assert dict(sheet.shown[0].rows()) == {2: f"{DAY}2025-04-03", 3: f"{DAY}2025-04-03 10:11:12"}
    assert sheet.checked


STYLES = (
    '<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="6"/>'
    '</number:number-style><number:number-style style:name="N2"><number:text>R-</number:text><number:number '
    'number:decimal-places="0" number:min-integer-digits="4"/></number:number-style>'
    '<number:number-style style:name="N3"><number:scientific-number number:decimal-places="2" '
    'number:min-integer-digits="1" number:min-exponent-digits="2"/></number:number-style>'
    '<number:percentage-style style:name="N4"><number:number number:decimal-places="1"/><number:text>%</number:text>'
    "</number:percentage-style>"
    '<number:number-style style:name="N5"><number:number number:decimal-places="0" number:min-integer-digits="5">'
    '<number:embedded-text number:position="3">-</number:embedded-text></number:number></number:number-style>'
    + "".join(
        f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>' for n in range(1, 6)
    )
    + '<style:style style:name="ce9" style:family="table-cell" style:parent-style-name="ce1"/>'
)


def test_a_number_is_shown_by_its_style_or_that_of_its_row_or_column(tmp_path: Path) -> None:
    columns = '<table:table-column table:default-cell-style-name="ce1" table:number-columns-repeated="2000000000"/>'
    rows = row(number("7", "ce1")) + row(number("7", "ce2")) + row(number("100000", "ce3"))
    rows += row(number("0.125", "ce4")) + row(number("7", "ce9")) + row(number("8"))
    rows += row(number("9"), default_cell_style_name="ce2") + row(number("12034", "ce5"))
    sheet = sheet_of(ods(tmp_path, rows, STYLES, columns=columns))
    assert dict(sheet.shown[0].rows()) == {
        0: "000007", 1: "R-0007", 2: "1,00E+05", 4: "000007", 5: "000008", 6: "R-0009", 7: "12-034",
    }  # fmt: skip
    assert sheet.cells["0"].to_list() == ["7", "7", "100000", "12.5 %", "7", "8", "9", "12034"]


@pytest.mark.parametrize(("factor", "rent"), [("", "(refusé)"), (' number:display-factor="1000"', 12000.0)])
def test_a_number_shown_in_thousands_is_read_where_its_format_divides_it(
    tmp_path: Path, factor: str, rent: object
) -> None:
    styles = (
        f'<number:number-style style:name="N1"><number:number number:decimal-places="0"{factor}/><number:text> k€'
        '</number:text></number:number-style><style:style style:name="c1" style:data-style-name="N1"/>'
    )
    number = '<table:table-cell table:style-name="c1" office:value-type="float" office:value="12000"/>'
    rows = row(text("code_residence"), text("loyer")) + row(text("R1"), number)
    assert look(read(ods(tmp_path, rows, styles), small_grid()), "loyer") == [(rent,)]


SHARE = '<number:percentage-style style:name="N1P0"><number:number/></number:percentage-style>'
FORMATS = {
    'share;"-"': SHARE + '<number:number-style style:name="N1"><number:text>-</number:text>{map}</number:number-style>',
    'share;"NC"': SHARE
    + '<number:number-style style:name="N1"><number:text>NC</number:text>{map}</number:number-style>',
    "share;number": SHARE + '<number:currency-style style:name="N1"><number:number/>{map}</number:currency-style>',
}


@pytest.mark.parametrize(
    ("form", "condition", "kind", "shown"),
    [
        ('share;"-"', "value()&gt;0", "float", ["12.5 %", "0 %", "200 %"]),
        ('share;"NC"', "value()!=0", "float", ["12.5 %", "NC", "200 %"]),
        ("share;number", "value()&lt;=1", "float", ["12.5 %", "0 %", "2"]),
        ("share;number", "value()&lt;=1", "percentage", ["12.5 %", "0 %", "2"]),
        ("share;number", "value()&lt;=1", "currency", ["12.5 %", "0 %", "2"]),
    ],
)
def test_a_format_with_conditions_is_followed_number_by_number(
    tmp_path: Path, form: str, condition: str, kind: str, shown: list[str]
) -> None:
    led = f'<style:map style:condition="{condition}" style:apply-style-name="N1P0"/>'
    styles = FORMATS[form].replace("{map}", led)
    styles += '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    numbers = [value(kind, "value", each, "", ' table:style-name="ce1"') for each in ("0.125", "0", "2")]
    assert column(ods(tmp_path, "".join(map(row, numbers)), styles), 0) == shown


def test_an_error_a_formula_alone_and_an_empty_result_are_three_things(tmp_path: Path) -> None:
    errors = [
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0 !</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=X()" office:value-type="float" office:value="0"><text:p>#NOM ?</text:p>'
        "</table:table-cell>",
        '<table:table-cell table:formula="of:=[.B2]" office:value-type="float" office:value="0">'
        "<text:p>Err:522</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=1+1"/>',
        '<table:table-cell table:formula="of:=1+1" office:value-type="float"/>',
        '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>',
        '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)" office:value-type="string"/>',
        '<table:table-cell table:formula="of:=2+2" office:value-type="float" office:value="4"><text:p>4</text:p>'
        "</table:table-cell>",
    ]
    path = ods(tmp_path, TITLES + "".join(row(text(f"R{n}"), text(""), cell) for n, cell in enumerate(errors)))
    assert column(path, 2) == [
        "Loyer moyen", "#DIV/0 !", "#NOM ?", "Err:522", f"{FORMULA}=1+1", f"{FORMULA}=1+1", "", "", "4",
    ]  # fmt: skip
    found = [cell for (cell,) in look(read(path, small_grid()), "loyer")]
    assert found == [*["(refusé)"] * 5, "(vide)", "(vide)", 4.0]


def test_repeated_cells_and_rows_stand_at_each_of_their_addresses(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = value("percentage", "value", "0.5", "50 %", ' table:number-columns-repeated="2"')
    rows = row(text("a"), blank, twice) + row('<table:table-cell table:number-columns-repeated="16384"/>')
    rows += row(text("b"), number_rows_repeated="2") + row("", number_rows_repeated="1048570")
    sheet = sheet_of(ods(tmp_path, rows))
    assert sheet.cells.rows() == [
        ("a", "", "", "50 %", "50 %"), ("", "", "", "", ""), ("b", "", "", "", ""), ("b", "", "", "", ""),
    ]  # fmt: skip


def test_what_is_hidden_is_said_and_what_stands_in_no_cell_is_not_read(tmp_path: Path) -> None:
    styles = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="900"/>'
    )
    noted = (
        '<table:table-cell office:value-type="string"><office:annotation><dc:p>x</dc:p><text:p>remarque</text:p>'
        "</office:annotation><text:p>R<text:span>1</text:span></text:p><draw:frame><draw:text-box><text:p>dessin</text:p>"
        "</draw:text-box></draw:frame></table:table-cell>"
    )
    rows = (
        "<table:tracked-changes>" + row(text("ancien")) + "</table:tracked-changes><table:shapes><draw:frame><text:p>x"
    )
    rows += "</text:p></draw:frame></table:shapes><table:table-header-rows>" + row(text("code"), text("b"))
    rows += "</table:table-header-rows><table:table-row-group>" + row(noted, text("2"), visibility="filter")
    sheet = sheet_of(ods(tmp_path, rows + "</table:table-row-group>", styles, columns=columns))
    assert sheet.cells.rows() == [("code", "b"), ("R1", "2")]
    assert (sheet.visible, sheet.hidden_rows, sheet.hidden_columns) == (False, (2,), (1,))


def test_texts_keep_their_spaces_tabs_and_lines(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="3"/>b<text:tab/>c'
        "<text:line-break/>d</text:p><text:p>e</text:p></table:table-cell>"
    )
    assert column(ods(tmp_path, row(cell)), 0) == ["a   b\tc\nd\ne"]


def test_another_encoding_is_read(tmp_path: Path) -> None:
    assert column(ods(tmp_path, row(text("Orée")), encoding="utf-16"), 0) == ["Orée"]


def test_merged_cells_are_known(tmp_path: Path) -> None:
    wide = text("a", ' table:number-columns-spanned="2" table:number-rows-spanned="3"')
    assert sheet_of(ods(tmp_path, row(text("x")) + row(wide, "<table:covered-table-cell/>"))).merged == (
        ((1, 0), (3, 1)),
    )


@pytest.mark.parametrize("how", ["part", "whole", "archive"])
def test_a_password_is_said(tmp_path: Path, how: str) -> None:
    path = tmp_path / "parc.ods"
    key = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST.replace("{more}", key if how == "part" else ""))
        archive.writestr("encrypted-package" if how == "whole" else "content.xml", b"\x8f\x12\x00")
    if how == "archive":
        data = bytearray(path.read_bytes())
        place = data.index(b"PK\x01\x02", data.rindex(b"content.xml") - 46)
        data[place + 8] |= 1
        path.write_bytes(data)
    assert codes(refusal(path).problems) == ["mot-de-passe"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(text(f'a<text:s text:c="{n}"/>')), code)
        for n, code in (("2000000000", "trop-grand"), ("9" * 60, None), ("-5", None))
    ]
    + [
        (row(text("a", ' table:number-columns-repeated="2000000000"')), "trop-grand"),
        (row(text("a"), number_rows_repeated="2000000000"), "trop-grand"),
        (row("", number_rows_repeated="2000000000") + row(text("a")), "trop-grand"),
        (row('<table:table-cell table:number-columns-repeated="2000000000"/>', text("a")), "trop-grand"),
        (row(text("a" * 32_000, ' table:number-columns-repeated="16000"')), "trop-grand"),
        (row(text("a"), number_rows_repeated="999999999999999999999999"), None),
    ],
)  # fmt: skip
def test_what_repeats_beyond_measure_is_refused_before_it_is_made(tmp_path: Path, rows: str, code: str | None) -> None:
    path = ods(tmp_path, rows)
    if code is None:
        assert sheet_of(path).cells.height == 1
    else:
        assert codes(refusal(path).problems) == [code]


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert codes(refusal(ods(tmp_path, row(text("&b;")), before=bomb)).problems) == ["fichier-illisible"]


_CHILD = f"""
import json
{PEAK}
from hlmdiag.data.files import FileOptions, InputSource, open_source
from hlmdiag.errors import HlmdiagError
for path in sys.argv[1:]:
    forget_peak()
    try:
        said = [sheet.cells.height for sheet in open_source(InputSource(Path(path)), FileOptions())]
    except HlmdiagError as fault:
        said = [problem.code for problem in fault.problems]
    print(json.dumps([said, peak()]))
"""


def test_small_files_that_repeat_much_take_little_memory(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    made = {
        "colonnes": (row(text("a")), '<table:table-column table:number-columns-repeated="2000000000"/>' * 200_000),
        "espaces": (row(text('a<text:s text:c="1000000"/>' * 40)), ""),
        "cellules": (row("<table:table-cell/>" * 1_000_000 + text("a")), ""),
        "lignes": (row("<table:table-cell/>") * 300_000 + row(text("a")), ""),
    }
    paths = []
    for name, (rows, columns) in made.items():
        paths.append(ods(tmp_path, rows, columns=columns).rename(tmp_path / f"{name}.ods"))
    done = subprocess.run([sys.executable, "-c", _CHILD, *map(str, paths)], capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [said for said, _ in found] == [[1], [1], ["donnees.trop-grand"], [300_001]]
    assert max(peak for _, peak in found) < 1_000_000_000


@pytest.mark.parametrize("name", ["parc.ods", "pourcents.ods"])
def test_every_cell_is_the_one_that_another_reader_gives(name: str) -> None:
    """calamine tells the numbers, texts and days of a workbook of LibreOffice rightly, but no error nor format."""
    sheet = sheet_of(FILES / name)
    other = CalamineWorkbook.from_path(FILES / name).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert sheet.cells.shape == (len(other), len(other[0]))
    for ours, theirs in zip(sheet.cells.rows(), other, strict=True):
        for said, cell in zip(ours, theirs, strict=True):
            match cell:
                case date():
                    assert said == cell.isoformat()
                case int() | float():
                    assert float(said.removesuffix(" %")) == pytest.approx(cell * (100 if said.endswith("%") else 1))
                case "":
                    assert said in ("", "#DIV/0!") or said.startswith(FORMULA)
                case _:
                    assert said == cell


def test_a_code_shown_with_zeros_is_read_with_them(tmp_path: Path) -> None:
    dataset = read(ods(tmp_path, TITLES + row(number("7", "ce1"), number("5"), number("450")), STYLES), small_grid())
    assert look(dataset, "code_residence", "pct_vacance", "loyer") == [("000007", 5.0, 450.0)]
