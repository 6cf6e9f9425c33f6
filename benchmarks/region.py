"""Times `hlmdiag collect` on many landlords: 200 saved results of 1 000 residences each, by default.

    python benchmarks/region.py [--landlords 200] [--units 1000] [--work benchmarks/data/region]

The results are those of the invented example, its residences repeated under codes of their own, by the main grid. What
is printed: seconds on the clock, seconds of processor, the memory that the process held at most.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

import hlmdiag

ROOT = Path(__file__).resolve().parents[1]
GRID, DAY = "residence-complexe", date(2026, 10, 31)


def write_results(folder: Path, landlords: int, units: int) -> None:
    """Write the results: a landlord a sub-folder; data of its own by its digest, so that none passes for another."""
    grid = hlmdiag.load_grid(GRID)
    base = hlmdiag.score(grid, hlmdiag.read(ROOT / "examples" / "parc.xlsx", grid, date=DAY), date=DAY)
    times = -(-units // base.frame.height)
    rows = pl.concat([base.frame] * times).head(units)
    codes = pl.Series("code_residence", [f"{number:06}" for number in range(units)])
    for place in range(landlords):
        inputs = tuple(replace(each, sha256=f"{place:064x}") for each in base.manifest.inputs)
        frame = rows.with_columns(codes)
        path = folder / f"Organisme {place:03}" / "diagnostic.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        hlmdiag.render(replace(base, frame=frame, manifest=replace(base.manifest, inputs=inputs)), path, force=True)


def timed(folder: Path, output: Path) -> None:
    """Collect in a process of its own, and print what it took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "hlmdiag", "collect", str(folder), "-g", GRID, "-o", str(output), "--force"]
    subprocess.run([*command, "--date", "2026-11-30", "--quiet"], check=True)
    clock, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    print(f"clock {clock:.1f} s, processor {processor:.1f} s, memory {used.ru_maxrss / 1024:.0f} MiB")


def main() -> None:
    """Write the results that are not there yet, then time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--landlords", type=int, default=200)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--work", type=Path, default=Path("benchmarks/data/region"))
    asked = parser.parse_args()
    folder = asked.work / f"{asked.landlords}x{asked.units}"
    if not folder.is_dir():
        write_results(folder, asked.landlords, asked.units)
    timed(folder, asked.work / "region.xlsx")


if __name__ == "__main__":
    main()
