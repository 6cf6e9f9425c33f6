"""What holds for every grid because of what a score means: a blank is no zero, better answers are never worse news."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from oracle.document import tree_of

Row = dict[str, Any]
BLANKS = ["missing", "unknown", "invalid"]
SHARES = [0, 0.2, 0.5, 0.8, 1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def results(grid: Row, rows: list[Row], folder: Path, events: Any = None) -> list[Row]:
    path = folder / "grille.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    return score(load_grid(path), dataset(grid, rows, events), date=TODAY).frame.to_dicts()


def tree_alone(grid: Row) -> Row:
    """The same grid without what names its indicators: flags, actions, views, rules of level."""
    kept = {
        key: value for key, value in grid.items() if key not in ("flags", "actions", "views", "view_gap", "first_look")
    }
    if kept.pop("level_rules", None):
        kept.pop("levels")
    return deepcopy(kept)


def nodes_with(node: Row, key: str) -> list[Row]:
    found = [node] if node.get(key) else []
    for theme in (node.get("themes") or {}).values():
        found += nodes_with(theme, key)
    return found


@given(case=cases(), chosen=st.integers(0, 20))
def test_an_indicator_that_does_not_apply_is_as_if_it_were_not_there(case: Case, chosen: int, folder: Path) -> None:
    without, marked = tree_alone(case.grid), tree_alone(case.grid)
    names = [leaf.id for leaf in tree_of(without).leaves()]
    name = names[chosen % len(names)]
    here = next(node for node in nodes_with(without, "indicators") if name in node["indicators"])
    del here["indicators"][name]
    siblings = [*here["indicators"].values(), *(here.get("themes") or {}).values()]
    assume(any(child["weight"] > 0 for child in siblings))
    same = next(node for node in nodes_with(marked, "indicators") if name in node["indicators"])
    same["indicators"][name]["applies_if"] = "b1 and not b1 and is_known(b1)"
    for line, other in zip(
        results(marked, decided(case.rows), folder, case.events),
        results(without, decided(case.rows), folder, case.events),
        strict=True,
    ):
        assert line[f"state:{name}"] == "not_applicable"
        for column, value in other.items():
            # Some columns are listed because the indicator reads them.
            if not column.startswith("answer"):
                assert line[column] == (pytest.approx(value, abs=1e-8) if isinstance(value, float) else value), column


def decided(rows: list[Row]) -> list[Row]:
    return [row | {"b1": True} for row in rows]


@given(case=cases(), chosen=st.integers(0, 20), marks=st.lists(st.sampled_from(SHARES), min_size=2, max_size=2))
def test_a_better_answer_never_makes_the_whole_worse(case: Case, chosen: int, marks: list[float], folder: Path) -> None:
    grid = tree_alone(case.grid)
    bottom, top = grid["scale"] if isinstance(grid["scale"], list) else (-10, 30)
    points = {str(mark): round(bottom + (top - bottom) * mark, 4) for mark in SHARES}
    parents = nodes_with(grid, "indicators") + nodes_with(grid, "themes")
    place = parents[chosen % len(parents)].setdefault("indicators", {})
    place["mesure"] = {"title": "Mesure", "kind": "judgement", "weight": 2, "score": {"choices": points}}
    before, after = ([row | {"mesure": str(mark)} for row in case.rows] for mark in sorted(marks))
    pairs = zip(results(grid, before, folder, case.events), results(grid, after, folder, case.events), strict=True)
    for low, high in pairs:
        assert (low["score"] is None) == (high["score"] is None)
        for column in ("score", "low", "high"):
            assert low[column] is None or low[column] <= high[column] + 1e-9


def flat_grid(polarity: str, aggregation: Any, weights: list[float]) -> Row:
    indicators = {
        f"I{number}": {"title": "Note", "kind": "judgement", "weight": weight, "score": {"identity": {}}}
        for number, weight in enumerate(weights)
    }
    return {
        **HEAD,
        "polarity": polarity,
        "scale": [0, 100],
        "min_coverage": 0,
        "aggregation": aggregation,
        "columns": {"code": {"type": "id", "required": True}},
        "indicators": indicators,
    }


WEIGHTS = st.lists(st.sampled_from([1, 2, 0.5, 3]), min_size=2, max_size=5)
MARK = st.sampled_from([100, 80, 67, 33, 5])


@pytest.mark.parametrize("aggregation", ["mean", "geometric", "worst", "best"])
@given(weights=WEIGHTS, mark=MARK, blank=st.sampled_from(BLANKS))
def test_blanks_among_equal_answers_leave_the_score_where_it_is(
    aggregation: str, weights: list[float], mark: float, blank: str, folder: Path
) -> None:
    grid = flat_grid("merit", aggregation, weights)
    names = list(grid["indicators"])
    full = {"code": "R0", **dict.fromkeys(names, mark)}
    rows = [full, *({**full, "code": f"R{number}", names[number - 1]: blank} for number in range(1, len(names) + 1))]
    for line in results(grid, rows, folder):
        assert line["score"] == pytest.approx(mark, abs=1e-8)


@pytest.mark.parametrize("polarity", ["burden", "merit"])
@given(weights=WEIGHTS, marks=st.lists(MARK, min_size=5, max_size=5), blank=st.sampled_from(BLANKS))
def test_a_blank_in_place_of_the_worst_answer_rescales_the_mean_and_never_pulls_it_to_zero(
    polarity: str, weights: list[float], marks: list[float], blank: str, folder: Path
) -> None:
    grid = flat_grid(polarity, "mean", weights)
    answers = dict(zip(grid["indicators"], marks, strict=False))
    worst = (max if polarity == "burden" else min)(answers, key=lambda name: answers[name])
    rows = [{"code": "R1", **answers}, {"code": "R2", **answers, worst: blank}]
    known, blanked = results(grid, rows, folder)
    others = {name: mark for name, mark in answers.items() if name != worst}
    weight = {name: grid["indicators"][name]["weight"] for name in others}
    expected = sum(weight[name] * mark for name, mark in others.items()) / sum(weight.values())
    assert blanked["score"] == pytest.approx(expected, abs=1e-8)
    assert min(others.values()) - 1e-9 <= blanked["score"] <= max(others.values()) + 1e-9
    assert blanked[f"score:{worst}"] is None and blanked[f"contribution:{worst}"] is None
    assert blanked["coverage"] < known["coverage"] == 1


@given(weights=WEIGHTS, mark=MARK, blank=st.sampled_from(BLANKS))
def test_a_blank_blocks_a_sum_rather_than_adding_nothing(
    weights: list[float], mark: float, blank: str, folder: Path
) -> None:
    grid = flat_grid("burden", {"sum": {"out_of": 100 * sum(weights)}}, weights)
    full = {"code": "R1", **dict.fromkeys(grid["indicators"], mark)}
    known, blanked = results(grid, [full, {**full, "code": "R2", "I0": blank}], folder)
    assert known["score"] == pytest.approx(mark, abs=1e-8)
    assert blanked["score"] is None and blanked["level"] is None and blanked["rank"] is None
    assert blanked["low"] < mark <= blanked["high"] + 1e-9


@given(blanks=st.lists(st.sampled_from([*BLANKS, "not_applicable"]), min_size=3, max_size=3))
def test_a_residence_of_which_nothing_is_known_has_no_score_at_all(blanks: list[str], folder: Path) -> None:
    grid = flat_grid("burden", "mean", [1, 2, 3])
    [line] = results(grid, [{"code": "R1", **dict(zip(grid["indicators"], blanks, strict=True))}], folder)
    assert line["score"] is None and line["rank"] is None and line["percentile"] is None
    assert all(value is None for name, value in line.items() if name.startswith("contribution:"))
