"""Checks flags that add nothing: without effect, contained in another one, about a criterion that does not apply."""

from __future__ import annotations

from itertools import combinations

from hlmdiag.expression import Expression
from hlmdiag.expression.names import ColumnRef, ResultRef, Type
from hlmdiag.expression.tree import Compare, Constant, Ref
from hlmdiag.grid.model import Flag, Grid, Indicator
from hlmdiag.method.abstract_values import truth
from hlmdiag.method.consequences import Consequences
from hlmdiag.method.findings import Findings
from hlmdiag.method.value_ranges import ValueRanges
from hlmdiag.text.phrase import Listed

_MOST = 100
"""Flags that are compared two by two; a grid that people read has fewer."""


def check_flags(world: ValueRanges, findings: Findings) -> None:
    """Check each flag alone, then beside the others; a flag that never holds is reported elsewhere."""
    grid = world.grid
    logic = Consequences(grid, world)
    flags = [
        flag for flag in grid.flags.values() if truth(flag.when.tree, world).true and logic.can_hold([flag.when.tree])
    ]
    read = _read_elsewhere(grid)
    idle = {flag.id for flag in flags if flag.id not in read and _is_idle(flag, grid, logic)}
    for flag in flags:
        if flag.id in idle:
            findings.add("methode.drapeau-sans-effet", ("flags", flag.id), id=flag.id)
        ids = _out_of_field(flag, grid, logic)
        if ids:
            findings.add(
                "methode.drapeau-hors-champ", ("flags", flag.id), id=flag.id, names=Listed((*ids,), quoted=True)
            )
    if len(flags) <= _MOST:
        _check_beside(flags, idle, grid, logic, findings)


def _check_beside(flags: list[Flag], idle: set[str], grid: Grid, logic: Consequences, findings: Findings) -> None:
    """No flag is contained in another that does as much."""
    said: set[str] = {*idle, *_read_elsewhere(grid)}
    for first, second in combinations(flags, 2):
        for inner, outer in ((second, first), (first, second)):
            if inner.id not in said and outer.id not in idle and _adds_nothing(inner, outer, grid, logic):
                said.add(inner.id)
                findings.add("methode.drapeau-inclus", ("flags", inner.id), id=inner.id, other=outer.id)
                break


def _is_idle(flag: Flag, grid: Grid, logic: Consequences) -> bool:
    """Whether a flag changes nothing, is read by nothing, and has no help to justify it."""
    if flag.alert:
        return False
    if flag.no_better_than is None:
        block = grid.document["flags"][flag.id]
        return not any(block.get(key) for key in ("source", "help", "why"))
    place = grid.levels.places.get(flag.no_better_than, 0)
    return place == 0 or _is_reached(flag, place, grid, logic)


def _is_reached(flag: Flag, place: int, grid: Grid, logic: Consequences) -> bool:
    """Whether its condition already asks for the level that it imposes, or a worse one."""
    kind = Type("level", levels=grid.levels.ids)
    read = Ref(kind, 0, 0, ResultRef("level", None, None))
    asked = Compare(Type("boolean"), 0, 0, ">=", read, Constant(kind, 0, 0, place))
    return logic.implies(flag.when.tree, asked)


def _read_elsewhere(grid: Grid) -> set[str]:
    """The flags that something reads by their id: another flag, a rule of level, an action."""
    read = {id for action in grid.actions for id in action.answers}
    conditions = [*(flag.when for flag in grid.flags.values()), *(action.when for action in grid.actions)]
    conditions += [rule.when for rule in grid.level_rules if rule.when is not None]
    for condition in conditions:
        read |= {it.node for it in _results(condition) if it.kind == "flag" and it.node is not None}
    return read


def _results(condition: Expression) -> list[ResultRef]:
    return [it for it in condition.references if isinstance(it, ResultRef) and it.grid is None]


def _adds_nothing(inner: Flag, outer: Flag, grid: Grid, logic: Consequences) -> bool:
    """Whether a flag is never raised without another that does at least as much, and that nothing tells from it."""
    places = grid.levels.places
    floors = [places.get(flag.no_better_than, -1) if flag.no_better_than else -1 for flag in (inner, outer)]
    does_more = floors[0] > floors[1] or (inner.alert and not outer.alert)
    return not does_more and logic.implies(inner.when.tree, outer.when.tree)


def _out_of_field(flag: Flag, grid: Grid, logic: Consequences) -> list[str]:
    """The criteria whose answers a flag reads, and that never apply where it holds."""
    apart = {
        leaf.id
        for leaf in grid.indicators
        if leaf.applies_if is not None and not logic.can_hold([flag.when.tree, leaf.applies_if.tree])
    }
    columns = {it.name for it in flag.when.references if isinstance(it, ColumnRef)}
    scored = {it.node for it in _results(flag.when) if it.kind in ("score", "level")}
    found = [leaf.id for leaf in grid.indicators if leaf.id in apart and leaf.id in scored]
    for leaf in grid.indicators:
        if leaf.id in apart and leaf.id not in found:
            told = (
                {it.name for it in leaf.applies_if.references if isinstance(it, ColumnRef)}
                if leaf.applies_if
                else set()
            )
            own = (set(leaf.columns) & columns) - told
            if any(_only_there(name, apart, grid.indicators) for name in own):
                found.append(leaf.id)
    return found


def _only_there(column: str, apart: set[str], leaves: tuple[Indicator, ...]) -> bool:
    """Whether every indicator that reads a column is in `apart`: none of them applies."""
    return all(leaf.id in apart for leaf in leaves if column in leaf.columns)
