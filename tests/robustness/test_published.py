"""Checked against a published table: the Technology Achievement Index under the weights of several methods.

Source of the data and of the ranks: OECD/JRC, Handbook on Constructing Composite Indicators (2008), tables A.2, 22 and
23. Source of the ends of each indicator: UNDP, Human Development Report 2001, technical note 2 (logarithms to base 10).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import hlmdiag
from hlmdiag.robustness import WeightTrial
from hlmdiag.robustness.assess import try_weights
from hlmdiag.robustness.level_stability import reading
from hlmdiag.scoring.measure import measure

DAY = date(2026, 10, 31)
INDICATORS = {
    "patents": (0, 994),
    "royalties": (0, 272.6),
    "internet": (0, 232.4),
    "exports": (0, 80.8),
    "telephones": (0, 2.954725),
    "electricity": (1.342423, 3.843170),
    "schooling": (0.8, 12.0),
    "university": (0.1, 27.4),
}
DATA = """Finland 187 125.6 200.2 50.7 3.08 4.15 10 27.4
United-States 289 130 179.1 66.2 3.00 4.07 12 13.9
Sweden 271 156.6 125.8 59.7 3.10 4.14 11.4 15.3
Japan 994 64.6 49 80.8 3.00 3.86 9.5 10
Korea 779 9.8 4.8 66.7 2.97 3.65 10.8 23.2
Netherlands 189 151.2 136 50.9 3.02 3.77 9.4 9.5
United-Kingdom 82 134 57.4 61.9 3.02 3.73 9.4 14.9
Singapore 8 25.5 72.3 74.9 2.95 3.83 7.1 24.2
Canada 31 38.6 108 48.7 2.94 4.18 11.6 14.2
Australia 75 18.2 125.9 16.2 2.94 3.94 10.9 25.3
Germany 235 36.8 41.2 64.2 2.94 3.75 10.2 14.4
Norway 103 20.2 193.6 19 3.12 4.39 11.9 11.2
Ireland 106 110.3 48.6 53.6 2.97 3.68 9.4 12.3
Belgium 72 73.9 58.9 47.6 2.91 3.86 9.3 13.6
New-Zealand 103 13 146.7 15.4 2.86 3.91 11.7 13.1
Austria 165 14.8 84.2 50.3 2.99 3.79 8.4 13.6
France 205 33.6 36.4 58.9 2.97 3.80 7.9 12.6
Israel 74 43.6 43.2 45 2.96 3.74 9.6 11
Spain 42 8.6 21 53.4 2.86 3.62 7.3 15.6
Italy 13 9.8 30.4 51 3.00 3.65 7.2 13
Czech-Republic 28 4.2 25 51.7 2.75 3.68 9.5 8.2
Hungary 26 6.2 21.6 63.5 2.73 3.46 9.1 7.7
Slovenia 105 4 20.3 49.5 2.84 3.71 7.1 10.6"""
EQUAL = [1] * 8
BUDGET = [0.11, 0.11, 0.11, 0.18, 0.10, 0.06, 0.15, 0.18]
HIERARCHY = [0.09, 0.10, 0.07, 0.21, 0.05, 0.06, 0.18, 0.25]
RANKS_EQUAL = list(range(1, 24))
RANKS_BUDGET = [1, 2, 3, 5, 4, 8, 7, 6, 10, 11, 9, 13, 12, 14, 17, 15, 16, 18, 19, 21, 22, 20, 23]
FIRST_BY_HIERARCHY = ["Finland", "Korea", "United-States", "Sweden", "Japan"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The index as a grid, and its data."""
    folder = tmp_path_factory.mktemp("tai")
    columns = "\n".join(f"  {name}: {{type: number}}" for name in INDICATORS)
    indicators = "\n".join(
        f"  I-{name}: {{title: {name}, value: {name}, score: {{linear: {{worst: {low}, best: {high}}}}}}}"
        for name, (low, high) in INDICATORS.items()
    )
    text = (
        'language_version: 1\nid: tai\nversion: "2001"\ntitle: TAI\nunit: pays\npolarity: merit\nscale: [0, 1]\n'
        "min_coverage: 0\nlevels: {haut: {title: Haut, from: 0.5}, bas: {title: Bas, from: 0}}\n"
        f"columns:\n  pays: {{type: id, required: true}}\n{columns}\nindicators:\n{indicators}\n"
    )
    grid, data = folder / "tai.yaml", folder / "tai.csv"
    grid.write_text(text, encoding="utf-8")
    data.write_text("\n".join([" ".join(["pays", *INDICATORS]), DATA]).replace(" ", ";"), encoding="utf-8")
    return grid, data


def ranks(index: tuple[Path, Path], weights: list[float]) -> dict[str, int]:
    """The ranks of the countries under a set of weights, tried as one draw."""
    grid = hlmdiag.load_grid(index[0])
    measured = measure(grid, hlmdiag.read([index[1]], grid, date=DAY), DAY, {})
    factors = np.array([[1.0, *weights]])
    _, found = try_weights(measured.frame, reading(grid, measured.tree), measured.tree, factors, WeightTrial(1))
    low, high = found.interval()
    assert low.tolist() == high.tolist()
    return dict(zip(measured.frame["v:pays"].to_list(), low.tolist(), strict=True))


def test_equal_weights_give_the_published_ranks(index: tuple[Path, Path]) -> None:
    assert list(ranks(index, EQUAL).values()) == RANKS_EQUAL


def test_the_weights_of_the_budget_allocation_give_the_published_ranks(index: tuple[Path, Path]) -> None:
    assert list(ranks(index, BUDGET).values()) == RANKS_BUDGET


def test_the_hierarchy_puts_korea_second_and_the_united_states_third(index: tuple[Path, Path]) -> None:
    found = ranks(index, HIERARCHY)
    assert sorted(found, key=lambda country: found[country])[:5] == FIRST_BY_HIERARCHY
