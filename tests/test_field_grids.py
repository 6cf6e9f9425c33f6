"""The two grids filled on the ground, the walk and the halls: what they hold, and what their examples show."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from hlmdiag.grid import Grid
from hlmdiag.rules.normalise import Choices, Matrix

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
LAST_DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def walk() -> Grid:
    return hlmdiag.load_grid("diagnostic-en-marchant")


@pytest.fixture(scope="module")
def tranquillity() -> Grid:
    return hlmdiag.load_grid("tranquillite-residentielle")


@pytest.fixture(scope="module")
def walked(walk: Grid) -> dict[str, dict[str, Any]]:
    result = scored(walk, "parcours.csv")
    return {row["code_residence"]: row for row in result.frame.iter_rows(named=True)}


@pytest.fixture(scope="module")
def halls(tranquillity: Grid) -> Any:
    return scored(tranquillity, "halls.csv", "faits-halls.csv")


def scored(grid: Grid, *files: str) -> Any:
    dataset = hlmdiag.read([EXAMPLES / name for name in files], grid, date=LAST_DAY)
    return hlmdiag.score(grid, dataset, date=LAST_DAY)


def test_the_walk_has_43_points_in_seven_themes(walk: Grid) -> None:
    assert {theme.id: len(theme.children) for theme in walk.themes} == {
        "abords": 10, "dechets": 6, "entrees-halls": 7, "circulations": 6, "locaux-communs": 6, "securite-incendie": 5,
        "vie-usages": 3,
    }  # fmt: skip
    assert {indicator.kind for indicator in walk.indicators} == {"judgement"}


def test_every_point_of_the_walk_has_the_same_four_grades_in_its_own_words(walk: Grid) -> None:
    said: Counter[str] = Counter()
    for indicator in walk.indicators:
        assert isinstance(indicator.rule, Choices)
        grades = indicator.rule.choices
        assert {code: grade.points for code, grade in grades.items()} == {"B": 100, "S": 67, "I": 33, "TI": 0}
        assert [grade.label for grade in grades.values()] == [
            "Bon", "Satisfaisant", "Insuffisant", "Très insuffisant",
        ]  # fmt: skip
        assert (grades["TI"].evidence == "required") is (indicator.weight > 0), indicator.id
        said.update(f"{code} {grade.descriptor}" for code, grade in grades.items())
    assert [words for words, count in said.items() if count > 3] == []


def test_what_one_observer_saw_is_fatal(walk: Grid) -> None:
    """A knock-out reads a point of which the worst finding is kept: a median would hide what one of three saw."""
    assert {indicator.id for indicator in walk.indicators if indicator.consolidate == "worst"} == {
        "AB9", "CI4", "SI1", "SI5",
    }  # fmt: skip
    assert {flag.no_better_than for flag in walk.flags.values()} == {"insuffisant", "degrade"}
    assert all(flag.alert for flag in walk.flags.values())


def test_the_level_says_when_to_walk_again(walk: Grid) -> None:
    assert [(level.id, level.start) for level in walk.levels] == [
        ("satisfaisant", 75), ("surveiller", 60), ("insuffisant", 45), ("degrade", 0),
    ]  # fmt: skip
    for level, words in zip(walk.levels, ("un an", "six mois", "trois mois", "chaque mois"), strict=True):
        assert level.follow_up and words in level.follow_up


def test_tranquillity_has_29_criteria_of_which_six_only_inform(tranquillity: Grid) -> None:
    assert {theme.id: (len(theme.children), theme.weight) for theme in tranquillity.themes} == {
        "faits": (13, 35), "occupations": (6, 40), "ressenti": (4, 25), "reponses": (6, 0),
    }  # fmt: skip
    assert {view.id: len(view.indicators) for view in tranquillity.views} == {"constate": 19, "vecu": 4}


def test_every_place_has_the_table_of_the_main_grid(tranquillity: Grid) -> None:
    main = hlmdiag.load_grid("residence-complexe")
    (table,) = [each.rule.matrix.points for each in main.indicators if isinstance(each.rule, Matrix)]
    places = [each.rule.matrix.points for each in tranquillity.indicators if isinstance(each.rule, Matrix)]
    assert places == [table] * 6


@pytest.mark.parametrize("id", ["diagnostic-en-marchant", "tranquillite-residentielle"])
def test_every_action_on_the_ground_says_why_how_with_whom_and_when(id: str) -> None:
    grid = hlmdiag.load_grid(id)
    for action in grid.actions:
        assert action.why and action.how and action.partners and action.horizon and action.success, action.id
    assert {action.lever for action in grid.actions} == {"operationnel", "organisationnel", "structurel"}


def test_the_example_of_the_walk_shows_each_way_to_a_level(walked: dict[str, dict[str, Any]]) -> None:
    assert Counter(row["level"] for row in walked.values()) == {
        "satisfaisant": 2, "surveiller": 1, "insuffisant": 1, "degrade": 4, None: 1,
    }  # fmt: skip
    assert {code: row["flags"] for code, row in walked.items() if row["flags"]} == {
        "0102": ["issue-bloquee"], "0107": ["ascenseurs-arretes"], "0204": ["tag-injurieux"],
    }  # fmt: skip


def test_what_one_of_three_saw_decides_though_the_score_is_high(walked: dict[str, dict[str, Any]]) -> None:
    row = walked["0102"]
    assert (row["level_computed"], row["level"]) == ("satisfaisant", "degrade")
    assert row["answers:SI1"].count("TI") == 1


def test_observers_who_disagree_are_both_heard(walked: dict[str, dict[str, Any]]) -> None:
    row = walked["0102"]
    assert row["respondents"] == ["Agence", "Gardien", "Ville"]
    assert (row["answers:HA7"][1:], row["divergence:HA7"]) == (["B", "I"], 2)
    assert "HA7" in row["divergences"]


def test_a_walk_that_stopped_is_not_concluded(walked: dict[str, dict[str, Any]]) -> None:
    row = walked["0313"]
    assert (row["conclusive"], row["score"], row["coverage"]) == (False, None, 0.3)
    assert row["flags_to_check"] == ["issue-bloquee", "electricite-accessible"]


def test_findings_go_with_the_residence_whoever_wrote_them(walked: dict[str, dict[str, Any]]) -> None:
    row = walked["0102"]
    assert row["constats"] == "Issue du sous-sol fermée par un cadenas ; Candélabre éteint sur le mail"
    assert row["domanialite"] == "bailleur ; ville"


def test_one_hall_may_be_red_where_the_residence_is_not(halls: Any) -> None:
    rows = {(row["code_residence"], row["code_hall"]): row for row in halls.frame.iter_rows(named=True)}
    assert rows["0204", "H3"]["level"] == "rouge"
    assert rows["0204", "H3"]["flags"][:2] == ["lieu-rouge", "agression-physique"]
    assert Counter(row["level"] for (code, _), row in rows.items() if code == "0204") == {
        "vert": 1, "jaune": 5, "orange": 1, "rouge": 1,
    }  # fmt: skip
    assert all("ecart_regards" in row["flags"] for (code, _), row in rows.items() if code == "0108")


def test_a_residence_has_its_worst_hall_and_its_share_of_orange_ones(halls: Any) -> None:
    rows = {row["code_residence"]: row for row in halls.rolled.iter_rows(named=True)}
    assert {code: row["level"] for code, row in rows.items()} == {
        "0101": "vert", "0107": "vert", "0108": "jaune", "0204": "rouge", "0305": "orange",
    }  # fmt: skip
    assert {code: row["share:halls-orange"] for code, row in rows.items()} == {
        "0101": 0, "0107": 0, "0108": 0, "0204": 0.25, "0305": 0.25,
    }  # fmt: skip
    assert rows["0204"]["score"] < max(halls.frame["score"]) - 20
