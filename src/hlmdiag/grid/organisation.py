"""A grid as several organisations answer it together: whose unit it is stands first in the key of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hlmdiag.errors import REFUSED, HlmdiagError, Location, Problem
from hlmdiag.grid.load import load_document
from hlmdiag.grid.model import Grid

ORGANISATION = "organisation"
"""The column of whose unit it is."""
_GROUP, _BESIDE = "group", "identity"


def is_of_organisations(grid: Grid) -> bool:
    """Whether the units of a grid are known by whose they are."""
    return grid.keys[:1] == (ORGANISATION,)


def for_organisations(grid: Grid) -> Grid:
    """The same grid, of units of several organisations: theirs is the group by which reports count.

    Nothing else of it changes; its hash is that of a document of its own.
    """
    if is_of_organisations(grid):
        return grid
    if ORGANISATION in grid.columns:
        values = {"grid": grid.id, "name": ORGANISATION}
        raise HlmdiagError([Problem("collecte.colonne-prise", Location(grid.path), values)], REFUSED)
    read = [*grid.every_use.values(), *grid.unread.values()]
    above = for_organisations(grid.parent) if grid.parent is not None else None
    made = load_document(
        _document(grid), grid.lines, grid.path, {each.id: each for each in read}, grid.files, above
    )  # fmt: skip
    return replace(made, uses=grid.uses, optional_uses=grid.optional_uses, unread=grid.unread, texts=grid.texts)


def _document(grid: Grid) -> dict[str, Any]:
    """The document with the column of the organisation before the others."""
    document = dict(grid.document)
    own = {"type": "id", "required": True, "role": _GROUP, "label": "Organisme"}
    document["columns"] = {ORGANISATION: own} | {id: _beside(it) for id, it in (document.get("columns") or {}).items()}
    if document.get("tables"):
        document["tables"] = {id: _of_organisations(block) for id, block in document["tables"].items()}
    if document.get("roll_up"):
        document["roll_up"] = _keyed(document["roll_up"])
    return document


def _beside(column: Mapping[str, Any]) -> dict[str, Any]:
    """A column that was the group of the units is one of what tells them."""
    return {**column, "role": _BESIDE} if column.get("role") == _GROUP else {**column}


def _of_organisations(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose rows say whose unit they are about; no other column gives a key of two."""
    return {name: it for name, it in _keyed(table).items() if name != "key_else"}


def _keyed(block: Mapping[str, Any]) -> dict[str, Any]:
    key = block.get("key")
    own = [key] if isinstance(key, str) else [*(key or [])]
    return {**block, "key": [ORGANISATION, *own]}
