"""The matrices find what an independent slow version finds, on random grids: every aggregation, policy and blank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.robustness import WeightTrial, assess
from robustness.slow import tried, varied

FEWER = max(12, settings.default.max_examples // 2)
"""Each example is scored once a draw by the reference."""
TRIAL = WeightTrial(draws=21, spread=0.6, seed=7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def assessed(case: Case, folder: Path, trial: WeightTrial = TRIAL) -> Any:
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    grid, data = load_grid(path), dataset(case.grid, case.rows, case.events)
    return assess(score(grid, data, date=TODAY), data, trial)


@settings(max_examples=FEWER)
@given(case=cases())
def test_the_matrices_find_what_one_grid_a_draw_finds(case: Case, folder: Path) -> None:
    result = assessed(case, folder)
    lines = result.frame.select("robustness", "rank_low", "rank_high").to_dicts()
    for line, expected in zip(lines, tried(case, TRIAL), strict=True):
        if not result.manifest.robustness.weighted:
            expected["robustness"] = None
        assert line == pytest.approx(expected, abs=1e-8)


@settings(max_examples=FEWER)
@given(case=cases())
def test_equal_weights_and_each_theme_left_out_give_what_the_reference_gives(case: Case, folder: Path) -> None:
    result = assessed(case, folder, WeightTrial(1))
    for line, expected in zip(result.frame.to_dicts(), varied(case), strict=True):
        if not result.manifest.robustness.weighted:
            expected = {name: [] if isinstance(value, list) else None for name, value in expected.items()}
        assert {name: line[name] for name in expected} == expected
        assert [name for name in line if name.startswith("level_without:")] == [n for n in expected if ":" in n]
