"""The range of each thing that an expression reads in one grid: columns, events, scores, levels, flags."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from hlmdiag.expression.names import ColumnRef, EventRef, Reference, ResultRef, StockRef
from hlmdiag.grid.data_model import Column as GridColumn
from hlmdiag.grid.flags import flags_read_by
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.method.abstract_values import possible, truth
from hlmdiag.method.domain import ANY_NUMBER, Domain, Members, Numbers, Truth, only
from hlmdiag.method.score_range import combined, on_scale, points_of, within
from hlmdiag.rules.span import Span, SpanOfChild

_NUMERIC = ("integer", "number", "percent")


@dataclass
class ValueRanges:
    """The answers are looked for once each; the grid has no cycle, since it loads."""

    grid: Grid
    _reaches: dict[str, Numbers | None] = field(default_factory=dict)
    _flags: dict[str, Truth] = field(default_factory=dict)
    _nodes: dict[str, Theme | Indicator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """List the nodes once."""
        self._nodes = {node.id: node for node in self.grid.root.walk()}

    def __call__(self, reference: Reference) -> Domain:
        """Domain of a value that is read; `level` is the level of the score, before flags."""
        match reference:
            case ColumnRef(name=name):
                return column_domain(self.grid.columns.get(name))
            case EventRef():
                return self._event(reference)
            case StockRef(function=function, column=column):
                places = {"percentile": Numbers(0, 100), "rank": Numbers(1), "zscore": ANY_NUMBER}
                return places[function] if function in places else column_domain(self.grid.columns.get(column))
            case ResultRef(grid=None):
                return self._outcome(reference)
            case ResultRef(grid=str(other)) if other in self.grid.every_use:
                return ValueRanges(self.grid.every_use[other]).final(ResultRef(reference.kind, reference.node, None))
        return Members()

    def final(self, reference: Reference) -> Domain:
        """The same, where `level` is the final one, after flags."""
        if isinstance(reference, ResultRef) and reference.kind == "level" and not reference.node and not reference.grid:
            return Members(frozenset(self.final_levels()))
        return self(reference)

    def points(self, indicator: Indicator) -> Numbers:
        """The points that an indicator can get, as its rule writes them."""
        return points_of(indicator, self.grid.scale, self)

    def reach(self, node: Theme | Indicator) -> Numbers | None:
        """The scores that a node can get; None when it has nothing to score."""
        if node.id not in self._reaches:
            self._reaches[node.id] = self._indicator(node) if isinstance(node, Indicator) else self._theme(node)
        return self._reaches[node.id]

    def levels(self, theme: Theme) -> list[int]:
        """The places of the levels that the score of a node can get."""
        if theme.id == ROOT and self.grid.level_rules:
            return self._levels_by_rules()
        reach = self.reach(theme)
        if reach is None or not theme.levels.are_bounded:
            return list(range(len(theme.levels)))
        return [place for place, level in enumerate(theme.levels) if _meets(theme.levels.span(level), reach)]

    def final_levels(self) -> list[int]:
        """The places of the levels of the whole once flags have raised them."""
        found = set(self.levels(self.grid.root))
        places = self.grid.levels.places
        for flag in self.grid.flags.values():
            if flag.no_better_than in places and self.flag(flag.id).true:
                floor = places[flag.no_better_than]
                found |= {floor} if any(place <= floor for place in found) else set()
        return sorted(found)

    def flag(self, id: str) -> Truth:
        """Whether a flag can be raised, and whether it can be down."""
        waiting = [] if id in self._flags else [id]
        while waiting:  # those that it reads before it, however long the chain is
            when = self.grid.flags[waiting[-1]].when
            unread = [each for each in flags_read_by(when, self.grid.flags) if each not in self._flags]
            if not unread:
                self._flags[waiting.pop()] = truth(when.tree, self)
            waiting += unread
        return self._flags[id]

    def _indicator(self, leaf: Indicator) -> Numbers:
        return on_scale(self.points(leaf), leaf, self.grid.scale)

    def _theme(self, theme: Theme) -> Numbers | None:
        children = []
        for node in theme.children:
            reach = self.reach(node)
            if reach is not None and node.weight > 0:
                children.append(SpanOfChild(Span(reach.low, reach.high), node.weight, may_not_apply(node)))
        if not children:
            return None
        found = combined(theme, children, self.grid.scale)
        if theme.adjust is not None:
            own = found
            adjusted = possible(theme.adjust.tree, lambda it: own if it == ResultRef("score", None, None) else self(it))
            found = adjusted if isinstance(adjusted, Numbers) else ANY_NUMBER
        return within(found, self.grid.scale)

    def _levels_by_rules(self) -> list[int]:
        found = set()
        for rule in self.grid.level_rules:
            decided = truth(rule.when.tree, self) if rule.when is not None else Truth(true=True, false=False)
            found |= {self.grid.levels.places[rule.level]} if decided.true else set()
            if not decided.false:
                break
        return sorted(found)

    def _event(self, event: EventRef) -> Domain:
        if event.function in ("count", "share"):
            return Numbers(0, math.inf if event.function == "count" else 1)
        table = self.grid.tables.get(event.table)
        bounds = column_domain(table.columns.get(event.column) if table and event.column else None)
        if event.function != "sum" or not isinstance(bounds, Numbers):
            return bounds
        return Numbers(0 if bounds.low >= 0 else -math.inf, 0 if bounds.high <= 0 else math.inf)

    def _outcome(self, outcome: ResultRef) -> Domain:
        match outcome.kind:
            case "coverage":
                return Numbers(0, 1)
            case "alerts":
                alerts = [flag for flag in self.grid.flags.values() if flag.alert and self.flag(flag.id).true]
                return only(range(len(alerts) + 1))
            case "flag":
                return self.flag(outcome.node or "")
        node = self._nodes.get(outcome.node or ROOT)
        if outcome.kind == "level":
            return Members(frozenset(self.levels(node))) if isinstance(node, Theme) else Members()
        return (self.reach(node) if node is not None else None) or ANY_NUMBER


def column_domain(column: GridColumn | None) -> Domain:
    """Domain of the answers of a column."""
    if column is None:
        return Members()
    if column.type in _NUMERIC:
        return Numbers(-math.inf if column.min is None else column.min, math.inf if column.max is None else column.max)
    if column.type == "boolean":
        return Truth()
    return Members(frozenset(column.choices)) if column.type == "choice" else Members()


def may_not_apply(node: Theme | Indicator) -> bool:
    """Whether a node may have nothing that applies to a unit."""
    if isinstance(node, Indicator):
        return node.applies_if is not None
    return all(may_not_apply(child) for child in node.children if child.weight > 0)


def _meets(span: tuple[float, float], reach: Numbers) -> bool:
    """Whether a score can fall into a level."""
    low, high = span
    tolerance = 5e-10  # scores are compared to 9 decimals
    if reach.values is not None:
        return any(low - tolerance <= value < high - tolerance for value in reach.values)
    return reach.high >= low - tolerance and reach.low < high - tolerance
