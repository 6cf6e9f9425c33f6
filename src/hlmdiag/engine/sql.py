"""Nodes written as SQL: what is read twice becomes a column of an inner query, so that the text stays short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from hlmdiag.engine.asides import Keeper, asides, joined, name
from hlmdiag.engine.dialect import Dialect
from hlmdiag.engine.floors import floors_of, made_columns, mentions_of
from hlmdiag.engine.graph import Node, reachable
from hlmdiag.engine.relations import Grouped, Joined, Relation, SelectedRows, TableSource
from hlmdiag.engine.windows import Aggregate


def query(relation: Relation, wanted: Sequence[Node], keeper: Keeper) -> str:
    """A query that gives these nodes as columns, and a row for each row of the relation."""
    nodes = reachable(wanted)
    made = made_columns(nodes, wanted)
    floors, mentions = floors_of(nodes, made), mentions_of(nodes, made)
    last = dict.fromkeys(floors, 0)
    for node in made.values():
        for number in mentions[node.number]:
            last[number] = max(last[number], floors[node.number])
    last |= {node.number: len(nodes) + 1 for node in wanted}
    given = [node for node in nodes if node.op == "column"]
    text, there = _rows(relation, given, keeper), {node.number: node for node in given}
    written = _written(nodes, made, keeper.dialect)
    for floor in range(1, max((floors[number] for number in made), default=0) + 1):
        new = {number: node for number, node in made.items() if floors[number] == floor}
        there = {number: node for number, node in there.items() if last[number] > floor}
        parts = [name(node) for node in there.values()]
        parts += [f"{written[number]} AS {name(node)}" for number, node in new.items()]
        around = asides([node for node in new.values() if node.op == "over"])
        text = _select(parts, keeper.apart(text) if around else f"({text})")
        if around:
            read = list(dict.fromkeys(node for each in around for node in each.read))
            rows = keeper.kept(query(relation, read, keeper))
            for place, each in enumerate(around):
                keys = [name(key) if key.number in made else written[key.number] for key in each.keys]
                text += joined(each.table(rows, keeper), f"w{place}", keys)
        there |= new
    return text


def _select(parts: Iterable[str], rows: str) -> str:
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM {rows} AS t"


def _written(nodes: Sequence[Node], made: dict[int, Node], dialect: Dialect) -> dict[int, str]:
    texts: dict[int, str] = {}
    for node in nodes:
        parts = [name(arg) if arg.number in made else texts[arg.number] for arg in node.args]
        texts[node.number] = name(node) if node.op in ("column", "over") else dialect.write(node, parts)
    return texts


def _rows(relation: Relation, given: Sequence[Node], keeper: Keeper) -> str:
    """The query of a relation itself, with only the columns that are read."""
    match relation:
        case TableSource(table):
            parts = [f"{keeper.dialect.quoted(str(node.params[1]))} AS {name(node)}" for node in given]
            return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM {table} AS t"
        case Joined():
            return _joined(relation, given, keeper)
        case Grouped():
            return _grouped(relation, given, keeper)
        case SelectedRows(rows, holds, distinct):
            inner = {node: _inner(node) for node in given}
            asked = [*dict.fromkeys([*inner.values(), *distinct, *([holds] if holds is not None else [])])]
            parts = [f"{name(each)} AS {name(node)}" for node, each in inner.items()] or ["1 AS nothing"]
            below = query(rows, asked, keeper)
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


def _joined(relation: Joined, given: Sequence[Node], keeper: Keeper) -> str:
    sides: dict[str, dict[Node, None]] = {
        "l": dict.fromkeys(relation.left_keys), "r": dict.fromkeys(relation.right_keys)
    }  # fmt: skip
    parts = []
    for node in given:
        side = str(node.params[1])
        sides[side][_inner(node)] = None
        parts.append(f"{side}.{name(_inner(node))} AS {name(node)}")
    left, right = query(relation.left, list(sides["l"]), keeper), query(relation.right, list(sides["r"]), keeper)
    pairs = zip(relation.left_keys, relation.right_keys, strict=True)
    on = " AND ".join(f"l.{name(one)} = r.{name(other)}" for one, other in pairs)
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM ({left}) AS l LEFT JOIN ({right}) AS r ON {on}"


def _grouped(relation: Grouped, given: Sequence[Node], keeper: Keeper) -> str:
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
        parts.append(f"{keeper.dialect.aggregate(what.function, texts[0], texts[1], order)} AS {name(node)}")
    below = query(relation.rows, list(asked), keeper)
    keys = ", ".join(name(key) for key in relation.keys)
    groups = f" GROUP BY {keys}" if keys else ""
    return f"SELECT {', '.join(parts) or '1 AS nothing'} FROM ({below}) AS t{groups}"
