"""Every aggregation gives on each engine what it gives on polars: one theme for each in one grid."""

from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from engine.kit import DAY, assert_equal, by_engine, keep
from generators.datasets import as_yaml
from hlmdiag import score
from hlmdiag.engine.runner import Runner
from hlmdiag.rules.aggregate import AGGREGATIONS

PARAMETERS: dict[str, Any] = {"share": {"share": {"beyond": 50}}, "sum": {"sum": {"out_of": 300, "cap": 80}}}
ANSWERS = ("code;a;b;c;d", "R1;10;90;50;0", "R2;10;;50;", "R3;;;;", "R4;40;40;90;90", "R5;100;;;", "R6;0;7,5;12;3")


def document() -> dict[str, Any]:
    themes = {}
    for key in AGGREGATIONS:
        indicators = {
            f"{key}-{column}": {"title": column, "value": column, "score": {"identity": {}}, "weight": weight}
            for column, weight in {"a": 1, "b": 2, "c": 1, "d": 0.5}.items()
        }
        themes[f"T-{key}"] = {"title": key, "aggregation": PARAMETERS.get(key, key), "indicators": indicators}
    return {
        "language_version": 1, "id": "toutes", "version": "1", "title": "Toutes", "publisher": "Essai",
        "date": "2026-01-01", "unit": "résidence", "polarity": "merit", "scale": [0, 100], "min_coverage": 0,
        "columns": {"code": {"type": "id", "required": True}} | {name: {"type": "number"} for name in "abcd"},
        "themes": themes,
    }  # fmt: skip


@pytest.mark.parametrize("engine", ["duckdb_runner", "spark_runner"])
def test_every_aggregation_is_the_same_on_each_engine(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    runner: Runner = request.getfixturevalue(engine)
    (tmp_path / "g.yaml").write_text(as_yaml(document()), encoding="utf-8")
    (tmp_path / "parc.csv").write_text("\n".join(ANSWERS) + "\n", encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "g.yaml")
    answers = hlmdiag.read(tmp_path / "parc.csv", grid, date=DAY)
    stock = keep(answers, grid, DAY, tmp_path / "parc.parquet")
    assert_equal(by_engine(grid, stock, runner, tmp_path / "r.parquet"), score(grid, answers, date=DAY))
