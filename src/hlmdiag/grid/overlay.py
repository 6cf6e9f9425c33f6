"""A grid that extends another one: only what changes is written, and merged into its parent before it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hlmdiag.errors import Location, Problem
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.source_map import NodeOrigin, NodePath, SourceRange, has_path
from hlmdiag.rules.aggregate import AGGREGATIONS
from hlmdiag.rules.normalise import RULES

_OWN = ("id", "version", "language_version", "extends", "publisher", "date", "changelog")
"""Keys that describe the grid itself: changing them is no departure from the parent, and no lock holds them."""
_NOT_INHERITED = ("publisher", "changelog")
"""Keys that are true of the parent alone: its publisher, its history."""
_GAP = ("view_gap",)
_ONE_OF = {"score": frozenset(RULES), "aggregation": frozenset(AGGREGATIONS)}
"""Blocks that name one rule: to name another one replaces the block."""


@dataclass(frozen=True)
class Departure:
    """Something that a grid says otherwise than its parent: where, what the parent says, what it says instead.

    A value that one of the two does not have is None.
    """

    path: str
    parent: Any
    own: Any


def departures(parent: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Departure, ...]:
    """Differences between two canonical documents, in the order of the parent, then additions."""
    return tuple(
        Departure(".".join(path), before, after)
        for path, before, after in _differences(parent, own, ())
        if path[0] not in _OWN
    )


def gap_blocks(before: Any, after: Any) -> tuple[Any, Any]:
    """Two writings of a gap between views as blocks, where one of them is: a bare number is its points."""
    if isinstance(before, Mapping) == isinstance(after, Mapping) or before is None or after is None:
        return before, after
    return tuple(each if isinstance(each, Mapping) else {"points": each} for each in (before, after))  # type: ignore[return-value]


def answer_blocks(before: Any, after: Any) -> tuple[Any, Any]:
    """Two writings of an answer as blocks, where one of them is: a text alone is its label, a number its points."""
    if isinstance(before, Mapping) == isinstance(after, Mapping) or before is None or after is None:
        return before, after
    return _answer_block(before), _answer_block(after)


def _answer_block(answer: Any) -> Any:
    return answer if isinstance(answer, Mapping) else {"label" if isinstance(answer, str) else "points": answer}


def _differences(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if path == _GAP:
        before, after = gap_blocks(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(key), after.get(key), (*path, key))
    elif before != after or type(before) is not type(after):
        yield path, before, after


def overlaid(parent: YamlDocument, own: YamlDocument, parent_id: str) -> YamlDocument:
    """The document of a grid that extends another one, each node where it is written; faults are kept in `problems`."""
    changes = _Changes(own, parent_id)
    data = changes.merged(parent.data, own.data, ())
    changes.check_identity(parent.data)
    changes.check_locks(parent.data, data)
    for key in ("extends", *(key for key in _NOT_INHERITED if own.data.get(key) is None)):
        data.pop(key, None)
    origin = NodeOrigin(parent.file, parent.text)
    places, removed = _of_parent(parent.places, origin), _of_parent(parent.removed, origin)
    places |= own.places
    removed |= {path: own.places[path] for path in changes.removed}
    return replace(
        own, data=data, problems=(*parent.problems, *own.problems, *changes.problems),
        places={path: place for path, place in places.items() if has_path(data, path)},
        removed={path: place for path, place in removed.items() if not has_path(data, path)},
    )  # fmt: skip


def _of_parent(places: Mapping[NodePath, SourceRange], origin: NodeOrigin) -> dict[NodePath, SourceRange]:
    return {path: replace(place, origin=place.origin or origin) for path, place in places.items()}


class _Changes:
    """Applies what an overlay says, refusing what its parent has locked."""

    def __init__(self, own: YamlDocument, parent_id: str) -> None:
        self.own = own
        self.parent_id = parent_id
        self.problems: list[Problem] = []
        self.removed: list[NodePath] = []

    def check_identity(self, parent: Mapping[str, Any]) -> None:
        """An overlay is a grid of its own: another id, a version."""
        for key in ("id", "version"):
            if key not in self.own.data:
                self._refuse("grille.variante-sans-identite", ("extends",), entry=key, parent=self.parent_id)
        if self.own.data.get("id") == parent.get("id"):
            self._refuse("grille.variante-homonyme", ("id",), id=parent.get("id"))

    def check_locks(self, parent: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Check that locked nodes of the parent, and all below, stay unchanged; repeating the same value is allowed."""
        for path in _locked(parent, ()):
            for change, *_ in _differences(_at(parent, path), _at(data, path), ()):
                if path or change[0] not in _OWN:
                    node = ".".join(path) or self.parent_id
                    self._refuse("grille.verrou", (*path, *change), node=node, parent=self.parent_id)

    def merged(self, parent: Mapping[str, Any], own: Mapping[str, Any], path: NodePath) -> dict[str, Any]:
        """The parent's block with what the overlay changes; a new key comes after the one that it follows."""
        result = dict(parent)
        before: str | None = None
        for key, value in own.items():
            if value is None:
                self.removed.append((*path, key))
                if result.pop(key, None) is None:
                    self._refuse("grille.variante-rien-a-retirer", (*path, key), entry=key, parent=self.parent_id)
                continue
            above = parent.get(key)
            if (*path, key) == _GAP and isinstance(value, dict):
                above, value = gap_blocks(above, value)
            if path[-1:] == ("choices",) and isinstance(value, dict):
                above, value = answer_blocks(above, value)
            if isinstance(value, dict) and isinstance(above, dict) and not _names_another(key, parent, value):
                value = self.merged(above, value, (*path, key))
            if key in result or before is None:
                result[key] = value
            else:
                result = _inserted(result, before, key, value)
            before = key
        return result

    def _refuse(self, code: str, path: NodePath, **values: Any) -> None:
        while path and path not in self.own.places:
            path = path[:-1]
        place = self.own.places.get(path)
        where = Location(self.own.file, place.key_line if place else 1, place.key_column if place else 1)
        problem = Problem(code, where, values)
        if problem not in self.problems:
            self.problems.append(problem)


def _names_another(key: str, parent: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    rules = _ONE_OF.get(key)
    return rules is not None and not set(value) & rules <= set(parent[key])


def _inserted(block: Mapping[str, Any], before: str, key: str, value: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for known, kept in block.items():
        result[known] = kept
        if known == before:
            result[key] = value
    return result if key in result else {**result, key: value}


def _locked(block: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The blocks that a document locks; those inside a locked one are held by it."""
    if isinstance(block, Mapping):
        if block.get("locked") is True:
            yield path
            return
        for key, value in block.items():
            yield from _locked(value, (*path, key))


def _at(block: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        block = block.get(key) if isinstance(block, Mapping) else None
    return block
