"""Reads by what units are comparable: each kind of families is a column, cut by steps where it is a number."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from hlmdiag.grid.data_document import FamilyBlock
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.family_model import FamilyKind

_NUMBERS = ("integer", "number", "percent")
_GIVEN = ("choice", "boolean")
_NAMED = ("group", "identity")
"""Roles of texts that name what a unit is in; a collected grid has its own group, and those of landlords beside."""


def read_families(document: GridBlock, columns: Mapping[str, Column], faults: Faults) -> tuple[FamilyKind, ...]:
    """The kinds of families of a grid, in its order."""
    for id, block in document.families.items():
        if block.column not in columns:
            names = nearest_first(block.column, columns)
            faults.add("grille.colonne-inconnue", ("families", id, "column"), name=block.column, names=names)
        elif not _makes_families(columns[block.column], block):
            faults.add_key("grille.famille", ("families", id), name=block.column)
    return tuple(
        FamilyKind(id, block.title or columns[block.column].label, block.column, block.steps)
        for id, block in document.families.items()
        if block.column in columns
    )


def _makes_families(column: Column, block: FamilyBlock) -> bool:
    if column.type in _NUMBERS:
        return bool(block.steps) and all(low < high for low, high in pairwise(block.steps))
    return not block.steps and (column.type in _GIVEN or column.role in _NAMED)
