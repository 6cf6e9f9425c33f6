"""Where an interval is a bound, with the reason; everywhere else it is what completing the answers gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from generators.cases import Case, cases
from generators.columns import COLUMNS, TODAY, values_of
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.scoring import Result
from hlmdiag.scoring.exactness import bounds_of
from oracle.completions import extremes
from oracle.document import columns_of, scale_of, tree_of
from oracle.leaves import answer
from oracle.stock import Stock
from worded import explainer_of, words_of

GRID = {
    "language_version": 1, "id": "g", "version": "1", "title": "G", "publisher": "p", "licence": "CC0-1.0",
    "date": "2026-01-01", "statement": "s", "unit": "residence", "polarity": "burden", "scale": [0, 100],
    "aggregation": "mean", "min_coverage": 0.2,
}  # fmt: skip
RISING, FALLING = ({"linear": {"worst": a, "best": b}} for a, b in ((10, 0), (0, 10)))
VALUES = {name: values_of(name, spec) for name, spec in COLUMNS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored(folder: Path, indicators: dict[str, Any], row: dict[str, Any], **root: Any) -> Result:
    columns = {"code": {"type": "id", "required": True}} | {name: {"type": "number"} for name in "xyn"}
    themes = {"t": {"title": "T", "indicators": {id: {"title": id, **each} for id, each in indicators.items()}}}
    grid = GRID | {"columns": columns, "themes": themes} | root
    path = folder / "g.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    return score(load_grid(path), dataset(grid, [{"code": "R1", "x": None, "y": None, "n": None} | row]), date=TODAY)


A, B, C = ({"value": "x", "score": RISING}, {"value": "x", "score": FALLING}, {"value": "y", "score": FALLING})


@pytest.mark.parametrize(
    ("indicators", "row", "root", "reasons"),
    [
        ({"A": A, "B": B, "C": C}, {"y": 5.0}, {}, ("shared",)),
        ({"A": A, "B": B, "C": C}, {"x": 5.0}, {}, ()),
        ({"A": A, "C": C}, {"y": 5.0}, {}, ()),
        ({"A": A, "B": B | {"value": "x + y"}, "C": C}, {"y": 5.0}, {}, ("shared",)),
        ({"A": A | {"applies_if": "n > 0"}, "C": C}, {"x": 5.0, "y": 2.0}, {}, ("condition",)),
        ({"A": A | {"applies_if": "n > 0 and x > 5"}, "C": C, "D": C}, {"x": 2.0}, {}, ("shared",)),
        ({"A": A | {"applies_if": "n > 0"}, "C": C}, {"n": 1.0, "y": 2.0}, {}, ()),
        ({"A": A, "C": C}, {"y": 5.0}, {"adjust": "score + n"}, ("adjust",)),
        ({"A": A, "C": C}, {"y": 5.0}, {"adjust": "score + 1"}, ()),
        ({"A": A | {"weight": 0}, "B": B, "C": C}, {"y": 5.0}, {}, ()),
        (
            {"A": A | {"score": {"steps": [0, 5], "points": [20, 60]}}, "C": C},
            {"y": 10.0}, {}, ("outside",),
        ),
    ],
)  # fmt: skip
def test_an_interval_that_is_a_bound_says_why(
    indicators: dict[str, Any], row: dict[str, Any], root: dict[str, Any], reasons: tuple[str, ...], folder: Path
) -> None:
    result = scored(folder, indicators, row, **root)
    verdict = explainer_of(result).unit(0).verdict
    assert (verdict.bound.reasons if verdict.bound else ()) == reasons
    text = words_of(result.grid).interval(verdict)
    assert text.startswith("de ") if reasons in ((), ("outside",)) else text.startswith("au moins ")


def test_a_score_that_no_completion_gives_is_explained(folder: Path) -> None:
    steps = {"steps": [0, 5], "points": [20, 60]}
    result = scored(folder, {"A": A | {"score": steps}, "C": C}, {"y": 10.0})
    verdict = explainer_of(result).unit(0).verdict
    assert verdict.score == 0.0 and verdict.bound is not None
    assert (verdict.bound.low, verdict.bound.high) == (10.0, 30.0)
    assert words_of(result.grid).interval(verdict, why=True) == (
        "de 0,0 à 30,0 (note publiée comprise, bien qu’aucune réponse à ce qui manque n’y mène :"
        " une fois tout connu, de 10,0 à 30,0)"
    )


@given(case=cases())
def test_an_interval_that_is_no_bound_is_what_every_completion_gives(case: Case, folder: Path) -> None:
    path = folder / "tirage.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    result = score(load_grid(path), dataset(case.grid, case.rows, case.events, case.overrides), date=TODAY)
    bounds = bounds_of(result, range(result.frame.height))
    stock = Stock(case.grid, columns_of(case.grid), case.rows, case.events, TODAY)
    for row, values in enumerate(result.frame.iter_rows(named=True)):
        if values["low"] is None or values["high"] is None or values["low"] == values["high"]:
            assert "" not in bounds[row]
            continue
        if "" not in bounds[row]:
            scope = stock.scope(row)
            answers = {leaf.id: answer(leaf, scope, scale_of(case.grid)) for leaf in tree_of(case.grid).leaves()}
            found = extremes(tree_of(case.grid), answers, scope, scale_of(case.grid), VALUES, 600)
            assert found is None or found == pytest.approx((values["low"], values["high"]), abs=1e-7)
