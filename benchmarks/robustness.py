"""Measures the trial of weights face to what no method can do without: two matrix products, and the sorts of ranks.

Two trees of the same 60 criteria over the same stock with blanks: all under the root, or in themes. Seconds of
processor, in turn, in one process, with one thread for the products: what a busy machine moves least. The data are
already scored, since a trial begins there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DAY = date(2026, 10, 31)
UNITS, DRAWS = 10_000, 1_000


def robustness(_: int, times: int) -> None:
    """1 000 draws × 10 000 residences, whatever the number of rows asked for elsewhere."""
    data = HERE / "data"
    subprocess.run([sys.executable, str(HERE / "make_stock.py"), "--rows", str(UNITS), "--out", str(data)], check=True)
    stock, nested = data / f"stock-{UNITS}.csv", data / "banc-d-essai.yaml"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is first imported
    for title, grid, goal in (("arbre plat", _flat(nested), 3), ("thèmes emboîtés", nested, 25)):
        _race(title, grid, stock, goal, times)


def _flat(nested: Path) -> Path:
    """The same criteria, all under the root."""
    import yaml

    document = yaml.safe_load(nested.read_text(encoding="utf-8"))
    themes = document.pop("themes")
    document["indicators"] = {id: each for theme in themes.values() for id, each in theme["indicators"].items()}
    for each in ("views", "flags", "actions", "view_gap"):
        document.pop(each, None)
    path = nested.with_name("banc-d-essai-plat.yaml")
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _race(title: str, path: Path, stock: Path, goal: int, times: int) -> None:
    import numpy as np

    import hlmdiag
    from hlmdiag.grid import load_grid
    from hlmdiag.robustness import WeightTrial
    from hlmdiag.robustness.assess import try_weights
    from hlmdiag.robustness.level_stability import reading
    from hlmdiag.scoring.columns import MAIN, node
    from hlmdiag.scoring.measure import measure

    grid = load_grid(path)
    measured = measure(grid, hlmdiag.read([stock], grid, date=DAY), DAY, {})
    frame, trial = measured.frame.filter("conclusive"), WeightTrial(DRAWS)
    decided, factors = reading(grid, measured.tree), trial.factors(sum(1 for _ in grid.root.walk()))
    brought = frame.select(node(MAIN, "brings", each.id) for each in grid.indicators)
    points, known = (np.ascontiguousarray(each.to_numpy().T) for each in (brought.fill_null(0.0), _known(brought)))
    random = np.random.default_rng(1)
    weights, scores = random.random((DRAWS, len(points))), random.random((DRAWS, frame.height))
    contenders = {
        "niveaux gardés": lambda: try_weights(frame, decided, measured.tree, factors, trial, ranked=False),
        "niveaux gardés et rangs": lambda: try_weights(frame, decided, measured.tree, factors, trial),
        "deux produits de matrices": lambda: (weights @ points, weights @ known),
        "tris (numpy argsort)": lambda: [line.argsort() for line in scores],
    }
    found = _in_turn(contenders, times)
    print(f"\nRobustesse, {title} : {DRAWS} tirages × {frame.height} résidences concluantes sur {UNITS}, 60 critères")
    products, sorts = found["deux produits de matrices"], found["tris (numpy argsort)"]
    for name, seconds in found.items():
        print(
            f"  {name:<30}{seconds:>8.3f} s{seconds / products:>8.1f} × les produits{seconds / sorts:>8.2f} × les tris"
        )
    print(f"  objectif : {goal} × les produits pour les niveaux")


def _known(frame: Any) -> Any:
    import polars as pl

    return frame.select(pl.all().is_not_null().cast(pl.Float64))


def _in_turn(contenders: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(times + 1):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            seconds[name].append(time.process_time() - start)
    return {name: statistics.median(found[1:]) for name, found in seconds.items()}
