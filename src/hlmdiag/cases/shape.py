"""Checks the shape of a file of cases; parts of another shape are reported and set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.source_map import NodePath


class Shape:
    """Takes the parts of a document one by one, and records the malformed ones in `faults`."""

    def __init__(self, reading: YamlDocument) -> None:
        self.reading = reading
        self.faults = Faults(reading)

    def document(self, allowed: Sequence[str], required: Sequence[str]) -> Mapping[str, Any]:
        """The whole; raises when nothing in it can be read."""
        data = self.reading.data
        if not isinstance(data, dict):
            self.faults.note("cas.vide" if data is None else "cas.pas-des-cas", ())
            self.faults.stop()
        document: dict[str, Any] = data
        self.keys(document, (), allowed, required)
        return document

    def keys(self, block: Mapping[str, Any], path: NodePath, allowed: Sequence[str], required: Sequence[str]) -> None:
        """A block has the keys it needs and no other."""
        for key in block:
            if key not in allowed:
                names = nearest_first(key, allowed)
                self.faults.note_key("cas.cle-inconnue", (*path, key), entry=key, names=names)
        for key in required:
            if key not in block:
                self.faults.note_key("cas.cle-absente", path, entry=key)

    def text(self, block: Mapping[str, Any], key: str, path: NodePath) -> str | None:
        """A text that is not empty."""
        value = block.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if key in block:
            self.faults.note("cas.texte", (*path, key), entry=key, value=show(value))
        return None

    def map(self, block: Mapping[str, Any], key: str, path: NodePath) -> Mapping[str, Any]:
        """A block of keys, empty where there is none."""
        value = block.get(key, {})
        if isinstance(value, dict):
            return value
        self.faults.note("cas.bloc", (*path, key), entry=key, value=show(value))
        return {}

    def blocks(self, block: Mapping[str, Any], key: str, path: NodePath) -> list[tuple[int, Mapping[str, Any]]]:
        """A list of blocks, each with its rank."""
        value = block.get(key, [])
        if not isinstance(value, list):
            self.faults.note("cas.suite", (*path, key), entry=key, value=show(value))
            return []
        for rank, item in enumerate(value):
            if not isinstance(item, dict):
                self.faults.note("cas.bloc", (*path, key, rank), entry=key, value=show(item))
        return [(rank, item) for rank, item in enumerate(value) if isinstance(item, dict)]

    def rows(self, block: Mapping[str, Any], key: str, path: NodePath) -> list[Mapping[str, Any]]:
        """A list of rows of a table."""
        found = self.blocks(block, key, path)
        for rank, row in found:
            self.plain(row, (*path, key, rank))
        return [row for _, row in found]

    def events(
        self, block: Mapping[str, Any], given: Mapping[str, Any], path: NodePath
    ) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Rows of the event tables; only the rows written in this very block are checked here."""
        written = self.map(block, "input", path).get("events")
        if written is None:
            events = given.get("events")
            return events if isinstance(events, dict) else {}
        here = (*path, "input")
        tables = self.map({"events": written}, "events", here)
        return {table: self.rows(tables, table, (*here, "events")) for table in tables}

    def plain(self, block: Mapping[str, Any], path: NodePath, except_for: str = "") -> None:
        """Every answer is one value: a cell of a table holds no block and no list."""
        for key, value in block.items():
            if key != except_for and isinstance(value, dict | list):
                self.faults.note("cas.reponse", (*path, key), column=key, value=show(value))

    def day(self, block: Mapping[str, Any], path: NodePath) -> date | None:
        """The reference date."""
        if "date" not in block:
            return None
        value = block["date"]
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            self.faults.note("cas.date", (*path, "date"), value=show(value))
            return None

    def tolerance(self, block: Mapping[str, Any], path: NodePath, default: float) -> float:
        """Allowed distance of a number from the expected one."""
        value = block.get("tolerance", default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            self.faults.note("cas.tolerance", (*path, "tolerance"), value=show(value))
            return default
        return float(value)

    def unknown(self, code: str, path: NodePath, name: str, known: Iterable[str]) -> None:
        """A name that designates nothing, with the nearest ones."""
        self.faults.note(code, path, name=name, names=nearest_first(name, known))

    def line(self, path: NodePath) -> int:
        """The line of a block."""
        return self.reading.places[path].key_line
