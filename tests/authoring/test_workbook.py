"""Requirements (design-2 §15): a grid goes through a workbook and comes back the same; its faults name their cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.worksheet.worksheet import Worksheet

from generators.cases import Case, cases
from hlmdiag.authoring import SHEETS, document_of, rows_of
from hlmdiag.authoring.from_rows import ReadCell, ReadRow
from hlmdiag.cli.app import run
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.shipped import shipped_grids

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / "docs" / "exemples" / name for name in ("complete.yaml", "fonctions.yaml", "variante.yaml")]
NAMED = {"columns", "themes", "indicators", "levels", "choices", "flags", "actions", "views", "roles", "tables"}
"""What is listed by id: its order says something."""


def canonical(value: Any, key: str = "") -> Any:
    """A document whose blocks are in the order of their keys; what is listed by id keeps its own."""
    if isinstance(value, dict):
        inside = {name: canonical(each, name) for name, each in value.items()}
        # themes and criteria of a node are in one order, the one of its two keys
        first = [name for name in value if name in ("themes", "indicators")]
        return ["named", *inside.items()] if key in NAMED else ["block", first, *sorted(inside.items())]
    return [canonical(each) for each in value] if isinstance(value, list) else value


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(path.read_bytes(), path.name).data
    return found


def through_rows(given_document: dict[str, Any]) -> dict[str, Any]:
    laid = rows_of(given_document)
    sheets = {
        each.name: [
            ReadRow({key: ReadCell(cell, f"{key}{place}") for key, cell in row.items()})
            for place, row in enumerate(laid.rows[each.name])
        ]
        for each in SHEETS
    }
    return document_of(sheets, "grille.xlsx").document


@settings(max_examples=200)
@given(cases())
def test_a_generated_grid_comes_back_the_same(case: Case) -> None:
    assert canonical(through_rows(case.grid)) == canonical(case.grid)


@pytest.mark.parametrize("path", [*shipped_grids().values(), *EXAMPLES], ids=lambda path: path.stem)
def test_a_grid_comes_back_the_same_from_a_workbook(path: Path, tmp_path: Path) -> None:
    for beside in path.parent.glob("*.yaml"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    book, back = tmp_path / "grille.xlsx", tmp_path / path.name
    assert run(["grid", "export", str(path), "-o", str(book), "--quiet"]) == 0
    assert run(["grid", "import", str(book), "-o", str(back), "--force", "--quiet"]) == 0
    assert canonical(document(back)) == canonical(document(path))
    again = tmp_path / "encore.xlsx"
    assert run(["grid", "export", str(path), "-o", str(again), "--quiet"]) == 0
    assert again.read_bytes() == book.read_bytes()


Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grille") / "grille.xlsx"
    assert run(["grid", "export", str(ROOT / "docs" / "exemples" / "fonctions.yaml"), "-o", str(path), "-q"]) == 0
    return path


def cell_of(sheet: Worksheet, key: str, row: int) -> Any:
    return next(sheet.cell(row, each.column) for each in sheet[1] if each.value == key)


def twice(book: openpyxl.Workbook) -> None:
    sheet = book["Critères"]
    cell_of(sheet, "id", 4).value = cell_of(sheet, "id", 3).value


def round_and_round(book: openpyxl.Workbook) -> None:
    sheet = book["Thèmes"]
    for row, (id, parent) in enumerate((("un", "deux"), ("deux", "un")), start=3):
        cell_of(sheet, "id", row).value, cell_of(sheet, "theme", row).value = id, parent


def formula(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "title", 3).value = "=A1"


def without_sheet(book: openpyxl.Workbook) -> None:
    book.remove(book["Actions"])


def unknown_parent(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "theme", 3).value = "nulle-part"


def without_id(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "id", 3).value = None


def without_help(book: openpyxl.Workbook) -> None:
    book["Critères"].delete_rows(2)


def without_key(book: openpyxl.Workbook) -> None:
    book["Critères"].cell(3, 300).value = "note à part"


def key_twice(book: openpyxl.Workbook) -> None:
    book["Critères"].cell(1, 60).value = "title"


def broken_yaml(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "value", 3).value = "yaml: [1, 2"


def wrong_kind(book: openpyxl.Workbook) -> None:
    sheet = book["Réponses"]
    for key, text in (("de", cell_of(book["Critères"], "id", 3).value), ("sorte", "autre"), ("code", "1")):
        cell_of(sheet, key, 40).value = text


def error_of_calculation(book: openpyxl.Workbook) -> None:
    cell = cell_of(book["Critères"], "weight", 3)
    cell.value, cell.data_type = "#DIV/0!", "e"


def no_points(book: openpyxl.Workbook) -> None:
    sheet = book["Réponses"]
    for key, text in (("de", cell_of(book["Critères"], "id", 3).value), ("sorte", "palier"), ("code", 1)):
        cell_of(sheet, key, 40).value = text


def no_place(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "theme", 1).value = None


def wrong_value(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "kind", 3).value = "avis"


def unknown_column(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "value", 3).value = "colonne_inconnue"


def number_as_text(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "weight", 3).value = "2,5"


def text_as_number(book: openpyxl.Workbook) -> None:
    cell_of(book["Critères"], "title", 3).value = 2026.1


def colour_in_quotes(book: openpyxl.Workbook) -> None:
    cell_of(book["Niveaux"], "colour", 3).value = '"#2e7d32"'


FAULTS: dict[str, tuple[Change, str, str]] = {
    "deux lignes d'un identifiant": (twice, "ecriture.deux-fois", "Critères!A4"),
    "des parents en boucle": (round_and_round, "ecriture.boucle", "Thèmes!A3"),
    "une formule": (formula, "ecriture.formule", "Critères!C3"),
    "une feuille supprimée": (without_sheet, "ecriture.feuille-absente", ""),
    "un parent inconnu": (unknown_parent, "ecriture.parent-inconnu", "Critères!B3"),
    "une ligne sans identifiant": (without_id, "ecriture.sans-id", "Critères!C3"),
    "la ligne d'aide supprimée": (without_help, "ecriture.ligne-2", "Critères!A2"),
    "une colonne sans clé": (without_key, "ecriture.sans-cle", "Critères!KN3"),
    "une clé deux fois": (key_twice, "ecriture.cle-deux-fois", "Critères!BH1"),
    "du YAML cassé": (broken_yaml, "ecriture.yaml", "Critères!E3"),
    "une sorte inconnue": (wrong_kind, "ecriture.sorte", "Réponses!C40"),
    "une erreur de calcul": (error_of_calculation, "ecriture.erreur", "Critères!G3"),
    "une borne sans points": (no_points, "ecriture.sans-points", "Réponses!D40"),
    "une clé effacée": (no_place, "ecriture.colonne-absente", "Critères!A1"),
    "un mot hors de la liste": (wrong_value, "grille.", "Critères!D3"),
    "un nombre écrit en texte": (number_as_text, "ecriture.nombre", "Critères!G3"),
    "un texte écrit en nombre": (text_as_number, "ecriture.texte", "Critères!C3"),
    "une couleur entre guillemets": (colour_in_quotes, "ecriture.couleur", "Niveaux!E3"),
    "une colonne qui n'existe pas": (unknown_column, "expression.", "Critères!E3"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_with_its_cell_and_nothing_is_written(
    name: str, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, code, cell = FAULTS[name]
    book = openpyxl.load_workbook(made)
    change(book)
    book.save(tmp_path / "changee.xlsx")
    assert run(["grid", "import", str(tmp_path / "changee.xlsx"), "-o", str(tmp_path / "grille.yaml")]) == 3
    told = capsys.readouterr().err
    assert f"[{code}" in told
    sheet, _, address = cell.partition("!")
    assert not cell or any(
        sheet in line and f"{address} :" in line and f"[{code}" in line for line in told.splitlines()
    )
    assert not (tmp_path / "grille.yaml").exists()


def test_faults_are_written_at_their_cells_in_a_copy(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(made)
    unknown_column(book)
    book.save(tmp_path / "changee.xlsx")
    copy, out = tmp_path / "copie.xlsx", tmp_path / "grille.yaml"
    assert run(["grid", "import", str(tmp_path / "changee.xlsx"), "-o", str(out), "--annotate", str(copy)]) == 3
    capsys.readouterr()
    marked = openpyxl.load_workbook(copy)["Critères"]["E3"]
    assert marked.comment is not None and "colonne_inconnue" in marked.comment.text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"bonjour", b"\x00" * 2000])
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grille.xlsx"
    path.write_bytes(content)
    assert run(["grid", "import", str(path), "-o", str(tmp_path / "grille.yaml")]) == 3
    assert "[ecriture.pas-un-classeur]" in capsys.readouterr().err
    assert run(["grid", "import", str(path), "-o", str(tmp_path / "grille.txt")]) == 2
    assert "[sortie.suffixe]" in capsys.readouterr().err


def test_a_sheet_far_too_large_is_refused(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(made)
    book["Critères"].cell(30_000, 1).value = "loin"
    book.save(tmp_path / "changee.xlsx")
    assert run(["grid", "import", str(tmp_path / "changee.xlsx"), "-o", str(tmp_path / "grille.yaml")]) == 3
    assert "[ecriture.trop-grande]" in capsys.readouterr().err
