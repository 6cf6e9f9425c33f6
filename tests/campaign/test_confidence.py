"""Requirements (design-2 §13): the share of draws of weights in which a change keeps its sign, alike on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.campaigns import campaigns
from generators.cases import Case
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.campaign.comparison import Followed, follow
from hlmdiag.campaign.order import in_order
from hlmdiag.robustness import WeightTrial, mixes
from hlmdiag.scoring.result import Result, Robustness
from oracle.diagnose import diagnose
from robustness.slow import drawn_documents

Row = dict[str, Any]
FEWER = max(12, settings.default.max_examples // 2)
"""Each example is scored once a draw by the reference, on both sides."""
TRIAL = WeightTrial(draws=15, spread=0.6, seed=7)
PERCENTS = st.tuples(*[st.integers(0, 100)] * 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tirages")


def tried(result: Result, trial: WeightTrial | None = TRIAL) -> Result:
    """The result, said to have been tried under other weights."""
    held = None if trial is None else Robustness(trial.draws, trial.spread, trial.seed, weighted=True)
    return replace(result, manifest=replace(result.manifest, robustness=held))


def followed(then: Result, now: Result) -> Followed:
    """The first is said to be of the year before."""
    then = replace(then, manifest=replace(then.manifest, reference_date=date(2000, 1, 1)))
    return follow(in_order([("avant", then), ("maintenant", now)]))


def scored(case: Case, folder: Path) -> Result:
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    return score(load_grid(path), dataset(case.grid, case.rows, case.events), date=TODAY)


def under_draws(case: Case) -> list[dict[str, float | None]]:
    """By draw, the score of each unit, the slow way."""
    documents = drawn_documents(case.grid, TRIAL)
    codes = list(dict.fromkeys(row["code"] for row in case.rows))
    drawn = [diagnose(document, case.rows, events=case.events, on=TODAY) for document in documents]
    return [dict(zip(codes, (line["score"] for line in lines), strict=True)) for lines in drawn]


def sign(value: float) -> int:
    return (value > 0) - (value < 0)


@settings(max_examples=FEWER)
@given(pair=campaigns())
def test_the_share_is_that_of_scoring_both_again_under_each_draw(pair: tuple[Case, Case], folder: Path) -> None:
    results = [scored(case, folder) for case in pair]
    units = followed(*map(tried, results)).units
    before, after = (under_draws(case) for case in pair)
    weighed = any(mixes(each.grid) for each in results)
    for line in units.filter(units["confidence"].is_not_null()).rows(named=True):
        code = line["key"]
        signs = [sign(round(new[code] - old[code], 8)) for old, new in zip(before, after, strict=True)]
        assert line["confidence"] == pytest.approx(signs.count(sign(line["change"])) / TRIAL.draws), code
    moved = units["change"].fill_null(0) != 0
    assert units.filter(moved)["confidence"].null_count() == (0 if weighed else moved.sum())
    assert units.filter(~moved)["confidence"].null_count() == (~moved).sum()


def plain(*themes: str, version: str = "1.0") -> Row:
    """A grid of means whose themes each have one criterion, which reads its own percentage."""
    linear = {"linear": {"worst": 100, "best": 0}}
    own = {f"c{name}": {"type": "percent"} for name in themes}
    return {
        "language_version": 1, "id": "paire", "version": version, "title": "Paire", "polarity": "burden",
        "columns": {"code": {"type": "id", "required": True}} | own,
        "themes": {
            name: {"title": name, "indicators": {f"I{name}": {"title": name, "value": f"c{name}", "score": linear}}}
            for name in themes
        },
    }  # fmt: skip


def share_of(folder: Path, then: tuple[Row, tuple[int, ...]], now: tuple[Row, tuple[int, ...]]) -> float | None:
    """The share of one unit, from its grids and its percentages."""
    results = []
    for grid, values in (then, now):
        row = dict(zip([name for name in grid["columns"] if name != "code"], values, strict=True))
        results.append(tried(scored(Case(grid, [{"code": "R1"} | row], {}, []), folder)))
    share: float | None = followed(*results).units["confidence"].item()
    return share


@given(before=PERCENTS, after=PERCENTS)
def test_the_share_is_1_where_all_criteria_moved_the_same_way(
    before: tuple[int, ...], after: tuple[int, ...], folder: Path
) -> None:
    grid = plain("a", "b", "d")
    ways = {sign(new - old) for old, new in zip(before, after, strict=True)} - {0}
    share = share_of(folder, (grid, before), (grid, after))
    if len(ways) == 1:
        assert share == 1
    elif not ways:
        assert share is None


def test_a_change_that_hangs_on_the_weights_has_a_smaller_share(folder: Path) -> None:
    grid = plain("a", "b")
    share = share_of(folder, (grid, (50, 50)), (grid, (10, 89)))
    assert share is not None
    assert 0 < share < 1


def test_a_node_that_both_grids_have_keeps_the_same_weights_wherever_it_stands(folder: Path) -> None:
    """Nothing that they share moved, and what one of them has besides says nothing else."""
    old, new = plain("a", "b"), plain("d", "a", "b", version="1.1")
    assert share_of(folder, (old, (30, 60)), (new, (90, 30, 60))) == 1
    assert share_of(folder, (new, (90, 30, 60)), (plain("a", "b", version="1.2"), (30, 60))) == 1


def test_there_is_no_share_where_one_of_the_two_was_not_tried(folder: Path) -> None:
    grid = plain("a", "b")
    then, now = (
        scored(Case(grid, [{"code": "R1", "ca": a, "cb": 10}], {}, []), folder) for a in (10, 60)
    )  # fmt: skip
    assert followed(tried(then), tried(now)).units["confidence"].item() == 1
    assert followed(then, tried(now)).units["confidence"].item() is None
    assert followed(tried(then), now).units["confidence"].item() is None
