"""Which computations become columns of a query, and in which of the queries nested in one another each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hlmdiag.engine.graph import Node

_LARGEST, _DEEPEST = 200, 30
"""Most operations in one column, and their deepest nesting: engines parse queries recursively."""
_SMALL = 4
"""Largest expression repeated at each use: this costs less than one more column."""
_BRANCH = 15
"""Largest expression that stands in a condition or in its branches: engines work these out for some rows at a time,
several times slower than a column."""
_REPEATING = ("lookup", "clip")
"""Operations whose SQL writes what they read several times."""
_ASIDE = ("over", "row_number")
"""Operations over many rows."""


def made_columns(nodes: Sequence[Node], wanted: Sequence[Node]) -> dict[int, Node]:
    """The nodes that become columns: asked for, read several times, over many rows, and whatever would be too large."""
    asked = {node.number for node in wanted}
    uses = Counter(arg.number for node in nodes for arg in node.args)
    uses.update(node.args[0].number for node in nodes if node.op in _REPEATING)
    made: dict[int, Node] = {}
    sizes: dict[int, tuple[int, int]] = {}
    for node in nodes:
        inner = [sizes[arg.number] for arg in node.args if arg.number not in made]
        size, depth = 1 + sum(size for size, _ in inner), 1 + max((depth for _, depth in inner), default=0)
        sizes[node.number] = size, depth
        several = uses[node.number] > 1 and size > _SMALL
        large = size > _LARGEST or depth > _DEEPEST
        if node.op == "case":
            # a choice that follows another one is written after it
            parts = node.args[:2] if node.args[2].op == "case" else node.args
            made |= {arg.number: arg for arg in parts if arg.op != "column" and sizes[arg.number][0] > _BRANCH}
        if node.op != "column" and (node.number in asked or several or large or node.op in _ASIDE):
            made[node.number] = node
    return made


def floors_of(nodes: Sequence[Node], made: dict[int, Node]) -> dict[int, int]:
    """Query level of each node: a node read as a column belongs to an inner query."""
    floors: dict[int, int] = {}
    for node in nodes:
        floor = max((floors[arg.number] for arg in node.args), default=0)
        floors[node.number] = floor + 1 if node.number in made else floor
    return floors


def mentions_of(nodes: Sequence[Node], made: dict[int, Node]) -> dict[int, frozenset[int]]:
    """The columns that the text of each node reads."""
    found: dict[int, frozenset[int]] = {}
    for node in nodes:
        parts = [
            frozenset((arg.number,)) if arg.op == "column" or arg.number in made else found[arg.number]
            for arg in node.args
        ]
        found[node.number] = frozenset().union(*parts)
    return found
