"""Checks what numbers are counted in: the unit of a criterion and of its column, fractions where percents are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from hlmdiag.data.normalise_text import unaccented
from hlmdiag.expression import Expression
from hlmdiag.expression.names import ColumnRef
from hlmdiag.expression.tree import Compare, Constant, Ref, Tree, parts
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.findings import Findings
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.thresholds import GoalTable


def check_quantities(grid: Grid, findings: Findings) -> None:
    """Criteria that score a column alone, then every comparison of a column with a constant."""
    for leaf in grid.indicators:
        if leaf.column is not None:
            _check_unit(leaf, grid.columns[leaf.column], findings)
            _check_thresholds(leaf, grid.columns[leaf.column], findings)
    for id, path, condition in _conditions(grid, findings):
        for name, constant in _compared(condition.tree):
            column = grid.columns.get(name)
            if column is not None and _is_fraction([constant], column):
                values = {"id": id, "value": show(constant), "name": name, "percent": show(constant * 100)}
                findings.add("methode.pourcentage-en-fraction", path, **values)


def _check_unit(leaf: Indicator, column: Column, findings: Findings) -> None:
    """Check that the unit of an indicator is that of its column."""
    unit, read = leaf.unit, column.said_unit
    if unit is None or read is None or _bare(unit) == _bare(read):
        return
    if column.type == "percent" and (unit.lstrip().startswith("%") or _bare(unit) in _PERCENT):
        return
    findings.of_node("methode.unite-differente", leaf.id, ("unit",), id=leaf.id, unit=unit, name=column.id, read=read)


_PERCENT = ("pct", "pourcent", "pour cent", "percent", "pourcentage")


def _bare(unit: str) -> str:
    return unaccented(unit).strip(" .")


def _check_thresholds(leaf: Indicator, column: Column, findings: Findings) -> None:
    found = _thresholds(leaf)
    if found and _is_fraction(found, column):
        largest = max(found)
        values = {"id": leaf.id, "value": show(largest), "name": column.id, "percent": show(round(largest * 100, 9))}
        findings.of_node("methode.pourcentage-en-fraction", leaf.id, ("score",), **values)


def _thresholds(leaf: Indicator) -> list[float]:
    """The values at which the points of a rule change, zero apart."""
    match leaf.rule:
        case Steps(steps=steps):
            found = list(steps[1:])
        case GroupedSteps() as rule:
            found = list(rule.limits)
        case Anchors(anchors=anchors):
            found = [value for value, _ in anchors]
        case Linear(linear=posts):
            found = [posts.worst, posts.best]
        case Target(target=goal):
            found = _goals(goal.goal)
        case Choices() | Matrix() | Identity():
            found = []
        case _:
            assert_never(leaf.rule)
    return [value for value in found if value != 0]


def _goals(goal: str | float | GoalTable) -> list[float]:
    """The goals that a rule writes as numbers, whatever the group and the date."""
    if isinstance(goal, GoalTable):
        return list(goal.all())
    return [] if isinstance(goal, str) else [float(goal)]


def _is_fraction(values: list[float], column: Column) -> bool:
    """Whether all are fractions of one where the column holds percents; one bounded lower is meant so."""
    usual = column.type == "percent" and (column.max is None or column.max > _SMALL)
    return usual and all(0 < value <= 1 for value in values) and any(value < 1 for value in values)


_SMALL = 10.0
"""A percent whose own maximum is under this is one of small rates, and its thresholds are what they say."""


def _conditions(grid: Grid, findings: Findings) -> Iterator[tuple[str, NodePath, Expression]]:
    for leaf in grid.indicators:
        if leaf.applies_if is not None:
            yield leaf.id, (*findings.paths.get(leaf.id, ()), "applies_if"), leaf.applies_if
    for flag in grid.flags.values():
        yield flag.id, ("flags", flag.id, "when"), flag.when
    for action in grid.actions:
        yield action.id, ("actions", action.id, "when"), action.when
    for rank, rule in enumerate(grid.level_rules):
        if rule.when is not None:
            yield rule.level, ("level_rules", rank, "when"), rule.when


def _compared(tree: Tree) -> Iterator[tuple[str, float]]:
    """The columns that a condition compares with a number, and that number."""
    if isinstance(tree, Compare) and tree.left.type.kind == "number":
        for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(side, Ref) and isinstance(side.reference, ColumnRef) and isinstance(other, Constant):
                yield side.reference.name, float(str(other.value))
    for part in parts(tree):
        yield from _compared(part)
