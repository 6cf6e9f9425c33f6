"""What holds for every grid and every stock: the columns find what the reference finds, alone as in a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars.selectors as cs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from generators.uses import Pair, pairs
from hlmdiag import load_grid, score
from hlmdiag.scoring.measure import measure
from oracle.diagnose import diagnose

Row = dict[str, Any]
COMPUTED = ("score", "low", "high", "coverage", "level", "value", "state", "contribution", "against", "gap")
"""Families of result columns that the reference computes too."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored(case: Case, folder: Path, **options: Any) -> Any:
    """The result of the library."""
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    return score(load_grid(path), dataset(case.grid, case.rows, case.events, case.overrides), date=TODAY, **options)


def diagnosed(case: Case, **options: Any) -> list[Row]:
    """The results of the reference."""
    return diagnose(case.grid, case.rows, events=case.events, overrides=case.overrides, on=TODAY, **options)


def assert_same(found: list[Row], expected: list[Row]) -> None:
    """Every computed column: numbers within 1e-7, all else equal."""
    for line, reference in zip(found, expected, strict=True):
        for name, value in reference.items():
            if isinstance(value, float) and line[name] is not None:
                assert line[name] == pytest.approx(value, rel=1e-7, abs=1e-7), name
            else:
                assert line[name] == value, name
        assert {name for name in line if name.split(":")[0] in COMPUTED} <= set(reference)


@settings(max_examples=settings.default.max_examples * 8)  # 240 grids and stocks in `make test`
@given(case=cases())
def test_the_columns_find_what_the_reference_finds_within_bounds_and_in_parts_that_add_up(
    case: Case, folder: Path
) -> None:
    found = scored(case, folder).frame.to_dicts()
    assert_same(found, diagnosed(case))
    assert_within_bounds(found, case.grid["scale"])
    assert_parts_add_up(found)


def assert_within_bounds(found: list[Row], scale: Any) -> None:
    """Every score stands within the scale, between its low and its high; every coverage is a share."""
    bottom, top = scale if isinstance(scale, list) else (-1e300, 1e300)
    for line in found:
        for name in [""] + [f":{column[4:]}" for column in line if column.startswith("low:")]:
            low, score, high = (line[f"{family}{name}"] for family in ("low", "score", "high"))
            assert score is None or bottom <= score <= top
            assert low is None or high is None or low <= high
            assert score is None or low is None or low <= score
            assert score is None or high is None or score <= high
            covered = line[f"coverage{name}"]
            assert covered is None or 0 <= covered <= 1


def assert_parts_add_up(found: list[Row]) -> None:
    """Contributions and adjustment are the score."""
    for line in found:
        parts = [value for name, value in line.items() if name.startswith("contribution:") and value is not None]
        if line["score"] is None:
            assert not parts and line["adjustment"] is None
        elif line["contribution_exact"]:
            assert sum(parts) + line["adjustment"] == pytest.approx(line["score"], abs=1e-7)


@given(pair=pairs())
def test_a_grid_reads_in_another_result_what_the_reference_reads(pair: Pair, folder: Path) -> None:
    read = scored(pair.read, folder)
    found = scored(pair.reading, folder, uses={"reperage": read})
    used = {"reperage": (pair.read.grid, diagnosed(pair.read))}
    assert_same(found.frame.to_dicts(), diagnosed(pair.reading, uses=used))


@given(pair=pairs(optional=True), is_given=st.booleans())
def test_an_optional_result_is_read_where_it_is_given_and_missing_where_it_is_not(
    pair: Pair, is_given: bool, folder: Path
) -> None:
    read = scored(pair.read, folder)
    found = scored(pair.reading, folder, uses={"reperage": read} if is_given else {})
    used = {"reperage": (pair.read.grid, diagnosed(pair.read) if is_given else None)}
    assert_same(found.frame.to_dicts(), diagnosed(pair.reading, uses=used))


@given(case=cases(stock=False))
def test_a_unit_alone_gets_the_very_bits_that_it_gets_in_a_batch(case: Case, folder: Path) -> None:
    together = scored(case, folder).frame.drop("rank", "percentile", "source_row").to_dicts()
    for row, line in zip(case.rows, together, strict=True):
        alone = scored(Case(case.grid, [row], case.events, case.overrides), folder).frame
        assert alone.drop("rank", "percentile", "source_row").to_dicts() == [line]


@given(case=cases(stock=False))
def test_nothing_that_is_not_rounded_yet_differs_either(case: Case, folder: Path) -> None:
    together = bits(case, folder)
    for row, line in zip(case.rows, together, strict=True):
        assert bits(Case(case.grid, [row], case.events, case.overrides), folder) == [line]


def bits(case: Case, folder: Path) -> list[dict[str, str]]:
    """Every number of the working columns, to the last bit: `repr` names one number and no other."""
    path = folder / "grille.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    read = dataset(case.grid, case.rows, case.events, case.overrides)
    frame = measure(load_grid(path), read, TODAY, {}).frame
    numbers = frame.select(cs.float().exclude("rank", "percentile")).to_dicts()
    return [{name: repr(value) for name, value in line.items()} for line in numbers]


@given(case=cases(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(case: Case, order: Any, folder: Path) -> None:
    rows = list(case.rows)
    order.shuffle(rows)
    events = {name: order.sample(lines, len(lines)) for name, lines in case.events.items()}
    straight = scored(case, folder).frame.drop("source_row")
    shuffled = scored(Case(case.grid, rows, events, case.overrides), folder).frame.drop("source_row")
    assert_alike(shuffled.sort("code").to_dicts(), straight.sort("code").to_dicts())


def assert_alike(found: list[Row], expected: list[Row]) -> None:
    """The same results, but for the last decimal that is written."""
    for line, other in zip(found, expected, strict=True):
        for name, value in other.items():
            assert line[name] == (pytest.approx(value, rel=1e-8, abs=1e-8) if isinstance(value, float) else value), name


@given(case=cases(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_indicators_changes_nothing(case: Case, order: Any, folder: Path) -> None:
    grid = case.grid | shuffled_tree(case.grid, order)
    found = scored(Case(grid, case.rows, case.events, case.overrides), folder).frame.to_dicts()
    assert_alike(found, scored(case, folder).frame.to_dicts())


def shuffled_tree(node: Row, order: Any) -> Row:
    result = dict(node)
    for key in ("indicators", "themes"):
        if key in node:
            names = order.sample(list(node[key]), len(node[key]))
            result[key] = {name: shuffled_tree(node[key][name], order) for name in names}
    return result


@given(case=cases(), factor=st.sampled_from([2, 0.5, 7, 0.1]), order=st.randoms(use_true_random=False))
def test_weights_times_a_constant_change_nothing_but_under_a_sum(
    case: Case, factor: float, order: Any, folder: Path
) -> None:
    grid = case.grid | reweighted(case.grid, factor, order)
    found = scored(Case(grid, case.rows, case.events, case.overrides), folder).frame.to_dicts()
    assert_alike(found, scored(case, folder).frame.to_dicts())


def reweighted(node: Row, factor: float, order: Any) -> Row:
    """The same tree with the weights of some siblings multiplied."""
    result = dict(node)
    aggregation = node.get("aggregation")
    is_sum = isinstance(aggregation, dict) and "sum" in aggregation
    times = 1 if is_sum or order.random() < 0.3 else factor
    for key in ("indicators", "themes"):
        if key in node:
            result[key] = {
                name: reweighted(child, factor, order) | {"weight": child["weight"] * times}
                for name, child in node[key].items()
            }
    return result
