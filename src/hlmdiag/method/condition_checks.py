"""Checks conditions that never hold, or always do: an action never proposed, a flag always raised."""

from __future__ import annotations

from hlmdiag.expression import Expression
from hlmdiag.expression.tree import Tree
from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.abstract_values import World, possible, truth
from hlmdiag.method.consequences import Consequences
from hlmdiag.method.domain import Numbers
from hlmdiag.method.findings import Findings
from hlmdiag.method.value_ranges import ValueRanges
from hlmdiag.text.phrase import Listed


def check_conditions(world: ValueRanges, findings: Findings) -> None:
    """Applicability, bases, flags, rules of level, triggers."""
    for leaf in world.grid.indicators:
        path = findings.paths.get(leaf.id, ())
        if leaf.applies_if is not None:
            _check(leaf.applies_if, (*path, "applies_if"), leaf.id, world, findings)
        if leaf.min_base is not None:
            base = possible(leaf.min_base.value.tree, world)
            if isinstance(base, Numbers) and base.high < leaf.min_base.at_least:
                text = f"{leaf.min_base.value.text} >= {show(leaf.min_base.at_least)}"
                findings.add("methode.jamais-vraie", (*path, "min_base"), id=leaf.id, condition=text)
    for flag in world.grid.flags.values():
        _check(flag.when, ("flags", flag.id, "when"), flag.id, world, findings)
    for rank, rule in enumerate(world.grid.level_rules):
        if rule.when is not None:
            _check(rule.when, ("level_rules", rank, "when"), rule.level, world, findings)
    _check_order(world, findings)
    for action in world.grid.actions:
        path = ("actions", action.id, "when")
        _check(action.when, path, action.id, world.final, findings, never="methode.action-jamais-declenchee")


def _check(
    condition: Expression,
    path: NodePath,
    id: str,
    world: World,
    findings: Findings,
    never: str = "methode.jamais-vraie",
) -> None:
    found = truth(condition.tree, world)
    if not found.true or not Consequences(findings.grid, world).can_hold([condition.tree]):
        findings.add(never, path, id=id, condition=show(condition.text))
    elif not found.false:
        findings.add("methode.toujours-vraie", path, id=id, condition=show(condition.text))


def _check_order(world: ValueRanges, findings: Findings) -> None:
    """No rule of level comes after others that hold whenever it does."""
    logic = Consequences(world.grid, world)
    earlier: list[tuple[str, Tree]] = []
    for rank, rule in enumerate(world.grid.level_rules):
        if rule.when is None:
            return
        when = rule.when.tree
        if logic.can_hold([when]) and not logic.can_hold([when], [tree for _, tree in earlier]):
            alone = [level for level, tree in earlier if logic.implies(when, tree)]
            names = Listed(tuple(dict.fromkeys(alone[:1] or [level for level, _ in earlier])), quoted=True)
            values = {"level": rule.level, "condition": show(rule.when.text), "names": names}
            findings.add("methode.regle-masquee", ("level_rules", rank), **values)
        earlier.append((rule.level, when))
