"""Diff of two grid documents: changed, added, removed, renamed, moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from hlmdiag.grid.overlay import answer_blocks, gap_blocks
from hlmdiag.grid.source_map import NodePath
from hlmdiag.rules.normalise import RULES

_COLLECTIONS = frozenset({
    "actions", "choices", "columns", "flags", "levels", "roles", "shares", "stock_alerts", "tables", "uses", "views",
})  # fmt: skip
"""Maps whose keys are ids, given by the author."""
_NAMED = _COLLECTIONS | {"themes", "indicators"}
_NAMES = ("title", "label", "message")


@dataclass(frozen=True)
class Difference:
    """One difference. `at` says where in the document, a theme or an indicator being found by its id alone, wherever
    it stands in the tree; `old` and `new` are the whole paths.

    `before` and `after` are what is written there; the ids of the parents where a node was moved, the keys where
    they were put in another order.
    """

    action: Literal["added", "changed", "moved", "removed", "renamed", "reordered"]
    at: NodePath
    old: NodePath
    new: NodePath
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class _Node:
    path: NodePath
    parent: str
    block: Mapping[str, Any]


def block_at(document: Mapping[str, Any], path: NodePath) -> Any:
    """The block at a path of a document."""
    block: Any = document
    for key in path:
        block = block[key]
    return block


def keys_of(at: NodePath) -> NodePath:
    """The keys of the language in a path, without the ids that an author gave."""
    return tuple(part for rank, part in enumerate(at) if rank == 0 or at[rank - 1] not in _NAMED)


def subject_of(at: NodePath) -> str:
    """Subject of a path: the last id in it, answers of an indicator aside; else the key itself."""
    ids = [str(part) for rank, part in enumerate(at) if rank and at[rank - 1] in _NAMED - {"choices"}]
    return ids[-1] if ids else str(at[0])


def differences_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Every difference between two canonical documents, the head first, then themes and indicators."""
    yield from _walk(_own(before), _own(after), ())
    renamed: dict[str, str] = {}
    for kind in ("themes", "indicators"):
        old, new = _nodes(before, kind), _nodes(after, kind)
        renamed |= renamed_ids(_blocks(old), _blocks(new))
        for step in _ids(_blocks(old), _blocks(new), (kind,)):
            if step.action != "reordered" or len(step.at) > 1:
                yield _placed(step, old, new)
        yield from _moves(old, new, renamed, kind)
        yield from _reorders(old, new, renamed, kind)


def _own(block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key not in ("themes", "indicators")}


def _nodes(document: Mapping[str, Any], kind: str, path: NodePath = (), parent: str = "") -> dict[str, _Node]:
    found = {}
    for inner in ("themes", "indicators"):
        for id, block in (document.get(inner) or {}).items():
            here = (*path, inner, id)
            if inner == kind:
                found[id] = _Node(here, parent, _own(block))
            if inner == "themes":
                found |= _nodes(block, kind, here, id)
    return found


def _blocks(nodes: Mapping[str, _Node]) -> dict[str, Any]:
    return {id: node.block for id, node in nodes.items()}


def _placed(step: Difference, old: Mapping[str, _Node], new: Mapping[str, _Node]) -> Difference:
    """The same step, its paths leading down the tree."""

    def whole(path: NodePath, nodes: Mapping[str, _Node]) -> NodePath:
        node = nodes.get(str(path[1])) if len(path) > 1 else None
        return path if node is None else (*node.path, *path[2:])

    return replace(step, old=whole(step.old, old), new=whole(step.new, new))


def _moves(
    old: Mapping[str, _Node], new: Mapping[str, _Node], renamed: Mapping[str, str], kind: str
) -> Iterator[Difference]:
    for id, node in old.items():
        there = new.get(renamed.get(id, id))
        if there is not None and renamed.get(node.parent, node.parent) != there.parent:
            yield Difference("moved", (kind, there.path[-1]), node.path, there.path, node.parent, there.parent)


def _reorders(
    old: Mapping[str, _Node], new: Mapping[str, _Node], renamed: Mapping[str, str], kind: str
) -> Iterator[Difference]:
    """Children that stay under one parent, in another order."""
    now: dict[NodePath, list[str]] = {}
    stayed = {renamed.get(id, id): renamed.get(node.parent, node.parent) for id, node in old.items()}
    for id, node in new.items():
        if stayed.get(id) == node.parent:
            now.setdefault(node.path[:-1], []).append(id)
    for path, ids in now.items():
        kept = [id for id in stayed if id in ids]
        if kept != ids:
            yield Difference("reordered", (kind,), path, path, kept, ids)


def _walk(
    before: Any, after: Any, old: NodePath, new: NodePath | None = None, *, ids: bool = False
) -> Iterator[Difference]:
    """`ids` says whether the keys of these maps are ids."""
    new = old if new is None else new
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and _same_blocks(before, after):
        for rank, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _walk(one, other, (*old, rank), (*new, rank))
    elif not isinstance(before, Mapping) or not isinstance(after, Mapping) or _another_rule(before, after, new):
        if before != after or isinstance(before, bool) is not isinstance(after, bool):
            yield Difference("changed", new, old, new, before, after)
    elif ids:
        yield from _ids(before, after, new, old)
    else:
        for key in dict.fromkeys((*before, *after)):
            named = key in _COLLECTIONS
            one, other = ((block.get(key) or {}) if named else block.get(key) for block in (before, after))
            if key == "view_gap":
                one, other = gap_blocks(one, other)
            yield from _walk(one, other, (*old, key), (*new, key), ids=named)


def _same_blocks(before: Any, after: Any) -> bool:
    return len(before) == len(after) and all(isinstance(each, Mapping) for each in (*before, *after))


def _another_rule(before: Mapping[str, Any], after: Mapping[str, Any], path: NodePath) -> bool:
    return path[-1:] == ("score",) and set(before) & set(RULES) != set(after) & set(RULES)


def _ids(
    before: Mapping[str, Any], after: Mapping[str, Any], new: NodePath, old: NodePath | None = None
) -> Iterator[Difference]:
    old = new if old is None else old
    renamed = renamed_ids(before, after)
    for id, block in before.items():
        other = renamed.get(id, id)
        here, there = (*old, id), (*new, other)
        if other not in after:
            yield Difference("removed", (*new, id), here, here, block)
            continue
        if other != id:
            yield Difference("renamed", there, here, there, id, other)
        one, two = answer_blocks(block, after[other]) if old[-1:] == ("choices",) else (block, after[other])
        yield from _walk(one, two, here, there)
    known = {renamed.get(id, id) for id in before}
    for id in after:
        if id not in known:
            yield Difference("added", (*new, id), (*new, id), (*new, id), None, after[id])
    kept = [renamed.get(id, id) for id in before if renamed.get(id, id) in after]
    now = [id for id in after if id in known]
    if kept != now:
        yield Difference("reordered", new, old, new, kept, now)


def renamed_ids(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Ids that went and came under the same name, or with the same content: they are one thing under another id.

    What a column says that it replaces comes first.
    """
    gone = {id: block for id, block in before.items() if id not in after}
    come = {id: block for id, block in after.items() if id not in before}
    found = {was: id for id, was in _told(come).items() if was in gone}
    for sign in (_name, _content):
        left = {id: it for id, it in come.items() if id not in found.values()}
        waiting = {id: it for id, it in gone.items() if id not in found}
        theirs = _by_sign(left, sign)
        found |= {id: theirs[it] for it, id in _by_sign(waiting, sign).items() if it in theirs}
    return found


def _told(come: Mapping[str, Any]) -> dict[str, str]:
    """The old id of each new column that says which one it replaces; where two replace one, none is it."""
    told = {
        id: str(block["replaces"].get("column"))
        for id, block in come.items()
        if isinstance(block, Mapping) and isinstance(block.get("replaces"), Mapping)
    }
    return {id: was for id, was in told.items() if list(told.values()).count(was) == 1}


def _by_sign(blocks: Mapping[str, Any], sign: Callable[[Any], str | None]) -> dict[str, str]:
    """The ids by what distinguishes their blocks; a sign that two of them have distinguishes none."""
    signs = {id: sign(block) for id, block in blocks.items()}
    return {it: id for id, it in signs.items() if it is not None and list(signs.values()).count(it) == 1}


def _name(block: Any) -> str | None:
    if isinstance(block, Mapping):
        return next((str(block[key]) for key in _NAMES if key in block), None)
    return block if isinstance(block, str) else None


def _content(block: Any) -> str | None:
    """A block that says at least where its value comes from; two columns of one type are not one thing for that."""
    known = isinstance(block, Mapping) and {"value", "when", "where", "from"} & set(block)
    return json.dumps({**block, "title": None}, sort_keys=True, default=str) if known else None
