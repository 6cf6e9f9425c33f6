"""Events written twice, or without a date: counted as they stand, and said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.kit import codes, filled, only, small_grid, workbook, write
from hlmdiag.data import Dataset, read
from hlmdiag.errors import Severity
from hlmdiag.scoring import score

STOCK = "code_residence;nom;vacance\nR1;a;3\nR2;b;4\n"
DAY = date(2026, 10, 31)


def read_with(folder: Path, *events: str) -> Dataset:
    files = [write(folder, "parc.csv", STOCK)]
    files += [write(folder, f"incidents-{place}.csv", text) for place, text in enumerate(events)]
    return read(files, small_grid(), date=DAY)


def test_rows_that_are_the_same_in_every_column_are_counted_and_said(tmp_path: Path) -> None:
    rows = "R1;03/04/2026;trouble\nR2;03/04/2026;trouble\n"
    dataset = read_with(tmp_path, f"code_residence;date;nature\n{rows}{rows}R1;03/04/2026;degradation\n")
    said = only(dataset, "evenements-identiques")
    assert (said.severity, said.values["count"], said.location.line) == (Severity.WARNING, 2, 4)
    assert (filled(said, "rows"), said.values["again"], said.values["first"]) == ("4, 5", "4", "2")
    assert dataset.events["incidents"].frame.height == 5


def test_a_column_that_nothing_reads_tells_two_facts_apart(tmp_path: Path) -> None:
    text = "n° fait;code_residence;date;nature\n1;R1;03/04/2026;trouble\n2;R1;03/04/2026;trouble\n"
    assert "evenements-identiques" not in codes(read_with(tmp_path, text).problems)


def test_rows_without_any_date_may_well_be_the_same(tmp_path: Path) -> None:
    dataset = read_with(tmp_path, "code_residence;nature\nR1;trouble\nR1;trouble\n")
    assert only(dataset, "evenements-identiques").severity is Severity.NOTICE


def test_a_few_rows_alike_among_many_are_a_notice(tmp_path: Path) -> None:
    rows = "".join(f"R1;{day:02}/{month:02}/2026;trouble\n" for month in (4, 5) for day in range(1, 29))
    dataset = read_with(tmp_path, f"code_residence;date;nature\n{rows}R1;01/04/2026;trouble\n")
    assert only(dataset, "evenements-identiques").severity is Severity.NOTICE


def test_rows_of_a_workbook_are_compared_by_sheet_and_across_sheets(tmp_path: Path) -> None:
    titles, row = ["code_residence", "date", "nature"], ["R1", date(2026, 4, 3), "trouble"]
    stock = [["code_residence", "nom", "vacance"], ["R1", "a", 3]]
    path = workbook(tmp_path, Parc=stock, Incidents_1=[titles, row, row], Incidents_2=[titles, row])
    dataset = read(path, small_grid(), date=DAY)
    assert only(dataset, "evenements-identiques").location.sheet == "Incidents 1"
    assert only(dataset, "evenements-repetes").values["count"] == 1


@pytest.mark.parametrize(("second", "count"), [("7;R1;03/04/2026;trouble", 1), ("8;R1;03/04/2026;trouble", 0)])
def test_two_files_are_compared_by_every_column_that_both_have(tmp_path: Path, second: str, count: int) -> None:
    one = "N° fait;code_residence;date;nature\n7;R1;03/04/2026;trouble\n"
    dataset = read_with(tmp_path, one, f"n° fait;code_residence;date;nature\n{second}\n")
    assert codes(dataset.problems).count("evenements-repetes") == count


def test_rows_without_a_date_are_said_and_count_between_none_and_all(tmp_path: Path) -> None:
    dataset = read_with(
        tmp_path, "code_residence;date;nature\nR1;03/04/2026;trouble\nR1;;trouble\nR2;nc;trouble\nR2;un jour;trouble\n"
    )
    said = only(dataset, "evenement-sans-date")
    assert (said.severity, said.values["count"], filled(said, "rows")) == (Severity.WARNING, 2, "3, 4")
    assert codes(dataset.problems).count("date") == 1
    result = score(small_grid(), dataset, date=DAY).frame
    assert result.select("value_low:N1", "value_high:N1").rows() == [(1.0, 2.0), (0.0, 2.0)]


def test_dates_of_another_generation_are_said_apart_from_old_ones(tmp_path: Path) -> None:
    rows = "R1;03/04/2024;trouble\nR1;01/01/1900;trouble\nR1;03/04/1926;trouble\n"
    dataset = read_with(tmp_path, f"code_residence;date;nature\n{rows}")
    assert filled(only(dataset, "evenement-invraisemblable"), "rows") == "3, 4"
    assert only(dataset, "evenement-ancien").values["count"] == 3
