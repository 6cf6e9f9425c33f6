"""Tables that DuckDB reads where they lie: understood as files are, refusals included, then scored as polars scores."""

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import hlmdiag
from engine.kit import DAY, EXAMPLES, SHIPPED, keep
from hlmdiag.data import Settings
from hlmdiag.data.typed_parquet import read_typed
from hlmdiag.engine.duckdb import DuckDbRunner
from hlmdiag.engine.stored_tables import StoredTables, understood
from hlmdiag.errors import Severity

GRID = """
language_version: 1
id: petite
version: "1"
title: Petite grille
publisher: Essai
date: "2026-01-01"
unit: résidence
polarity: burden
scale: [0, 100]
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group, label: Agence}
  A: {type: number, max: 100}
  vu: {type: date}
themes: {T: {title: T, indicators: {A: {title: A, value: A, score: {identity: {}}}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 30}}
"""


def taken(path: Path, grid: Any) -> Any:
    stored = StoredTables.at([path])
    assert stored is not None
    with DuckDbRunner() as runner:
        return read_typed(understood(stored, grid, runner, date=DAY, settings=Settings()), grid, DAY)


def below_titles(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table in memory, numbered as in a file, whose first row is its titles."""
    return frame.with_columns(pl.col("row") + 1)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_folder_of_each_shipped_grid_is_understood_as_its_tables_in_memory(name: str, tmp_path: Path) -> None:
    grid = hlmdiag.load_grid(name)
    files = [EXAMPLES / each.replace(".xlsx", ".csv") for each in SHIPPED[name][:2]]
    fed = {each.name: each.table for each in hlmdiag.read(files, grid, date=DAY).inputs}
    frames = {
        fed[file.name]: pl.read_csv(file, separator=";", try_parse_dates=True, infer_schema_length=None)
        for file in files if file.name in fed
    }  # fmt: skip
    for table, frame in frames.items():
        (tmp_path / "parc" / table).mkdir(parents=True)
        for part, start in enumerate((0, frame.height // 2)):
            rows = frame.slice(start, frame.height // 2 if not part else None)
            rows.write_parquet(tmp_path / "parc" / table / f"{part}.parquet")
    found = taken(tmp_path / "parc", grid)
    whole = hlmdiag.read(frames, grid, date=DAY)
    expected = read_typed(keep(whole, grid, DAY, tmp_path / "whole.parquet"), grid, DAY)
    assert found.stock.frame.equals(below_titles(expected.stock.frame))
    assert list(found.events) == list(expected.events)
    for table, events in expected.events.items():
        assert found.events[table].frame.equals(below_titles(events.frame))
    assert [each.code for each in found.problems] == [each.code for each in expected.problems]
    assert found.counts == expected.counts


@pytest.fixture
def grid(tmp_path: Path) -> Any:
    (tmp_path / "petite.yaml").write_text(GRID, encoding="utf-8")
    return hlmdiag.load_grid(tmp_path / "petite.yaml")


def partitioned(folder: Path) -> Path:
    """Two agencies, whose codes are those of their folders; the second file lacks a column and has a wrong value."""
    for agency, rows in (
        ("01", {"code": ["R1", "R2"], "A": [10.0, 50.0], "vu": [DAY, None]}),
        ("02", {"code": ["R3", "R4"], "A": [250.0, None]}),
    ):
        place = folder / f"agence={agency}"
        place.mkdir(parents=True)
        pl.DataFrame(rows).write_parquet(place / "part.parquet")
    return folder


def test_a_partition_is_a_column_of_text_and_files_may_lack_columns(grid: Any, tmp_path: Path) -> None:
    found = taken(partitioned(tmp_path / "parc"), grid)
    frame = found.stock.frame
    assert frame["v:agence"].to_list() == ["01", "01", "02", "02"]
    assert frame["v:vu"].to_list() == [DAY, None, None, None]
    [refused] = [each for each in found.problems if each.severity is Severity.ERROR]
    assert refused.code == "donnees.borne-haute"
    assert refused.say("fr").startswith("parc, ligne 4, colonne « A » ")


def test_a_run_gives_what_polars_gives_and_refused_data_is_counted(grid: Any, tmp_path: Path) -> None:
    folder = partitioned(tmp_path / "parc")
    done = hlmdiag.run_on_engine(
        folder, tmp_path / "petite.yaml", output=tmp_path / "r.parquet", engine="duckdb", date=DAY, strict=True
    )
    assert (done.units, done.exit_code) == (4, 3)
    frame = pl.concat([pl.read_parquet(each, hive_partitioning=False).with_columns(agence=pl.lit(agency))
                       for agency, each in (("01", folder / "agence=01/part.parquet"),
                                            ("02", folder / "agence=02/part.parquet"))], how="diagonal")  # fmt: skip
    expected = hlmdiag.score(grid, hlmdiag.read(frame, grid, date=DAY))
    again = hlmdiag.load_result(tmp_path / "r.parquet")
    numbered = expected.frame.with_columns(pl.col("source_row") + 1)
    assert again.frame.equals(numbered.cast(dict(again.frame.schema)))
    assert again.manifest.inputs[0].name == "parc" and len(again.manifest.inputs[0].sha256) == 64
    with pytest.raises(hlmdiag.HlmdiagError, match=r"sortie\.entree"):
        hlmdiag.run_on_engine(folder, tmp_path / "petite.yaml", output=folder / "agence=01" / "part.parquet",
                              engine="duckdb", date=DAY, force=True)  # fmt: skip


def test_a_result_in_parts_is_read_again_in_the_received_order(grid: Any, tmp_path: Path) -> None:
    folder = partitioned(tmp_path / "parc")
    options: Any = {"grid": tmp_path / "petite.yaml", "engine": "duckdb", "date": DAY}
    hlmdiag.run_on_engine(folder, output=tmp_path / "r.parquet", **options)
    whole = hlmdiag.load_result(tmp_path / "r.parquet")
    out = tmp_path / "res"
    hlmdiag.run_on_engine(folder, output=out, split="level", **options)
    assert {each.name for each in out.iterdir()} == {
        "_manifest.json", "level=bon", "level=mauvais", "level=__HIVE_DEFAULT_PARTITION__"
    }  # fmt: skip
    assert hlmdiag.load_result(out).frame.equals(whole.frame)
    hlmdiag.run_on_engine(folder, output=out, force=True, **options)
    assert not list(out.glob("level=*"))
    again = hlmdiag.load_result(out)
    assert again.frame.equals(whole.frame) and again.manifest.problems == whole.manifest.problems


def test_what_cannot_be_in_parts_is_said_and_nothing_is_lost(grid: Any, tmp_path: Path) -> None:
    folder, other = partitioned(tmp_path / "parc"), tmp_path / "autre"
    other.mkdir()
    (other / "note.txt").write_text("à garder", encoding="utf-8")
    for output, split, code in (
        (tmp_path / "res", "score", r"usage\.moteur-partage\b"),
        (tmp_path / "r.parquet", "level", r"usage\.moteur-partage-dossier"),
        (other, None, r"usage\.moteur-dossier"),
    ):
        with pytest.raises(hlmdiag.HlmdiagError, match=code):
            hlmdiag.run_on_engine(folder, tmp_path / "petite.yaml", output=output, split=split, engine="duckdb",
                                  date=DAY, force=True)  # fmt: skip
    assert [each.name for each in other.iterdir()] == ["note.txt"]
    assert not (tmp_path / "res").exists() and not list(tmp_path.glob(".hlmdiag*"))


def divided(folder: Path, frames: dict[str, pl.DataFrame], parts: int) -> Path:
    for table, frame in frames.items():
        (folder / table).mkdir(parents=True)
        for part in range(parts):
            frame.filter(pl.int_range(pl.len()) * parts // pl.len() == part).write_parquet(
                folder / table / f"{part}.parquet", row_group_size=3
            )
    return folder


@pytest.mark.parametrize("name", ["residence-complexe", "tranquillite-residentielle", "indicateurs-suivi"])
def test_a_large_stock_is_understood_by_pieces_as_it_is_whole(name: str, tmp_path: Path) -> None:
    """With rows of events of no unit, refused cells in the last rows, and a file that lacks a column."""
    grid = hlmdiag.load_grid(name)
    files = [EXAMPLES / each.replace(".xlsx", ".csv") for each in SHIPPED[name][:2]]
    fed = {each.name: each.table for each in hlmdiag.read(files, grid, date=DAY).inputs}
    frames = {fed[each.name]: pl.read_csv(each, separator=";", infer_schema_length=0) for each in files}
    last = pl.int_range(pl.len()) > pl.len() - 4
    number = next(each for each in frames["stock"].columns if each.startswith("pct_"))
    frames["stock"] = frames["stock"].with_columns(pl.when(last).then(pl.lit("250")).otherwise(number).alias(number))
    folder = divided(tmp_path / "parc", frames, 3)
    first = folder / "stock" / "0.parquet"
    pl.read_parquet(first).drop(frames["stock"].columns[-1]).write_parquet(first)
    stored = StoredTables.at([folder])
    assert stored is not None
    found = {}
    with DuckDbRunner() as runner:
        for above in (0, 10**12):
            path = understood(stored, grid, runner, date=DAY, settings=Settings(), above=above, size=2_500)
            found[above] = read_typed(path, grid, DAY)
    by_pieces, whole = found.values()
    assert by_pieces.stock.frame.equals(whole.stock.frame) and by_pieces.stock.provenance == whole.stock.provenance
    assert {id: each.frame.rows() for id, each in by_pieces.events.items()} == {
        id: each.frame.rows() for id, each in whole.events.items()
    }
    assert by_pieces.problems == whole.problems and by_pieces.counts == whole.counts
    assert by_pieces.inputs == whole.inputs
    assert sum(each.severity is Severity.ERROR for each in whole.problems) >= 1


def test_what_a_whole_column_decides_is_held_whole_and_said(grid: Any, tmp_path: Path) -> None:
    rows = {"code": [f"R{n}" for n in range(40)], "A": ["1.5"] * 39 + ["1.250.000"]}
    folder = divided(tmp_path / "parc", {"stock": pl.DataFrame(rows)}, 4)
    stored = StoredTables.at([folder])
    assert stored is not None
    with DuckDbRunner() as runner:
        path = understood(stored, grid, runner, date=DAY, settings=Settings(), above=0, size=100)
        found = read_typed(path, grid, DAY)
    assert [each.code for each in found.problems if each.code == "donnees.lu-d-un-bloc"] == ["donnees.lu-d-un-bloc"]
    assert found.stock.frame.height == 40


def base(path: Path, **tables: pl.DataFrame) -> Path:
    with duckdb.connect(str(path)) as database:
        for name, frame in tables.items():
            frame.write_parquet(path.with_name(f"{name}.kept"))
            database.execute(f"CREATE TABLE {name} AS FROM read_parquet('{path.with_name(f'{name}.kept')}')")
    return path


def test_a_database_gives_its_only_table_or_those_that_the_grid_names(grid: Any, tmp_path: Path) -> None:
    rows, other = pl.DataFrame({"code": ["R1", "R2"], "A": [1.5, 2.0]}), pl.DataFrame({"x": [1]})
    for path in (
        base(tmp_path / "une.duckdb", indicateurs=rows),
        base(tmp_path / "deux.duckdb", stock=rows, autre=other),
    ):
        assert taken(path, grid).stock.frame["v:A"].to_list() == [1.5, 2.0]
    with pytest.raises(hlmdiag.HlmdiagError) as refused:
        taken(base(tmp_path / "trois.duckdb", a=rows, b=other), grid)
    [problem] = refused.value.problems
    assert problem.code == "usage.moteur-tables" and "plusieurs tables (a, b)" in problem.say("fr")
    assert refused.value.exit_code == 2


def test_what_is_no_table_is_said_and_nothing_is_written(grid: Any, tmp_path: Path) -> None:
    (tmp_path / "faux").mkdir()
    (tmp_path / "faux" / "a.parquet").write_bytes(b"no parquet")
    (tmp_path / "faux.duckdb").write_bytes(b"no database")
    out = tmp_path / "r.parquet"
    for name, code in (
        ("faux", r"a\.parquet : .*\[donnees\.fichier-illisible\]"),
        ("faux.duckdb", r"usage\.moteur-echec"),
    ):
        with pytest.raises(hlmdiag.HlmdiagError, match=code):
            hlmdiag.run_on_engine(tmp_path / name, tmp_path / "petite.yaml", output=out, engine="duckdb", date=DAY)
    assert not out.exists()
