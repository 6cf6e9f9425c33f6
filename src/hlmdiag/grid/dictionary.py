"""A dictionary of columns that several grids share: a grid that names one is completed from it as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.expression import mentioned
from hlmdiag.grid.data_document import DictionaryBlock
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.lookup import FoundFile, find_beside
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.shipped import shipped_dictionaries
from hlmdiag.grid.source_map import NodeOrigin, NodePath, SourceRange, has_path
from hlmdiag.grid.validation import read_block

_EXPRESSIONS = ("value", "applies_if", "adjust", "when", "goal")
_COLUMNS = ("rows", "columns", "column", "by")
"""Keys whose value is the name of a column alone (a matrix, respondents, a table of thresholds)."""
_OTHER_COLUMNS = ("columns", "tables", "views")
"""The blocks that see other columns, or none."""


def with_dictionary(reading: YamlDocument, found: FoundFile) -> YamlDocument:
    """The same document with the columns of its dictionary written in full; its own keys win.

    A column is taken if it stands under `columns` or if an indicator, an expression or a matrix names it; one of a
    table, if it does not say its type there.
    """
    name = reading.data.get("dictionary") if isinstance(reading.data, dict) else None
    own = reading.data.get("columns", {}) if isinstance(reading.data, dict) else None
    if not isinstance(name, str) or not name or not isinstance(own, dict):
        return reading
    source = _find(name, reading, found).read()
    definitions = _definitions(source)
    named = set(_named({key: block for key, block in reading.data.items() if key not in _OTHER_COLUMNS}))
    added = [id for id in definitions if id in named and id not in own]
    columns = {id: _merged(own.get(id), definitions.get(id)) for id in (*own, *added)}
    data = {key: columns if key == "columns" else block for key, block in reading.data.items() if key != "dictionary"}
    data["columns"] = columns
    tables, of_tables = _tables(source, data.get("tables"), definitions)
    if of_tables:
        data["tables"] = tables
    places = {**dict(_places(source, own, columns)), **of_tables, **reading.places}
    return replace(reading, data=data, places={path: it for path, it in places.items() if has_path(data, path)})


def find_dictionary(name: str, user: FoundFile) -> FoundFile | None:
    """The file of the dictionary that a grid names: beside it, else shipped with the tool."""
    shipped = shipped_dictionaries()
    return find_beside(name, user, lambda id: FoundFile(shipped[id], f"grids/{id}.yaml") if id in shipped else None)


def _find(name: str, reading: YamlDocument, found: FoundFile) -> FoundFile:
    dictionary = find_dictionary(name, found)
    if dictionary is None:
        place = reading.places[("dictionary",)]
        where = Location(reading.file, place.line, place.column)
        names = nearest_first(name, shipped_dictionaries())
        problem = Problem("grille.dictionnaire-inconnu", where, {"name": name, "names": names})
        raise HlmdiagError([*reading.problems, problem])
    return dictionary


def _definitions(source: YamlDocument) -> Mapping[str, Any]:
    """The columns of a dictionary; all the faults of its file are reported together."""
    faults = Faults(source)
    if not isinstance(source.data, dict) or "columns" not in source.data:
        faults.note("grille.pas-un-dictionnaire", ())
        faults.stop()
    read_block(DictionaryBlock, source.data, (), faults)
    faults.stop()
    definitions: Mapping[str, Any] = source.data["columns"]
    return definitions


def _merged(own: Any, definition: Any) -> Any:
    """The definition with what the grid says of the column; an own key without value takes the other's away."""
    if definition is None or not isinstance(own, dict | None):
        return own
    whole = {**definition, **(own or {})}
    return {key: value for key, value in whole.items() if value is not None}


def _tables(
    source: YamlDocument, tables: Any, definitions: Mapping[str, Any]
) -> tuple[Any, Mapping[NodePath, SourceRange]]:
    """The tables of events, their columns without a type completed, and where what was taken is written."""
    if not isinstance(tables, dict):
        return tables, {}
    completed: dict[Any, Any] = dict(tables)
    places: dict[NodePath, SourceRange] = {}
    for id, table in tables.items():
        if not isinstance(table, dict) or not isinstance(table.get("columns"), dict):
            continue
        own: Mapping[str, Any] = table["columns"]
        taken = [name for name in own if _is_untyped(own[name]) and name in definitions]
        if taken:
            columns = {name: _merged(own[name], definitions[name]) if name in taken else own[name] for name in own}
            completed[id] = {**table, "columns": columns}
            found = _places(source, own, {name: columns[name] for name in taken})
            places.update({("tables", id, *path): place for path, place in found})
    return completed, places


def _is_untyped(block: Any) -> bool:
    return block is None or (isinstance(block, dict) and "type" not in block)


def _places(
    source: YamlDocument, own: Mapping[str, Any], columns: Mapping[str, Any]
) -> Iterator[tuple[NodePath, SourceRange]]:
    origin = NodeOrigin(source.file, source.text)
    for path, place in source.places.items():
        if path[:1] == ("columns",) and len(path) > 1 and path[1] in columns:
            block = own.get(str(path[1]))
            overruled = isinstance(block, dict) and len(path) > 2 and path[2] in block
            if not overruled:
                yield path, replace(place, origin=origin)


def _named(block: Any) -> Iterator[str]:
    """The names that may be columns, in a block of the document and below."""
    if isinstance(block, list):
        for item in block:
            yield from _named(item)
    if not isinstance(block, dict):
        return
    for key, value in block.items():
        if isinstance(value, str) and key in _EXPRESSIONS:
            yield from mentioned(value)
        elif isinstance(value, str) and key in _COLUMNS:
            yield value
        else:
            if isinstance(value, dict) and "score" in value and "value" not in value:
                yield from (key.replace("-", "_"), key.replace("-", "_").lower())
            yield from _named(value)
