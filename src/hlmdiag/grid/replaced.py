"""The column of an older version that a column replaces, so that answers already given are not lost."""

from __future__ import annotations

from collections.abc import Mapping

from hlmdiag.grid.data_document import ColumnBlock
from hlmdiag.grid.data_model import NUMERIC, Column
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.identifiers import is_column_name
from hlmdiag.grid.source_map import NodePath


def check_replaced(blocks: Mapping[str, ColumnBlock], columns: Mapping[str, Column], faults: Faults) -> None:
    """Each answer that is recoded becomes one of the column; only numbers change their scale."""
    for id, block in blocks.items():
        if block.replaces is None or id not in columns:
            continue
        path: NodePath = ("columns", id, "replaces")
        column, written = columns[id], block.replaces
        if not is_column_name(written.column):
            faults.add("grille.nom-de-colonne", (*path, "column"), name=written.column)
        for code, target in written.recode.items():
            if target not in column.choices:
                names = nearest_first(target, column.choices)
                faults.add("grille.recodage", (*path, "recode", code), value=target, name=id, names=names)
        if written.rescale is not None and column.type not in NUMERIC:
            faults.add_key("grille.changement-d-echelle", (*path, "rescale"), name=id, type=column.type)
