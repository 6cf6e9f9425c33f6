"""Requirements (design-2 §15): answers move between versions, each accounted for, none guessed, none lost."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.grid import Grid
from hlmdiag.scoring.held_answers import dataset_of
from hlmdiag.states import State

DAY = date(2026, 6, 30)
HEAD = "language_version: 1\nid: essai\ntitle: Essai\npolarity: burden\n"
LEVELS = "levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}\n"
OLD = f"""{HEAD}version: "1.0"
columns:
  code: {{type: id, required: true, aliases: [code résidence]}}
  proprete: {{type: choice, label: Propreté, choices: {{a: Propre, b: Moyen, c: Sale}}, unknown: ["9"]}}
  bruit: {{type: number, min: 0, max: 20, label: Bruit}}
  vacance: {{type: percent, label: Vacance}}
  ascenseur: {{type: boolean, label: Ascenseur}}
  visite: {{type: date, label: Visite}}
  etage: {{type: integer, label: Étages, max: 40}}
  ancienne: {{type: number, label: Ancienne}}
indicators:
  PRO: {{title: Propreté, value: proprete, score: {{choices: {{a: 0, b: 50, c: 100}}}}}}
  BRU: {{title: Bruit, value: bruit, score: {{linear: {{worst: 20, best: 0}}}}}}
  VAC: {{title: Vacance, value: vacance, score: {{linear: {{worst: 100, best: 0}}}}}}
  ASC: {{title: Ascenseur, value: ascenseur, score: {{choices: {{"true": 0, "false": 100}}}}}}
  VIS: {{title: Visite, value: years_since(visite), score: {{linear: {{worst: 10, best: 0}}}}}}
  ETA: {{title: Étages, value: etage, score: {{linear: {{worst: 40, best: 0}}}}}}
  ANC: {{title: Ancienne, value: ancienne, score: {{linear: {{worst: 40, best: 0}}}}}}
{LEVELS}"""
NEW = f"""{HEAD}version: "1.1"
columns:
  code: {{type: id, required: true, aliases: [code résidence]}}
  entretien:
    type: choice
    label: Entretien des halls
    choices: {{x: Bien tenu, y: Mal tenu}}
    replaces: {{column: proprete, recode: {{a: x, c: y}}}}
  halls:
    type: choice
    label: Halls sales
    choices: {{o: Oui, n: Non}}
    replaces: {{column: proprete, recode: {{b: n, c: o}}}}
  nuisance:
    type: number
    min: 0
    max: 100
    label: Nuisance
    replaces: {{column: bruit, rescale: {{from: [0, 20], to: [0, 100]}}}}
  taux: {{type: percent, label: Taux de vacance, replaces: {{column: vacance}}}}
  ascenseur: {{type: boolean, label: Ascenseur}}
  visite: {{type: date, label: Date de visite}}
  etage: {{type: integer, label: Étages, max: 20}}
indicators:
  PRO: {{title: Entretien, value: entretien, score: {{choices: {{x: 0, y: 100}}}}}}
  HAL: {{title: Halls, value: halls, score: {{choices: {{n: 0, o: 100}}}}}}
  BRU: {{title: Nuisance, value: nuisance, score: {{linear: {{worst: 100, best: 0}}}}}}
  VAC: {{title: Vacance, value: taux, score: {{linear: {{worst: 100, best: 0}}}}}}
  ASC: {{title: Ascenseur, value: ascenseur, score: {{choices: {{"true": 0, "false": 100}}}}}}
  VIS: {{title: Visite, value: years_since(visite), score: {{linear: {{worst: 10, best: 0}}}}}}
  ETA: {{title: Étages, value: etage, score: {{linear: {{worst: 20, best: 0}}}}}}
{LEVELS}"""
TITLES = ("Code résidence", "Propreté", "Bruit", "Vacance", "Ascenseur", "Visite", "Étages", "Ancienne", "Remarques")
ABSENT = ["", "", "NC", "ne sait pas", "sans objet"]
TEXTS = (
    ["a", "b", "c", "Propre", "Sale", "9", "on ne sait trop", *ABSENT],
    ["0", "7,5", "20", "beaucoup", "25", *ABSENT],
    ["12,5", "0,4", "99", "101", *ABSENT],
    ["oui", "non", "O", "peut-être", *ABSENT],
    ["03/04/2025", "2024-12-31", "hier", *ABSENT],
    ["3", "21", "40", "41", *ABSENT],
    ["1", "2", *ABSENT],
    ["", "à revoir"],
)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("versions")
    found = []
    for name, text in (("ancienne.yaml", OLD), ("nouvelle.yaml", NEW)):
        (folder / name).write_text(text, encoding="utf-8")
        found.append(folder / name)
    return found[0], found[1]


@pytest.fixture(scope="module")
def grids(versions: tuple[Path, Path]) -> tuple[Grid, Grid]:
    return hlmdiag.load_grid(versions[0]), hlmdiag.load_grid(versions[1])


def written(path: Path, rows: list[tuple[str, ...]]) -> Path:
    """A stock as a text file, or as a workbook whose numbers are numbers."""
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([TITLES, *rows])
        path.write_text(text.getvalue(), encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(TITLES)
    for row in rows:
        sheet.append([as_typed(text) for text in row])
    sheet["A1"].font = Font(bold=True)
    book.create_sheet("Autre")["B2"] = "=1+1"
    book.save(path)
    return path


def as_typed(text: str) -> float | str | None:
    try:
        return float(text.replace(",", ".")) if text != "9" else text
    except ValueError:
        return text or None


def migrated(path: Path, versions: tuple[Path, Path], capsys: pytest.CaptureFixture[str], to: Path) -> str:
    old, new = versions
    capsys.readouterr()
    code = run(["grid", "migrate", str(path), "--from", str(old), "--to", str(new), "-o", str(to), "--force"])
    told = capsys.readouterr()
    assert code == 0, told.err
    return told.out


def answers(path: Path, grid: Grid) -> pl.DataFrame:
    return hlmdiag.read(path, grid, date=DAY).stock.frame


def seen(frame: pl.DataFrame, grid: Grid, names: tuple[str, ...]) -> list[list[Any]]:
    return [[frame[data_value(name)].cast(pl.String).to_list(), frame[data_state(name)].to_list()] for name in names]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@given(drawn=st.lists(st.tuples(*(st.sampled_from(texts) for texts in TEXTS)), min_size=1, max_size=6))
def test_a_file_that_is_moved_reads_as_its_saved_result_scored_again(
    suffix: str, drawn: list[tuple[str, ...]], versions: tuple[Path, Path], grids: tuple[Grid, Grid],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("parc")
    rows = [(f"R{place}", *row) for place, row in enumerate(drawn)]
    # rates that are all under 1 may be shares: both versions say so, and nothing is moved of them
    rows.append(("R99", "a", "1", "50", "oui", "01/02/2024", "5", "1", ""))
    path, to = written(folder / f"parc{suffix}", rows), folder / f"copie{suffix}"
    old, new = grids
    assert run(["grid", "migrate", str(path), "--from", str(versions[0]), "--to", str(versions[1]), "-o", str(to)]) == 0
    held = dataset_of(hlmdiag.score(old, hlmdiag.read(path, old, date=DAY), date=DAY), new).stock.frame
    moved = answers(to, new)
    refused = answers(path, old)
    sources = {"entretien": "proprete", "halls": "proprete", "nuisance": "bruit", "taux": "vacance"}
    for name in ("entretien", "halls", "nuisance", "taux", "ascenseur", "visite", "etage"):
        was = refused[data_state(sources.get(name, name))]
        readable = was != int(State.INVALID)
        for column in (data_value(name), data_state(name)):
            one, other = moved[column].filter(readable), held[column].filter(readable)
            assert one.cast(pl.String).to_list() == other.cast(pl.String).to_list(), (name, rows)
    again = folder / f"encore{suffix}"
    assert (
        run(["grid", "migrate", str(path), "--from", str(versions[0]), "--to", str(versions[1]), "-o", str(again)]) == 0
    )
    assert again.read_bytes() == to.read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_every_cell_is_in_the_account_once_and_orphans_have_their_cell_and_reason(
    suffix: str, versions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("R1", "a", "10", "12,5", "oui", "03/04/2025", "3", "4", "vu"),
        ("R2", "b", "beaucoup", "sans objet", "non", "", "21", "", ""),
        ("R3", "Sale", "", "NC", "peut-être", "hier", "", "5", ""),
        ("R4", "9", "20", "50", "", "", "", "", ""),
    ]
    path = written(tmp_path / f"parc{suffix}", rows)
    told = migrated(path, versions, capsys, tmp_path / f"copie{suffix}")
    count = sum(bool(text) for row in rows for text in row)
    assert told.startswith(f"{count} réponses : ")
    numbers = [int(part.split()[0]) for part in told.split(" : ", 1)[1].split(", ")[:5]]
    assert sum(numbers) == count
    listing = (tmp_path / "copie-orphelines.csv").read_text(encoding="utf-8-sig")
    found = [tuple(row)[2:6] for row in csv.reader(io.StringIO(listing), delimiter=";")][1:]
    assert found == [
        ("C3", "R2", "Bruit", "beaucoup"), ("G3", "R2", "Étages", "21"),
        ("H2", "R1", "Ancienne", "4"), ("H4", "R3", "Ancienne", "5"),
    ]  # fmt: skip
    assert numbers[2] == len(found)


def test_a_workbook_keeps_its_other_sheets_its_formats_and_what_the_grid_does_not_read(
    versions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "parc.xlsx", [("R1", "c", "10", "12,5", "oui", "", "3", "4", "vu")])
    before = path.read_bytes()
    migrated(path, versions, capsys, tmp_path / "copie.xlsx")
    book = openpyxl.load_workbook(tmp_path / "copie.xlsx")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "Code résidence", "Entretien des halls", "Nuisance", "Taux de vacance (%)", "Ascenseur", "Visite", "Étages",
        "Ancienne", "Remarques", "Halls sales",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]] == ["R1", "Mal tenu", 50, 12.5, "oui", None, 3, 4, "vu", "Oui"]
    assert sheet["A1"].font.b
    assert book["Autre"]["B2"].value == "=1+1"
    assert path.read_bytes() == before


def test_two_columns_that_become_one_agree_or_neither_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = "score: {linear: {worst: 100, best: 0}}"
    columns = {
        "ancienne": "bruit: {type: number}\n  gene: {type: number}",
        "nouvelle": "gene: {type: number, replaces: {column: bruit}}",
    }
    criteria = {"ancienne": ("bruit", "gene"), "nouvelle": ("gene",)}
    for name, declared in columns.items():
        listed = "".join(f"  C{column}: {{title: C, value: {column}, {rule}}}\n" for column in criteria[name])
        head = f'{HEAD}version: "1"\ncolumns:\n  code: {{type: id, required: true}}\n  {declared}\n'
        text = f"{head}indicators:\n{listed}{LEVELS}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = tmp_path / "parc.csv"
    path.write_text("code;bruit;gene\nR1;4;4\nR2;4;5\nR3;;6\nR4;7;\n", encoding="utf-8")
    versions = (tmp_path / "ancienne.yaml", tmp_path / "nouvelle.yaml")
    told = migrated(path, versions, capsys, tmp_path / "copie.csv")
    read = answers(tmp_path / "copie.csv", hlmdiag.load_grid(versions[1]))
    assert read[data_value("gene")].to_list() == [4, None, None, 7]
    assert "10 réponses : 7 telles quelles, 0 récrite, 3 sans place" in told


def test_what_is_not_known_is_asked_and_nothing_is_written(
    versions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = map(str, versions)
    other = tmp_path / "autre.yaml"
    other.write_text(NEW.replace("id: essai", "id: autre"), encoding="utf-8")
    keyed = tmp_path / "cle.yaml"
    keyed.write_text(NEW.replace("code: {type: id", "numero: {type: id"), encoding="utf-8")
    path = str(written(tmp_path / "parc.csv", [("R1", "a", "1", "2", "oui", "", "", "", "")]))
    (tmp_path / "parc.ods").write_bytes(b"")
    kept = sorted(each.name for each in tmp_path.iterdir())
    for arguments, code in (
        ([path, "--to", new, "-o", "x.csv"], "migration.depuis"),
        ([path, "--from", old, "--to", str(other), "-o", "x.csv"], "migration.autre-grille"),
        ([path, "--from", old, "--to", str(keyed), "-o", "x.csv"], "migration.cles"),
        ([path, "--from", old, "--to", new, "-o", "x.xlsx"], "migration.suffixe"),
        ([path, "--from", old, "--to", new], "migration.sortie"),
        (["parc.ods", "--from", old, "--to", new, "-o", "x.ods"], "migration.format"),
        ([path, "--from", old, "--to", new, "-o", path], "sortie.entree"),
    ):
        assert run(["grid", "migrate", *arguments]) == 2
        assert f"[{code}]" in capsys.readouterr().err
    assert run(["grid", "migrate", path, "--from", old, "--to", new, "--dry-run"]) == 0
    assert "Rien n’a été écrit" in capsys.readouterr().out
    assert sorted(each.name for each in tmp_path.iterdir()) == kept
