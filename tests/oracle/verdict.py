"""Flags, levels and actions of one unit, once its scores are known (design §5.7 to §5.9, §5.12, §5.13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hlmdiag.states import KNOWN, NAMES, State
from oracle.actions import gain, proposed
from oracle.document import Node, Scale, tree_of
from oracle.expression import Scope, evaluate
from oracle.leaves import Answer
from oracle.levels import met, raised, with_flags
from oracle.stock import Stock
from oracle.value import Bounds, Value, absent, known, round9

Row = dict[str, Any]
STATES = {name: state for state, name in NAMES.items()}


def read_result(document: Row, result: Row, kind: str, node: str | None, levels: list[str]) -> Value:
    """`score(X)`, `level(X)`, `coverage(X)`, `flag(X)` read in a result."""
    if kind == "flag":
        if node in result["flags_to_check"]:
            return absent(State.MISSING)
        return known(node in result["flags"])
    if f"state:{node}" in result:
        state = STATES[result[f"state:{node}"]]
        if kind == "coverage" and state != State.NOT_APPLICABLE:
            return known(float(state == State.SCORED))
        return known(result[f"score:{node}"]) if state == State.SCORED else absent(state)
    value = result[f"{kind}:{node}" if node else kind]
    if value is not None:
        return known(levels.index(value) if kind == "level" else value)
    by_rules = kind == "level" and not node and document.get("level_rules")
    applicable = by_rules or result[f"coverage:{node}" if node else "coverage"] is not None
    return absent(State.MISSING if applicable else State.NOT_APPLICABLE)


def level_ids(document: Row, node: str | None) -> list[str]:
    """The levels that `level` or `level(X)` stands among, from best to worst."""
    root = tree_of(document)
    return list(next(line for line in root.nodes() if line.id == (node or "")).levels)


def used_results(used: Mapping[str, tuple[Row, Row | None]]) -> tuple[Callable[..., Value], Callable[..., list[str]]]:
    """How an expression reads the results of other grids; one that was not given is missing."""

    def levels(node: str | None, grid: str | None) -> list[str]:
        return level_ids(used[grid][0], node)

    def outcome(kind: str, node: str | None, grid: str | None) -> Value:
        document, result = used[grid]
        if result is None:
            return absent(State.MISSING)
        return read_result(document, result, kind, node, levels(node, grid) if kind == "level" else [])

    return outcome, levels


class Verdict:
    """What is said of a unit beyond its scores; each answer is written into its result."""

    def __init__(
        self,
        grid: Row,
        root: Node,
        scale: Scale,
        answers: Mapping[str, Answer],
        stock: Stock,
        index: int,
        used: Mapping[str, tuple[Row, Row | None]],
        result: Row,
    ) -> None:
        self.grid, self.root, self.scale, self.answers, self.result = grid, root, scale, answers, result
        self.ids = list(root.levels)
        self.flags = grid.get("flags") or {}
        self.decided: dict[str, bool | None] = {}
        self.level: str | None = None
        self.of_used = used_results(used)
        self.scope: Scope = stock.scope(index, self.outcome, self.level_names)

    def outcome(self, kind: str, node: str | None, grid: str | None) -> Value:
        if grid is not None:
            return self.of_used[0](kind, node, grid)
        if kind == "flag":
            held = self.flag(node)
            return absent(State.MISSING) if held is None else known(held)
        if kind == "alerts":
            held = [self.flag(name) for name, spec in self.flags.items() if spec.get("alert")]
            return known(Bounds(held.count(True), held.count(True) + held.count(None)))
        if kind == "level" and node is None:
            final = {"level": self.level, "coverage": self.result["coverage"]}
            return read_result(self.grid, final, kind, None, self.ids)
        levels = level_ids(self.grid, node) if kind == "level" else []
        return read_result(self.grid, self.result, kind, node, levels)

    def level_names(self, node: str | None, grid: str | None) -> list[str]:
        return level_ids(self.grid, node) if grid is None else self.of_used[1](node, grid)

    def flag(self, name: str) -> bool | None:
        """True, false, or None where it is to be checked."""
        if name not in self.decided:
            value = evaluate(self.flags[name]["when"], self.scope)
            self.decided[name] = value.value if value.state == KNOWN else None
        return self.decided[name]

    def complete(self, override: str | None) -> None:
        result = self.result
        for kind in ("score", "low", "high", "coverage"):
            result[kind] = result[f"{kind}:"]
        rules = self.grid.get("level_rules")
        computed = result["level:"]
        possible: set[int] = set()
        if result["coverage"] is not None:
            possible = met(self.root.levels, result["low"], result["high"], self.scale.burden)
        if rules:
            computed, possible = self.by_rules(rules)
        result["level_computed"] = self.level = computed
        result["conclusive"] = computed is not None if rules else result["score"] is not None
        held = {name: self.flag(name) for name in self.flags}
        after = with_flags(possible, self.floors(held, True), self.floors(held, None))
        result["levels_possible"] = [self.ids[index] for index in after]
        result["level"] = override or self.final(computed, after, self.floors(held, True))
        result["flags"] = [name for name in self.flags if held[name]] + (["ecart_regards"] if self.apart() else [])
        result["flags_to_check"] = [name for name in self.flags if held[name] is None]
        self.level = result["level"]
        result["actions"] = proposed(
            self.grid,
            self.scope,
            self.root,
            {name for name in self.flags if held[name]},
            lambda names: gain(names, self.root, self.answers, self.scope, self.scale),
        )

        for name, share in ((self.grid.get("roll_up") or {}).get("shares") or {}).items():
            value = evaluate(share["when"], self.scope)
            result[f"share:{name}"] = value.value if value.state == KNOWN else None

    def by_rules(self, rules: list[Row]) -> tuple[str | None, set[int]]:
        """The first rule that holds wins, only if no earlier one is undecided."""
        undecided = []
        for rule in rules:
            holds = known(True) if rule.get("when") is None else evaluate(rule["when"], self.scope)
            if holds.state != KNOWN:
                undecided.append(rule["level"])
            elif holds.value:
                possible = {self.ids.index(level) for level in [*undecided, rule["level"]]}
                return (None if undecided else rule["level"]), possible
        return None, {self.ids.index(level) for level in undecided}

    def floors(self, held: Mapping[str, bool | None], wanted: bool | None) -> list[int]:
        """The levels under which the flags so decided let no unit stay."""
        return [
            self.ids.index(spec["no_better_than"])
            for name, spec in self.flags.items()
            if held[name] is wanted and spec.get("no_better_than")
        ]

    def final(self, computed: str | None, possible: list[int], floors: list[int]) -> str | None:
        if computed is not None:
            return self.ids[raised(self.ids.index(computed), floors)]
        return self.ids[possible[0]] if len(possible) == 1 else None

    def apart(self) -> bool:
        """Whether views are too far apart, at the root or on a theme."""
        if self.grid.get("view_gap") is None:
            return False
        gaps = [gap for name, gap in self.result.items() if name.split(":")[0] == "gap" and gap is not None]
        wide = self.grid["view_gap"]
        points = float(wide["points"] if isinstance(wide, dict) else wide)
        return any(abs(round9(gap)) >= points for gap in gaps)
