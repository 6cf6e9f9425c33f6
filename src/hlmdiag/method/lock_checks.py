"""Checks that an overlay leaves locked nodes what their publisher gave them: their part, and the answers they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.expression.names import EventRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.grid.overlay import Departure
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.findings import Findings, node_paths
from hlmdiag.text.phrase import Listed

_OF_ANCESTORS = ("adjust", "aggregation", "missing")
_OF_SIBLINGS = ("applies_if", "weight")
_WORDS = frozenset({"aliases", "description", "help", "label", "source", "title"})
"""Descriptive keys of a column or a table: they change nothing of what is read."""


def check_locks(grid: Grid, findings: Findings) -> None:
    """Each departure from the parent that reaches a locked node without touching it."""
    locked = dict(_locked(grid.parent)) if grid.parent is not None else {}
    for departure in grid.departures if locked else ():
        path = tuple(departure.path.split("."))
        ids = [id for id, place in locked.items() if _moves(departure, path, place) or _rereads(path, id, place, grid)]
        if ids:
            names = Listed((*ids,), quoted=True)
            findings.add("methode.verrou-contourne", path, entry=departure.path, names=names, count=len(ids))


def _locked(parent: Grid) -> Iterator[tuple[str, NodePath]]:
    """The themes and indicators that a grid locks; those inside one are held by it."""
    above: list[NodePath] = []
    for id, path in node_paths(parent.document).items():
        block: Any = parent.document
        for part in path:
            block = block[part]
        if block.get("locked") is True and not any(path[: len(it)] == it for it in above):
            above.append(path)
            yield id, path


def _moves(departure: Departure, path: NodePath, place: NodePath) -> bool:
    """Whether a departure changes a node's share: by an ancestor, or by a sibling of one."""
    for depth in range(0, len(place), 2):
        above, on_the_way = place[:depth], place[: depth + 2]
        if path[:depth] != above or len(path) == depth:
            continue
        key = path[depth]
        if key in _OF_ANCESTORS or (key == "weight" and depth):
            return True
        beside = key in ("themes", "indicators") and path[: depth + 2] != on_the_way
        if beside and len(path) == depth + 2:
            return _weighs(departure.parent) or _weighs(departure.own)
        if beside and path[depth + 2 :][:1] and path[depth + 2] in _OF_SIBLINGS:
            return True
    return False


def _weighs(block: Any) -> bool:
    return isinstance(block, Mapping) and block.get("weight") != 0


def _rereads(path: NodePath, id: str, place: NodePath, grid: Grid) -> bool:
    """Whether a departure changes how the answers of a node are read: a column, a table, the respondents."""
    leaves = [leaf for leaf in grid.indicators if leaf.id == id or _is_under(leaf.id, place, grid)]
    if path[0] == "respondents":
        return any(leaf.consolidate is not None for leaf in leaves)
    if path[0] not in ("columns", "tables") or len(path) < 3 or path[2] in _WORDS:
        return False
    return any(path[1] in _sources(leaf, str(path[0])) for leaf in leaves)


def _is_under(id: str, place: NodePath, grid: Grid) -> bool:
    path = node_paths(grid.document).get(id, ())
    return path[: len(place)] == place


def _sources(leaf: Indicator, kind: str) -> set[str]:
    """The columns, or the tables, that a criterion reads."""
    if kind == "columns":
        return {*leaf.columns}
    references = leaf.value.references if leaf.value is not None else ()
    return {it.table for it in references if isinstance(it, EventRef)}
