"""A stock of more units than a test usually has, saved, laid out anew by another program, and read back."""

from __future__ import annotations

import json
from pathlib import Path

from explain.test_turning import scored
from hlmdiag import load_result
from report.round_trip import written

UNITS = 70


def test_ranks_and_percentiles_of_many_units_are_read_back(tmp_path: Path) -> None:
    rule = {"value": "a", "score": {"identity": {}}}
    rows = [{"a": float(place)} for place in range(UNITS)]
    result = scored(tmp_path, {"A": rule}, rows, {"a": {"type": "number"}})
    path = tmp_path / "r.json"
    path.write_text(json.dumps(json.loads(written(result, "json")[0]), indent=3), encoding="utf-8")
    read = load_result(path)
    assert read.frame.equals(result.frame)
    assert sorted(read.frame["rank"].to_list()) == list(range(1, UNITS + 1))
    assert read.frame["percentile"].min() < 1
