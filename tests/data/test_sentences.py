"""One faulty file and one sentence for each code of the room; the cases are in `faults.yaml`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import yaml_texts
from data.kit import small_grid
from hlmdiag.data import read
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid import load_grid
from hlmdiag.text import LANGUAGES, catalogue

FAULTS = yaml_texts.read(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))
ELSEWHERE = {
    "donnees.document",
    "donnees.fichier-verrouille", "donnees.mot-de-passe", "donnees.trop-grand", "donnees.ligne-sans-fin",
    "donnees.fichier-trop-grand", "donnees.macros",
    "donnees.lignes-decalees", "donnees.echelle-etroite", "donnees.nombres-en-pourcentage",
    "donnees.couleur", "donnees.dossier-autres", "donnees.dossier-diagnostics", "donnees.dossier-colonne",
    "donnees.dossier-profond", "donnees.dossier-immense", "donnees.fichier-deux-fois",
    "donnees.lignes-barrees", "donnees.cellules-barrees",
    "donnees.feuille-masquee", "donnees.lignes-masquees", "donnees.cellules-fusionnees",
    "donnees.colonnes-masquees", "donnees.formats-non-verifies", "donnees.pourcentage-non-verifie",
    "donnees.fichier-disparu", "donnees.fichier-change",
    "donnees.lecture-impossible", "donnees.pas-un-fichier", "donnees.dossier-ferme",
    "donnees.feuilles-sans-cellules",
    "donnees.compris-autre-date", "donnees.compris-autre-grille", "donnees.compris-change", "donnees.compris-deja",
    "donnees.compris-incomplet", "donnees.compris-seul", "donnees.copie-impossible", "donnees.traduite",
    "donnees.a-corriger", "donnees.correspondance", "donnees.correspondance-non-lus",
    "donnees.correspondance-reglages", "donnees.correspondance-remplace", "donnees.correspondance-absente",
    "donnees.correspondance-inconnue", "donnees.correspondance-double", "donnees.correspondance-abimee",
    "donnees.correspondance-sans-reponse", "donnees.correspondance-autre-grille",
    "donnees.tableau-couche", "donnees.tableau-a-cote", "donnees.note-a-cote",
    "donnees.groupe-de-feuille", "donnees.feuille-comptee", "donnees.plusieurs-lignes", "donnees.reunion-non-dite",
    "donnees.lignes-reunies", "donnees.valeurs-non-communes", "donnees.feuilles-voix", "donnees.lu-d-un-bloc",
    "donnees.table-ailleurs", "donnees.table-illisible", "donnees.table-lecteur", "donnees.table-partie",
    "donnees.table-sans-lecteur", "donnees.table-version",
}  # fmt: skip
"""Codes whose files cannot be written in a few lines: `test_sentences_of_heavier_files` and others say them; those of
a plan is said in `tests/plan/test_plan.py`, those of
tables kept as they were understood are said in `tests/cli/test_typed_tables.py`, those of answered workbooks in
`tests/inspection/test_answers.py`, where the table is in `test_where_the_table_is.py`, a large file held whole in
`tests/cli/test_large.py`, tables that have a log in `test_lakes.py`."""


def make(folder: Path, files: dict[str, Any]) -> list[Any]:
    """The files of a case, and the paths to read."""
    paths: list[Any] = []
    for name, content in files.items():
        target, _, file = name.rpartition("=")
        path = folder / file
        paths.append(f"{target}={path}" if target else path)
        if name.endswith("/"):
            path.mkdir()
        elif isinstance(content, dict):
            fill(path, content)
        elif isinstance(content, str):
            path.write_bytes(bytes.fromhex(content[4:]) if content.startswith("hex:") else content.encode())
    return paths


def fill(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """A workbook; `0%:0.125` is a number shown as a percent."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cell in (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("0%:")):
            cell.value, cell.number_format = float(cell.value[3:]), "0%"
    book.save(path)


def problems(folder: Path, case: dict[str, Any]) -> list[Problem]:
    options = dict(case.get("options", {}))
    if "date" in options:
        options["date"] = date.fromisoformat(options["date"])
    try:
        grid = load_grid(Path(__file__).with_name(case["grid"])) if "grid" in case else small_grid()
        return list(read(make(folder, case["files"]), grid, **options).problems)
    except HlmdiagError as fault:
        return list(fault.problems)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["code"])
def test_each_fault_has_its_sentence(tmp_path: Path, case: dict[str, Any]) -> None:
    code = f"donnees.{case['code']}"
    said = [
        problem.say("fr").replace(str(tmp_path.as_posix()), "…")
        for problem in problems(tmp_path, case)
        if problem.code == code
    ]
    assert said
    assert said[0] == case["says"]


def test_every_code_has_its_case_and_no_sentence_is_idle() -> None:
    written = {code for code in catalogue("fr") if code.startswith("donnees.") and not code.startswith("donnees.mots.")}
    of_forms = {code for code in written if code.startswith("donnees.formulaire")}  # said in tests/cli/test_form.py
    assert written - of_forms == {f"donnees.{case['code']}" for case in FAULTS} | ELSEWHERE


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_fill_the_same_blanks(language: str) -> None:
    blanks = {code: set(re.findall(r"\{(\w+)[}:]", said)) for code, said in catalogue(language).items()}
    assert {code: found for code, found in blanks.items() if code.startswith("donnees.")} == {
        code: set(re.findall(r"\{(\w+)[}:]", said))
        for code, said in catalogue("fr").items()
        if code.startswith("donnees.")
    }


def test_no_sentence_shouts_nor_speaks_like_a_program() -> None:
    for code, said in catalogue("fr").items():
        if code.startswith("donnees."):
            assert not re.search(r"!|None|null\b|dict|Error|Exception", said), code


def said_of(path: Path) -> list[str]:
    try:
        return [problem.say("fr") for problem in read(path, small_grid()).problems]
    except HlmdiagError as fault:
        return [problem.say("fr") for problem in fault.problems]


def test_sentence_of_a_file_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path, mode: str) -> None:
        raise PermissionError(path)

    path = tmp_path / "parc.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr(Path, "open", locked)
    assert said_of(path) == [
        "parc.xlsx : le fichier ne peut pas être ouvert : il est sans doute ouvert dans Excel, ou vous n’avez pas "
        "le droit de le lire. Fermez-le dans Excel, puis recommencez. [donnees.fichier-verrouille]"
    ]


def test_sentence_of_a_protected_workbook(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert said_of(path) == [
        "parc.xlsx : le classeur est protégé par un mot de passe. Ouvrez-le dans Excel, retirez le mot de passe "
        "(Fichier, Informations), enregistrez, puis recommencez. [donnees.mot-de-passe]"
    ]


def test_sentence_of_a_workbook_beyond_measure(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    fill(path, {"Parc": [["code_residence", "nom"]]})
    book = openpyxl.load_workbook(path)
    book["Parc"]["XFD1048576"] = "x"
    book.save(path)
    assert said_of(path) == [
        "parc.xlsx, Parc : le fichier est refusé : une fois déplié il dépasse la limite "
        "(1\u202f048\u202f576 × 16\u202f384 cellules pour 15\u202f000\u202f000 cellules au plus). Supprimez les lignes "
        "et colonnes vides mises en forme, ou relevez « cells » sous [limits] dans hlmdiag.toml. [donnees.trop-grand]"
    ]


def test_sentence_of_a_text_file_beyond_measure(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    assert said_of(path) == [
        "parc.csv : le fichier est refusé : il dépasse la limite (2\u202f000 Mo pour 200 Mo au plus). Gardez-en les "
        "lignes et les colonnes utiles, ou relevez « text_mb » "
        "sous [limits] dans hlmdiag.toml. [donnees.fichier-trop-grand]"
    ]


def test_sentence_of_one_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes(b"code_residence;" * 1_200_000)
    assert said_of(path) == [
        "parc.csv:1 : cette ligne dépasse 16 millions de caractères : ce n’est pas un tableau. Refaites l’export, "
        "ou relevez « line_mb » sous [limits] dans hlmdiag.toml. [donnees.ligne-sans-fin]"
    ]


def test_sentences_of_what_a_workbook_hides(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    fill(path, {"Parc": [["code_residence", "nom", "vacance"], ["R1", "a", 3]], "Autre": []})
    book = openpyxl.load_workbook(path)
    book["Parc"].row_dimensions[2].hidden = True
    book["Parc"].column_dimensions["C"].hidden = True
    book["Parc"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert said_of(path) == [
        "parc.xlsx, feuille « Parc » : cette feuille est masquée dans le classeur ; elle a été lue. "
        "[donnees.feuille-masquee]",
        "parc.xlsx, feuille « Parc » : 1 ligne masquée dans le classeur a été lue comme les autres (2). "
        "[donnees.lignes-masquees]",
        "parc.xlsx, feuille « Parc » : 1 colonne masquée dans le classeur a été lue comme les autres (C). "
        "[donnees.colonnes-masquees]",
    ]


def test_sentence_of_merged_answers(tmp_path: Path) -> None:
    path = tmp_path / "parc.xlsx"
    fill(path, {"Parc": [["code_residence", "nom", "agence"], ["R1", "a", "Nord"], ["R2", "b", None]]})
    book = openpyxl.load_workbook(path)
    book["Parc"].merge_cells("C2:C3")
    book.save(path)
    assert said_of(path) == [
        "parc.xlsx, feuille « Parc », C2 : 1 cellule fusionnée couvre plusieurs réponses (C2:C3) : ce qu’elle montre "
        "n’est lu que dans sa première case, les autres sont vides. Défusionnez, puis écrivez chaque réponse à sa "
        "place. [donnees.cellules-fusionnees]"
    ]


def test_an_old_workbook_tells_its_formats_like_the_others() -> None:
    assert said_of(Path(__file__).parent / "files" / "parc.xls") == []


def test_sentences_of_folders(tmp_path: Path) -> None:
    folder = tmp_path / "agence=01"
    folder.mkdir()
    path = folder / "parc.csv"
    path.write_text("code_residence;agence\nR1;Nord\n", encoding="utf-8")
    (folder / "parc-diagnostic.csv").write_text("x", encoding="utf-8")
    said = [problem.say("fr") for problem in read([folder, path], small_grid()).problems]
    assert said == [
        "parc.csv : le dossier donne une colonne « agence » que le fichier contient aussi ; c’est celle du fichier qui "
        "est lue. [donnees.dossier-colonne]",
        "agence=01 : 1 diagnostic de ce dossier, écrit par hlmdiag, n’a pas été lu : parc-diagnostic.csv. "
        "[donnees.dossier-diagnostics]",
        "fichiers donnés deux fois, lus une seule fois : parc.csv. [donnees.fichier-deux-fois]",
    ]
    deep = tmp_path.joinpath("envoi", *["d"] * 14)
    deep.mkdir(parents=True)
    assert said_of(tmp_path / "envoi") == [
        "envoi : les sous-dossiers s’emboîtent sur plus de 12 niveaux. Rapprochez les fichiers, ou indiquez un "
        "sous-dossier. [donnees.dossier-profond]"
    ]


def test_sentence_of_a_folder_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmdiag.data.sources._MOST", 1)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    folder = tmp_path.rename(tmp_path.with_name("envoi-entier"))
    assert said_of(folder) == [
        "envoi-entier : le dossier contient plus de 1 fichiers. Indiquez un sous-dossier. [donnees.dossier-immense]"
    ]


def test_the_files_of_a_folder_that_are_no_tables_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "envoi"
    folder.mkdir()
    (folder / "parc.csv").write_text("code_residence;nb_logements\nR1;12\n", encoding="utf-8")
    for name in ("plan.pdf", "note.docx", "~$parc.xlsx", ".cache"):
        (folder / name).write_bytes(b"x")
    said = [problem.say("fr") for problem in read(folder, small_grid()).problems]
    assert said == [
        "envoi : 2 fichiers de ce dossier ne sont pas des tableaux et n’ont pas été lus : note.docx, plan.pdf. "
        "[donnees.dossier-autres]"
    ]
