"""Compares two results column by column: a fast wrong answer is not worth measuring.

python benchmarks/compare.py OURS.parquet THEIRS.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

RECEIVED = ("code_residence", "nom_residence", "agence", "nb_logements")


def disagreements(ours: Path, theirs: Path) -> list[str]:
    """The common columns on which both results differ, to 1e-6, with the number of lines."""
    left, right = pl.read_parquet(ours), pl.read_parquet(theirs)
    common = [name for name in left.columns if name in right.columns and name not in RECEIVED]
    print(f"  colonnes : hlmdiag {left.width}, pair {right.width}, comparées {len(common)}")
    differing = []
    for name in common:
        a, b = left[name], right[name]
        if a.dtype.is_float() or b.dtype.is_float():
            a, b = a.cast(pl.Float64), b.cast(pl.Float64).fill_nan(None)
            same = ((a - b).abs() < 1e-6).fill_null(False) | (a.is_null() & b.is_null())
        else:
            same = a.cast(pl.String).eq_missing(b.cast(pl.String))
        if not same.all():
            differing.append(f"{name} ({(~same).sum()} lignes)")
    return differing


if __name__ == "__main__":
    found = disagreements(*map(Path, sys.argv[1:3]))
    print(f"  désaccords : {', '.join(found) or 'aucun'}")
    sys.exit(bool(found))
