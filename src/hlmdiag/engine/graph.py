"""The graph of computations for an engine: each distinct computation is one node, whoever reads it.

A polars expression is a tree, in which what is read twice is written twice; written as SQL, a score would double at
each floor of the grid.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One computation over the rows of a relation: an operation, its inputs, and its parameters.

    Two nodes of one pool are equal if they are the same object. A node is made after those that it reads.
    """

    number: int
    op: str
    args: tuple[Node, ...] = ()
    params: tuple[Hashable, ...] = ()
    never_null: bool = False
    """Whether it has a value on every row, whatever it reads."""


@dataclass
class NodeTable:
    """All the nodes of one computation."""

    _known: dict[tuple[Hashable, ...], Node] = field(default_factory=dict)

    def node(self, op: str, args: Iterable[Node] = (), *params: Hashable) -> Node:
        """The node of an operation: the one that is there, or a new one."""
        read = tuple(args)
        key = (op, tuple(each.number for each in read), params)
        if key not in self._known:
            self._known[key] = Node(len(self._known), op, read, params, _never_null(op, read, params))
        return self._known[key]

    def literal(self, value: Hashable, kind: str) -> Node:
        """A constant; `kind` is its polars type (`Float64`, `String`, …), or `Null`."""
        # `repr` in the key: 0.0, -0.0, 0 and False are equal as keys, but different constants
        return self.node("literal", (), kind, repr(value), value)


def _never_null(op: str, args: tuple[Node, ...], params: tuple[Hashable, ...]) -> bool:
    have_values = [each.never_null for each in args]
    match op:
        case "literal":
            return params[2] is not None
        case "is_null" | "is_not_null" | "sum_horizontal":
            return True
        case "call" if params[0] == "coalesce":
            return any(have_values)
        case "case":
            return all(have_values[1:])
        case "infix" if params[0] == "/":
            return False
        case "infix" | "not" | "any" | "all":
            return all(have_values)
        case "cast":
            return all(have_values) and not params[1]
        case _:
            return False


def reachable(wanted: Iterable[Node]) -> list[Node]:
    """The nodes needed by some nodes, themselves included, each after its inputs."""
    found: dict[int, Node] = {}
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if node.number not in found:
            found[node.number] = node
            waiting += node.args
    return [found[number] for number in sorted(found)]
