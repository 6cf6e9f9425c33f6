"""Writes a stock of the main grid with its two event files: N invented residences, all columns, seeded.

    python benchmarks/make_residences.py --rows 200000 --events 2 --out benchmarks/data

Every column of the grid that a stock holds is there; `--events`: rows of each event file for one residence, on average.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from hlmdiag import load_grid
from hlmdiag.grid import Grid
from hlmdiag.grid.data_model import Column

SEED = 20261130
DAY = date(2026, 10, 31)
_BLOCK = 200_000
"""Residences made at once: two million of them do not fit in memory as texts."""
_AGENCIES = 40
_BLANK, _MARKED = 0.06, 0.02
"""Shares of the cells that are blank, and that say that nobody knows."""
_OTHER_FILES = frozenset({"repondant", "role_repondant"})
_LARGEST = {"integer": 60, "number": 40}
_LIMITS = "[limits]\ntext_mb = 4000\ncells = 400000000\n"
"""The national stock is larger than what is read unless the user says so."""


def write(folder: Path, rows: int, events: float) -> tuple[Path, Path, Path]:
    """Write the stock, its incidents and its claims in the folder, keeping what is already there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hlmdiag.toml").write_text(_LIMITS, encoding="utf-8")
    grid = load_grid("residence-complexe")
    stock = folder / f"residences-{rows}.csv"
    if not stock.exists():
        with stock.open("wb") as out:
            for start in range(0, rows, _BLOCK):
                block = _residences(grid, start, min(_BLOCK, rows - start))
                block.write_csv(out, separator=";", quote_style="necessary", include_header=start == 0)
    number = int(rows * events)
    return stock, *(_written(folder / f"{name}-{rows}-{events:g}.csv", name, rows, number) for name in _COLUMNS)


def _residences(grid: Grid, start: int, rows: int) -> pl.DataFrame:
    random = np.random.default_rng([SEED, start])
    wanted = [column for column in grid.columns.values() if column.id not in _OTHER_FILES]
    return pl.DataFrame({column.id: _cells(column, start, rows, random) for column in wanted})


def _cells(column: Column, start: int, rows: int, random: np.random.Generator) -> pl.Series:
    numbers = pl.Series(np.arange(start, start + rows))
    if column.type == "id":
        return "R" + numbers.cast(pl.String).str.zfill(7)
    if column.role == "label":
        return "Résidence inventée " + numbers.cast(pl.String)
    if column.role == "size":
        return pl.Series(random.integers(6, 300, rows)).cast(pl.String)
    if column.type == "text":
        return f"{column.label} " + pl.Series(random.integers(1, _AGENCIES + 1, rows)).cast(pl.String)
    texts = _texts(column)
    places = random.integers(0, len(texts), rows)
    drawn = random.random(rows)
    places = np.where(drawn < _BLANK, len(texts), np.where(drawn < _BLANK + _MARKED, len(texts) + 1, places))
    return pl.Series([*texts, None, "NSP"]).gather(places)


def _texts(column: Column) -> list[str]:
    """The texts that a column may hold."""
    low, high = column.min or 0.0, column.max
    match column.type:
        case "boolean":
            return ["oui", *["non"] * 7]
        case "choice":
            return [*column.choices]
        case "date":
            return [f"{DAY - timedelta(days=days):%d/%m/%Y}" for days in range(400)]
        case "percent":
            return [f"{tenth / 10:.1f}".replace(".", ",") for tenth in range(15, 1000)]
        case "integer":
            top = high if high is not None else low + _LARGEST["integer"]
            return [str(number) for number in range(int(low), int(top) + 1)]
        case _:
            top = high if high is not None else low + _LARGEST["number"]
            return [f"{low + (top - low) * part / 997:.2f}".replace(".", ",") for part in range(998)]


_DAYS = [f"{DAY - timedelta(days=days):%d/%m/%Y}" for days in range(420)]
_COLUMNS: dict[str, dict[str, list[str | None]]] = {
    "incidents": {
        "Date": [*_DAYS],
        "Nature": [
            "Trouble de jouissance", "Bruit", "Dégradation", "Encombrants", "Tag", "Incendie", "Véhicule brûlé",
            "Atteinte verbale au personnel ou à un prestataire", "Ascenseur",
        ],
        "Lieu": ["Hall", "Cave", "Parking", "Toiture", None],
        "Coût (€)": [None, *(f"{euros},50" for euros in range(20, 900, 7))],
    },
    "reclamations": {
        "Date": [*_DAYS],
        "Motif": ["Plomberie", "Chauffage", "Propreté", "Voisinage"],
        "Hors délai": ["Oui", "Non", "Non", "Non"],
        "Nb relances": ["0", "0", "0", "1", "2", "3"],
    },
}  # fmt: skip
"""By table, the texts that its columns hold."""


def _written(path: Path, table: str, residences: int, rows: int) -> Path:
    """The rows of a table in the order of their residences, as an export is; one in a thousand is of no residence."""
    if not path.exists():
        random = np.random.default_rng([SEED, len(table), rows])
        keys = pl.Series(np.sort(random.integers(0, residences + residences // 1000, rows)))
        columns = {"Code résidence": "R" + keys.cast(pl.String).str.zfill(7)}
        for title, texts in _COLUMNS[table].items():
            columns[title] = pl.Series(texts).gather(random.integers(0, len(texts), rows))
        pl.DataFrame(columns).write_csv(path, separator=";", quote_style="necessary")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--events", type=float, default=2.0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    arguments = parser.parse_args()
    for path in write(arguments.out, arguments.rows, arguments.events):
        print(path)


if __name__ == "__main__":
    main()
