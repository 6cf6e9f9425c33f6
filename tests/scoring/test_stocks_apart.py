"""Small stocks scored at once: each gets the very bits that it gets alone, as each case of a grid does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import hlmdiag
from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from generators.respondents import observed
from generators.uses import Pair, pairs
from hlmdiag.cases import cases_beside, read_cases, score_case, score_cases
from hlmdiag.grid import Grid, shipped_grids
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.stocks_apart import StockApart, score_apart


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("apart")


def loaded(document: dict[str, Any], folder: Path) -> Grid:
    path = folder / f"{document['id']}.yaml"
    path.write_text(as_yaml(document), encoding="utf-8")
    return hlmdiag.load_grid(path)


def cut(case: Case, size: int) -> list[Case]:
    """The units of a case by stocks of some rows, each with all the events."""
    units = list(dict.fromkeys(row["code"] for row in case.rows))
    parts = [units[start : start + size] for start in range(0, len(units), size)]
    return [
        Case(
            case.grid, [row for row in case.rows if row["code"] in part], case.events,
            [line for line in case.overrides if line["code"] in part],
        )
        for part in parts
    ]  # fmt: skip


def assert_same(grid: Grid, stocks: Sequence[StockApart]) -> None:
    expected = [hlmdiag.score(grid, stock.dataset, date=TODAY, uses=stock.uses).frame for stock in stocks]
    found = [result.frame for result in score_apart(grid, stocks, TODAY)]
    for one, other in zip(found, expected, strict=True):
        assert_frame_equal(one, other, check_exact=True)


@given(case=cases(), size=st.sampled_from([1, 1, 2]))
def test_each_stock_gets_the_bits_that_it_gets_alone(case: Case, size: int, folder: Path) -> None:
    stocks = [dataset(it.grid, it.rows, it.events, it.overrides) for it in cut(case, size)]
    assert_same(loaded(case.grid, folder), [StockApart(stock, {}) for stock in stocks])


@settings(max_examples=settings.default.max_examples // 2)
@given(case=observed(), size=st.sampled_from([1, 1, 2]))
def test_stocks_judged_by_several_people_get_the_bits_that_they_get_alone(case: Case, size: int, folder: Path) -> None:
    stocks = [dataset(it.grid, it.rows, it.events, it.overrides) for it in cut(case, size)]
    assert_same(loaded(case.grid, folder), [StockApart(stock, {}) for stock in stocks])


@settings(max_examples=settings.default.max_examples // 2)
@given(pair=pairs())
def test_stocks_that_read_another_result_get_the_bits_that_they_get_alone(pair: Pair, folder: Path) -> None:
    read, reading = loaded(pair.read.grid, folder), loaded(pair.reading.grid, folder)
    stocks = []
    for used, own in zip(cut(pair.read, 1), cut(pair.reading, 1), strict=False):
        result = hlmdiag.score(read, dataset(used.grid, used.rows, used.events, used.overrides), date=TODAY)
        stocks.append(StockApart(dataset(own.grid, own.rows, own.events, own.overrides), {"reperage": result}))
    assert_same(reading, stocks)


@pytest.mark.parametrize("id", shipped_grids())
def test_the_cases_of_a_grid_get_the_rows_that_they_get_alone(id: str) -> None:
    """One in nine of them, and those next to it, whose company or tables may differ."""
    grid = hlmdiag.load_grid(id)
    tried = [it for place, it in enumerate(read_cases(cases_beside(shipped_grids()[id])).cases) if place % 9 < 2]
    for case, found in zip(tried, score_cases(tried, grid), strict=True):
        assert isinstance(found, Result)
        assert_frame_equal(found.frame, score_case(case, grid).frame, check_exact=True)
