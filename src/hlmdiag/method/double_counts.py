"""Checks that one answer counts once: two criteria that score one column, as it is or through a formula."""

from __future__ import annotations

from hlmdiag.expression.names import ColumnRef
from hlmdiag.grid.model import Indicator
from hlmdiag.method.consequences import Consequences, TreeShape, unscaled
from hlmdiag.method.findings import Findings
from hlmdiag.method.value_ranges import ValueRanges


def check_double_counts(world: ValueRanges, findings: Findings) -> None:
    """Criteria that count, but for two that never apply together."""
    logic = Consequences(world.grid, world)
    readers: dict[TreeShape, list[Indicator]] = {}
    for leaf in world.grid.indicators:
        thing = _scored(leaf)
        if thing is None or leaf.weight <= 0:
            continue
        others = readers.setdefault(thing, [])
        twin = next((other for other in others if _apply_together(leaf, other, logic)), None)
        others.append(leaf)
        if twin is not None:
            values = {"id": leaf.id, "other": twin.id, "column": leaf.value.text if leaf.value else ""}
            findings.of_node("methode.double-compte", leaf.id, (), **values)


def _scored(leaf: Indicator) -> TreeShape | None:
    """Key of an indicator's value: its only column, else the value without constants."""
    if leaf.value is None:
        return None
    references = leaf.value.references
    if len(references) == 1 and isinstance(references[0], ColumnRef):
        return ("read", references[0])
    return unscaled(leaf.value.tree) if references else None


def _apply_together(leaf: Indicator, other: Indicator, logic: Consequences) -> bool:
    conditions = [each.applies_if.tree for each in (leaf, other) if each.applies_if is not None]
    return logic.can_hold(conditions)
