"""Random rules: each of those of the language, with points on the grid's scale or `out_of` another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.columns import COLUMNS, NUMBERS
from generators.draws import Chooser

SORTED = sorted(set(NUMBERS))
SHARES = [0.0, 1.0, 0.5, 0.33, 0.67, 0.1, 0.25, 0.9]


class Points:
    """Points that the rule of one indicator may state."""

    def __init__(self, chooser: Chooser, scale: list[float] | None, under_sum: bool) -> None:
        self.chooser, self.scale = chooser, scale
        self.out_of = chooser.pick([3, 10, 40]) if scale and not under_sum and chooser.chance(20) else None

    def one(self) -> float:
        low, high = (0, self.out_of) if self.out_of else self.scale or (-10.0, 30.0)
        return round(low + (high - low) * self.chooser.pick(SHARES), 4)

    def several(self, count: int) -> list[float]:
        return [self.one() for _ in range(count)]

    def beside(self, rule: dict[str, Any]) -> dict[str, Any]:
        return {**rule, "out_of": self.out_of} if self.out_of else rule


def numeric_rule(chooser: Chooser, points: Points, goal: Any) -> dict[str, Any]:
    """A rule over a number; `goal` gives an expression for a target."""
    kinds = ["steps", "anchors", "target", "identity"] + (["linear"] if points.scale and not points.out_of else [])
    kind = chooser.pick(kinds)
    if kind == "steps":
        count = chooser.whole(1, 4)
        steps = grouped(chooser, lambda: chooser.rising(SORTED, count))
        return points.beside({"steps": steps, "points": points.several(count)})
    if kind == "anchors":
        xs = chooser.rising(SORTED, chooser.whole(2, 4))
        return points.beside({"anchors": [[x, points.one()] for x in xs]})
    if kind == "linear":
        first, second = chooser.rising(SORTED, 2)
        return {"linear": {"worst": second, "best": first} if chooser.chance(50) else {"worst": first, "best": second}}
    if kind == "target":
        aimed = goal()
        if chooser.chance(25):
            aimed = grouped(chooser, lambda: chooser.pick(SORTED), always=True)
        spec = {"goal": aimed, "better": chooser.pick(["higher", "lower"]), "points": points.several(3)}
        if chooser.chance(60):
            spec["tolerance"] = chooser.pick([0.1, 1, 5])
        return points.beside({"target": spec})
    return points.beside({"identity": {}})


def grouped(chooser: Chooser, one: Callable[[], Any], always: bool = False) -> Any:
    """What `one` draws, or now and then a table of them by group, by date or both."""
    if not always and not chooser.chance(20):
        return one()

    def dated() -> Any:
        days = chooser.rising([f"{year}-06-15" for year in range(2024, 2029)], chooser.whole(1, 2))
        return {day: one() for day in days} if chooser.chance(40) else one()

    by = chooser.pick([name for name, spec in COLUMNS.items() if spec["type"] in ("choice", "boolean")])
    keys = list(COLUMNS[by].get("choices") or ("true", "false"))
    table: dict[str, Any] = {"by": by, "values": {key: dated() for key in keys[: chooser.whole(1, len(keys))]}}
    if chooser.chance(20):
        table = {"values": {"2025-01-01": one(), "2027-01-01": one()}}
    return {**table, "otherwise": dated()} if chooser.chance(50) else table


def choices_rule(points: Points, codes: list[str], described: bool) -> dict[str, Any]:
    """Answers listed by code or label, each with its points, or described."""
    given = {code: points.one() for code in codes}
    if not described:
        return points.beside({"choices": given})
    answers = {code: {"label": f"Réponse {code}", "points": number} for code, number in given.items()}
    return points.beside({"choices": answers})


def column_choices(chooser: Chooser, points: Points) -> dict[str, Any]:
    """Points for the declared column c1, by codes or by labels."""
    answers = COLUMNS["c1"]["choices"]
    return choices_rule(points, list(answers if chooser.chance(60) else answers.values()), False)


def matrix_rule(chooser: Chooser, points: Points, rows: str, columns: str) -> dict[str, Any]:
    down = ["presence", "menace", "fait"][: chooser.whole(1, 3)]
    across = ["isole", "mensuel", "quotidien"][: chooser.whole(2, 3)]
    cells = {row: {column: points.one() for column in across} for row in down}
    return points.beside({"matrix": {"rows": rows, "columns": columns, "points": cells}})
