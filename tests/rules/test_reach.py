"""What each rule can give at most and at least, and the parameters it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from hlmdiag.rules.aggregate import AGGREGATIONS
from hlmdiag.rules.normalise import RULES
from hlmdiag.rules.scale import Scale

BURDEN = Scale(0.0, 100.0, burden=True)
MERIT = Scale(0.0, 20.0, burden=False)
FREE = Scale(None, None, burden=True)


@pytest.mark.parametrize(
    ("rule", "scale", "expected"),
    [
        ({"steps": [0, 10], "points": [0, 67]}, BURDEN, (0, 67)),
        ({"anchors": [[0, 20], [5, 80], [9, 50]]}, BURDEN, (20, 80)),
        ({"choices": {"a": 33, "b": {"points": 10}}}, BURDEN, (10, 33)),
        ({"linear": {"worst": 10, "best": 0}}, MERIT, (0, 20)),
        ({"matrix": {"rows": "r", "columns": "c", "points": {"x": {"y": 5, "z": 9}}}}, BURDEN, (5, 9)),
        ({"target": {"goal": "x", "better": "lower", "points": [0, 50, 90]}}, BURDEN, (0, 90)),
        ({"identity": {}}, MERIT, (0, 20)),
        ({"identity": {}}, FREE, (None, None)),
    ],
)
def test_the_points_a_rule_can_reach(rule: dict[str, Any], scale: Scale, expected: tuple[float, float]) -> None:
    key = next(iter(rule))
    assert tuple(RULES[key].model_validate(rule).reach(scale)) == expected


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"steps": [0, 10], "points": [0]}, "grille.paliers-points"),
        ({"steps": [10, 10], "points": [0, 1]}, "grille.paliers-croissants"),
        ({"anchors": [[5, 0], [1, 1]]}, "grille.reperes-croissants"),
        ({"linear": {"worst": 1, "best": 1}}, "grille.bornes-egales"),
        ({"matrix": {"rows": "r", "columns": "c", "points": {"x": {"y": 1}, "z": {}}}}, "grille.matrice-incomplete"),
    ],
)
def test_a_rule_refuses_parameters_that_mean_nothing(rule: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        RULES[next(iter(rule))].model_validate(rule)
    assert [error["type"] for error in refusal.value.errors()] == [code]


def test_every_aggregation_has_a_name_of_its_own() -> None:
    assert list(AGGREGATIONS) == ["mean", "geometric", "worst", "best", "median", "sum", "share"]


def test_the_bad_end_of_a_scale_follows_its_polarity() -> None:
    assert (BURDEN.worst, BURDEN.best, MERIT.worst, MERIT.best) == (100, 0, 0, 20)
