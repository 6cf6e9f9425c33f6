"""Damaged and forged files: refused in a sentence, before they exhaust anything."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from data.kit import codes, refusal, small_grid, workbook, write
from hlmdiag.configuration import Limits
from hlmdiag.data import Settings, read
from hlmdiag.errors import HlmdiagError

FILES = Path(__file__).parent / "files"


def test_an_old_workbook_whose_chain_of_sectors_turns_round_is_refused(tmp_path: Path) -> None:
    data = bytearray((FILES / "parc.xls").read_bytes())
    first = int.from_bytes(data[76:80], "little")
    table = (first + 1) * 512
    for sector in range(8):
        data[table + 4 * sector : table + 4 * sector + 4] = sector.to_bytes(4, "little")
    path = tmp_path / "parc.xls"
    path.write_bytes(data)
    assert codes(refusal(path).problems) == ["fichier-illisible"]


@pytest.mark.parametrize("length", [8, 512, 700, 3000])
def test_a_truncated_old_workbook_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "parc.xls"
    path.write_bytes((FILES / "parc.xls").read_bytes()[:length])
    assert codes(refusal(path).problems) == ["fichier-illisible"]


def test_an_open_workbook_that_repeats_a_full_row_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parc.ods"
    with zipfile.ZipFile(FILES / "parc.ods") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "content.xml":
                data = data.replace(
                    b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1000000000" ', 1
                )
            target.writestr(name, data)
    assert codes(refusal(path).problems) == ["trop-grand"]


def test_an_entity_is_never_expanded(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    sheet = bomb + (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    source_book = io.BytesIO()
    import openpyxl

    openpyxl.Workbook().save(source_book)
    with zipfile.ZipFile(source_book) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    with pytest.raises(HlmdiagError) as caught:
        read(path, small_grid())
    assert "aaaaaaaaaaaaaaaaaaaa" not in str(caught.value)


def xlsx_of(folder: Path) -> Path:
    path = workbook(folder, Parc=[["code_residence", "nom"], *[[f"R{n}", "a"] for n in range(40)]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(120_000_000))
    return path


@pytest.mark.parametrize(
    ("file", "limits", "code", "key"),
    [
        ("parc.xlsx", Limits(), "trop-grand", "ratio"),
        ("parc.xlsx", Limits(ratio=100_000, unfolded_mb=100), "trop-grand", "unfolded_mb"),
        ("parc.xlsx", Limits(ratio=100_000, cells=80), "trop-grand", "cells"),
        ("parc.xlsx", Limits(ratio=100_000), None, ""),
        ("parc.csv", Limits(), None, ""),
        ("parc.csv", Limits(line_mb=1), "ligne-sans-fin", "line_mb"),
        ("parc.csv", Limits(text_mb=1), "fichier-trop-grand", "text_mb"),
        ("parc.csv", Limits(cells=5), "fichier-trop-grand", "cells"),
        ("parc.csv", Limits(columns=2), "fichier-trop-grand", "columns"),
        ("parc.ods", Limits(cells=10), "trop-grand", "cells"),
    ],
)
def test_a_limit_holds_is_named_and_can_be_raised(
    tmp_path: Path, file: str, limits: Limits, code: str | None, key: str
) -> None:
    path = xlsx_of(tmp_path) if file == "parc.xlsx" else FILES / file
    if file == "parc.csv":
        path = write(tmp_path, file, "code_residence;nom;" + "x" * 1_100_000 + "\nR1;a;b\n")
    settings = Settings(limits=limits)
    if code is None:
        assert read(path, small_grid(), settings=settings).stock.frame.height > 0
        return
    [problem] = refusal(path, settings=settings).problems
    assert problem.code == f"donnees.{code}"
    assert f"« {key} » sous [limits]" in problem.say("fr")


def damaged(data: bytes, draw: random.Random) -> bytes:
    """The same bytes with a few of them changed, taken away or repeated."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 3, 9))):
        place = draw.randrange(len(found))
        match draw.randrange(3):
            case 0:
                found[place] = draw.randrange(256)
            case 1:
                del found[place : place + draw.randrange(1, 20)]
            case _:
                found[place:place] = draw.choice((b'"', b";", b"\n", b"\r", b"\xff", b"\x1c", b",", b"%"))
        found = found or bytearray(b"x")
    return bytes(found)


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_ever_ends_in_a_traceback(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    text = b'code_residence;nom;vacance (%)\nR1;"a;b";3\nR2;"c ""d""";12,5 %\n;;\nTotal;;4\n'
    for name, data in (("parc.csv", text), ("parc.ods", (FILES / "parc.ods").read_bytes())):
        path = tmp_path / name
        path.write_bytes(damaged(data, draw))
        try:
            read(path, small_grid())
        except HlmdiagError as fault:
            assert all(problem.code.startswith("donnees.") for problem in fault.problems)
