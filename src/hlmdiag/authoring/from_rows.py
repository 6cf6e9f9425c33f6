"""The document of a grid out of the rows of a workbook, and the cell that each of its nodes comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hlmdiag.authoring import layout
from hlmdiag.authoring.cells import CellContent, CellProblem, read
from hlmdiag.authoring.layout import BARE, CODE, ID, KEY, KIND, OF, PARENT, TABLE, SheetLayout
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.source_map import NodePath
from hlmdiag.text.phrase import Listed

FORMULA = "\ue000"
"""Stands first in what is read of a cell that holds a formula."""


@dataclass(frozen=True)
class ReadCell:
    """A cell that is not blank, and its address."""

    content: CellContent
    address: str


@dataclass(frozen=True)
class ReadRow:
    """A row of a sheet: its cells by the title of their column."""

    cells: Mapping[str, ReadCell]


@dataclass
class WrittenGrid:
    """A document, and by the path of its nodes the sheet and the cell that they come from."""

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[NodePath, tuple[str, str]] = field(default_factory=dict)

    def place(self, path: NodePath) -> tuple[str, str] | None:
        """The sheet and the cell of the nearest node above that has one."""
        return next((self.places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.places), None)


def document_of(sheets: Mapping[str, Sequence[ReadRow]], file: str) -> WrittenGrid:
    """The document that the sheets of a workbook give, by the names of `SHEETS`.

    Raises `HlmdiagError` with every fault of the rows: what they mean is for the grid that is loaded of them.
    """
    reading = _Reading(file)
    lacking = [each.name for each in layout.SHEETS if each.name not in sheets]
    if lacking:
        raise HlmdiagError([Problem("ecriture.feuille-absente", Location(file), {"sheets": Listed((*lacking,))})])
    found = reading.done(sheets)
    if reading.problems:
        raise HlmdiagError(reading.problems)
    return found


class _Reading:
    def __init__(self, file: str) -> None:
        self.file = file
        self.found = WrittenGrid()
        self.problems: list[Problem] = []
        self.paths: dict[tuple[str, str, str], NodePath] = {}
        """Path of the node of an id: by sheet, id, and table for a column."""

    def done(self, sheets: Mapping[str, Sequence[ReadRow]]) -> WrittenGrid:
        for row in sheets[layout.GRID.name]:
            self._said_of_the_grid(row)
        self._blocks(layout.TABLES, sheets, lambda row, id: ("tables", id))
        self._blocks(layout.COLUMNS, sheets, self._column_path)
        self._themes(sheets[layout.THEMES.name])
        for sheet, key in ((layout.CRITERIA, "indicators"), (layout.LEVELS, "levels")):
            self._blocks(sheet, sheets, lambda row, id, sheet=sheet, key=key: self._under_theme(row, sheet, key, id))
        for row in sheets[layout.ANSWERS.name]:
            self._answer(row)
        self._rules(sheets[layout.LEVEL_RULES.name])
        for key, sheet in layout.BY_KEY.items():
            if sheet is not layout.TABLES:
                self._blocks(sheet, sheets, lambda row, id, key=key: (key, id))
        self._blocks(layout.JOURNAL, sheets, lambda row, id: ("changelog", id))
        self.found.document = _in_order(self.found.document)
        return self.found

    def _said_of_the_grid(self, row: ReadRow) -> None:
        key, cell = self._text(row, KEY, layout.GRID), row.cells.get(BARE)
        if key is not None and cell is not None:
            self._set(tuple(key.split(".")), cell, layout.GRID, key)

    def _blocks(self, sheet: SheetLayout, sheets: Mapping[str, Sequence[ReadRow]], path_of: Any) -> None:
        for row in sheets[sheet.name]:
            id = self._text(row, ID, sheet)
            path = path_of(row, id) if id is not None else None
            if path is not None and id is not None:
                self._block(path, row, sheet)
                self.paths.setdefault((sheet.name, id, _shown(row, TABLE)), path)

    def _block(self, path: NodePath, row: ReadRow, sheet: SheetLayout) -> None:
        """A node of the document from a row: the value that replaces it, or its keys."""
        first = next(iter(row.cells.values()))
        known = self.found.places.get(path)
        if known is not None:
            self._fault("ecriture.deux-fois", sheet, first.address, name=str(path[-1]), other=known[1])
            return
        if BARE in row.cells:
            self._set(path, row.cells[BARE], sheet, BARE)
        else:
            self._make(path)
        self.found.places[path] = (sheet.name, first.address)
        for key, cell in row.cells.items():
            if key not in (*sheet.places, BARE):
                self._set((*path, *key.split(".")), cell, sheet, key)

    def _column_path(self, row: ReadRow, id: str) -> NodePath | None:
        table = _shown(row, TABLE)
        if not table:
            return ("columns", id)
        if (layout.TABLES.name, table, "") not in self.paths:
            self._fault("ecriture.parent-inconnu", layout.COLUMNS, row.cells[TABLE].address, name=table)
            return None
        return ("tables", table, "columns", id)

    def _themes(self, rows: Sequence[ReadRow]) -> None:
        """Themes in the order of the sheet, each under its parent wherever that row is."""
        by_id = {id: row for row in rows if (id := self._text(row, ID, layout.THEMES)) is not None}
        for id, row in by_id.items():
            chain = self._chain(id, by_id)
            if chain is None:
                self._fault("ecriture.boucle", layout.THEMES, row.cells[ID].address, name=id)
                continue
            top = _shown(by_id[chain[-1]], PARENT)
            if top:
                address = by_id[chain[-1]].cells[PARENT].address
                self._fault("ecriture.parent-inconnu", layout.THEMES, address, name=top)
                continue
            path: NodePath = tuple(part for each in reversed(chain) for part in ("themes", each))
            self.paths[layout.THEMES.name, id, ""] = path
        twice = [row for row in rows if (id := _shown(row, ID)) and by_id.get(id) not in (None, row)]
        for row in twice:
            other = by_id[_shown(row, ID)].cells[ID].address
            self._fault("ecriture.deux-fois", layout.THEMES, row.cells[ID].address, name=_shown(row, ID), other=other)
        for id, row in by_id.items():
            if (layout.THEMES.name, id, "") in self.paths:
                self._block(self.paths[layout.THEMES.name, id, ""], row, layout.THEMES)

    def _chain(self, id: str, rows: Mapping[str, ReadRow]) -> list[str] | None:
        """A theme and those above it; None where they go round."""
        chain = [id]
        while (above := _shown(rows[chain[-1]], PARENT)) in rows:
            if above in chain:
                return None
            chain.append(above)
        return chain

    def _under_theme(self, row: ReadRow, sheet: SheetLayout, key: str, id: str) -> NodePath | None:
        theme = _shown(row, PARENT)
        if not theme:
            return (key, id)
        above = self.paths.get((layout.THEMES.name, theme, ""))
        if above is None:
            self._fault("ecriture.parent-inconnu", sheet, row.cells[PARENT].address, name=theme)
            return None
        return (*above, key, id)

    def _answer(self, row: ReadRow) -> None:
        of, kind, code = (self._text(row, key, layout.ANSWERS) for key in (OF, KIND, CODE))
        if of is None or kind is None or code is None:
            return
        sheet = layout.COLUMNS if kind == layout.COLUMN else layout.CRITERIA
        above = self.paths.get((sheet.name, of, _shown(row, TABLE)))
        if above is None:
            self._fault("ecriture.parent-inconnu", layout.ANSWERS, row.cells[OF].address, name=of)
        elif kind == layout.COLUMN:
            self._block((*above, "choices", code), row, layout.ANSWERS)
        elif kind == layout.CRITERION:
            self._block((*above, "score", "choices", code), row, layout.ANSWERS)
        elif kind == layout.MATRIX:
            points = _without_head(row, "points.")
            self._block((*above, "score", "matrix", "points", code), points, layout.ANSWERS)
        elif kind in (layout.STEP, layout.ANCHOR):
            self._landmark((*above, "score"), row, is_step=kind == layout.STEP)
        else:
            kinds = Listed((layout.COLUMN, layout.CRITERION, layout.STEP, layout.ANCHOR, layout.MATRIX))
            self._fault("ecriture.sorte", layout.ANSWERS, row.cells[KIND].address, value=kind, kinds=kinds)

    def _landmark(self, path: NodePath, row: ReadRow, *, is_step: bool) -> None:
        value, points = row.cells[CODE], row.cells.get(BARE) or row.cells.get("points")
        if points is None:
            self._fault("ecriture.sans-points", layout.ANSWERS, value.address)
            return
        rule = self._make(path)
        one, other = (self._value(cell, CODE, layout.ANSWERS) for cell in (value, points))
        if is_step:
            rule.setdefault("steps", []).append(one)
            rule.setdefault("points", []).append(other)
            self.found.places[(*path, "steps", len(rule["steps"]) - 1)] = (layout.ANSWERS.name, value.address)
            self.found.places[(*path, "points", len(rule["points"]) - 1)] = (layout.ANSWERS.name, points.address)
        else:
            rule.setdefault("anchors", []).append([one, other])
            self.found.places[(*path, "anchors", len(rule["anchors"]) - 1)] = (layout.ANSWERS.name, value.address)

    def _rules(self, rows: Sequence[ReadRow]) -> None:
        rules: list[Any] = []
        for row in rows:
            rule: dict[str, Any] = {}
            place: NodePath = ("level_rules", len(rules))
            self.found.places[place] = (layout.LEVEL_RULES.name, next(iter(row.cells.values())).address)
            for key, cell in row.cells.items():
                rule[key] = self._value(cell, key, layout.LEVEL_RULES)
                self.found.places[(*place, key)] = (layout.LEVEL_RULES.name, cell.address)
            rules.append(rule)
        if rules:
            self.found.document["level_rules"] = rules

    def _set(self, path: NodePath, cell: ReadCell, sheet: SheetLayout, key: str) -> None:
        above = self._make(path[:-1])
        if above is None or path[-1] in above:
            known = self.found.places.get(path, ("", "?"))[1]
            self._fault("ecriture.deux-fois", sheet, cell.address, name=key, other=known)
            return
        above[path[-1]] = self._value(cell, key, sheet)
        self.found.places[path] = (sheet.name, cell.address)

    def _make(self, path: NodePath) -> Any:
        """The map at a path, created if absent; None if something else is on the way."""
        node: Any = self.found.document
        for part in path:
            node = node.setdefault(part, {}) if isinstance(node, dict) else None
        return node if isinstance(node, dict) else None

    def _value(self, cell: ReadCell, key: str, sheet: SheetLayout) -> Any:
        content = cell.content
        if isinstance(content, str) and content.startswith(FORMULA):
            self._fault("ecriture.formule", sheet, cell.address, value=content[1:])
            return None
        try:
            return read(content, is_list=key in sheet.lists, is_switch=layout.is_switch(key))
        except CellProblem as fault:
            self._fault(fault.code, sheet, cell.address, value=content)
            return None

    def _text(self, row: ReadRow, key: str, sheet: SheetLayout) -> str | None:
        cell = row.cells.get(key)
        if cell is None:
            first = next(iter(row.cells.values()))
            self._fault("ecriture.sans-id", sheet, first.address, title=key)
            return None
        value = self._value(cell, key, sheet)
        return None if value is None else _as_text(value)

    def _fault(self, code: str, sheet: SheetLayout, address: str, **values: object) -> None:
        self.problems.append(Problem(code, Location(self.file, sheet=sheet.name, cell=address), values))


def _shown(row: ReadRow, key: str) -> str:
    cell = row.cells.get(key)
    return "" if cell is None else _as_text(cell.content)


def _as_text(value: Any) -> str:
    """An id or a code as a text, whatever Excel made of it: 4 and not 4.0, true and not VRAI."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _without_head(row: ReadRow, head: str) -> ReadRow:
    return ReadRow({key.removeprefix(head): cell for key, cell in row.cells.items()})


def _in_order(document: dict[str, Any]) -> dict[str, Any]:
    """The keys of the root as grids usually have them, whichever sheet they come from; its children come last."""
    usual = [key.partition(".")[0] for key in layout.ROOT_KEYS]
    rank = {key: place for place, key in enumerate(dict.fromkeys((*usual, *layout.ROOT_MAPS)))}
    return dict(sorted(_nodes(document), key=lambda item: rank.get(item[0], len(rank))))


def _nodes(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    first = node.get(layout.THEMES_FIRST) is True
    order = ("themes", "indicators") if first else ("indicators", "themes")
    rest = [key for key in node if key not in (*order, layout.THEMES_FIRST)]
    for key in (*rest, *(key for key in order if key in node)):
        value = node[key]
        if key == "themes" and isinstance(value, dict):
            value = {id: dict(_nodes(child)) if isinstance(child, dict) else child for id, child in value.items()}
        yield key, value
