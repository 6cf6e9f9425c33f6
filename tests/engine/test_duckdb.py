"""DuckDB finds what polars finds: on every shipped grid, and on grids drawn at random."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.kit import (
    DAY,
    SHIPPED,
    assert_equal,
    assert_equal_with_voices,
    by_engine,
    by_polars,
    doubted,
    grouped,
    keep,
)
from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, read, score
from hlmdiag.engine.duckdb import DuckDbRunner
from hlmdiag.engine.runner import Runner


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_grid_gives_the_same_result(name: str, duckdb_runner: Runner, tmp_path: Path) -> None:
    grid, answers, uses = by_polars(name)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    found = by_engine(grid, stock, duckdb_runner, tmp_path / "r.parquet", uses)
    assert_equal_with_voices(found, score(grid, answers, date=DAY, uses=uses), answers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


@settings(max_examples=6, derandomize=True, database=None)
@given(case=cases())
def test_a_random_grid_gives_the_same_result(case: Case, folder: Path) -> None:
    (folder / "g.yaml").write_text(as_yaml(case.grid), encoding="utf-8")
    grid, answers = load_grid(folder / "g.yaml"), dataset(case.grid, case.rows, case.events, case.overrides)
    stock = keep(answers, grid, TODAY, folder / "parc.parquet")
    with DuckDbRunner() as runner:
        found = by_engine(grid, stock, runner, folder / "r.parquet", day=TODAY)
    assert_equal(found, score(grid, answers, date=TODAY))


PARENT = """
language_version: 1
id: mere
version: "1"
title: Grille mère
publisher: Essai
date: "2026-01-01"
unit: résidence
polarity: burden
scale: [0, 100]
columns: {code: {type: id, required: true}, a: {type: number}, b: {type: number}}
themes:
  T:
    title: T
    indicators: {A: {title: A, value: a, score: {identity: {}}}, B: {title: B, value: b, score: {identity: {}}}}
"""


def test_a_grid_that_extends_another_gives_both(duckdb_runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "mere.yaml").write_text(PARENT, encoding="utf-8")
    own = 'extends: mere\nid: fille\nversion: "1"\nthemes: {T: {indicators: {B: {weight: 3}}}}\n'
    (tmp_path / "fille.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;A;B\nR1;10;50\nR2;;20\nR3;;\n", encoding="utf-8")
    grid = load_grid(tmp_path / "fille.yaml")
    answers = read([tmp_path / "parc.csv"], grid, date=DAY)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    found = by_engine(grid, stock, duckdb_runner, tmp_path / "r.parquet")
    assert_equal(found, score(grid, answers, date=DAY))
    assert found.frame["score"].to_list() == [40.0, 20.0, None]
    assert found.frame["parent_score"].to_list() == [30.0, None, None]


def test_thresholds_by_group_and_by_date_give_the_same_result(duckdb_runner: Runner, tmp_path: Path) -> None:
    grid, answers = grouped(tmp_path)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    assert_equal(by_engine(grid, stock, duckdb_runner, tmp_path / "r.parquet"), score(grid, answers, date=DAY))


def test_certainty_gives_the_same_result(duckdb_runner: Runner, tmp_path: Path) -> None:
    grid, answers = doubted(tmp_path)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    found = by_engine(grid, stock, duckdb_runner, tmp_path / "r.parquet")
    assert_equal_with_voices(found, score(grid, answers, date=DAY), answers)
    assert found.frame["flags_unsure"].to_list() == [["sale"], [], []]
