"""Which actions are proposed, and in what order (design §5.13)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hlmdiag.states import State
from oracle.document import Leaf, Node, Scale
from oracle.expression import Scope, evaluate, name_of, parse
from oracle.leaves import Answer
from oracle.rules import possible_cells, possible_points
from oracle.tree import score_node
from oracle.value import Value, round9


def targets_of(when: str, leaves: set[str]) -> list[str]:
    """The indicators whose score the trigger reads."""
    calls = [node for node in ast.walk(parse(when)) if isinstance(node, ast.Call)]
    names = [name_of(call.args[0]) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "score"]
    return [name for name in dict.fromkeys(names) if name in leaves]


def best_points(leaf: Leaf, scale: Scale) -> float | None:
    cells = None
    if "matrix" in leaf.spec["score"]:
        nothing = Value(None, State.MISSING)
        cells = possible_cells(leaf.spec["score"]["matrix"], nothing, nothing)
    possible = possible_points(leaf.spec["score"], scale, cells)
    if None in possible:
        return None
    return min(possible) if scale.burden else max(possible)


def gain(names: list[str], root: Node, answers: Mapping[str, Answer], scope: Scope, scale: Scale) -> float:
    """How much better the score would be if these indicators were at their best."""
    before = score_node(root, answers, scope, scale).score
    bettered = dict(answers)
    for leaf in root.leaves():
        best = best_points(leaf, scale)
        if leaf.id in names and answers[leaf.id].state == State.SCORED and best is not None:
            bettered[leaf.id] = replace(answers[leaf.id], points=best)
    after = score_node(root, bettered, scope, scale).score
    if before is None or after is None:
        return 0.0
    return max(0.0, before - after if scale.burden else after - before)


def cited(action: Mapping[str, Any]) -> set[str]:
    """The flags that an action names, in its trigger or as those that it answers."""
    calls = [node for node in ast.walk(parse(action["when"])) if isinstance(node, ast.Call)]
    read = {name_of(call.args[0]) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "flag"}
    return read | set(action.get("answers") or ())


def gravity(flag: Mapping[str, Any], levels: list[str]) -> tuple[int, int]:
    """Flags that impose a level, the worst first; then alerts; then the others."""
    if flag.get("no_better_than"):
        return 0, -levels.index(flag["no_better_than"])
    return (1, 0) if flag.get("alert") else (2, 0)


def proposed(
    grid: dict[str, Any], scope: Scope, root: Node, raised: set[str], gain_of: Callable[[list[str]], float]
) -> list[str]:
    """The triggered actions: those that cite a raised flag, the gravest first; then by gain ÷ effort.

    Those whose trigger reads no indicator come after, among equals.
    """
    leaves, levels = {leaf.id for leaf in root.leaves()}, list(grid.get("levels") or {})
    ranked = []
    for order, (name, action) in enumerate((grid.get("actions") or {}).items()):
        if evaluate(action["when"], scope).value is not True:
            continue
        names = targets_of(action["when"], leaves)
        ratio = gain_of(names) / float(action.get("effort") or 1)
        grave = min((gravity(grid["flags"][flag], levels) for flag in cited(action) & raised), default=(3, 0))
        ranked.append((grave, not names, -round9(ratio) if names else 0.0, order, name))
    return [name for *_, name in sorted(ranked)]
