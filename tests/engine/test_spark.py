"""Spark finds what polars finds, in local mode; the other shipped grids with HLMDIAG_SPARK=all (minutes)."""

import os
from pathlib import Path

import polars as pl
import pytest

from engine.kit import DAY, SHIPPED, assert_equal, assert_same, by_engine, by_polars, keep
from hlmdiag import score
from hlmdiag.engine import diagnose, recorded
from hlmdiag.engine.spark import SparkRunner
from hlmdiag.scoring.saved import plain

TRIED = SHIPPED if os.environ.get("HLMDIAG_SPARK") == "all" else ["typologie-gestion"]


@pytest.mark.parametrize("name", TRIED)
def test_a_shipped_grid_gives_the_same_result(name: str, spark_runner: SparkRunner, tmp_path: Path) -> None:
    grid, answers, uses = by_polars(name)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    expected = score(grid, answers, date=DAY, uses=uses)
    assert_equal(by_engine(grid, stock, spark_runner, tmp_path / "r.parquet", uses), expected)
