"""Checks levels that no score reaches, ceilings that no answer reaches, weights that decide alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.method.findings import CheckOptions, Findings, block_at
from hlmdiag.method.score_values import score_values
from hlmdiag.method.value_ranges import ValueRanges

_TOLERANCE = 5e-10
"""Scores are compared to 9 decimals."""


def check_levels(world: ValueRanges, findings: Findings) -> None:
    """Every node that declares levels, and the ends of the whole."""
    for node in world.grid.root.walk():
        if isinstance(node, Theme) and node.levels and _declares(node, world, findings):
            met = world.final_levels() if node.id == ROOT else world.levels(node)
            reach = world.reach(node)
            for place, level in enumerate(node.levels):
                if place not in met:
                    path = (*findings.paths.get(node.id, ()), "levels", level.id)
                    ends = {"low": show(reach.low), "high": show(reach.high)} if reach else {"low": "", "high": ""}
                    findings.add("methode.niveau-inatteignable", path, id=level.id, **ends)
            _check_gaps(node, met, world, findings)
    _check_coverage(world.grid, findings)
    _check_ends(world, findings)


def _check_coverage(grid: Grid, findings: Findings) -> None:
    """Something has to be known of a unit before a level is given to it."""
    nodes = [(), *(path for path in findings.paths.values() if path[-2] == "themes")]
    for path in [*nodes, *([("first_look",)] if grid.first_look is not None else [])]:
        if block_at(grid, path).get("min_coverage") == 0:
            findings.add("methode.couverture-nulle", (*path, "min_coverage"))


def _check_gaps(node: Theme, met: Collection[int], world: ValueRanges, findings: Findings) -> None:
    """No level lies between two scores that follow one another."""
    by_rules = node.id == ROOT and bool(world.grid.level_rules)
    values = None if by_rules or not node.levels.are_bounded else score_values(node, world)
    if not values:
        return
    imposed = {
        flag.no_better_than for flag in world.grid.flags.values() if node.id == ROOT and world.flag(flag.id).true
    }
    for place, level in enumerate(node.levels):
        low, high = node.levels.span(level)
        inside = any(low - _TOLERANCE <= value < high - _TOLERANCE for value in values)
        if place in met and not inside and level.id not in imposed:
            path = (*findings.paths.get(node.id, ()), "levels", level.id)
            below = max((value for value in values if value < high), default=low)
            above = min((value for value in values if value >= high - _TOLERANCE), default=high)
            ends = {"low": show(round(below, 2)), "high": show(round(above, 2))}
            findings.add("methode.niveau-entre-valeurs", path, id=level.id, **ends)


def _declares(node: Theme, world: ValueRanges, findings: Findings) -> bool:
    return bool(block_at(world.grid, findings.paths.get(node.id, ())).get("levels"))


def _check_ends(world: ValueRanges, findings: Findings) -> None:
    scale, reach = world.grid.scale, world.reach(world.grid.root)
    if reach is None or scale.low is None or scale.high is None:
        return
    if round(reach.low, 9) > scale.low or round(reach.high, 9) < scale.high:
        ends = {"low": show(round(reach.low, 2)), "high": show(round(reach.high, 2))}
        path = ("scale",) if world.grid.root.adjust is None else ("adjust",)
        findings.add("methode.plafond", path, first=show(scale.low), last=show(scale.high), **ends)


def check_weights(world: ValueRanges, findings: Findings, limits: CheckOptions) -> None:
    """No criterion decides alone."""
    for id, share in _shares(world.grid.root, 1.0, world):
        if round(share, 9) > limits.heaviest:
            values = {"share": round(share * 100), "limit": round(limits.heaviest * 100, 9)}
            findings.of_node("methode.poids-excessif", id, ("weight",), id=id, **values)


def theme_shares(grid: Grid) -> dict[str, float]:
    """Share of each node in the whole when everything applies; nothing where weights do not matter."""
    leaves = dict(_shares(grid.root, 1.0, ValueRanges(grid)))
    themes = {}
    for theme in grid.themes:
        under = [leaf.id for leaf in theme.walk() if isinstance(leaf, Indicator)]
        if under and all(id in leaves for id in under):
            themes[theme.id] = sum(leaves[id] for id in under)
    return themes | leaves


def _shares(node: Theme, whole: float, world: ValueRanges) -> Iterator[tuple[str, float]]:
    if not node.aggregation.uses_weights:
        return
    weights = {child.id: _weight(node, child, world) for child in node.children}
    total = sum(weights.values())
    for child in node.children:
        own = whole * weights[child.id] / total if total else 0.0
        if isinstance(child, Theme):
            yield from _shares(child, own, world)
        else:
            yield child.id, own


def _weight(node: Theme, child: Theme | Indicator, world: ValueRanges) -> float:
    """Weight of a node; where points are added, their range is the weight."""
    if node.aggregation.normalises:
        return child.weight
    reach = world.points(child) if isinstance(child, Indicator) else world.reach(child)
    return child.weight * (reach.high - reach.low) if reach is not None else 0.0
