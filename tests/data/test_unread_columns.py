"""Columns that nothing reads, but by which some rows do not count or count for several: that is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.kit import codes, filled, look, only, small_grid, write
from hlmdiag.data import Dataset, Settings, read
from hlmdiag.errors import Severity

DAY = date(2026, 10, 31)


def stock(folder: Path, title: str, *cells: str, settings: Settings | None = None) -> Dataset:
    rows = "".join(f"R{number};a;3;{cell}\n" for number, cell in enumerate(cells, start=1))
    path = write(folder, "parc.csv", f"code_residence;nom;vacance;{title}\n{rows}")
    return read(path, small_grid(), settings=settings)


def events(folder: Path, title: str, *cells: str) -> Dataset:
    write(folder, "parc.csv", "code_residence;nom;vacance\nR1;a;3\n")
    rows = "".join(f"R1;{number:02}/04/2026;trouble;{cell}\n" for number, cell in enumerate(cells, start=1))
    write(folder, "incidents.csv", f"code_residence;date;nature;{title}\n{rows}")
    return read([folder / "parc.csv", folder / "incidents.csv"], small_grid(), date=DAY)


@pytest.mark.parametrize(
    ("title", "said", "rows"),
    [
        ("Statut", ("En service", "Démolie", "vendu en 2024"), "3, 4"),
        ("État du programme", ("actif", "Hors patrimoine", "Sortie du patrimoine"), "3, 4"),
        ("En gestion", ("oui", "non", "O"), "3"),
        ("Actif", ("1", "1", "0"), "4"),
        ("Date de démolition", ("", "", "01/03/2025"), "4"),
        ("Date de sortie", ("", "2025-03-01", ""), "3"),
    ],
)
def test_rows_that_another_column_says_to_be_over_are_read_and_said(
    tmp_path: Path, title: str, said: tuple[str, ...], rows: str
) -> None:
    dataset = stock(tmp_path, title, *said)
    assert len(look(dataset, "code_residence")) == 3
    problem = only(dataset, "statut-non-lu")
    assert (problem.severity, filled(problem, "rows"), problem.location.header) == (Severity.WARNING, rows, title)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Statut", ("En service", "Démolition prévue", "Annexe")),
        ("Date de mise en service", ("01/01/1990", "01/01/1991", "")),
        ("Date de sortie", ("", "", "")),
        ("Commentaires", ("vendue", "", "")),
        ("Actif", ("oui", "oui", "oui")),
    ],
)
def test_other_columns_that_are_not_read_say_nothing(tmp_path: Path, title: str, said: tuple[str, ...]) -> None:
    assert "statut-non-lu" not in codes(stock(tmp_path, title, *said).problems)


def test_a_column_that_its_author_says_not_to_read_is_settled(tmp_path: Path) -> None:
    settings = Settings(columns={"Statut": "-"})
    assert "statut-non-lu" not in codes(stock(tmp_path, "Statut", "Démolie", settings=settings).problems)


def test_cancelled_events_are_counted_and_said(tmp_path: Path) -> None:
    dataset = events(tmp_path, "Statut", "Annulé", "Clos", "Doublon")
    assert dataset.events["incidents"].frame.height == 3
    assert filled(only(dataset, "statut-non-lu"), "values") == "« Annulé », « Doublon »"
    assert "statut-non-lu" not in codes(events(tmp_path, "Date de sortie", "03/04/2026").problems)
    assert "statut-non-lu" in codes(events(tmp_path, "Date d'annulation", "", "03/04/2026").problems)


@pytest.mark.parametrize("title", ["Nombre", "Nb faits", "NB_INCIDENTS", "Nombre d'événements", "Quantité"])
def test_rows_that_gather_several_events_count_for_one_and_are_said(tmp_path: Path, title: str) -> None:
    dataset = events(tmp_path, title, "1", "12", "3")
    problem = only(dataset, "nombre-non-lu")
    assert (problem.values["count"], filled(problem, "rows"), problem.values["value"]) == (2, "3, 4", "12")


@pytest.mark.parametrize(
    ("title", "said"), [("Nombre", ("1", "1", "")), ("Nb relances", ("2", "3", "4")), ("Nombre", ("un", "a", "12"))]
)
def test_numbers_of_something_else_say_nothing(tmp_path: Path, title: str, said: tuple[str, ...]) -> None:
    assert "nombre-non-lu" not in codes(events(tmp_path, title, *said).problems)


def test_files_read_together_are_looked_at_one_by_one(tmp_path: Path) -> None:
    for number in range(9):
        state = "Vendue" if number == 5 else "En service"
        write(tmp_path, f"agence-{number}.csv", f"code_residence;nom;vacance;statut\nR{number};a;3;{state}\n")
    assert only(read(tmp_path, small_grid()), "statut-non-lu").location.file == "agence-5.csv"
