"""A stock read from several sheets: each value keeps the sheet and the cell it came from, once saved too."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from hlmdiag import load_grid, read, score
from hlmdiag.explain import explain
from hlmdiag.report import parquet

TITLES = ["Code résidence", "Nombre de logements", "Vacance de plus de 3 mois (%)"]


def places(path: Path, code: str) -> list[str]:
    """Where the value of OC1 was read for a residence, after the result was saved and read back."""
    grid = load_grid("residence-complexe")
    saved = io.BytesIO()
    parquet.render(score(grid, read([path], grid), date=date(2026, 11, 1)), saved, "fr")
    saved.seek(0)
    readings = {each.indicator.id: each for each in explain(parquet.read(saved), code).indicators}
    return [answer.place.say("fr") for answer in readings["OC1"].answers if answer.place is not None]


def test_sheets_read_one_after_the_other(tmp_path: Path) -> None:
    book = Workbook()
    north, south = book.active, book.create_sheet("Sud")
    north.title = "Nord"
    for line in (TITLES, ["0101", 50, 5.2]):
        north.append(line)
    for line in (["Liste du Sud"], [TITLES[0], TITLES[2], TITLES[1]], ["0201", 7.5, 80]):
        south.append(line)
    book.save(tmp_path / "parc.xlsx")
    assert places(tmp_path / "parc.xlsx", "0101") == [
        "parc.xlsx, feuille « Nord », C2",
        "parc.xlsx, feuille « Nord », B2",
    ]
    assert places(tmp_path / "parc.xlsx", "0201") == [
        "parc.xlsx, feuille « Sud », B3",
        "parc.xlsx, feuille « Sud », C3",
    ]


def test_a_sheet_joined_on_the_code(tmp_path: Path) -> None:
    book = Workbook()
    stock, vacancy = book.active, book.create_sheet("Vacance")
    stock.title = "Parc"
    for line in (["Code résidence", "Nombre de logements", "Agence"], ["0101", 50, "Nord"], ["0102", 60, "Nord"]):
        stock.append(line)
    for line in ([TITLES[0], TITLES[2]], ["0102", 7.5], ["0101", 5.2]):
        vacancy.append(line)
    book.save(tmp_path / "parc.xlsx")
    assert places(tmp_path / "parc.xlsx", "0102") == [
        "parc.xlsx, feuille « Vacance », B2",
        "parc.xlsx, feuille « Parc », B3",
    ]
