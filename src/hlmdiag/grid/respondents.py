"""Reads who answers the judgements of a unit, and confronts it with the columns of the grid."""

from __future__ import annotations

from collections.abc import Mapping

from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.faults import Faults, nearest_first
from hlmdiag.grid.model import Column, Respondents
from hlmdiag.grid.places import Path

__all__ = ["read_respondents"]

_NAMING = ("text", "choice")


def read_respondents(
    document: GridBlock, columns: Mapping[str, Column], keys: tuple[str, ...], faults: Faults
) -> Respondents | None:
    """The respondents of a grid; None where each unit has one row."""
    block = document.respondents
    if block is None:
        return None
    path: Path = ("respondents", "column")
    column = columns.get(block.column)
    if column is None:
        faults.add("grille.colonne-inconnue", path, name=block.column, names=nearest_first(block.column, columns))
    elif column.type not in _NAMING or column.id in keys:
        faults.add("grille.repondant", path, name=block.column, type=column.type)
    return Respondents(block.column, block.consolidate, block.divergence)
