"""The same inputs give the same bytes, whatever the machine is set to; shuffled rows give the same rows."""

import csv
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl

from cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("r.json", "r.csv", "r.csv.manifest.json", "r.parquet", "r.md", "r.xlsx", "r.html")
EPOCH = "1793404800"
"""The 31st of October 2026."""


STOCK = (EXAMPLES / "parc.xlsx", EXAMPLES / "incidents.csv")


def outputs(folder: Path) -> list[str]:
    return [argument for name in FILES if "manifest" not in name for argument in ("-o", str(folder / name))]


MACHINES = (
    {
        "TZ": "Pacific/Kiritimati",
        "LANG": "fr_FR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
        "POLARS_MAX_THREADS": "4",
    },
    {"TZ": "America/Los_Angeles", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "POLARS_MAX_THREADS": "1"},
)
"""Two machines that have no setting in common, a day apart."""


def test_another_machine_writes_the_same_bytes(
    tmp_path: Path, process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    folders = (tmp_path / "east", tmp_path / "west")
    for folder, environment in zip(folders, MACHINES, strict=True):
        folder.mkdir()
        done = process("score", *STOCK, *outputs(folder), SOURCE_DATE_EPOCH=EPOCH, **environment)
        assert done.returncode == 0, done.stderr.decode()
    assert json.loads((folders[0] / "r.json").read_text(encoding="utf-8"))["reference_date"] == "2026-10-31"
    for name in FILES:
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second, name


def test_shuffled_rows_are_the_same_rows_elsewhere(hlmdiag: Run) -> None:
    with (EXAMPLES / "parc.csv").open(encoding="utf-8-sig", newline="") as source:
        header, *rows = csv.reader(source, delimiter=";")
    for name, order in (("a", rows), ("b", random.Random(5).sample(rows, len(rows)))):
        with Path(f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([header, *order])
        hlmdiag("score", f"{name}.csv", EXAMPLES / "incidents.csv", "--date", "2026-10-31", "-o", f"{name}.parquet")
    first, second = (pl.read_parquet(f"{name}.parquet").sort("code_residence") for name in "ab")
    assert first.drop("source_row").equals(second.drop("source_row"))
    assert not first["source_row"].equals(second["source_row"])
