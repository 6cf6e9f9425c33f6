"""Names of persons and free text stay in the received file: no output holds a word of them."""

import io
import zipfile
from pathlib import Path

import pytest

from cli.conftest import Run
from hlmdiag.grid.shipped import shipped_folder

GRID = """
language_version: 1
id: essai
version: "1.0"
title: Essai
publisher: hlmdiag
date: "2026-11-01"
statement: Grille d'essai.
unit: residence
polarity: burden
scale: [0, 100]
columns:
  code_residence: {type: id, required: true, label: Code résidence}
  nom: {type: text, role: label, label: Nom}
  commentaire: {type: text, label: Commentaire du gardien}
  remarque: {type: text, label: Remarque}
  pct_vacance: {type: percent, label: Vacance}
tables:
  incidents:
    title: Main courante
    key: code_residence
    columns:
      recit: {type: text, label: Récit}
      nature: {type: choice, choices: {trouble: Trouble, degradation: Dégradation}}
themes:
  bati:
    title: Bâti
    indicators:
      V1: {title: Vacance, value: pct_vacance, score: {steps: [0, 5, 10], points: [0, 50, 100]}}
      T1: {title: Remarque, value: 'remarque == "rien"', score: {choices: {"true": 0, "false": 100}}}
      N1: {title: Troubles, value: 'count(incidents, nature == "trouble")', score: {steps: [0, 5], points: [0, 100]}}
levels:
  courant: {title: Gestion courante, from: 0}
  fragile: {title: Situation fragile, from: 50}
"""
STOCK = """
Code résidence;Nom;Commentaire du gardien;Vacance;Remarque;Nom du locataire;Téléphone;Contact;Pense-bête
R1;Les Tilleuls;SECRET libre;3;SECRET lu;SECRET Dupont;06 11 22 33 44;secret1@exemple.fr;SECRET à revoir avant noël
R2;Le Bourg;#REF!;env. 20;#N/A;SECRET Martin;06 11 22 33 45;secret2@exemple.fr;
R3;Le Clos;SECRET encore;8;rien;SECRET Durand;06 11 22 33 46;secret3@exemple.fr;
;;SECRET sans code;8;rien;SECRET Durand;06 11 22 33 46;secret3@exemple.fr;
SECRET tout en bas, une phrase qui nomme quelqu'un;;;;;;;;
"""
EVENTS = """
code_residence;nature;Récit;Nom du plaignant
R1;trouble;SECRET dit;SECRET Petit
R9;autre;SECRET dit;SECRET Petit
"""
GIVEN = ("parc.csv", "incidents.csv", "-g", "essai.yaml")


@pytest.fixture
def received(tmp_path: Path) -> None:
    for name, text in (("essai.yaml", GRID), ("parc.csv", STOCK), ("incidents.csv", EVENTS)):
        (tmp_path / name).write_text(text.lstrip(), encoding="utf-8")


def texts(path: Path) -> str:
    """All that a file holds, unfolded."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        import polars as pl

        data = pl.read_parquet(path).write_json().encode() + data
    return data.decode("utf-8", "replace")


def assert_silent(shown: str) -> None:
    assert "secret" not in shown.lower()
    assert "06 11" not in shown


@pytest.mark.usefixtures("received")
@pytest.mark.parametrize("suffix", ["csv", "json", "parquet", "xlsx", "md", "html"])
def test_no_result_holds_a_name_or_free_text(hlmdiag: Run, tmp_path: Path, suffix: str) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    found = hlmdiag("score", *GIVEN, "--date", "2026-10-31", "-o", f"r.{suffix}", "--verbose")
    assert "R2" in texts(tmp_path / f"r.{suffix}")
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in before]
    assert written
    for path in written:
        assert_silent(texts(path))
    assert_silent(found.out + found.err)


@pytest.mark.usefixtures("received")
def test_no_inspection_shows_a_name_or_free_text_and_the_table_says_what_it_leaves_out(
    hlmdiag: Run, tmp_path: Path
) -> None:
    found = hlmdiag("inspect", *GIVEN, "--write", "compris.csv", "--write-config")
    assert_silent(found.out + found.err)
    assert_silent(texts(tmp_path / "compris.csv"))
    assert "« Commentaire du gardien », « Remarque »" in found.out
    assert "Nom du locataire" in found.out
    assert_silent(hlmdiag("inspect", *GIVEN, "-f", "json").out)


@pytest.mark.usefixtures("received")
def test_an_explanation_says_that_free_text_was_read_and_not_what_it_says(hlmdiag: Run) -> None:
    hlmdiag("score", *GIVEN, "--date", "2026-10-31", "-o", "r.parquet")
    found = hlmdiag("explain", "r.parquet", "R1", "T1")
    assert "Remarque" in found.out
    assert_silent(found.out)
    assert_silent(hlmdiag("explain", "r.parquet", "R3").out)


def test_without_notes_no_output_holds_what_was_written_on_the_spot(hlmdiag: Run, tmp_path: Path) -> None:
    walk = str(shipped_folder("examples") / "parcours.csv")
    given = ("score", walk, "-g", "diagnostic-en-marchant", "--date", "2026-10-31", "-q")
    assert hlmdiag(*given, "-o", str(tmp_path / "a.json")).code == 0
    assert hlmdiag(*given, "--without-notes", "-o", str(tmp_path / "b.json"), "-o", str(tmp_path / "b.md")).code == 0
    assert "Encombrants entre" in (tmp_path / "a.json").read_text(encoding="utf-8")
    for name in ("b.json", "b.md"):
        assert "Encombrants entre" not in (tmp_path / name).read_text(encoding="utf-8")
