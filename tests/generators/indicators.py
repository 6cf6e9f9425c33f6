"""Random indicators: judged or computed, with the conditions under which they apply and are scored."""

from __future__ import annotations

from typing import Any

from generators.draws import Chooser
from generators.expressions import PLAIN, Writer
from generators.rules import Points, choices_rule, column_choices, matrix_rule, numeric_rule

WEIGHTS = [1, 2, 0.5, 3, 0, 0.3]


class Indicators:
    """Makes indicators one after the other, each with an id of its own."""

    def __init__(self, chooser: Chooser, scale: list[float] | None, writer: Writer) -> None:
        self.chooser, self.scale, self.writer = chooser, scale, writer
        self.made: list[str] = []
        self.judged: list[str] = []

    def one(self, under_sum: bool) -> tuple[str, dict[str, Any]]:
        number = len(self.made) + 1
        name = f"i-{number}" if self.chooser.chance(25) else f"I{number}"
        self.made.append(name)
        points = Points(self.chooser, self.scale, under_sum)
        kind = self.chooser.whole(0, 7)
        indicator: dict[str, Any] = {"title": f"Critère {number}"}
        if kind <= 2:
            self.judged.append(name)
            indicator |= {"kind": "judgement", **self.judgement(name, points)}
        else:
            indicator |= self.data(kind, points)
            indicator |= self.survey(kind)
        return name, indicator | self.options()

    def survey(self, kind: int) -> dict[str, Any]:
        """A share in percent, at times, with the margin of error of its survey."""
        if kind in (3, 4) or not self.chooser.chance(15):
            return {}
        survey: dict[str, Any] = {"answers": self.chooser.pick(["nb", "n1"]), "margin": self.chooser.chance(80)}
        if self.chooser.chance(50):
            survey["among"] = self.chooser.pick(["nb", "10 * nb"])
        return {"unit": "%", "survey": survey}

    def judgement(self, name: str, points: Points) -> dict[str, Any]:
        column = name.replace("-", "_")
        kind = self.chooser.whole(0, 3)
        if kind == 0:
            return {"score": matrix_rule(self.chooser, points, f"nature_{column}", f"recurrence_{column}")}
        if kind == 1:
            return {"score": numeric_rule(self.chooser, points, self.goal)}
        codes = ["1", "2", "3", "4"][: self.chooser.whole(2, 4)]
        return {"score": choices_rule(points, codes, self.chooser.chance(50))}

    def data(self, kind: int, points: Points) -> dict[str, Any]:
        if kind == 3:
            return {"value": "c1", "score": column_choices(self.chooser, points)}
        if kind == 4:
            value = self.chooser.pick(["b1", self.writer.test()])
            return {"value": value, "score": choices_rule(points, ["true", "false"], False)}
        value = self.chooser.pick(PLAIN) if kind == 5 else self.writer.number()
        return {"value": value, "score": numeric_rule(self.chooser, points, self.goal)}

    def goal(self) -> Any:
        return self.chooser.pick([lambda: self.chooser.pick([0.3, 5, 10]), lambda: self.writer.number(1)])()

    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"weight": self.chooser.pick(WEIGHTS)}
        if self.chooser.chance(20):
            options["applies_if"] = self.writer.test(1)
        if self.chooser.chance(15):
            options["min_base"] = {"value": self.chooser.pick(["nb", "n1", "nb - 1"]), "at_least": 3}
        if self.chooser.chance(20):
            options["tags"] = ["suivi"]
        return options
