"""Requirements (design-2 §14): what is expected of actions is what scoring the best answers gives, or is not said."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from explain.test_turning import scored
from hlmdiag.plan import ExpectedScores, Plan, PlanRow, expected_results
from hlmdiag.plan.expected import ExpectedPart, ExpectedUnit
from hlmdiag.plan.expected_scores import ExpectedOutcome
from hlmdiag.plan.expected_shown import COLUMNS as COLUMNS_SHOWN
from hlmdiag.plan.expected_shown import expected_lines
from hlmdiag.scoring import Result
from worded import words_of

COLUMNS = {
    "liste": {"type": "choice", "choices": {code: code for code in "xyz"}},
    "oui": {"type": "boolean"},
    "nombre": {"type": "number", "min": 0},
    "entier": {"type": "integer", "min": 0},
    "part": {"type": "percent"},
    "mal": {"type": "integer", "min": 0},
    "sur": {"type": "integer", "min": 1},
}
ANSWERS: dict[str, list[Any]] = {
    "liste": ["x", "y", "z"], "oui": [True, False], "nombre": [0.0, 4.9, 5.0, 19.0, 30.0],
    "entier": [0, 4, 5, 9, 12], "part": [0.0, 40.0, 85.0, 90.0, 100.0], "mal": [0, 1, 5, 10], "sur": [10],
}  # fmt: skip
VALUES = {"L": "liste", "O": "oui", "N": "nombre", "E": "entier", "P": "part", "R": "100 * mal / sur"}
CONDITIONS = [
    'liste == "x"', 'liste == "z" or oui', "oui", "not oui", "nombre >= 5", "nombre > 20", "entier >= 5", "entier == 4",
    "part < 90", "part < 50 and entier > 3", "coalesce(nombre, 0) > 4", "mal > 3", "score(N) >= 50",
    "coalesce(mal, 0) > 0",
    "is_known(entier) and entier > 8", "score(L) > 0 and part < 95",
]  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> dict[str, Any]:
    """Six criteria, whose rules have one best answer, a band of them or several; flags that read their answers."""
    points = st.sampled_from([0, 10, 50, 100])
    rules = {
        "L": {"choices": {code: draw(points) for code in "xyz"}},
        "O": {"choices": {"true": 100, "false": 0}},
        "N": {"steps": [0, 5, 20], "points": [draw(points), draw(points), 100]},
        "E": {"steps": [0, 5, 10], "points": [0, 50, 100]},
        "P": {"linear": {"worst": 50, "best": draw(st.sampled_from([90, 100]))}},
        "R": {"anchors": [[0, 0], [10, 20], [100, 100]]},
    }
    flags = {
        f"f{place}": {"when": draw(st.sampled_from(CONDITIONS)), "message": "m", "no_better_than": level}
        for place, level in enumerate(draw(st.lists(st.sampled_from(["moyen", "mauvais"]), max_size=3)))
    }
    return {
        "indicators": {
            id: {"value": value, "weight": draw(st.integers(1, 3)), "score": rules[id]} for id, value in VALUES.items()
        },
        "aggregation": draw(st.sampled_from(["mean", "worst"])),
        "min_coverage": 0.5,
        "flags": flags,
        "levels": {
            "bon": {"title": "Bon", "from": 0}, "moyen": {"title": "Moyen", "from": 30},
            "mauvais": {"title": "Mauvais", "from": 60},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored_rows(folder: Path, grid: dict[str, Any], rows: list[dict[str, Any]]) -> Result:
    root = {key: value for key, value in grid.items() if key != "indicators"}
    return scored(folder, grid["indicators"], rows, COLUMNS, **root)


def best_answers(folder: Path, grid: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """For each criterion, the answers among those tried that have its best points: each is scored alone."""
    read = {id: [name for name in COLUMNS if name in value] for id, value in VALUES.items()}
    tried = {
        id: [dict(zip(names, each, strict=True)) for each in product(*(ANSWERS[name] for name in names))]
        for id, names in read.items()
    }
    frame = scored_rows(folder, grid, [each for rows in tried.values() for each in rows]).frame
    found, start = {}, 0
    for id, rows in tried.items():
        points = frame[f"score:{id}"][start : start + len(rows)].to_list()
        found[id] = [each for each, given in zip(rows, points, strict=True) if given == min(points)]
        start += len(rows)
    return found


@settings(max_examples=max(8, settings.default.max_examples // 2))
@given(data=st.data(), grid=grids())
def test_an_expected_result_is_that_of_every_best_answer_or_is_not_established(
    data: st.DataObject, grid: dict[str, Any], folder: Path
) -> None:
    row = {name: data.draw(st.sampled_from([*answers, None])) for name, answers in ANSWERS.items()}
    better = data.draw(st.sets(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3))
    result = scored_rows(folder, grid, [row])
    scores = ExpectedScores(result)
    assert scores.is_possible and scores.is_as_scored(0)
    found = scores.of([(0, better)])[0]
    best, states = best_answers(folder, grid), result.frame
    # a criterion without points stays as it is, and so does one that is at its best
    moving = [
        id
        for id in sorted(better)
        if states[f"state:{id}"][0] == "scored" and not any(row == row | each for each in best[id])
    ]
    after = [
        row | {name: it for part in parts for name, it in part.items()}
        for parts in product(*(best[id] for id in moving))
    ]
    again = scored_rows(folder, grid, after).frame
    for name, expected in (("score", found.score), ("low", found.low), ("high", found.high)):
        assert {round_or_none(each) for each in again[name]} == {round_or_none(expected)}
    levels = set(again["level"].to_list())
    assert levels <= {*found.levels} or levels == {None}
    if len(found.levels) == 1:
        assert levels == {*found.levels}
    if found.score is not None and states["score"][0] is not None:
        gain = scores.gains(sorted(better))[0]
        assert gain is None or abs(states["score"][0] - found.score - gain) < 1e-7
    event("established" if len(found.levels) == 1 else "open")


def round_or_none(number: float | None) -> float | None:
    return None if number is None else round(number, 7)


ACTIONS = {
    "A1": {"title": "Calmer", "when": "score(N) >= 50"},
    "A2": {"title": "Réunir", "when": "score(O) >= 50"},
    "A3": {"title": "Écrire", "when": 'liste == "z"'},
}
SMALL: dict[str, Any] = {
    "indicators": {
        "N": {"value": "nombre", "score": {"identity": {}}},
        "O": {"value": "oui", "score": {"choices": {"true": 100, "false": 0}}},
        "L": {"value": "liste", "score": {"choices": {"x": 0, "y": 50, "z": 100}}},
    },
    "actions": ACTIONS,
    "flags": {"f": {"when": "oui", "message": "Oui", "no_better_than": "mauvais"}},
    "levels": {"bon": {"title": "Bon", "from": 0}, "mauvais": {"title": "Mauvais", "from": 50}},
}  # fmt: skip


def planned(*rows: tuple[str, str, str | None, str | None]) -> Plan:
    cells = [{"code": code, "action": action, "decision": said, "status": done} for code, action, said, done in rows]
    return Plan("g@1", tuple(PlanRow(each) for each in cells))


def test_an_action_counts_once_by_its_steps_and_what_cannot_be_counted_says_why(folder: Path) -> None:
    result = scored_rows(folder, SMALL, [{"nombre": 90.0, "oui": True, "liste": "z"}, {"oui": True, "liste": "z"}])
    plan = planned(
        ("R1", "A1", "retenue", "fait"), ("R1", "A1", None, "fait"), ("R1", "A1", None, "abandonné"),
        ("R1", "A2", "retenue", "en cours"), ("R1", "A3", "retenue", None), ("R1", "zut", "retenue", None),
        ("R2", "A1", "retenue", None), ("R9", "A1", "retenue", None), ("R2", "A2", "écartée", None),
    )  # fmt: skip
    first, second, gone = expected_results(plan, result, ExpectedScores(result))
    assert first.retained is not None and first.retained.counted == ("A1", "A2")
    assert first.retained.uncounted == (("A3", "sans-critere"), ("zut", "inconnue"))
    assert first.retained.outcome is not None and first.retained.outcome.levels == ("bon",)
    assert first.retained.outcome.score == pytest.approx(100 / 3)
    assert first.done is not None and first.done.counted == ("A1",) and first.done.outcome is not None
    # the flag is still raised by the answer that no action done moves
    assert first.done.outcome.levels == ("mauvais",)
    assert second.retained is not None and second.done is None
    assert (second.retained.uncounted, second.retained.unsaid) == ((("A1", "sans-note"),), "rien-de-compte")
    assert gone.retained is not None and gone.retained.unsaid == "hors-parc"


def test_a_gain_of_criteria_without_points_is_not_known_and_not_zero(folder: Path) -> None:
    result = scored_rows(folder, SMALL, [{"nombre": 90.0, "oui": False, "liste": "z"}, {"oui": True, "liste": "z"}])
    assert ExpectedScores(result).gains(["N"]) == [pytest.approx(30), None]
    assert ExpectedScores(result).gains(["O"]) == [0.0, pytest.approx(50)]
    assert ExpectedScores(result).gains([]) == [None, None]


@pytest.mark.parametrize(
    ("count", "told"), [(1, None), (2, "non établi : {} ou {}"), (3, "non établi : tous restent possibles")]
)
def test_levels_that_are_all_possible_are_not_listed(folder: Path, count: int, told: str | None) -> None:
    three = {"bon": 0, "moyen": 40, "mauvais": 60}
    grid = SMALL | {"levels": {id: {"title": id.title(), "from": start} for id, start in three.items()}}
    result = scored_rows(folder, grid, [{"nombre": 90.0, "oui": True, "liste": "z"}])
    levels = result.grid.levels
    part = ExpectedPart(("A1",), (), ExpectedOutcome(None, 1.0, 99.0, tuple(levels.ids)[:count]), None)
    [line] = expected_lines([ExpectedUnit("R1", 0, part, None)], result, {}, words_of(result.grid))
    titles = [levels[place].title for place in range(count)]
    assert line.cells[COLUMNS_SHOWN.index("retenue-niveau")] == (told or "{}").format(*titles)
