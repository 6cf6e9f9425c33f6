"""Random expressions that the type checker accepts: numbers and booleans over columns, events, stock and results."""

from __future__ import annotations

from collections.abc import Sequence

from generators.columns import NUMBERS
from generators.draws import Chooser

EVENT_TESTS = ['nature == "trouble"', "cout > 5", "grave", 'nature in ["degradation"] or cout >= 10', "not grave"]
EVENT_NUMBERS = [
    "count(incidents)",
    "sum(incidents.cout)",
    "mean(incidents.cout)",
    "median(incidents.cout)",
    "max(incidents.cout)",
    "min(incidents.cout)",
    "sum(incidents.montant)",
    "sum(incidents.montant, grave)",
    "sum(incidents.frais)",
    "median(incidents.frais)",
    "max(incidents.montant, is_known(montant))",
    "count(visites)",
    "mean(visites.note)",
    "sum(visites.note, note > 1)",
]
STOCK = ["min", "max", "median", "mean", "percentile", "rank", "zscore"]
SIGNS = [">", ">=", "<", "<=", "==", "!="]
PLAIN = ["n1", "n2", "p1", "nb"]


class Writer:
    """Writes expressions; `stock` says whether functions over the stock may appear, `tables` whether events may."""

    def __init__(self, chooser: Chooser, *, stock: bool = True, tables: bool = True) -> None:
        self.chooser, self.stock, self.tables = chooser, stock, tables

    def constant(self) -> str:
        number = self.chooser.pick([number for number in NUMBERS if number >= 0 and number != 1 / 3])
        return f"{number:g}"

    def number(self, depth: int = 2) -> str:
        pick = self.chooser
        kind = pick.whole(0, 9 if depth else 2)
        if kind <= 1 or (kind == 2 and not self.tables):
            return pick.pick(PLAIN)
        if kind == 2:
            return self.events()
        inner = depth - 1
        if kind <= 4:
            return self.arithmetic(inner)
        if kind == 5:
            return f"coalesce({self.number(inner)}, {self.number(inner)})"
        if kind == 6:
            return f"({self.number(inner)} if {self.test(inner)} else {self.number(inner)})"
        if kind == 7:
            return self.function(inner)
        if kind == 8 and self.stock:
            within = pick.pick(["", ", within=agence", ", within=c1"])
            return f"{pick.pick(STOCK)}({pick.pick(PLAIN)}{within})"
        return pick.pick(["years_since(d1)", "years_since(m1)", "years_since(y1)", f"-{self.number(inner)}"])

    def arithmetic(self, depth: int) -> str:
        left, sign = self.number(depth), self.chooser.pick(["+", "-", "*", "/"])
        right = self.constant() if self.chooser.chance(50) else self.number(depth)
        # A division by a constant zero is refused when the grid loads.
        return f"({left} {sign} {'4' if (sign, right) == ('/', '0') else right})"

    def function(self, depth: int) -> str:
        name = self.chooser.pick(["min", "max", "abs", "round", "floor", "ceil", "log", "exp", "sqrt"])
        first = self.number(depth)
        if name in ("min", "max"):
            return f"{name}({first}, {self.chooser.pick([self.constant, lambda: self.number(depth)])()})"
        if name == "exp":
            return f"exp(min({first}, 3))"
        return f"{name}({first}, {self.chooser.whole(0, 2)})" if name == "round" else f"{name}({first})"

    def events(self) -> str:
        call = self.chooser.pick(EVENT_NUMBERS)
        if "incidents" not in call:
            return call
        if "," not in call and self.chooser.chance(50):
            call = f"{call[:-1]}, {self.chooser.pick(EVENT_TESTS)})"
            return call.replace("count", "share") if self.chooser.chance(30) else call
        return call

    def test(self, depth: int = 2) -> str:
        pick = self.chooser
        kind = pick.whole(0, 8 if depth else 4)
        if kind <= 1:
            return pick.pick(["b1", "b2"])
        if kind == 2:
            return f"{pick.pick(PLAIN)} {pick.pick(SIGNS)} {self.constant()}"
        if kind == 3:
            return self.words()
        if kind == 4:
            known = f"is_known({pick.pick([*PLAIN, 'c1', 'b1'])})"
            return known if pick.chance(50) else f"{self.constant()} < n1 <= {self.constant()}"
        inner = depth - 1
        if kind <= 6:
            return f"({self.test(inner)} {pick.pick(['and', 'or'])} {self.test(inner)})"
        if kind == 7:
            return f"(not {self.test(inner)})"
        return f"{self.number(inner)} {pick.pick(SIGNS)} {self.number(inner)}"

    def words(self) -> str:
        """Texts, choices by code or label, dates."""
        return self.chooser.pick(
            [
                'c1 == "a"',
                'c1 != "degrade"',
                'c1 in ["a", "Passable"]',
                'c1 not in ["b"]',
                't1 == "ete"',
                't1 in ["NORD", "Été"]',
                'd1 >= "2025-12-01"',
                'd1 < "30/11/2026"',
                "b1 == true",
                "b1 != b2",
            ]
        )

    def trigger(self, outcomes: Sequence[str], depth: int = 1) -> str:
        """A condition of a flag, an action or a rule of level: over results, over values, or both."""
        if outcomes and self.chooser.chance(70):
            first = self.chooser.pick(outcomes)
            if self.chooser.chance(40):
                return f"{first} {self.chooser.pick(['and', 'or'])} {self.trigger(outcomes, 0)}"
            return first
        return self.test(depth)
