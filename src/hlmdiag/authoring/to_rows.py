"""The document of a grid, as its author wrote it, as rows of sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from hlmdiag.authoring import layout
from hlmdiag.authoring.cells import CellContent, written
from hlmdiag.authoring.layout import BARE, CODE, ID, KEY, KIND, OF, PARENT, TABLE, SheetLayout

_DEEP = 4
"""Depth of keys laid out in columns; deeper content is one cell."""

LaidRow = dict[str, CellContent]


@dataclass
class GridRows:
    """The rows of each sheet, by its name, each by the title of its columns."""

    rows: dict[str, list[LaidRow]] = field(default_factory=lambda: {each.name: [] for each in layout.SHEETS})

    def columns(self, sheet: SheetLayout) -> list[str]:
        """Titles of a sheet: the fixed ones, then those that some row needs."""
        used = (key for row in self.rows[sheet.name] for key in row)
        return list(dict.fromkeys((*sheet.columns, *used)))


def rows_of(document: Mapping[str, Any]) -> GridRows:
    """The rows of a document of a grid that loads, or of one that extends another."""
    return _Laying().done(document)


class _Laying:
    def __init__(self) -> None:
        self.found = GridRows()

    def done(self, document: Mapping[str, Any]) -> GridRows:
        rest = self._node(document, "")
        for key, value in rest.items():
            if key in layout.BY_KEY and _is_map(value):
                self._map(key, value)
            elif key == "columns" and _is_map(value):
                self._columns(value, "")
            elif key == "level_rules" and isinstance(value, list) and value and all(map(_is_map, value)):
                for rule in value:
                    self._row(layout.LEVEL_RULES, {}, rule)
            elif key == "changelog" and _is_map(value):
                for version, text in value.items():
                    self._row(layout.JOURNAL, {ID: version}, text)
            else:
                self._grid(key, value)
        return self.found

    def _grid(self, key: str, value: Any) -> None:
        for name, leaf in _leaves({key: value}):
            content = cell_of(leaf, name, layout.GRID)
            self.found.rows[layout.GRID.name].append({KEY: name, BARE: content})

    def _node(self, node: Mapping[str, Any], id: str) -> dict[str, Any]:
        """Lay out the parts of a theme or the root that have sheets of their own; the rest is returned."""
        rest = {}
        for key, value in node.items():
            if key == "themes" and _is_map(value):
                for child, block in value.items():
                    self._theme(child, block, id)
            elif key == "indicators" and _is_map(value):
                for child, block in value.items():
                    self._criterion(child, block, id)
            elif key == "levels" and _is_map(value):
                for child, block in value.items():
                    self._row(layout.LEVELS, {ID: child, PARENT: id}, block)
            else:
                rest[key] = value
        order = [key for key in node if key in ("themes", "indicators") and _is_map(node[key])]
        return rest | ({layout.THEMES_FIRST: True} if order == ["themes", "indicators"] else {})

    def _theme(self, id: str, block: Any, parent: str) -> None:
        place = len(self.found.rows[layout.THEMES.name])
        rest = self._node(block, id) if _is_map(block) else block
        self._row(layout.THEMES, {ID: id, PARENT: parent}, rest, at=place, is_whole=rest is block)

    def _criterion(self, id: str, block: Any, parent: str) -> None:
        rest = block
        if _is_map(block) and _is_map(block.get("score")):
            kept = self._score(id, block["score"])
            rest = {key: value for key, value in block.items() if key != "score"} | ({"score": kept} if kept else {})
        self._row(layout.CRITERIA, {ID: id, PARENT: parent}, rest, is_whole=rest is block)

    def _score(self, id: str, score: Mapping[str, Any]) -> dict[str, Any]:
        """Keys of a rule except its answers, steps or landmarks, which are rows."""
        rest = dict(score)
        if _is_map(score.get("choices")):
            for code, answer in rest.pop("choices").items():
                self._row(layout.ANSWERS, {OF: id, KIND: layout.CRITERION, CODE: code}, answer)
        steps, points, anchors = score.get("steps"), score.get("points"), score.get("anchors")
        if _are_numbers(steps) and _are_numbers(points) and len(steps) == len(points):
            for step, each in zip(rest.pop("steps"), rest.pop("points"), strict=True):
                self._row(layout.ANSWERS, {OF: id, KIND: layout.STEP, CODE: step}, each)
        if _is_pairs(anchors):
            for value, each in rest.pop("anchors"):
                self._row(layout.ANSWERS, {OF: id, KIND: layout.ANCHOR, CODE: value}, each)
        matrix = score.get("matrix")
        if (
            _is_map(matrix)
            and _is_map(matrix.get("points"))
            and all(_is_map(each) for each in matrix["points"].values())
        ):
            for code, each in matrix["points"].items():
                self._row(layout.ANSWERS, {OF: id, KIND: layout.MATRIX, CODE: code}, {"points": each})
            rest["matrix"] = {key: value for key, value in matrix.items() if key != "points"}
        return rest

    def _columns(self, columns: Mapping[str, Any], table: str) -> None:
        for id, block in columns.items():
            rest = block
            if _is_map(block) and _is_map(block.get("choices")):
                rest = {key: value for key, value in block.items() if key != "choices"}
                for code, answer in block["choices"].items():
                    self._row(layout.ANSWERS, {OF: id, TABLE: table, KIND: layout.COLUMN, CODE: code}, answer)
            self._row(layout.COLUMNS, {ID: id, TABLE: table}, rest, is_whole=rest is block)

    def _map(self, key: str, blocks: Mapping[str, Any]) -> None:
        for id, block in blocks.items():
            rest = block
            if key == "tables" and _is_map(block) and _is_map(block.get("columns")):
                rest = {name: value for name, value in block.items() if name != "columns"}
                self._columns(block["columns"], id)
            self._row(layout.BY_KEY[key], {ID: id}, rest, is_whole=rest is block)

    def _row(
        self, sheet: SheetLayout, place: Mapping[str, Any], block: Any, *, at: int | None = None, is_whole: bool = True
    ) -> None:
        """One row: its place, then the keys of the block, or the value that replaces it."""
        row: LaidRow = {key: value for key, value in place.items() if value != ""}
        if isinstance(block, Mapping) and (block or not is_whole):
            row |= {key: cell_of(leaf, key, sheet) for key, leaf in _leaves(block)}
        else:
            row[BARE] = written(block, is_list=False)
        rows = self.found.rows[sheet.name]
        rows.insert(len(rows) if at is None else at, row)


def cell_of(value: Any, key: str, sheet: SheetLayout) -> CellContent:
    """A value of a key, as its cell."""
    return written(value, is_list=key in sheet.lists, is_switch=layout.is_switch(key))


def _is_map(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping) and bool(value)


def _are_numbers(value: Any) -> TypeGuard[list[float]]:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))


def _is_pairs(value: Any) -> TypeGuard[list[list[float]]]:
    return isinstance(value, list) and bool(value) and all(_are_numbers(each) and len(each) == 2 for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _leaves(block: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The values of a block by dotted key; a map whose keys a dot would not tell apart is one value."""
    for key, value in block.items():
        path = (*above, key)
        is_open = (
            isinstance(value, Mapping) and value and all("." not in each and each.strip() == each for each in value)
        )
        if is_open and "." not in key and len(path) < _DEEP:
            yield from _leaves(value, path)
        else:
            yield ".".join(path), value
