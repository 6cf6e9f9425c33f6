"""A unit among the others: what is worked out of a whole stock, or of the units of one agency."""

from pathlib import Path

import pytest

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score

VALUES = {"R1": (2, "Nord"), "R2": (4, "Nord"), "R3": (12, "Nord"), "R4": (6, "Sud"), "R5": (6, "Sud")}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("min(x)", [2, 2, 2, 2, 2]), ("max(x)", [12, 12, 12, 12, 12]), ("mean(x)", [6, 6, 6, 6, 6]),
        ("median(x)", [6, 6, 6, 6, 6]), ("min(x, within=agence)", [2, 2, 2, 6, 6]),
        ("max(x, within=agence)", [12, 12, 12, 6, 6]), ("mean(x, within=agence)", [6, 6, 6, 6, 6]),
        ("median(x, within=agence)", [4, 4, 4, 6, 6]), ("max(x) - x", [10, 8, 0, 6, 6]),
        ("percentile(x)", [10, 30, 90, 60, 60]), ("percentile(x, within=agence)", [50 / 3, 50, 250 / 3, 50, 50]),
    ],
)  # fmt: skip
def test_each_unit_sees_what_its_stock_or_its_agency_gives(tmp_path: Path, value: str, found: list[float]) -> None:
    columns = {
        "code": {"type": "id", "required": True}, "x": {"type": "number"}, "agence": {"type": "text", "role": "group"},
    }  # fmt: skip
    rule = {"title": "I", "value": value, "score": {"identity": {}}}
    grid = HEAD | {"polarity": "burden", "columns": columns, "indicators": {"I": rule}}
    (tmp_path / "g.yaml").write_text(as_yaml(grid), encoding="utf-8")
    rows = [{"code": code, "x": x, "agence": agence} for code, (x, agence) in VALUES.items()]
    result = score(load_grid(tmp_path / "g.yaml"), dataset(grid, rows), date=TODAY)
    assert result.frame["value:I"].to_list() == pytest.approx(found)
