"""Requirements (design-2 §13): one-to-one codes are followed; those split or merged since are named on both sides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.campaign.code_changes import CodeChanges, Reshaped
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen

GRID = """\
language_version: 1
id: codes
version: "1.0"
title: Codes
polarity: burden
columns: {code: {type: id, required: true}, note: {type: integer}}
indicators: {NOT: {title: Note, value: note, score: {linear: {worst: 0, best: 10}}}}
"""
NOTHING = Reshaped({}, {})


@pytest.fixture
def campaign(tmp_path: Path):
    """The result of units that have some codes."""
    (tmp_path / "grille.yaml").write_text(GRID, encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "grille.yaml")

    def scored(*codes: str) -> Result:
        path = tmp_path / "parc.csv"
        path.write_text("code;note\n" + "".join(f"{code};5\n" for code in codes), encoding="utf-8")
        return hlmdiag.score(grid, hlmdiag.read(path, grid), date=date(2026, 1, 1))

    return scored


def followed(result: Result, *pairs: tuple[str, str]) -> tuple[list[str], Reshaped]:
    """The codes under which units are followed, and those that are no one unit any more."""
    changes = CodeChanges(pairs)
    return list(codes_seen(changes.followed(result))), changes.reshaped(result)


def plain(reshaped: Reshaped) -> tuple[dict[str, str], dict[str, str]]:
    return (
        {old[:-1]: f"{how} {' '.join(news)}" for old, (how, news) in reshaped.before.items()},
        {new: f"{how} {' '.join(olds)}" for new, (how, olds) in reshaped.after.items()},
    )


@pytest.mark.parametrize(
    ("there", "pairs", "codes"),
    [
        (["R1", "R2"], ["R1 N1"], ["N1", "R2"]),
        (["N1", "R2"], ["R1 N1"], ["N1", "R2"]),  # already under its new code
        (["R1", "R2"], ["R1 R2", "R2 R1"], ["R2", "R1"]),
        (["R1", "R2"], ["R1 R2", "R2 R3"], ["R2", "R3"]),
        (["R2", "R3"], ["R1 R2", "R2 R3"], ["R2", "R3"]),  # all of it is done
        (["A", "B"], ["A A", "A A2"], None),
        (["A", "A2"], ["A A", "A A2"], ["A", "A2"]),  # already split
        (["A"], ["A A", "B A"], ["A"]),  # already merged
    ],
)
def test_a_code_is_followed_where_one_became_one(campaign, there, pairs, codes) -> None:
    found, reshaped = followed(campaign(*there), *(tuple(pair.split()) for pair in pairs))
    if codes is None:
        assert found[0] not in ("A", "A2")
    else:
        assert (found, reshaped) == (codes, NOTHING)


@pytest.mark.parametrize(
    ("there", "pairs", "before", "after"),
    [
        (["A", "B"], ["A A1", "A A2"], {"A": "split A1 A2"}, {"A1": "split A", "A2": "split A"}),
        (["A", "B"], ["A C", "B C"], {"A": "merged C", "B": "merged C"}, {"C": "merged A B"}),
        (["A", "B"], ["B A"], {"B": "merged A", "A": "merged A"}, {"A": "merged B A"}),  # the code of another unit
        (
            ["A", "B"], ["A X", "A Y", "B Y"],
            {"A": "split X Y", "B": "merged Y"}, {"X": "split A", "Y": "merged A B"},
        ),
    ],
)  # fmt: skip
def test_units_that_are_no_one_unit_any_more_are_named_on_both_sides(campaign, there, pairs, before, after) -> None:
    found, reshaped = followed(campaign(*there), *(tuple(pair.split()) for pair in pairs))
    assert plain(reshaped) == (before, after)
    assert not set(found) & set(after)
