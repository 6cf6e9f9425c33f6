"""Checks the expressions of a grid at their place: names they may use, types they must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hlmdiag.expression import Expression, ExpressionError, check, check_adjust
from hlmdiag.expression.names import Names, ResultNames, Type, TypeName
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.document import GridBlock, LevelBlock, ThemeBlock
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.grid.source_map import NodePath

_KINDS: Mapping[str, TypeName] = {
    "integer": "number",
    "number": "number",
    "percent": "number",
    "id": "text",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "month": "date",
}

_CUT_SHORT = ("expression.guillemet", "expression.inachevee", "expression.parenthese-ouvrante")
"""Faults of an expression whose end was taken for a comment."""
_CONDITION: tuple[TypeName, ...] = ("boolean",)


@dataclass(frozen=True)
class Formulas:
    """The names that the expressions of one grid may see, and where to say what is wrong with them."""

    faults: Faults
    data: Names
    """Names visible to a value: columns, events, the stock, used grids."""
    own: ResultNames
    """This grid's own results, which flags, actions and level rules see besides."""

    def value(self, text: str, path: NodePath, kind: TypeName | None = None) -> Expression | None:
        """An expression over the data."""
        kinds: tuple[TypeName, ...] | None = (kind,) if kind is not None else None
        return self._checked(lambda: check(text, self.data, kinds), path)

    def of_tables(self, text: str, path: NodePath, kind: TypeName) -> Expression | None:
        """An expression over the tables alone, which gives the value of a column."""
        names = Names(columns={}, tables=self.data.tables, stock=False)
        return self._checked(lambda: check(text, names, (kind,)), path)

    def judgement(self, text: str, path: NodePath) -> Expression | None:
        """A condition over the data and the results."""
        names = replace(self.data, own=self.own)
        return self._checked(lambda: check(text, names, _CONDITION), path)

    def level_rule(self, text: str, path: NodePath) -> Expression | None:
        """A condition that gives the level, so it does not read it."""
        names = replace(self.data, own=replace(self.own, kinds=self.own.kinds - {"level"}))
        return self._checked(lambda: check(text, names, _CONDITION), path)

    def adjust(self, text: str, path: NodePath) -> Expression | None:
        """The expression that adjusts the node's own score."""
        own = ResultNames({}, (), (), kinds=frozenset({"score", "coverage"}), nodes_readable=False)
        return self._checked(lambda: check_adjust(text, replace(self.data, own=own)), path)

    def _checked(self, checked: Callable[[], Expression], path: NodePath) -> Expression | None:
        try:
            return checked()
        except ExpressionError as refusal:
            cut = any(fault.code in _CUT_SHORT for fault in refusal.faults) and self.faults.is_commented(path)
            if cut:
                self.faults.add("grille.diese", path)
            for fault in () if cut else refusal.faults:
                self.faults.add_inside(fault.code, path, fault.start, fault.values)
            return None


def formulas_of(
    document: GridBlock,
    columns: Mapping[str, Column],
    tables: Mapping[str, EventTable],
    uses: Mapping[str, Grid],
    faults: Faults,
) -> Formulas:
    """Everything that the expressions of a document may name."""
    data = Names(
        columns={id: type_of(column) for id, column in columns.items()},
        tables={id: {name: type_of(it) for name, it in table.columns.items()} for id, table in tables.items()},
        uses={local: results_of(grid) for local, grid in uses.items()},
    )
    own = ResultNames(dict(_node_levels(document, {})), tuple(document.levels), tuple(document.flags))
    return Formulas(faults, data, own)


def type_of(column: Column) -> Type:
    """The type of a column's values, for expressions."""
    if column.type == "choice":
        return Type("choice", choices=column.choices)
    return Type(_KINDS[column.type])


def results_of(grid: Grid) -> ResultNames:
    """Results of a grid that another grid, or a condition on a saved result, may read."""
    nodes = {
        node.id: node.levels.ids if isinstance(node, Theme) else ()
        for node in grid.root.walk()
        if node is not grid.root
    }
    # a saved result keeps the flags raised, not the counts that raised them
    kinds = frozenset({"score", "level", "coverage", "flag"})
    return ResultNames(nodes, grid.levels.ids, tuple(grid.flags), kinds=kinds)


def _node_levels(node: GridBlock | ThemeBlock, inherited: Mapping[str, LevelBlock]) -> dict[str, tuple[str, ...]]:
    """The level ids of every node under one, inherited from the nearest that declares some."""
    levels = node.levels or inherited
    found: dict[str, tuple[str, ...]] = {}
    for _, id, child in node.children():
        if isinstance(child, ThemeBlock):
            found[id] = tuple(child.levels or levels)
            found |= _node_levels(child, levels)
        else:
            found[id] = ()
    return found
