"""Old and open workbooks, and files that are not what their name says, given to the command."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from cli.conftest import Run
from data.old_files import biff8, compound, old_workbook, record, text_cell

DATA = Path(__file__).parents[1] / "data"
ASKED = ("--date", "2026-10-31", "-f", "csv", "-o", "-", "--select", "value:V1")


def test_the_percents_of_an_old_workbook_are_percents(hlmdiag: Run, tmp_path: Path) -> None:
    rows = [["code_residence", "Vacance"], ["R01", 0.125], ["R02", 0.02], ["R03", 0.301]]
    (tmp_path / "parc.xls").write_bytes(old_workbook(rows, {(row, 1): "0.0%" for row in (1, 2, 3)}))
    outcome = hlmdiag("score", "parc.xls", "-g", DATA / "parc.yaml", *ASKED)
    assert (outcome.code, outcome.out) == (0, "code_residence,value:V1\nR01,12.5\nR02,2.0\nR03,30.1\n")


def test_the_titles_of_a_unicode_workbook_are_read_whatever_its_page_of_codes(hlmdiag: Run, tmp_path: Path) -> None:
    cells = [text_cell(0, 0, "Code résidence"), text_cell(0, 1, "Nom"), text_cell(1, 0, "R01"), text_cell(1, 1, "Orée")]
    stream = biff8(cells).replace(struct.pack("<HHH", 0x42, 2, 1200), struct.pack("<HHH", 0x42, 2, 1252))
    (tmp_path / "parc.xls").write_bytes(compound(stream))
    outcome = hlmdiag("inspect", "parc.xls", "-g", DATA / "parc.yaml")
    assert outcome.code == 0
    assert "2 titres reconnus sur 2" in outcome.out


@pytest.mark.parametrize("name", ["parc.xls", "parc.ods"])
def test_a_password_is_said(hlmdiag: Run, tmp_path: Path, name: str) -> None:
    whole = biff8([])
    (tmp_path / "parc.xls").write_bytes(compound(whole[:20] + record(0x002F, bytes(6)) + whole[20:]))
    with zipfile.ZipFile(tmp_path / "parc.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
        archive.writestr("content.xml", b"\x8f\x12")
    outcome = hlmdiag("score", name, "-g", DATA / "parc.yaml")
    assert outcome.code == 3
    assert "protégé par un mot de passe" in outcome.err


def test_a_workbook_xml_of_2003_is_named(hlmdiag: Run, tmp_path: Path) -> None:
    text = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    (tmp_path / "parc.xls").write_text(text, encoding="utf-8")
    outcome = hlmdiag("score", "parc.xls", "-g", DATA / "parc.yaml")
    assert outcome.code == 3
    assert "un classeur XML (Excel 2003)" in outcome.err
