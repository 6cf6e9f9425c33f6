"""Files that are not what their name says: each is named for what it is, with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest

from data.kit import codes, filled, refusal
from hlmdiag.data.file_type import ADVICE, file_type_of
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.sources import InputSource
from hlmdiag.errors import HlmdiagError

CSV = b"code_residence;nom;vacance\nR1;Les Tilleuls;5\n"
_XML_2003 = (
    b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook '
    b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Parc"/></Workbook>'
)
_CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types><Default Extension="%s" ContentType="x"/>'
    b'<Override PartName="/%s" ContentType="application/%s"/></Types>'
)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def office(part: str, kind: str, embedded: str = "") -> bytes:
    types = _CONTENT_TYPES % (embedded.encode(), part.encode(), kind.encode())
    return zipped(**{"[Content_Types].xml": types, part: b"<x/>"})


def database(folder: Path) -> bytes:
    path = folder / "base.db"
    with sqlite3.connect(path) as base:
        base.execute("create table parc (code text)")
    base.close()
    return path.read_bytes()


def dbase() -> bytes:
    head = struct.pack("<4BIHH20x", 3, 126, 11, 3, 1, 65, 11)
    return head + b"CODE".ljust(11, b"\0") + b"C" + bytes(4) + bytes([10]) + bytes(15) + b"\r" + b" R1        \x1a"


def open_document(kind: str, root: bytes = b"") -> bytes:
    return zipped(mimetype=b"application/vnd.oasis.opendocument." + kind.encode(), **{"content.xml": root})


FLAT = (
    b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'
)
MAIL = (
    b"Return-Path: <agence@exemple.fr>\r\nReceived: from a by b;\r\n Tue, 3 Nov 2026 10:00:00 +0100\r\n"
    b"Subject: Le tableau\r\nMIME-Version: 1.0\r\n\r\nBonjour"
)
ARCHIVED = (
    b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
)
MADE: dict[str, tuple[str, bytes]] = {
    "xml de 2003": ("classeur-xml", _XML_2003),
    "xml de 2003 en utf-16": ("classeur-xml", _XML_2003.decode().replace("1.0", "1.0").encode("utf-16")),
    "gzip": ("gzip", gzip.compress(CSV)),
    "bzip2": ("bzip2", bz2.compress(CSV)),
    "xz": ("xz", lzma.compress(CSV)),
    "7z": ("sept-zip", b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    "rar": ("rar", b"Rar!\x1a\x07\x01\0" + bytes(40)),
    "zstd": ("zstd", b"\x28\xb5\x2f\xfd" + bytes(40)),
    "zip d'un csv": ("archive", zipped(**{"parc.csv": CSV})),
    "zip vide": ("archive", zipped()),
    "objets json": ("json", json.dumps([{"code_residence": "R1"}], indent=1).encode()),
    "réponse json": ("json", json.dumps({"results": [1, 2]}).encode()),
    "page": ("page", b"\r\n<html><body><table><tr><td>code</td></tr></table></body></html>"),
    "page de connexion": ("page", b"<!DOCTYPE html><html lang=fr><head><title>Connexion</title></head></html>"),
    "tableau html seul": ("page", b"<table border=1><tr><td>code</td></tr></table>"),
    "page d'Excel": ("page", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>'),
    "page en xhtml": ("page", b'<?xml version="1.0"?><!DOCTYPE html><html/>'),
    "page archivée": ("page-archivee", ARCHIVED),
    "pdf": ("pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"),
    "pdf après un saut": ("pdf", b"\r\n%PDF-1.4\n"),
    "rtf": ("rtf", b"{\\rtf1\\ansi code}"),
    "numbers": ("apple", zipped(**{"Index__Document.iwa": b"x", "Index__Tables__Tile.iwa": b"x"})),
    "xlsb": ("classeur-binaire", office("xl/workbook.bin", "vnd.ms-excel.sheet.binary.macroEnabled.main")),
    "word": (
        "word",
        office("word/d.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "xlsx"),
    ),
    "powerpoint": (
        "powerpoint", office("ppt/p.xml", "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")
    ),
    "sylk": ("sylk", b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"code"\r\nE\r\n'),
    "dif": ("dif", b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n'),
    "lotus": ("lotus", b"\0\0\x02\0\x06\x04\x06\0\x08\0"),
    "dbase": ("dbf", dbase()),
    "courriel": ("courriel", MAIL),
    "image": ("image", b"\x89PNG\r\n\x1a\n" + bytes(20)),
    "photo": ("image", b"\xff\xd8\xff\xe0" + bytes(20)),
    "raccourci": ("raccourci", b"[InternetShortcut]\r\nURL=https://exemple.fr/parc.xlsx\r\n"),
    "annexe de macOS": ("annexe-macos", b"\0\x05\x16\x07\0\x02\0\0Mac OS X"),
    "pointeur": ("pointeur-lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
    "ods à plat": ("classeur-fods", FLAT),
    "odt": ("texte-opendocument", open_document("text")),
    "odp": ("document-opendocument", open_document("presentation")),
    "kml": ("xml", b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'),
    "arrow": ("arrow", b"ARROW1\0\0" + bytes(20)),
}  # fmt: skip


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".csv", ".ods", ".parquet", ".donnees"])
@pytest.mark.parametrize("kind", MADE)
def test_a_file_is_named_for_what_it_is_whatever_its_name(tmp_path: Path, kind: str, suffix: str) -> None:
    nature, data = MADE[kind]
    path = tmp_path / f"parc{suffix}"
    path.write_bytes(data)
    with pytest.raises(HlmdiagError) as caught:
        open_source(InputSource(path), FileOptions())
    [problem] = caught.value.problems
    assert problem.code == ("donnees.suffixe-inconnu" if suffix == ".donnees" else "donnees.suffixe-trompeur")
    assert problem.values["found"].code == f"donnees.mots.{nature}"
    assert problem.say("fr").endswith(f"{filled(problem, 'advice')} [{problem.code}]")
    assert problem.values["advice"].code == f"donnees.mots.conseil-{ADVICE[nature]}"  # type: ignore[index]


def test_a_database_is_no_table(tmp_path: Path) -> None:
    assert file_type_of(database(tmp_path)) == "base"


def test_a_workbook_xml_of_2003_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "parc.xls"
    path.write_bytes(_XML_2003)
    assert [problem.say("fr") for problem in refusal(path).problems] == [
        "parc.xls : le nom annonce un classeur Excel ancien (.xls), mais le contenu est un classeur XML (Excel 2003). "
        "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le sous .xlsx, puis recommencez. [donnees.suffixe-trompeur]"
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"ID;Parc;Nom\nC;Les Tilleuls;5\n", b"<5 %;code;nom\n1;R1;a\n", b"BZh;code\n1;R1\n", b"BM;code\n1;R1\n",
        b"Date: x;code\n1;R1\n", b"[code];nom\nR1;a\n", b'"code";"nom"\n"R1";"a"\n', b"PAR;code\n1;R1\n",
        b"TABLE;code\n0,1;R1\n", b"From;To;Subject\na;b;c\n", b"GIF8;code\n1;R1\n", b"\t\tcode\n", CSV,
        b"\x0c;code\n1;R1\n", b"{code};nom\nR1;a\n",
    ],
)  # fmt: skip
def test_a_table_of_text_is_never_taken_for_something_else(text: bytes) -> None:
    assert file_type_of(text) == "texte"


@pytest.mark.parametrize("kind", ["sheet", "template"])
def test_an_embedded_document_does_not_change_what_a_workbook_is(kind: str) -> None:
    main = f"vnd.openxmlformats-officedocument.spreadsheetml.{kind}.main+xml"
    assert file_type_of(office("xl/workbook.xml", main, "docx")) == "classeur"
    assert file_type_of(office("xl/workbook.xml", "vnd.ms-excel.sheet.macroEnabled.main+xml")) == "classeur"


def test_a_workbook_without_its_list_of_types_is_a_workbook_still() -> None:
    assert file_type_of(zipped(**{"xl__workbook.xml": b"<x/>"})) == "classeur"
    assert file_type_of(zipped(**{"xl\\\\workbook.xml": b"<x/>"})) == "classeur"


def test_an_open_workbook_is_one_wherever_its_type_stands() -> None:
    manifest = b'<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    assert file_type_of(zipped(**{"content.xml": b"", "META-INF__manifest.xml": manifest})) == "ods"
    written = manifest.replace(b"spreadsheet", b"text") + manifest
    assert file_type_of(zipped(**{"META-INF__manifest.xml": written})) == "texte-opendocument"


def test_every_refusal_is_a_problem_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes(gzip.compress(CSV))
    assert codes(refusal(path).problems) == ["suffixe-trompeur"]
