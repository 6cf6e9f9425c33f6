"""Writes what became of a stock over five years: some answers change, some residences go.

python benchmarks/make_years.py benchmarks/data/stock-20000.csv benchmarks/data/years-20000
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20261130
YEARS = 5
MOVED, GONE = 0.08, 0.005
"""The share of cells that take the answer of another residence each year, and that of residences that go."""
_OWN = 5
"""Columns that say what a residence is: they stay."""


def write_years(stock: Path, folder: Path) -> list[Path]:
    """Write one file a year; the same stock gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    rows, paths = pl.read_csv(stock, separator=";", infer_schema=False), []
    for year in range(YEARS):
        if year:
            rows = rows.with_columns(_moved(rows[name], random) for name in rows.columns[_OWN:])
            rows = rows.slice(int(rows.height * GONE))
        paths.append(folder / f"{year}.csv")
        rows.write_csv(paths[-1], separator=";")
    return paths


def _moved(column: pl.Series, random: np.random.Generator) -> pl.Series:
    changes = pl.Series(random.random(len(column)) < MOVED)
    return column.gather(random.permutation(len(column))).zip_with(changes, column).alias(column.name)


if __name__ == "__main__":
    write_years(Path(sys.argv[1]), Path(sys.argv[2]))
