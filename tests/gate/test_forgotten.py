"""What is forgotten from one night to the next is neither worse nor better: a table, a used result, a respondent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml
from hlmdiag import load_grid, read, score
from hlmdiag.gate import compare
from hlmdiag.scoring.gate_results import BaselineComparison
from hlmdiag.scoring.result import Result

LEVELS = {name: {"title": name, "from": start} for name, start in (("bon", 0), ("moyen", 30), ("mal", 70))}
STEPS = {"steps": [0, 2, 6], "points": [0, 50, 100]}
COMMON: dict[str, Any] = {**HEAD, "polarity": "burden", "scale": [0, 100], "min_coverage": 0.4, "levels": LEVELS}
KEY = {"code": {"type": "id", "required": True}}

COUNTED: dict[str, Any] = {
    **COMMON, "columns": {**KEY, "a": {"type": "integer"}},
    "tables": {"faits": {"key": "code", "date": "date", "window": 12, "columns": {"grave": {"type": "boolean"}}}},
    "themes": {"t": {"title": "T", "indicators": {
        "A": {"title": "A", "value": "a", "score": STEPS},
        "F": {"title": "F", "value": "count(faits)", "score": STEPS},
    }}},
    "flags": {
        "agression": {"when": "count(faits, grave) >= 1", "message": "Agression", "no_better_than": "mal"},
        "calme": {"when": "count(faits) == 0", "message": "Aucun fait"},
    },
}  # fmt: skip
USED: dict[str, Any] = {
    **COMMON, "id": "utilisee", "columns": {**KEY, "a": {"type": "integer"}, "b": {"type": "integer"}},
    "themes": {"t": {"title": "T", "indicators": {
        name: {"title": name, "value": name.lower(), "score": STEPS} for name in ("A", "B")
    }}},
}  # fmt: skip
READER: dict[str, Any] = {
    **COMMON, "id": "lectrice", "uses": {"avant": "utilisee"}, "columns": {**KEY, "c": {"type": "integer"}},
    "themes": {"t": {"title": "T", "indicators": {
        "C": {"title": "C", "value": "c", "score": STEPS},
        "U": {"title": "U", "value": "avant.score(t)", "score": {"identity": {}}},
    }}},
    "flags": {
        "mauvais": {"when": "avant.level >= moyen", "message": "Mauvais", "no_better_than": "mal"},
        "bon": {"when": "avant.score < 30", "message": "Bon"},
    },
}  # fmt: skip
JUDGED: dict[str, Any] = {
    **COMMON, "id": "jugee", "columns": {**KEY, "qui": {"type": "text"}, "a": {"type": "integer"}},
    "respondents": {"column": "qui"},
    "themes": {"t": {"title": "T", "indicators": {
        "A": {"title": "A", "value": "a", "score": STEPS},
        "J": {"title": "J", "kind": "judgement", "consolidate": "mean",
              "score": {"choices": {str(place): {"label": str(place), "points": 25 * place} for place in range(5)}}},
    }}},
    "flags": {"haut": {"when": "score(J) >= 60", "message": "Haut"}},
}  # fmt: skip


@pytest.fixture
def grids(tmp_path: Path) -> Any:
    for document in (COUNTED, USED, READER, JUDGED):
        (tmp_path / f"{document['id']}.yaml").write_text(as_yaml(document), encoding="utf-8")
    return lambda document: load_grid(tmp_path / f"{document['id']}.yaml")


def unmoved(before: Result, after: Result) -> list[BaselineComparison]:
    """Both comparisons, in which nothing is worse and nothing is better."""
    found = [compare(now, then, "avant.json", 0.0) for then, now in ((before, after), (after, before))]
    assert [(each.new, each.resolved) for each in found] == [(0, 0), (0, 0)], [each.changes for each in found]
    return found


def test_a_forgotten_table_of_events(grids: Any) -> None:
    grid = grids(COUNTED)
    stock = pl.DataFrame({"code": [f"R{place}" for place in range(4)], "a": [0, 0, 8, None]})
    events = pl.DataFrame({"code": ["R0"] * 3 + ["R2"] * 7, "date": [TODAY] * 10, "grave": [True] * 3 + [False] * 7})
    whole = score(grid, read({"stock": stock, "faits": events}, grid, date=TODAY))
    without = score(grid, read({"stock": stock}, grid, date=TODAY))
    assert whole.frame["level"].to_list()[:3] == ["mal", "bon", "mal"] and whole.frame["flags"][0].to_list() == [
        "agression"
    ]
    forgotten, _ = unmoved(whole, without)
    assert [(each.kind, each.id) for each in forgotten.losses] == [("table", "faits")]
    assert forgotten.undecided > 0


def used(grids: Any, a: list[int | None], b: list[int | None]) -> Result:
    stock = pl.DataFrame({"code": [f"R{place}" for place in range(len(a))], "a": a, "b": b})
    return score(grids(USED), read(stock, grids(USED), date=TODAY))


def test_answers_lost_by_a_grid_that_is_used(grids: Any) -> None:
    grid = grids(READER)
    stock = read(pl.DataFrame({"code": ["R0", "R1", "R2"], "c": [0, 3, 8]}), grid, date=TODAY)
    whole = score(grid, stock, uses={"avant": used(grids, [8, 0, 3], [8, 0, 3])})
    assert whole.frame["flags"].to_list() == [["mauvais"], ["bon"], ["mauvais"]]
    for lost in ([None, None, None], [0, None, 3]):
        found = unmoved(whole, score(grid, stock, uses={"avant": used(grids, [None, None, None], lost)}))
        assert found[0].undecided > 0


def test_units_that_a_used_result_no_longer_holds(grids: Any) -> None:
    grid = grids(READER)
    stock = read(pl.DataFrame({"code": ["R0", "R1"], "c": [0, 8]}), grid, date=TODAY)
    whole = score(grid, stock, uses={"avant": used(grids, [8, 0], [8, 0])})
    unmoved(whole, score(grid, stock, uses={"avant": used(grids, [8], [8])}))


@pytest.mark.parametrize("marks", [("4", "0"), ("0", "4"), ("4", "4"), ("3", "2")])
def test_a_lost_respondent(grids: Any, marks: tuple[str, str]) -> None:
    """What the others say is no longer what all of them said."""
    grid = grids(JUDGED)
    rows = pl.DataFrame({"code": ["R0", "R0"], "qui": ["Anne", "Luc"], "a": [3, 3], "J": list(marks)})
    both, one = (score(grid, read(each, grid, date=TODAY)) for each in (rows, rows.head(1)))
    blank = rows.with_columns(pl.when(pl.col("qui") == "Luc").then(None).otherwise("J").alias("J"))
    unmoved(both, one)
    unmoved(both, score(grid, read(blank, grid, date=TODAY)))
