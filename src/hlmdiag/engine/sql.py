"""Nodes written as SQL: what is read twice becomes a column of an inner query, so that the text stays short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import assert_never

from hlmdiag.engine.dialect import Dialect
from hlmdiag.engine.graph import Node, reachable
from hlmdiag.engine.relations import Grouped, Joined, Relation, SelectedRows, TableSource
from hlmdiag.engine.windows import Aggregate

_LARGEST, _DEEPEST = 200, 30
"""Most operations in one column, and their deepest nesting: engines parse queries recursively."""
_SMALL = 4
"""Largest expression repeated at each use: this costs less than one more column."""

_REPEATING = ("lookup", "clip", "over")
"""Operations whose SQL writes what they read several times."""


def name(node: Node) -> str:
    """The column of a node in the queries."""
    return f"k{node.number}"


def query(relation: Relation, wanted: Sequence[Node], dialect: Dialect) -> str:
    """A query that gives these nodes as columns, and a row for each row of the relation."""
    nodes = reachable(wanted)
    made = _made(nodes, wanted)
    floors, mentions = _floors(nodes, made), _mentions(nodes, made)
    last = dict.fromkeys(floors, 0)
    for node in made.values():
        for number in mentions[node.number]:
            last[number] = max(last[number], floors[node.number])
    last |= {node.number: len(nodes) + 1 for node in wanted}
    given = [node for node in nodes if node.op == "column"]
    text, there = _rows(relation, given, dialect), {node.number: node for node in given}
    written = _written(nodes, made, dialect)
    for floor in range(1, max((floors[number] for number in made), default=0) + 1):
        new = {number: node for number, node in made.items() if floors[number] == floor}
        there = {number: node for number, node in there.items() if last[number] > floor}
        parts = [name(node) for node in there.values()]
        parts += [f"{written[number]} AS {name(node)}" for number, node in new.items()]
        text = _select(parts, text)
        there |= new
    return text


def _select(parts: Iterable[str], rows: str) -> str:
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM ({rows}) AS t"


def _made(nodes: Sequence[Node], wanted: Sequence[Node]) -> dict[int, Node]:
    """The nodes that become columns: asked for, read several times, windows, and whatever would be too large."""
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
        if node.op != "column" and (node.number in asked or several or large or node.op == "over"):
            made[node.number] = node
    return made


def _floors(nodes: Sequence[Node], made: dict[int, Node]) -> dict[int, int]:
    """Query level of each node: a node read as a column belongs to an inner query."""
    floors: dict[int, int] = {}
    for node in nodes:
        floor = max((floors[arg.number] for arg in node.args), default=0)
        floors[node.number] = floor + 1 if node.number in made else floor
    return floors


def _mentions(nodes: Sequence[Node], made: dict[int, Node]) -> dict[int, frozenset[int]]:
    """The columns that the text of each node reads."""
    found: dict[int, frozenset[int]] = {}
    for node in nodes:
        parts = [
            frozenset((arg.number,)) if arg.op == "column" or arg.number in made else found[arg.number]
            for arg in node.args
        ]
        found[node.number] = frozenset().union(*parts)
    return found


def _written(nodes: Sequence[Node], made: dict[int, Node], dialect: Dialect) -> dict[int, str]:
    texts: dict[int, str] = {}
    for node in nodes:
        parts = [name(arg) if arg.number in made else texts[arg.number] for arg in node.args]
        texts[node.number] = name(node) if node.op == "column" else dialect.write(node, parts)
    return texts


def _rows(relation: Relation, given: Sequence[Node], dialect: Dialect) -> str:
    """The query of a relation itself, with only the columns that are read."""
    match relation:
        case TableSource(table):
            parts = [f"{dialect.quoted(str(node.params[1]))} AS {name(node)}" for node in given]
            return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM {table} AS t"
        case Joined():
            return _joined(relation, given, dialect)
        case Grouped():
            return _grouped(relation, given, dialect)
        case SelectedRows(rows, holds, distinct):
            inner = {node: _inner(node) for node in given}
            asked = [*dict.fromkeys([*inner.values(), *distinct, *([holds] if holds is not None else [])])]
            parts = [f"{name(each)} AS {name(node)}" for node, each in inner.items()] or ["1 AS nothing"]
            below = query(rows, asked, dialect)
            if holds is not None:
                return f"SELECT {', '.join(parts)} FROM ({below}) AS t WHERE {name(holds)}"
            once = ", ".join(name(each) for each in distinct)
            return f"SELECT {', '.join(parts)} FROM (SELECT DISTINCT {once} FROM ({below}) AS t) AS t"
        case _:
            assert_never(relation)


def _inner(node: Node) -> Node:
    found = node.params[-1]
    assert isinstance(found, Node)
    return found


def _joined(relation: Joined, given: Sequence[Node], dialect: Dialect) -> str:
    sides: dict[str, dict[Node, None]] = {
        "l": dict.fromkeys(relation.left_keys), "r": dict.fromkeys(relation.right_keys)
    }  # fmt: skip
    parts = []
    for node in given:
        side = str(node.params[1])
        sides[side][_inner(node)] = None
        parts.append(f"{side}.{name(_inner(node))} AS {name(node)}")
    left, right = query(relation.left, list(sides["l"]), dialect), query(relation.right, list(sides["r"]), dialect)
    pairs = zip(relation.left_keys, relation.right_keys, strict=True)
    on = " AND ".join(f"l.{name(one)} = r.{name(other)}" for one, other in pairs)
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM ({left}) AS l LEFT JOIN ({right}) AS r ON {on}"


def _grouped(relation: Grouped, given: Sequence[Node], dialect: Dialect) -> str:
    """Params of its columns: the aggregate and the nodes it reads, or the key itself."""
    asked: dict[Node, None] = dict.fromkeys([*relation.keys, *relation.order])
    parts = []
    for node in given:
        what = node.params[1]
        if not isinstance(what, Aggregate):
            parts.append(f"{name(_inner(node))} AS {name(node)}")
            continue
        value, kept = node.params[2], node.params[3]
        read = [each if isinstance(each, Node) else None for each in (value, kept)]
        asked |= dict.fromkeys(each for each in read if each is not None)
        texts = [None if each is None else name(each) for each in read]
        order = ", ".join(name(each) for each in relation.order)
        parts.append(f"{dialect.aggregate(what.function, texts[0], texts[1], order)} AS {name(node)}")
    below = query(relation.rows, list(asked), dialect)
    keys = ", ".join(name(key) for key in relation.keys)
    groups = f" GROUP BY {keys}" if keys else ""
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM ({below}) AS t{groups}"
