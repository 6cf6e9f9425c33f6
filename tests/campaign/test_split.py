"""Requirements (design-2 §13): the change of a score, and of a figure of the stock, splits in causes that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from generators.campaigns import campaigns
from generators.cases import Case
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.campaign.comparison import Followed, follow
from hlmdiag.campaign.order import in_order
from hlmdiag.scoring.result import Result
from oracle.campaigns import split_of

Pair = tuple[Case, Case]
KNOWN = ["scored", "not_applicable"]
EXACT = 1e-7
"""Of numbers that are written with nine decimals."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("campagnes")


def scored(case: Case, folder: Path, day: date = TODAY) -> Result:
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    return score(load_grid(path), dataset(case.grid, case.rows, case.events, case.overrides), date=day)


def followed(pair: Pair, folder: Path) -> Followed:
    """Both are read on one day; the first is said to be of the year before."""
    then, now = (scored(case, folder) for case in pair)
    then = replace(then, manifest=replace(then.manifest, reference_date=date(2000, 1, 1)))
    return follow(in_order([("avant", then), ("maintenant", now)]))


def causes(units: pl.DataFrame) -> dict[str, tuple[float, float, float]]:
    return {key: parts for key, *parts in units.select("key", "grid", "informations", "answers").rows()}


@given(pair=campaigns())
def test_causes_add_up_and_each_is_nothing_where_nothing_of_it_changed(pair: Pair, folder: Path) -> None:
    found = followed(pair, folder)
    assert_causes_add_up(found.units)
    assert_stock_adds_up(found)
    if found.is_one_grid:
        assert all(each in (0, None) for each in found.units["grid"])
        for code, (_, informations, answers) in causes(found.units).items():
            known, moved = states(found, code)
            if informations is not None:
                assert known or abs(informations) <= EXACT
                assert moved or abs(answers) <= EXACT


@given(pair=campaigns(plain=True))
def test_the_split_is_that_of_the_slow_reference(pair: Pair, folder: Path) -> None:
    then, now = pair
    expected = split_of((then.grid, then.rows, then.events), (now.grid, now.rows, now.events), TODAY)
    found = causes(followed(pair, folder).units)
    for code, parts in expected.items():
        assert found[code] == pytest.approx(parts, abs=EXACT), code


def assert_causes_add_up(units: pl.DataFrame) -> None:
    both = units.filter(pl.col("change").is_not_null())
    assert both["grid"].null_count() == 0
    rest = both["change"] - both["grid"] - both["informations"] - both["answers"]
    assert all(abs(each) <= EXACT for each in rest)


def assert_stock_adds_up(found: Followed) -> None:
    for move in found.stock:
        if not move.causes:
            continue
        assert move.change == pytest.approx(sum(move.causes.values()), abs=1e-9), move
        assert set(move.causes) == {"grid", "informations", "answers", "came_and_went", "flags"}
        if found.is_one_grid:
            assert move.causes["grid"] == 0
        if move.statistic != "share":
            assert move.causes["flags"] == 0
        if not move.by_size and set(found.units["status"]) == {"stayed"}:
            assert move.causes["came_and_went"] == 0


def states(found: Followed, code: str) -> tuple[bool, bool]:
    """Whether some criterion became known, or is no more; whether one has other points."""
    line = found.units.filter(key=code).row(0, named=True)
    if line["status"] != "stayed":
        return False, False
    before, after = (
        each.frame.row(line[f"row:{end}"], named=True) for each, end in ((found.then, "then"), (found.now, "now"))
    )
    ids = [each.id for each in found.grid.indicators]
    is_known = {id: tuple(side[f"state:{id}"] in KNOWN for side in (before, after)) for id in ids}
    became = any(one != other for one, other in is_known.values())
    read = [name for name in before if name.startswith(("answer:", "read:", "answer_state:", "read_state:"))]
    became |= any(before[name] != after[name] for name in read)
    moved = any(before[f"{what}:{id}"] != after[f"{what}:{id}"] for id in ids for what in ("state", "score"))
    return became or moved_policies(before, after, ids), moved


def moved_policies(before: dict[str, Any], after: dict[str, Any], ids: list[str]) -> bool:
    """What a policy puts in the place of an unknown criterion, where event rows narrow what it may be."""
    return any(before[f"score:{id}"] != after[f"score:{id}"] for id in ids if after[f"state:{id}"] not in KNOWN)


@given(pair=campaigns())
def test_two_campaigns_that_say_the_same_have_no_news(pair: Pair, folder: Path) -> None:
    units = followed((pair[0], pair[0]), folder).units
    assert not set(units["move"]) & {"worse", "better", "to_confirm"}
    assert all(each in (0, None) for name in ("grid", "informations", "answers") for each in units[name])
