"""Spark finds what polars finds, in local mode: a small grid each time, the shipped ones with HLMDIAG_SPARK=all."""

import os
from pathlib import Path

import pytest

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
    small,
)
from hlmdiag import load_result, score
from hlmdiag.engine import diagnose, write_parts
from hlmdiag.engine.spark import SparkRunner

MINUTES = pytest.mark.skipif(
    os.environ.get("HLMDIAG_SPARK") != "all", reason="minutes of work: HLMDIAG_SPARK=all tries every shipped grid"
)


def test_a_small_grid_gives_the_same_result(spark_runner: SparkRunner, tmp_path: Path) -> None:
    grid, answers = small(tmp_path)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    expected = score(grid, answers, date=DAY)
    assert_equal(by_engine(grid, stock, spark_runner, tmp_path / "r.parquet"), expected)
    (tmp_path / "parts").mkdir()
    write_parts(diagnose(grid, stock, spark_runner, date=DAY), spark_runner, tmp_path / "parts", "fr", "level")
    assert list((tmp_path / "parts").glob("level=*"))
    assert_equal(load_result(tmp_path / "parts"), expected)


def test_thresholds_by_group_and_by_date_give_the_same_result(spark_runner: SparkRunner, tmp_path: Path) -> None:
    grid, answers = grouped(tmp_path)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    assert_equal(by_engine(grid, stock, spark_runner, tmp_path / "r.parquet"), score(grid, answers, date=DAY))


@MINUTES
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_grid_gives_the_same_result(name: str, spark_runner: SparkRunner, tmp_path: Path) -> None:
    grid, answers, uses = by_polars(name)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    expected = score(grid, answers, date=DAY, uses=uses)
    assert_equal_with_voices(by_engine(grid, stock, spark_runner, tmp_path / "r.parquet", uses), expected, answers)


def test_certainty_gives_the_same_result(spark_runner: SparkRunner, tmp_path: Path) -> None:
    grid, answers = doubted(tmp_path)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    found = by_engine(grid, stock, spark_runner, tmp_path / "r.parquet")
    assert_equal_with_voices(found, score(grid, answers, date=DAY), answers)
    assert found.frame["flags_unsure"].to_list() == [["sale"], [], []]
