"""Six tables as landlords keep them, from the first command to the reading: nothing is typed but choices in a list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cli.conftest import Run
from data.kit import workbook
from inspection.kit import answered

GRID = Path(__file__).parents[1] / "data" / "parc.yaml"
MOST_CHOICES = 15
Rows = list[list[object]]


def two_rows_of_titles(folder: Path) -> Path:
    """Titles on two rows, merged, subtotals between the rows, a total below, a title above."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Patrimoine au 31 décembre"])
    sheet.append(["Identité", "", "Parc", "", "Occupation", ""])
    sheet.append(["Rubrique A", "Nom de la résidence", "Nb lgts", "Loyer moyen", "Vacance (%)", "Rubrique B"])
    for cells in ("A1:F1", "A2:B2", "C2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    for agency in ("Nord", "Sud"):
        for number in (1, 2):
            sheet.append([f"{agency[0]}{number}", f"{agency} {number}", 10 * number, 400, 3, "-"])
        sheet.append([f"Sous-total {agency}", "", 30, "", "", ""])
    sheet.append(["Total", "", 60, "", "", ""])
    book.save(folder / "parc.xlsx")
    return folder / "parc.xlsx"


def agency_sheets(folder: Path) -> Path:
    titles = ["Code résidence", "Rubrique A", "Vacance (%)"]
    return workbook(
        folder, Agence_Nord=[titles, ["N1", 10, 3], ["N2", 20, 3]], Agence_Sud=[titles, ["S1", 10, 3], ["S2", 20, 3]]
    )


def transposed(folder: Path) -> Path:
    codes: list[object] = ["N1", "N2", "S1", "S2"]
    rows = {
        "Code résidence": codes,
        "Nb lgts": [10, 20, 10, 20],
        "Vacance (%)": [3] * 4,
        "Rubrique A": ["-", 4, 4, "néant"],
    }
    return workbook(folder, Fiche=[[title, *cells] for title, cells in rows.items()])


def a_second_table_beside(folder: Path) -> Path:
    rows: Rows = [["Rubrique A", "Nb lgts", "Vacance (%)", "", "Agence", "Nb lgts"]]
    rows += [["N1", 10, 3, "", "Nord", 30], ["N2", 20, 3, "", "Sud", 30], ["S1", 10, 3], ["S2", 20, 3]]
    return workbook(folder, Export=rows)


def two_sheets_of_opinions(folder: Path) -> Path:
    stock: Rows = [
        ["Code résidence", "Nb lgts", "Vacance (%)"],
        ["N1", 10, 3],
        ["N2", 20, 3],
        ["S1", 10, 3],
        ["S2", 20, 3],
    ]
    titles: list[object] = ["Code résidence", "Note de propreté", "Rubrique A"]
    opinions = [[titles, *([code, mark, "oui"] for code in ("N1", "N2", "S1", "S2"))] for mark in (4, 7)]
    return workbook(folder, Parc=stock, Avis_agence=opinions[0], Avis_siège=opinions[1])


def buildings(folder: Path) -> Path:
    rows: Rows = [["Code résidence", "Rubrique A", "Rubrique B", "Vacance (%)"]]
    rows += [[code, name, size, 3] for code, half in (("N1", 5), ("N2", 10), ("S1", 5), ("S2", 10))
             for name, size in (("bât. A", half), ("bât. B", half))]  # fmt: skip
    return workbook(folder, Bâtiments=rows)


SHAPES: dict[Callable[[Path], Path], dict[str, str]] = {
    two_rows_of_titles: {"Rubrique A": "Code résidence", "Rubrique B": "Note de propreté"},
    agency_sheets: {"Rubrique A": "Nombre de logements"},
    transposed: {"Rubrique A": "Loyer moyen"},
    a_second_table_beside: {"Rubrique A": "Code résidence"},
    two_sheets_of_opinions: {"« Avis agence », « Avis siège »": "ne compter que « Avis agence »"},
    buildings: {
        "Rubrique A": "ne pas lire", "Rubrique B": "Nombre de logements", "lignes de Rubrique B": "somme des lignes",
        "lignes de Vacance (%)": "moyenne simple",
    },
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_each_table_is_read_after_a_few_choices(hlmdiag: Run, tmp_path: Path, shape: Callable[[Path], Path]) -> None:
    choices, grid = SHAPES[shape], ("-g", GRID)
    first = shape(tmp_path)
    copy = tmp_path / "copie.xlsx"
    assert hlmdiag("inspect", first, *grid, "--annotate", copy).code in (0, 3)
    assert len(choices) <= MOST_CHOICES
    back = answered(copy, choices)
    done = hlmdiag("score", back, *grid, "-o", tmp_path / "r.json")
    assert done.code == 0, done.err
    units = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["units"]
    read = [(unit["code_residence"], unit["nb_logements"], unit["value:V1"]) for unit in units]
    assert sorted(read) == [("N1", 10, 3), ("N2", 20, 3), ("S1", 10, 3), ("S2", 20, 3)]
