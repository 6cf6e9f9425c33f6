"""Columns that a grid derives from its event tables where the stock has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hlmdiag.expression import TypeName, mentioned
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.text.phrase import Listed

_KINDS: Mapping[str, TypeName] = {
    "integer": "number",
    "number": "number",
    "percent": "number",
    "boolean": "boolean",
    "text": "text",
}
"""The types of column that can be worked out, and what their expression gives."""


def with_computed(
    document: GridBlock, columns: Mapping[str, Column], keys: tuple[str, ...], formulas: Formulas
) -> dict[str, Column]:
    """The columns, with a checked expression for each `from`."""
    faults, found = formulas.faults, dict(columns)
    for id, block in document.columns.items():
        path = ("columns", id, "from")
        if block.computed is None:
            continue
        if id in keys or block.type not in _KINDS:
            faults.add("grille.calcul-type", path, name=id, types=Listed((*_KINDS,)))
            continue
        if own := [name for name in mentioned(block.computed) if name in columns]:
            faults.add("grille.calcul-sur-le-parc", path, name=own[0], column=id)
            continue
        expression = formulas.of_tables(block.computed, path, _KINDS[block.type])
        if expression is None:
            continue
        if not expression.references:
            faults.add("grille.calcul-sans-table", path, name=id)
        found[id] = replace(columns[id], computed=expression)
    for table, rows in document.tables.items():
        for id, block in rows.columns.items():
            if block.computed is not None:
                faults.add("grille.calcul-de-table", ("tables", table, "columns", id, "from"), name=id, table=table)
    return found


def check_units(document: GridBlock, tables: Mapping[str, EventTable], faults: Faults) -> None:
    """The table that names the units is one of the grid, and counts every row, whatever its date."""
    name = document.units_from
    if name is not None and name not in tables:
        faults.add("grille.unites-table", ("units_from",), name=name, names=nearest_first(name, tables))
