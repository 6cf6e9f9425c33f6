"""What each stage of a run takes, inside one process: the profile of the documentation.

    python benchmarks/stages.py STOCK.csv GRID.yaml OUT.parquet [STAGE]

Prints one line of JSON: by stage, its seconds and its seconds of processor (both cores); or those of one stage alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

FOUND: dict[str, list[float]] = {}


def timed(stage: str, work: Callable[[], Any]) -> Any:
    """The result of a work, what it took being added to its stage."""
    seconds, busy = time.perf_counter(), time.process_time()
    result = work()
    total = FOUND.setdefault(stage, [0.0, 0.0])
    total[0] += time.perf_counter() - seconds
    total[1] += time.process_time() - busy
    return result


def _load() -> None:
    import hlmdiag.data
    import hlmdiag.grid
    import hlmdiag.report.parquet
    import hlmdiag.runs.execution
    import hlmdiag.scoring.score  # noqa: F401


def main(stock: Path, grid_path: Path, out: Path, stage: str | None = None) -> None:
    """The whole run, stage by stage."""
    timed("imports", _load)
    import hlmdiag
    from hlmdiag.data import csv, files, table
    from hlmdiag.report import parquet

    decode, cut = table._decode_all, csv.read_text
    table._decode_all = lambda *a: timed("decode", lambda: decode(*a))
    files.read_text = lambda *a, **k: timed("cut", lambda: cut(*a, **k))
    grid = timed("grid", lambda: hlmdiag.load_grid(grid_path))
    dataset = timed("read", lambda: hlmdiag.read(stock, grid))
    result = timed("score", lambda: hlmdiag.score(grid, dataset, date=date(2026, 10, 31)))
    with out.open("wb") as stream:
        timed("write", lambda: parquet.render(result, stream, "fr"))
    print(json.dumps(FOUND) if stage is None else " ".join(map(str, FOUND[stage])))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *sys.argv[4:])
