"""Alerts on the whole stock: said beyond the share, left open where units without a level decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generators.columns import HEAD
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.errors import Problem, Severity

ON = date(2026, 11, 30)
GRID: dict[str, Any] = {
    **HEAD, "polarity": "burden",
    "columns": {"code": {"type": "id", "required": True}, "lourd": {"type": "boolean"}, "suivi": {"type": "boolean"}},
    "levels": {"libre": {"title": "Libre"}, "suivi": {"title": "Suivi"}, "lourd": {"title": "Lourd"}},
    "level_rules": [
        {"level": "lourd", "when": "lourd"}, {"level": "suivi", "when": "suivi"}, {"level": "libre"},
    ],
}  # fmt: skip


def alerts(tmp_path: Path, answers: str, **alert: Any) -> list[Problem]:
    """What is said of a stock, one letter a unit: libre, suivi, lourd (L for Lourd), or ? where nothing is known."""
    rows = [{"code": f"R{place}", **ROWS[letter]} for place, letter in enumerate(answers)]
    block = {"level": "suivi", "more_than": 0.35, "message": "Revoyez les seuils", **alert}
    path = tmp_path / "grille.yaml"
    path.write_text(as_yaml({**GRID, "stock_alerts": {"trop": block}}), encoding="utf-8")
    return list(score(load_grid(path), dataset(GRID, rows), date=ON).manifest.problems)


ROWS: dict[str, dict[str, Any]] = {
    "l": {"lourd": False, "suivi": False}, "s": {"lourd": False, "suivi": True}, "L": {"lourd": True},
    "?": {}, "*": {"suivi": False},
}  # fmt: skip
"""`*` may be libre or lourd, not suivi."""


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ("sssssssllllllllllllll", []),  # 7 of 21: a third
        ("sssssssLllllllllllll", ["notation.alerte-parc"]),  # 8 of 20: 40 %
        ("sssssssllllllllllllls"[:20], []),  # 7 of 20: the share itself is not beyond it
        ("ssssss?lllllllllllll", []),  # 6 sure, 7 at most: 35 %
        ("ssssss??llllllllllll", ["notation.alerte-parc-ouverte"]),  # 6 sure, 8 at most: 40 %
        ("??", ["notation.alerte-parc-ouverte"]),
        ("", []),
    ],
)
def test_an_alert_holds_beyond_the_share_and_stays_open_between_the_bounds(
    tmp_path: Path, answers: str, codes: list[str]
) -> None:
    assert [problem.code for problem in alerts(tmp_path, answers)] == codes


def test_the_sentence_of_an_alert_counts_and_gives_the_share(tmp_path: Path) -> None:
    (problem,) = alerts(tmp_path, "sLl")
    assert problem.severity is Severity.WARNING
    assert problem.say() == (
        "2 unité(s) sur 3 (66,7 %) sont au niveau « Suivi » ou à un niveau plus grave ; la grille alerte au-delà de "
        "35 %. Revoyez les seuils. [notation.alerte-parc]"
    )
    assert "(66.7%)" in problem.say("en")


def test_the_sentence_of_an_open_alert_says_how_many_answers_decide(tmp_path: Path) -> None:
    (problem,) = alerts(tmp_path, "sl*?", level="lourd", more_than=0.25)
    assert problem.severity is Severity.NOTICE
    assert problem.say() == (
        "0 unité(s) sur 4 (0 %) sont au niveau « Lourd » ou à un niveau plus grave, et 2 autre(s), sans niveau "
        "certain, peuvent y être ; la grille alerte au-delà de 25 % : complétez leurs réponses pour le savoir. "
        "[notation.alerte-parc-ouverte]"
    )


def test_a_unit_that_cannot_be_at_the_level_leaves_nothing_open(tmp_path: Path) -> None:
    grid = {"level_rules": [{"level": "suivi", "when": "suivi"}, {"level": "libre"}]}
    rows = [{"code": "R1"}]
    path = tmp_path / "grille.yaml"
    block = {"trop": {"level": "lourd", "more_than": 0, "message": "Trop"}}
    path.write_text(as_yaml({**GRID, **grid, "stock_alerts": block}), encoding="utf-8")
    assert not score(load_grid(path), dataset(GRID, rows), date=ON).manifest.problems


def test_a_small_stock_is_not_looked_at(tmp_path: Path) -> None:
    assert alerts(tmp_path, "sss", at_least=4) == []
    assert [problem.code for problem in alerts(tmp_path, "ssss", at_least=4)] == ["notation.alerte-parc"]
