"""What forged files cost: each is refused, or read for what it is, with little time and little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data.costs import PEAK
from data.foreign import base_parts, write_parts

_CHILD = f"""
import json, time
{PEAK}
if sys.platform == "linux":
    resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
from hlmdiag.data import read
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import load_grid
grid = load_grid(sys.argv[1])
for path in sys.argv[2:]:
    forget_peak()
    start = time.process_time()
    try:
        said = read(path, grid).stock.frame.height
    except HlmdiagError as fault:
        said = [problem.code for problem in fault.problems]
    print(json.dumps([path, said, time.process_time() - start, peak()]))
"""
_SECONDS, _BYTES = 10, 1_000_000_000
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_TITLES = (
    b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code_residence</t></is></c>'
    b'<c r="B1" t="inlineStr"><is><t>nom</t></is></c></row>'
)
_ROW = b'<row r="2"><c r="A2" t="inlineStr"><is><t>R1</t></is></c></row>'
_END = b"</sheetData></worksheet>"
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30)
)


def _forged(folder: Path, name: str, *sheet: bytes, beside: Iterable[tuple[str, bytes]] = ()) -> None:
    """A workbook whose only sheet is what is given, with other parts beside it."""
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with (
        zipfile.ZipFile(book) as source,
        zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            if not part.endswith("sheet1.xml"):
                target.writestr(part, source.read(part))
        target.writestr("xl/worksheets/sheet1.xml", b"".join(sheet))
        for part, data in beside:
            target.writestr(part, data)


def _workbooks(folder: Path) -> dict[str, object]:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    _forged(folder, "bombe.xlsx", _SHEET, _TITLES, _ROW, _END, beside=[("xl/media/a.bin", bytes(250_000_000))])
    _forged(folder, "loin.xlsx", _SHEET, _TITLES, far, _END)
    unplaced = b"<row><c/></row>" * 200_000 + b"<row>" + b"<c/>" * 16_384 + b"</row>"
    _forged(folder, "sans-adresses.xlsx", _SHEET, _TITLES, unplaced, _END)
    _forged(folder, "annonce.xlsx", _SHEET, b'<dimension ref="A1:ZZZZZ1048576"/>', _TITLES, _ROW, _END)
    entity = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&a29;</t></is></c></row>'
    _forged(folder, "entites.xlsx", _ENTITIES, b"]>", _SHEET, _TITLES, entity, _END)
    endless = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"a" * 40_000_000
    _forged(folder, "texte-sans-fin.xlsx", _SHEET, _TITLES, endless)
    (folder / "tronque.xlsx").write_bytes((folder / "annonce.xlsx").read_bytes()[:3000])
    pl.DataFrame({"code_residence": pl.repeat(1, 20_000_000, dtype=pl.UInt8, eager=True)}).write_parquet(
        folder / "repete.parquet"
    )
    return {
        "bombe.xlsx": ["donnees.trop-grand"], "loin.xlsx": ["donnees.trop-grand"],
        "sans-adresses.xlsx": ["donnees.trop-grand"], "annonce.xlsx": 1, "entites.xlsx": ["donnees.fichier-illisible"],
        "texte-sans-fin.xlsx": ["donnees.trop-grand"], "tronque.xlsx": ["donnees.fichier-illisible"],
        "repete.parquet": ["donnees.trop-grand"],
    }  # fmt: skip


def _repeated(folder: Path) -> dict[str, object]:
    """Small files that repeat one thing very many times: rows, cells, columns, merged cells, styles, texts, names."""
    sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    shared, styles = "xl/sharedStrings.xml", "xl/styles.xml"
    rows = b"".join(b'<row r="%d"/>' % (row + 4) for row in range(1_048_000)) * 3
    formulas = b"".join(b'<row r="%d"><c r="A%d" t="s"><f>1</f></c></row>' % (n, n) for n in range(4, 300_000))
    text = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>4</v></c></row>' % (n, n) for n in range(4, 20_004))
    end, unread, large = b"</sheetData>", ["donnees.fichier-illisible"], ["donnees.trop-grand"]
    columns = b"<cols>%s</cols><sheetData>" % (b'<col min="1" max="16384" hidden="1"/>' * 900_000)
    widths = b"<cols>%s</cols><sheetData>" % (b'<col min="1" max="9" width="9"/>' * 2_500_000)
    merged = b"</sheetData><mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A1:XFD1048576"/>' * 900_000)
    names = b"</sheets><definedNames>%s</definedNames>" % (b'<definedName name="a">A1</definedName>' * 900_000)
    blanks = b'</row><row r="4">%s</row></sheetData>' % (b'<c r="A4" s="1"/>' * 4_000_000)
    disordered = b'<c r="ZZ1000000"><v>1</v></c><c r="A3"/></row></sheetData>'
    made: dict[str, tuple[str, bytes, bytes, object]] = {
        "colonnes": (sheet, b"<sheetData>", columns, 2),
        "largeurs": (sheet, b"<sheetData>", widths, large),
        "fusions": (sheet, end, merged, 2),
        "noms": (book, b"</sheets>", names, 2),
        "feuilles": (book, b"</sheets>", b'<sheet name="x" sheetId="1" r:id="rId1"/>' * 30_000 + b"</sheets>", 2),
        "styles": (styles, b"</cellXfs>", b'<xf numFmtId="9"/>' * 5_000_000 + b"</cellXfs>", unread),
        "attribut": (sheet, b'<row r="1">', b'<row r="1" x="%s">' % (b"a" * 50_000_000), large),
        "formules": (sheet, end, formulas + end, 2),
        "vides": (sheet, b"</row></sheetData>", blanks, large),
        "lignes": (sheet, end, rows + end, 2),
        "textes-vides": (shared, b"</sst>", b"<si/>" * 19_000_000 + b"</sst>", large),
        "textes-annonces": (shared, b'uniqueCount="6"', b'uniqueCount="2000000000"', 2),
        "sans-ordre": (sheet, b"</row></sheetData>", disordered, large),
    }
    for name, (part, old, new, _) in made.items():
        parts = base_parts()
        assert old in parts[part]
        write_parts(folder / f"{name}.xlsx", parts | {part: parts[part].replace(old, new, 1)})
    parts = base_parts()
    long = parts[shared].replace(b"<t>R01<", b"<t>" + b"a" * 1_000_000 + b"<")
    write_parts(folder / "texte-repete.xlsx", parts | {shared: long, sheet: parts[sheet].replace(end, text + end)})
    return {f"{name}.xlsx": said for name, (_, _, _, said) in made.items()} | {"texte-repete.xlsx": large}


def _texts(folder: Path) -> dict[str, object]:
    titles = b"code_residence;nom\n"
    with (folder / "deux-go.csv").open("wb") as file:
        file.truncate(2_000_000_000)
    (folder / "ligne.csv").write_bytes(b"x" * 20_000_000)
    (folder / "deuxieme-ligne.csv").write_bytes(titles + b";" * 20_000_000)
    (folder / "guillemet.csv").write_bytes(titles + b'R1;"' + b"a;b\n" * 5_000_000)
    (folder / "nuls.csv").write_bytes(titles + b"R1;\0\n" * 1_000_000)
    (folder / "lignes.csv").write_bytes(titles + b"1;2\n" * 8_000_000)
    (folder / "colonnes.csv").write_bytes(b";".join(b"c%d" % n for n in range(100_000)) + b"\n" + b";" * 99_999)
    return {
        "deux-go.csv": ["donnees.fichier-trop-grand"], "ligne.csv": ["donnees.ligne-sans-fin"],
        "deuxieme-ligne.csv": ["donnees.ligne-sans-fin"], "guillemet.csv": ["donnees.guillemet"],
        "nuls.csv": ["donnees.nul"], "lignes.csv": ["donnees.fichier-trop-grand"],
        "colonnes.csv": ["donnees.fichier-trop-grand"],
    }  # fmt: skip


def test_forged_files_cost_little(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    expected = _workbooks(tmp_path) | _repeated(tmp_path) | _texts(tmp_path)
    grid = Path(__file__).with_name("parc.yaml")
    command = [sys.executable, "-c", _CHILD, str(grid), *(str(tmp_path / name) for name in expected)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-300:]}\n{done.stderr[-3000:]}"
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {
        Path(path).name: sorted(set(said)) if isinstance(said, list) else said for path, said, _, _ in found
    } == expected
    assert [path for path, _, seconds, _ in found if seconds > _SECONDS] == []
    assert [path for path, _, _, peak in found if peak > _BYTES] == []
