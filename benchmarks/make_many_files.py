"""Cuts a stock into files of a few residences, in one folder an agency.

python benchmarks/make_many_files.py benchmarks/data/stock-20000.csv benchmarks/data/many --files 10000
"""

from __future__ import annotations

import argparse
from pathlib import Path

_FOLDERS = 100


def write_files(stock: Path, folder: Path, files: int, rows: int = 2) -> None:
    """Writes the first `files` times `rows` residences of a stock, `rows` a file, each under its titles."""
    with stock.open(encoding="utf-8") as lines:
        titles = next(lines)
        for number in range(files):
            agency = folder / f"agence-{number % _FOLDERS:02}"
            agency.mkdir(parents=True, exist_ok=True)
            body = "".join(next(lines) for _ in range(rows))
            (agency / f"releve-{number:05}.csv").write_text(titles + body, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("stock", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=2, help="how many residences a file")
    asked = parser.parse_args()
    write_files(asked.stock, asked.folder, asked.files, asked.rows)
