"""Reads the YAML of a grid by our own rules: nothing implicit, nothing hostile, every key and value with its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.scalars import plain_value
from hlmdiag.grid.source_map import NodePath, SourceRange, line_and_column
from hlmdiag.grid.yaml_errors import explain_yaml_error

# a grid of 200 indicators with descriptors has 15,000 nodes in 300 kB: this leaves room and stops a YAML bomb
_BYTES = 2_000_000
_NODES = 100_000
_DEPTH = 40
_SCALAR = 20_000
_ALIASES = 200
_SHOWN = 60
"""Longest part of a name quoted in a message."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that YAML refuses (its specification, §5.1)."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlDocument:
    """A document as plain data, the place of each of its nodes, and the faults that did not prevent reading it.

    `removed`: the nodes of a parent that an overlay takes away, each with the place where it says so.
    """

    data: Any
    places: Mapping[NodePath, SourceRange]
    file: str
    text: str = ""
    problems: tuple[Problem, ...] = ()
    removed: Mapping[NodePath, SourceRange] = field(default_factory=dict)


@dataclass
class _Node:
    """A node of the document; `size` counts its nodes once every alias is replaced by its target."""

    kind: str
    line: int
    column: int
    start: int
    end: int = 0
    style: str = ""
    value: str = ""
    items: list[_Node] = field(default_factory=list)
    size: int = 1
    anchor: str | None = None
    tagged: bool = False


def read_yaml(raw: bytes, file: str) -> YamlDocument:
    """Understand the bytes of a file, or raise with the one sentence that says why they are not YAML."""
    text = _decode(raw, file)
    root = _compose(text, file)
    unfolding = _Unfolding(file)
    data = unfolding.plain(root, ()) if root is not None else None
    if root is not None:
        unfolding.places[()] = SourceRange(
            root.line, root.column, root.line, root.column, root.start, root.end, root.style
        )
    return YamlDocument(data, unfolding.places, file, text, tuple(unfolding.problems))


def _decode(raw: bytes, file: str) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refusal("grille.classeur", file)
    if len(raw) > _BYTES:
        raise _refusal("grille.yaml.taille", file, size=len(raw), limit=_BYTES)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refusal("grille.yaml.encodage", file, 1, 1)
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        raise _refusal("grille.yaml.encodage", file, line, column) from None


def _refusal(code: str, file: str, line: int | None = None, column: int | None = None, **values: Any) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line, column), values)])


@lru_cache(maxsize=8)
def _compose(text: str, file: str) -> _Node | None:
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        line, column = line_and_column(text, forbidden.start())
        raise _refusal("grille.yaml.caractere", file, line, column, character=f"U+{ord(forbidden.group()):04X}")
    composing = _Composing(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            composing.take(event)
    except yaml.MarkedYAMLError as fault:
        raise HlmdiagError([explain_yaml_error(fault, text, file)]) from None
    return composing.root


class _Composing:
    """Builds the nodes from the parser's events without recursion, so that no depth of brackets can hurt."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: _Node | None = None
        self.open: list[_Node] = []
        self.anchors: dict[str, _Node] = {}
        self.aliases = 0
        self.documents = 0
        self.nodes = 0

    def take(self, event: Any) -> None:
        """Add one event of the parser to the document."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            node = self.open.pop()
            node.end = event.end_mark.index if event.end_mark else node.start
            self._close(node)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._refuse("grille.yaml.documents", event)

    def _refuse(self, code: str, event: Any, **values: Any) -> HlmdiagError:
        mark = event.start_mark
        return _refusal(code, self.file, mark.line + 1, mark.column + 1, **values)

    def _node(self, kind: str, event: Any) -> _Node:
        mark = event.start_mark
        self.nodes += 1
        if self.nodes > _NODES:
            raise self._refuse("grille.yaml.noeuds", event, limit=_NODES)
        node = _Node(kind, mark.line + 1, mark.column + 1, mark.index, event.end_mark.index)
        node.anchor = event.anchor
        node.tagged = event.tag is not None
        return node

    def _scalar(self, event: Any) -> None:
        if len(event.value) > _SCALAR:
            raise self._refuse("grille.yaml.texte", event, size=len(event.value), limit=_SCALAR)
        node = self._node("scalar", event)
        node.value, node.style = event.value, event.style or ""
        self._close(node)

    def _open(self, event: Any) -> None:
        if len(self.open) >= _DEPTH:
            raise self._refuse("grille.yaml.profondeur", event, limit=_DEPTH)
        node = self._node("map" if isinstance(event, yaml.MappingStartEvent) else "list", event)
        node.style = "flow" if event.flow_style else "block"
        self.open.append(node)

    def _alias(self, event: Any) -> None:
        self.aliases += 1
        if self.aliases > _ALIASES:
            raise self._refuse("grille.yaml.renvois", event, limit=_ALIASES)
        target = self.anchors.get(event.anchor)
        if target is None:
            raise self._refuse("grille.yaml.renvoi", event, name=event.anchor[:_SHOWN])
        self._attach(target)

    def _close(self, node: _Node) -> None:
        if node.anchor is not None:
            self.anchors[node.anchor] = node
        self._attach(node)

    def _attach(self, node: _Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.items.append(node)
        parent.size += node.size
        if parent.size > _NODES:
            raise _refusal("grille.yaml.noeuds", self.file, parent.line, parent.column, limit=_NODES)


class _Unfolding:
    """Turns nodes into plain data, noting places, repeated keys and everything that a grid may not use."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[NodePath, SourceRange] = {}
        self.problems: list[Problem] = []
        self.said: set[tuple[str, int, int]] = set()

    def plain(self, node: _Node, path: NodePath) -> Any:
        """The data of a node, its aliases replaced."""
        if node.tagged:
            self._say("grille.yaml.etiquette", node)
        if node.kind == "scalar":
            return node.value if node.style else plain_value(node.value)
        if node.kind == "list":
            return [self._item(item, item, (*path, rank)) for rank, item in enumerate(node.items)]
        return dict(self._pairs(node, path))

    def _pairs(self, node: _Node, path: NodePath) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key, value in zip(node.items[::2], node.items[1::2], strict=True):
            if key.kind != "scalar":
                self._say("grille.yaml.cle", key)
            elif key.value == "<<" and not key.style:
                self._say("grille.yaml.fusion", key)
            elif key.value in first:
                self._say("grille.yaml.doublon", key, key=key.value, line=first[key.value])
            else:
                first[key.value] = key.line
                yield key.value, self._item(key, value, (*path, key.value))

    def _item(self, key: _Node, value: _Node, path: NodePath) -> Any:
        self.places[path] = SourceRange(
            value.line, value.column, key.line, key.column, value.start, value.end, value.style
        )
        return self.plain(value, path)

    def _say(self, code: str, node: _Node, **values: Any) -> None:
        mark = (code, node.line, node.column)
        if mark not in self.said:
            self.said.add(mark)
            self.problems.append(Problem(code, Location(self.file, node.line, node.column), values))
