"""Cases worked out by hand (`cases/*.yaml`), through the reference scorer and through the columns."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import yaml_texts
from generators.columns import HEAD
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from oracle.diagnose import diagnose
from oracle.roll_up import rolled

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "cases"


def worked_cases() -> list[Any]:
    """Each case of each file, with its grid completed; `with` changes the grid of the file, null removes."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml_texts.read(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            grid = completed(merged(document["grid"], case.get("with") or {}))
            on = date.fromisoformat(case.get("date") or document.get("date", "2026-11-30"))
            found.append(pytest.param(grid, case, on, id=f"{path.stem}: {case['name']}"))
    return found


def merged(document: Any, change: Any) -> Any:
    if not isinstance(document, dict) or not isinstance(change, dict):
        return deepcopy(change)
    result = {key: value for key, value in deepcopy(document).items() if change.get(key, ...) is not None}
    return result | {key: merged(result.get(key), value) for key, value in change.items() if value is not None}


def completed(grid: Row) -> Row:
    """What every grid must say and no case cares about."""
    columns = {"code": {"type": "id", "required": True}} | (grid.get("columns") or {})
    grid = {**HEAD, "polarity": "burden", "scale": [0, 100], **grid, "columns": columns}
    for block in ("levels", "views"):
        for name, spec in (grid.get(block) or {}).items():
            spec.setdefault("title", name)
    return titled(grid)


def titled(node: Row) -> Row:
    for name, child in [*(node.get("themes") or {}).items(), *(node.get("indicators") or {}).items()]:
        child.setdefault("title", name)
        titled(child)
    return node


def stock_of(case: Row) -> tuple[list[Row], dict[str, list[Row]], list[Row], list[Row]]:
    """Units, events, overrides and what is expected of each unit."""
    inputs, outputs = case["input"], case["output"]
    if isinstance(inputs, dict):
        inputs, outputs = [inputs], [outputs]
    rows = [{"code": f"R{index}", **row} for index, row in enumerate(inputs, 1)]
    events = {name: [{"code": "R1", **line} for line in lines] for name, lines in (case.get("events") or {}).items()}
    reason = {"author": "direction", "date": "2026-11-01", "reason": "connaissance du terrain"}
    overrides = [{"code": "R1", "level": case["override"], **reason}] if "override" in case else []
    return rows, events, overrides, outputs


def assert_as_expected(results: list[Row], outputs: list[Row]) -> None:
    for result, output in zip(results, outputs, strict=True):
        for name, expected in output.items():
            if isinstance(expected, float | int) and not isinstance(expected, bool):
                assert result[name] == pytest.approx(expected, abs=1e-8), name
            else:
                assert result[name] == expected, name


@pytest.mark.parametrize(("grid", "case", "on"), worked_cases())
def test_the_reference_scorer_finds_what_was_worked_out_by_hand(grid: Row, case: Row, on: date) -> None:
    rows, events, overrides, outputs = stock_of(case)
    found = diagnose(grid, rows, events=events, overrides=overrides, on=on)
    assert_as_expected(found, outputs)
    if "rolled" in case:
        expected = [{name: value for name, value in row.items() if name != "worst_units"} for row in case["rolled"]]
        assert_as_expected(rolled(grid, rows, found), expected)


@pytest.mark.parametrize(("grid", "case", "on"), worked_cases())
def test_the_columns_find_what_was_worked_out_by_hand(grid: Row, case: Row, on: date, tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    rows, events, overrides, outputs = stock_of(case)
    result = score(load_grid(path), dataset(grid, rows, events, overrides), date=on)
    assert_as_expected(result.frame.to_dicts(), outputs)
    if "rolled" in case:
        assert result.rolled is not None
        assert_as_expected(result.rolled.to_dicts(), case["rolled"])
