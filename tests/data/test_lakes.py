"""Tables of Delta Lake and Iceberg: what was deleted is not counted, wherever the table is given."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.inspection import inspect

DAY = date(2026, 10, 31)
GRID = """
language_version: 1
id: petite
version: "1"
title: Petite grille
unit: résidence
polarity: burden
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group, label: Agence}
  A: {type: number, max: 100}
  vu: {type: date}
tables: {faits: {key: code, date: jour, window: 12}}
indicators:
  A: {title: A, value: A, score: {identity: {}}}
  B: {title: B, value: count(faits), score: {anchors: [[0, 0], [2, 100]]}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 40}}
"""
ROWS = pl.DataFrame(
    {
        "code": ["R1", "R2", "R3", "R4"],
        "agence": ["01", "01", "Été 2", "Été 2"],
        "A": [10.0, 20.0, 250.0, None],
        "vu": [DAY, None, DAY, None],
    }
)


@pytest.fixture
def grid(tmp_path: Path) -> hlmdiag.Grid:
    (tmp_path / "petite.yaml").write_text(GRID, encoding="utf-8")
    return hlmdiag.load_grid(tmp_path / "petite.yaml")


def delta(folder: Path, rows: pl.DataFrame = ROWS, vectors: str = "false") -> Path:
    """A table by agency, of which R2 was deleted after it was written."""
    deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed: no table of Delta Lake is tried")
    settings = {"delta.enableDeletionVectors": vectors}
    deltalake.write_deltalake(str(folder), rows, partition_by=["agence"], configuration=settings)
    deltalake.DeltaTable(str(folder)).delete("code = 'R2'")
    return folder


def iceberg(folder: Path) -> Path:
    """The same in Iceberg, of which R2 was deleted after it was written."""
    memory = pytest.importorskip("pyiceberg.catalog.memory", reason="pyiceberg is not installed: Iceberg is not tried")
    catalog = memory.InMemoryCatalog("essai", warehouse=folder.parent.as_uri())
    catalog.create_namespace("essai")
    table = catalog.create_table("essai.parc", schema=ROWS.to_arrow().schema, location=str(folder))
    table.append(ROWS.to_arrow())
    table.delete("code == 'R2'")
    return folder


MADE = {"delta": delta, "vectors": lambda folder: delta(folder, vectors="true"), "iceberg": iceberg}


@pytest.mark.parametrize("kind", MADE)
def test_deleted_rows_are_not_read_and_cells_are_told_by_their_row(
    kind: str, grid: hlmdiag.Grid, tmp_path: Path
) -> None:
    folder = MADE[kind](tmp_path / "Mes données")
    assert len(list(folder.rglob("*.parquet"))) > 1
    found = hlmdiag.read(folder, grid, date=DAY)
    frame = found.stock.frame.sort("v:code")
    assert frame["v:code"].to_list() == ["R1", "R3", "R4"]
    assert frame["v:agence"].to_list() == ["01", "Été 2", "Été 2"]
    assert frame["v:vu"].to_list() == [DAY, DAY, None]
    [refused] = [each for each in found.problems if each.severity is Severity.ERROR]
    row = found.stock.frame.filter(pl.col("v:code") == "R3")["row"].item()
    assert refused.say("fr").startswith(f"Mes données, ligne {row}, colonne « A »")
    assert [(each.name, each.table, each.rows) for each in found.inputs] == [("Mes données", "stock", 3)]
    assert hlmdiag.read(folder, grid, date=DAY).stock.frame.equals(found.stock.frame)


@pytest.mark.parametrize("kind", MADE)
def test_an_engine_reads_them_as_a_run_without_one(kind: str, grid: hlmdiag.Grid, tmp_path: Path) -> None:
    (tmp_path / "entrepot").mkdir()
    MADE[kind](tmp_path / "entrepot" / "stock")
    events = pl.DataFrame({"code": ["R1", "R1", "R3"], "jour": [date(2026, 5, 1)] * 3})
    (tmp_path / "entrepot" / "faits").mkdir()
    events.write_parquet(tmp_path / "entrepot" / "faits" / "a.parquet")
    options = {"grid": tmp_path / "petite.yaml", "engine": "duckdb", "date": DAY}
    done = hlmdiag.run_on_engine(tmp_path / "entrepot", output=tmp_path / "r.parquet", **options)  # type: ignore[arg-type]
    assert done.units == 3
    read = hlmdiag.read([tmp_path / "entrepot" / "stock", tmp_path / "entrepot" / "faits"], grid, date=DAY)
    expected = hlmdiag.score(grid, read)
    assert expected.frame["value:B"].sort().to_list() == [0, 1, 2]
    again = hlmdiag.load_result(tmp_path / "r.parquet").frame
    assert again.equals(expected.frame.cast(dict(again.schema)))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["delta", "iceberg"])
def test_a_part_of_one_is_refused_and_its_folder_is_named(kind: str, grid: hlmdiag.Grid, tmp_path: Path) -> None:
    folder = MADE[kind](tmp_path / "parc")
    part = next(folder.rglob("*.parquet"))
    for path in (part, part.parent):
        with pytest.raises(HlmdiagError) as refused:
            hlmdiag.read(path, grid, date=DAY)
        assert refused.value.exit_code == 2
        [problem] = refused.value.problems
        assert problem.code == "donnees.table-partie" and "Donnez le dossier « parc »." in problem.say("fr")


READERS = [
    ("delta", "deltalake", "pip install deltalake."),
    ("iceberg", "pyiceberg.table", 'pip install "pyiceberg[pyarrow]".'),
]


@pytest.mark.parametrize(("kind", "library", "said"), READERS)
def test_without_its_library_the_folder_is_refused_not_read_file_by_file(
    kind: str, library: str, said: str, grid: hlmdiag.Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = MADE[kind](tmp_path / "parc")
    monkeypatch.setitem(sys.modules, library, None)
    for place in (folder, tmp_path):
        with pytest.raises(HlmdiagError) as refused:
            hlmdiag.read(place, grid, date=DAY)
        assert refused.value.exit_code == 2
        [problem] = refused.value.problems
        assert problem.code == "donnees.table-lecteur" and said in problem.say("fr")


@pytest.mark.parametrize("form", ["file://{}", "{}", "../{.name}", "%2e%2e/{.name}", "https://localhost/{.name}"])
def test_a_table_of_delta_that_names_a_file_elsewhere_is_refused(form: str, grid: hlmdiag.Grid, tmp_path: Path) -> None:
    folder = delta(tmp_path / "parc")
    outside = tmp_path / "autre.parquet"
    ROWS.drop("agence").write_parquet(outside)
    log = max((folder / "_delta_log").glob("*.json"))
    added = {"path": form.format(outside), "partitionValues": {"agence": "03"}, "size": outside.stat().st_size,
             "modificationTime": 0, "dataChange": True}  # fmt: skip
    log.with_name(f"{int(log.stem) + 1:020}.json").write_text(json.dumps({"add": added}), encoding="utf-8")
    with pytest.raises(HlmdiagError, match=r"autre\.parquet.*\[donnees\.table-ailleurs\]"):
        hlmdiag.read(folder, grid, date=DAY)


def test_a_table_of_iceberg_that_was_copied_is_refused(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    shutil.copytree(iceberg(tmp_path / "parc"), tmp_path / "copie")
    with pytest.raises(HlmdiagError, match=r"copie : .*table Iceberg désigne.*\[donnees\.table-ailleurs\]"):
        hlmdiag.read(tmp_path / "copie", grid, date=DAY)


def test_the_last_version_is_the_one_that_the_table_names_or_the_only_one(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    metadata = iceberg(tmp_path / "parc") / "metadata"
    first, before, last = sorted(metadata.glob("*.metadata.json"))
    shutil.copy(before, last.with_name(f"{last.name[:6]}ffff.metadata.json"))
    with pytest.raises(HlmdiagError, match=r"donnees\.table-version"):
        hlmdiag.read(tmp_path / "parc", grid, date=DAY)
    for version, units in ((before, 4), (last, 3)):
        (metadata / "version-hint.text").write_text(version.name.removesuffix(".metadata.json"), encoding="utf-8")
        assert hlmdiag.read(tmp_path / "parc", grid, date=DAY).stock.frame.height == units
    assert first.is_file()


def test_one_without_rows_is_read_and_one_that_is_damaged_is_said(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    delta(tmp_path / "vide", ROWS.clear())
    with pytest.raises(HlmdiagError, match=r"vide:1 : .*\[donnees\.sans-ligne\]") as empty:
        hlmdiag.read(tmp_path / "vide", grid, date=DAY)
    assert empty.value.exit_code == 3
    folder = delta(tmp_path / "parc")
    next(folder.rglob("*.parquet")).unlink()
    for each in folder.rglob("*.parquet"):
        each.write_bytes(b"")
    with pytest.raises(HlmdiagError, match=r"parc : la table Delta Lake ne peut pas être lue"):
        hlmdiag.read(folder, grid, date=DAY)


def test_hudi_has_no_reader(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    (tmp_path / "parc" / ".hoodie").mkdir(parents=True)
    ROWS.write_parquet(tmp_path / "parc" / "a.parquet")
    with pytest.raises(HlmdiagError, match=r"table Hudi, qui n’est pas lue.*\[donnees\.table-sans-lecteur\]"):
        hlmdiag.read(tmp_path / "parc", grid, date=DAY)


def test_no_output_takes_the_place_of_a_file_of_the_table(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    folder = delta(tmp_path / "parc")
    with pytest.raises(HlmdiagError, match=r"sortie\.entree"):
        hlmdiag.run(folder, tmp_path / "petite.yaml", output=[next(folder.rglob("*.parquet"))], date=DAY, force=True)


def test_one_is_inspected_as_a_file(grid: hlmdiag.Grid, tmp_path: Path) -> None:
    found = inspect([str(delta(tmp_path / "parc"))], grid, date=DAY)
    [refused] = [each for each in found.problems if each.severity is Severity.ERROR]
    assert refused.code == "donnees.borne-haute" and [each.table for each in found.sheets] == ["stock"]
