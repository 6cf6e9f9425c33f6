"""Folders of files: one folder an agency, names that say where a file stands, folders that give a column."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hlmdiag
from data.kit import codes, filled, look, only, refusal, small_grid, workbook
from hlmdiag.data import read
from hlmdiag.data.sources import files_in
from hlmdiag.errors import HlmdiagError

TITLES = "code_residence;nom;vacance\n"


def put(root: Path, name: str, *rows: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TITLES + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def places(root: object, grid: object = None) -> dict[str, tuple[str, int]]:
    """Where each residence was read."""
    stock = read(root, small_grid()).stock  # type: ignore[arg-type]
    parts = stock.parts or (stock.provenance,)
    frame = stock.frame if stock.parts else stock.frame.with_columns(pl.lit(0).alias("part"))
    rows = frame.select("v:code_residence", "part", "row").rows()
    return {code: (parts[part]["code_residence"].file, row) for code, part, row in rows}


def test_two_files_of_one_name_are_read_and_told_apart(tmp_path: Path) -> None:
    paths = [put(tmp_path, "nord/m.csv", "R1;a;1", "R2;b;x"), put(tmp_path, "sud/m.csv", "R3;a;1", "R4;b;y")]
    assert places(paths) == {
        "R1": ("nord/m.csv", 2), "R2": ("nord/m.csv", 3), "R3": ("sud/m.csv", 2), "R4": ("sud/m.csv", 3),
    }  # fmt: skip
    dataset = read(paths, small_grid())
    assert [(each.location.file, each.location.line) for each in dataset.problems if each.code == "donnees.nombre"] == [
        ("nord/m.csv", 3), ("sud/m.csv", 3),
    ]  # fmt: skip
    assert [each.name for each in dataset.inputs] == ["nord/m.csv", "sud/m.csv"]


def test_two_folders_that_hold_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "2026/nord/parc.csv", "R1;a;1")
    put(tmp_path, "2026/sud/parc.csv", "R2;a;1")
    assert places([tmp_path / "2026" / "nord", tmp_path / "2026" / "sud"]) == {
        "R1": ("nord/parc.csv", 2), "R2": ("sud/parc.csv", 2),
    }  # fmt: skip
    assert places(tmp_path) == {"R1": ("2026/nord/parc.csv", 2), "R2": ("2026/sud/parc.csv", 2)}


@pytest.mark.parametrize("names", [("Parc", "PARC "), ("Parc", "parc"), ("Parc", " Parc")])
def test_sheets_whose_names_are_nearly_one_are_read(tmp_path: Path, names: tuple[str, str]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, name in enumerate(names):
        sheet = book.create_sheet(f"f{number}")
        sheet.append(["code_residence", "nom", "vacance"])
        sheet.append([f"R{number}", "a", 3])
        sheet._WorkbookChild__title = name  # openpyxl itself would add a number
    book.save(tmp_path / "parc.xlsx")
    assert look(read(tmp_path / "parc.xlsx", small_grid()), "code_residence") == [("R0",), ("R1",)]


def test_the_names_of_folders_give_a_column_matched_like_a_title(tmp_path: Path) -> None:
    put(tmp_path, "agence=01/m.csv", "R1;a;1", ";;", "R2;b;2")
    put(tmp_path, "Agence=Est%20Haut/m.csv", "R3;a;1")
    put(tmp_path, "agence=__HIVE_DEFAULT_PARTITION__/m.csv", "R4;a;1")
    dataset = read(tmp_path, small_grid())
    assert sorted(look(dataset, "code_residence", "agence")) == [
        ("R1", "01"), ("R2", "01"), ("R3", "Est Haut"), ("R4", "(vide)"),
    ]  # fmt: skip
    assert only(dataset, "lignes-vides").location.file == "agence=01/m.csv"
    assert "C3" not in {each.location.cell for each in dataset.problems}


def test_a_folder_that_gives_a_column_of_the_file_is_said_and_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "agence=01" / "m.csv"
    path.parent.mkdir()
    path.write_text("code_residence;Agence\nR1;Nord\n", encoding="utf-8")
    dataset = read(tmp_path, small_grid())
    assert look(dataset, "code_residence", "agence") == [("R1", "Nord")]
    assert only(dataset, "dossier-colonne").values["title"] == "agence"


def test_what_is_no_table_of_the_sender_is_left_and_said(tmp_path: Path) -> None:
    put(tmp_path, "nord/m.csv", "R1;a;1")
    put(tmp_path, "nord/m-diagnostic.csv", "R1;a;1")
    put(tmp_path, "nord/.cache/m.csv", "R8;a;1")
    put(tmp_path, "__MACOSX/nord/m.csv", "R9;a;1")
    (tmp_path / "nord" / "~$m.xlsx").write_bytes(b"x")
    (tmp_path / "sud").mkdir()
    (tmp_path / "sud" / "note.docx").write_bytes(b"x")
    dataset = read([tmp_path, tmp_path / "nord" / "m.csv"], small_grid())
    assert look(dataset, "code_residence") == [("R1",)]
    assert filled(only(dataset, "dossier-autres"), "names") == "sud/note.docx"
    assert filled(only(dataset, "dossier-diagnostics"), "names") == "nord/m-diagnostic.csv"
    assert filled(only(dataset, "fichier-deux-fois"), "names") == "m.csv"


def test_links_between_folders_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, "nord/m.csv", "R1;a;1")
    (tmp_path / "nord" / "retour").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "lien.csv").symlink_to(tmp_path / "nord" / "m.csv")
    (tmp_path / "perdu.csv").symlink_to(tmp_path / "absent.csv")
    assert look(read(tmp_path, small_grid()), "code_residence") == [("R1",)]


def test_folders_nested_without_end_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "/".join(["d"] * 14) + "/m.csv", "R1;a;1")
    assert codes(refusal(tmp_path).problems) == ["dossier-profond"]


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmdiag.data.sources._MOST", 2)
    for number in range(3):
        put(tmp_path, f"{number}.csv", f"R{number};a;1")
    assert codes(refusal(tmp_path).problems) == ["dossier-immense"]


def test_sheets_that_complete_the_stock_agency_by_agency_are_all_joined(tmp_path: Path) -> None:
    for number, folder in enumerate(("nord", "sud"), start=1):
        put(tmp_path, f"{folder}/parc.csv", f"R{number};a;1", f"S{number};a;1")
        titles = ["code_residence", "nom", "loyer"]
        workbook(
            tmp_path / folder, "avis.xlsx", Avis=[titles, [f"S{number}", "a", 10 * number], [f"R{number}", "a", number]]
        )
    dataset = read(tmp_path, small_grid())
    assert look(dataset, "code_residence", "loyer") == [("R1", 1.0), ("S1", 10.0), ("R2", 2.0), ("S2", 20.0)]
    places = [
        (dataset.stock.parts[part]["loyer"].file, row)
        for part, row in dataset.stock.frame.select("part", "row:1").rows()
    ]
    assert places == [("nord/avis.xlsx", 3), ("nord/avis.xlsx", 2), ("sud/avis.xlsx", 3), ("sud/avis.xlsx", 2)]


def test_two_sheets_that_answer_one_question_for_one_unit_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "parc.csv", "R1;a;1")
    for folder in ("nord", "sud"):
        (tmp_path / folder).mkdir()
        workbook(tmp_path / folder, "avis.xlsx", Avis=[["code_residence", "nom", "loyer"], ["R1", "a", 3]])
    assert codes(refusal(tmp_path).problems) == ["feuilles-egales"]


NAMES = st.sampled_from(("parc.csv", "m.csv", "Parc.CSV", "parc-diagnostic.csv", "~$parc.csv", ".m.csv", "note.md"))
FOLDERS = st.sampled_from(("nord", "sud", "agence=01", "agence=", "=x", "annee=2026", ".git", "a=b=c", "é t é", "100%"))
PATHS = st.lists(st.tuples(st.lists(FOLDERS, max_size=3), NAMES), min_size=1, max_size=6, unique_by=str)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=PATHS, twice=st.booleans())
def test_every_residence_of_a_folder_is_read_once_under_its_own_place_or_it_is_said(
    tmp_path_factory: pytest.TempPathFactory, paths: list[tuple[list[str], str]], twice: bool
) -> None:
    root = tmp_path_factory.mktemp("envoi")
    for number, (folders, name) in enumerate(paths):
        put(root, "/".join([*folders, name]), f"R{number};a;1", f"S{number};b;2")
    try:
        found = places([root, root] if twice else root)
    except HlmdiagError as fault:
        assert fault.exit_code in (2, 3)
        return
    for code, (file, row) in found.items():
        assert (root / file).read_text(encoding="utf-8").splitlines()[row - 1].startswith(f"{code};")
    read_files = {file for file, _ in found.values()}
    expected = {
        path.relative_to(root).as_posix()
        for path in files_in(root)
        if path.suffix.lower() == ".csv" and not path.stem.endswith("-diagnostic") and path.name[0] not in "~."
    }
    assert read_files == expected


def test_nothing_that_holds_a_table_is_compared_by_value() -> None:
    """A frame has no truth value: to look for one in a list, or to compare two, raises."""
    held = ("pl.DataFrame", "pl.Series", "Sheet", "TableRead", "Candidate", "Dataset", "DecodedTable")
    wrong = []
    for module in pkgutil.walk_packages(hlmdiag.data.__path__, "hlmdiag.data."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__module__ == module.name:
                types = [str(field.type) for field in dataclasses.fields(each)]
                if any(name in kind.replace("[", " ").split() or kind == name for kind in types for name in held):
                    wrong += [each.__name__] if each.__eq__ is not object.__eq__ else []
    assert wrong == []


def test_the_time_of_many_files_grows_as_their_number(tmp_path: Path) -> None:
    """Sheets were compared two by two: each file cost more than the one before."""
    from time import process_time

    def cost(count: int) -> float:
        folder = tmp_path / str(count)
        for number in range(count):
            put(folder, f"{number}.csv", f"R{number};a;1", f"S{number};b;2")
        start = process_time()
        assert read(folder, small_grid()).stock.frame.height == 2 * count
        return process_time() - start

    cost(5)
    assert cost(160) < 8 * cost(40)


def test_two_files_of_one_unit_are_named_among_many(tmp_path: Path) -> None:
    for number in range(20):
        put(tmp_path, f"{number:02}.csv", f"R{number};a;1")
    put(tmp_path, "99.csv", "R7;a;1")
    [problem] = refusal(tmp_path).problems
    assert (problem.code, filled(problem, "sheets")) == ("donnees.feuilles-egales", "« 07.csv », « 99.csv »")
