"""What a grid reads in the result of another one, of a stock that is not quite the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generators.columns import HEAD
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score

ON = date(2026, 11, 30)


def test_a_unit_that_the_other_result_does_not_have_is_missing_there(tmp_path: Path) -> None:
    columns = {"code": {"type": "id", "required": True}, "a": {"type": "number"}}
    rule = {"title": "A", "value": "a", "score": {"identity": {}}}
    first = {**HEAD, "id": "premiere", "polarity": "burden", "columns": columns, "indicators": {"A": rule}}
    second = first | {
        "id": "seconde",
        "uses": {"autre": "premiere"},
        "indicators": {"B": rule | {"title": "B", "value": "autre.score"}},
        "flags": {"haut": {"when": "autre.score > 50", "message": "Haut"}},
    }
    for grid in (first, second):
        (tmp_path / f"{grid['id']}.yaml").write_text(as_yaml(grid), encoding="utf-8")
    read = score(load_grid(tmp_path / "premiere.yaml"), dataset(first, [{"code": "R1", "a": 60}]), date=ON)
    rows = [{"code": "R2", "a": 1}, {"code": "R1", "a": 1}]
    reading = load_grid(tmp_path / "seconde.yaml")
    found = score(reading, dataset(second, rows), date=ON, uses={"autre": read}).frame
    assert found["state:B"].to_list() == ["missing", "scored"] and found["value:B"].to_list() == [None, 60.0]
    assert found["flags"].to_list() == [[], ["haut"]] and found["flags_to_check"].to_list() == [["haut"], []]
