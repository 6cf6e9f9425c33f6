"""Answers that have their best between their ends, that count two by two, that are given in whole marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.explain.counterfactual_search import counterfactuals_of
from hlmdiag.scoring import Result

HEAD = {
    "language_version": 1, "id": "g", "version": "1", "title": "G", "publisher": "p", "licence": "CC0-1.0",
    "date": "2026-01-01", "statement": "s", "unit": "residence", "polarity": "burden", "scale": [0, 100],
    "aggregation": "mean",
    "levels": {"bien": {"title": "Bien", "from": 0}, "mal": {"title": "Mal", "from": 50}},
}  # fmt: skip
NUMBERS = {"reel": {"type": "number"}, "prevu": {"type": "number"}, "note": {"type": "number"}}


def scored(
    folder: Path, indicators: dict[str, Any], rows: list[dict[str, Any]], columns: dict[str, Any], **root: Any
) -> Result:
    columns = {"code": {"type": "id", "required": True}} | columns
    themes = {"t": {"title": "T", "indicators": {id: {"title": id, **each} for id, each in indicators.items()}}}
    grid = HEAD | {"columns": columns, "themes": themes} | root
    path = folder / "g.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    blank = dict.fromkeys(columns)
    rows = [blank | {"code": f"R{place}"} | row for place, row in enumerate(rows, start=1)]
    return score(load_grid(path), dataset(grid, rows), date=TODAY)


def moved(result: Result, row: int = 0) -> dict[str, Any]:
    found = counterfactuals_of(result, [row])
    return {move.lever.column.id: move.value for move in found[row].moves} if row in found else {}


@pytest.mark.parametrize(
    "value", ["abs(reel - prevu)", "max(reel - prevu, prevu - reel)", "(reel - prevu) * (reel - prevu)"]
)
def test_a_gap_to_a_plan_is_closed_by_one_answer(value: str, tmp_path: Path) -> None:
    gap = {"value": value, "score": {"steps": [0, 4], "points": [0, 100]}}
    rows = [{"reel": 10.0, "prevu": 37.0}, {"reel": 100.0, "prevu": 0.0}]
    changed = moved(scored(tmp_path, {"A": gap}, rows, {"reel": NUMBERS["reel"], "prevu": NUMBERS["prevu"]}))
    assert len(changed) == 1
    ((name, number),) = changed.items()
    other = {"reel": 37.0, "prevu": 10.0}[name]
    assert abs(number - other) < 4


def test_a_rule_that_falls_then_rises_has_its_best_in_the_middle(tmp_path: Path) -> None:
    rule = {"steps": [0, 10, 20, 30, 40], "points": [100, 60, 20, 60, 100]}
    rows = [{"reel": 5.0}, {"reel": 45.0}]
    result = scored(tmp_path, {"A": {"value": "reel", "score": rule}}, rows, {"reel": NUMBERS["reel"]})
    assert 20 <= moved(result)["reel"] < 30
    assert 20 <= moved(result, 1)["reel"] < 30


def test_what_all_answers_together_undo_some_of_them_do(tmp_path: Path) -> None:
    columns = {"a": {"type": "boolean"}, "b": {"type": "boolean"}}
    flags = {"un-seul": {"when": "a == b", "message": "M", "no_better_than": "mal"}}
    indicators = {"A": {"value": "a", "score": {"choices": {"true": 40, "false": 20}}, "title": "A"}}
    indicators["B"] = indicators["A"] | {"value": "b"}
    result = scored(tmp_path, indicators, [{"a": True, "b": True}], columns, flags=flags)
    assert len(moved(result)) == 1


def test_a_mark_is_a_whole_one_where_marks_are_whole(tmp_path: Path) -> None:
    mark = {"value": "note", "score": {"identity": {}, "out_of": 4}}
    rows = [{"note": 3.0}, {"note": 0.0}, {"note": 4.0}]
    assert moved(scored(tmp_path, {"A": mark}, rows, {"note": NUMBERS["note"]})) == {"note": 1.0}
    halves = [*rows, {"note": 1.5}]
    assert moved(scored(tmp_path, {"A": mark}, halves, {"note": NUMBERS["note"]}))["note"] == pytest.approx(1.99)


MATRIX = {
    "value": None,
    "score": {"matrix": {"rows": "a", "columns": "b", "points": {
        "oui": {"oui": 100, "non": 100}, "non": {"oui": 100, "non": 0}}}},
}  # fmt: skip
CHOICE = {"type": "choice", "choices": {"oui": "Oui", "non": "Non"}}


def test_the_two_answers_of_a_matrix_are_tried_together(tmp_path: Path) -> None:
    matrix = {"score": MATRIX["score"]}
    result = scored(tmp_path, {"A": matrix}, [{"a": "oui", "b": "oui"}], {"a": CHOICE, "b": CHOICE})
    assert moved(result) == {"a": "non", "b": "non"}
