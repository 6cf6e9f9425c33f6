"""Numbers that are read as they are written, though they may be shares or a mark of absence: said, never assumed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data.kit import codes, filled, look, only, small_grid, workbook, write
from hlmdiag.data import Dataset, read
from hlmdiag.data.decoded import NO_CODES, Decoded
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.odd_values import odd_values
from hlmdiag.data.sheet import Sheet
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN

SHARES = [0.05, 0.12, 0.08, 0.25, 0.03, 0.11]


def of_column(folder: Path, title: str, *cells: object) -> Dataset:
    rows = "".join(f"R{n};a;{str(cell).replace('.', ',')}\n" for n, cell in enumerate(cells, start=1))
    return read(write(folder, "parc.csv", f"code_residence;nom;{title}\n{rows}"), small_grid())


def test_percents_all_under_one_below_a_title_that_says_percent_are_said(tmp_path: Path) -> None:
    dataset = of_column(tmp_path, "Vacance (%)", *SHARES, 0, "")
    assert look(dataset, "pct_vacance")[0] == (0.05,)
    said = only(dataset, "pourcentages-petits").values
    assert (said["count"], said["value"], said["share"]) == (6, 0.25, 25.0)


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Vacance (%)", [*SHARES, 1.5]), ("Vacance (%)", SHARES[:4]), ("Vacance (%)", [f"{each}%" for each in SHARES]),
        ("Vacance (%)", [3, 0, 12, 5, 0]),
    ],
)  # fmt: skip
def test_percents_that_are_what_they_say_are_not(tmp_path: Path, title: str, cells: list[object]) -> None:
    assert "pourcentages-petits" not in codes(of_column(tmp_path, title, *cells).problems)


def test_shares_shown_as_percents_by_a_workbook_are_no_small_percents(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["code_residence", "vacance (%)"], *([f"R{v}", v / 100] for v in (3, 5, 7, 9, 4))])
    book = openpyxl.load_workbook(path)
    for row in range(2, 7):
        book.active.cell(row, 2).number_format = "0.0%"
    book.save(path)
    dataset = read(path, small_grid())
    assert look(dataset, "pct_vacance")[0] == (3.0,)
    assert "pourcentages-petits" not in codes(dataset.problems)


def test_shares_in_some_lines_among_percents_are_said(tmp_path: Path) -> None:
    dataset = of_column(tmp_path, "Vacance", 5, 12, 8, *SHARES, 3, 25)
    said = only(dataset, "pourcentages-par-blocs").values
    assert (said["first"], said["last"], said["count"]) == ("5", "10", 6)


@pytest.mark.parametrize(
    "cells",
    [
        [0.05, 5, 0.12, 8, 0.25, 3, 0.08, 12, 0.11, 4], sorted([5, 12, 8, *SHARES, 3]),
        [5, 3, 0.5, 0.8, 0.2, 0.9, 0.4, 7], [5, 12, *SHARES[:4], 3],
    ],
)  # fmt: skip
def test_small_percents_here_and_there_or_in_order_are_percents(tmp_path: Path, cells: list[float]) -> None:
    assert "pourcentages-par-blocs" not in codes(of_column(tmp_path, "Vacance", *cells).problems)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([98, 0.97, 99, 1, 95], "C3, C5"), ([98, "0,97 %", 99, 95], None), ([98, 0.97, 99], None),
        ([98, 3, 99, 0.5], None), ([98, 0, 99, 95], None),
    ],
)  # fmt: skip
def test_a_percent_of_one_or_less_among_high_ones_is_said(
    tmp_path: Path, cells: list[object], found: str | None
) -> None:
    dataset = of_column(tmp_path, "Vacance", *cells)
    said = [each for each in dataset.problems if each.code == "donnees.pourcentages-isoles"]
    assert [filled(each, "cells") for each in said] == ([found] if found else [])


@pytest.mark.parametrize(
    ("label", "values", "is_said"),
    [
        ("Locataires satisfaits", [8.0, 7.5, 9.0, 10.0], True), ("Disponibilité des ascenseurs", [4.5, 4.9, 5.0], True),
        ("Locataires satisfaits", [8.0, 75.0, 9.0], False), ("Locataires satisfaits", [8.0, 7.5], False),
        ("Taux de vacance", [8.0, 7.5, 9.0], False),
    ],
)  # fmt: skip
def test_shares_of_the_satisfied_that_look_like_marks_are_said(label: str, values: list[float], is_said: bool) -> None:
    column = Column("pct", "percent", label, unit="%")
    texts = pl.Series([str(value) for value in values])
    sheet = Sheet("parc.csv", None, texts.alias("0").to_frame(), pl.Series(range(1, len(values) + 1)))
    states = pl.Series([int(KNOWN)] * len(values), dtype=pl.UInt8)
    found = Decoded(pl.Series(values), states, texts, {}, NO_CODES)
    header = Header(0, 0, ("pct",), frozenset(["pct"]))
    said = list(odd_values(sheet, header, Match("pct", 0, "pct", "id"), column, found, sheet.rows))
    assert [each.code for each in said] == (["donnees.echelle-etroite"] if is_said else [])


def test_nines_far_above_the_other_numbers_are_said(tmp_path: Path) -> None:
    dataset = of_column(tmp_path, "loyer moyen", 450, 9999, 500, 9999)
    assert filled(only(dataset, "nombre-de-neuf"), "cells") == "C3, C5"
    assert look(dataset, "loyer")[1] == (9999.0,)


@pytest.mark.parametrize(
    ("title", "cells"), [("loyer moyen", [450, 999, 500]), ("nb_refus", [3, 999, 2]), ("loyer moyen", [9999, 9999])]
)
def test_nines_near_the_others_or_declared_or_alone_are_not(tmp_path: Path, title: str, cells: list[object]) -> None:
    assert "nombre-de-neuf" not in codes(of_column(tmp_path, title, *cells).problems)


def test_files_read_together_are_looked_at_one_by_one(tmp_path: Path) -> None:
    for number in range(10):
        values = SHARES if number == 4 else [3, 0.4, 0.3, 0.8, 0.2, 0.7]
        rows = "".join(f"R{number}-{place};{str(v).replace('.', ',')};450\n" for place, v in enumerate(values))
        write(tmp_path, f"agence-{number}.csv", f"code_residence;vacance (%);loyer moyen\n{rows}")
    dataset = read(tmp_path, small_grid())
    assert only(dataset, "pourcentages-petits").location.file == "agence-4.csv"
    assert "autres-fichiers" not in codes(dataset.problems)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([12, 0.12, 8.5, 5], "C3"), (["12 %", 0.12, 12, 8, 5, 0.3, 0.07], "C3, C8"),
        ([12, 0.5, 8, 5], None), ([12.25, 0.12, 8.5, 5], None), ([12, 0.12, 8], None), ([12, "0,12 %", 8, 5], None),
    ],
)  # fmt: skip
def test_percents_under_one_that_are_finer_than_the_others_are_said(
    tmp_path: Path, cells: list[object], found: str | None
) -> None:
    dataset = of_column(tmp_path, "Vacance", *cells)
    said = [each for each in dataset.problems if each.code == "donnees.pourcentages-precis"]
    assert [filled(each, "cells") for each in said] == ([found] if found else [])
    assert all(each.values["share"] >= 12 for each in said)
