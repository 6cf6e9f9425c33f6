"""Reads the roll-up of a grid, and checks it against the columns of the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.document import GridBlock, RollUpBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.identifiers import is_identifier
from hlmdiag.grid.roll_up_model import CountedShare, RollUp
from hlmdiag.grid.source_map import NodePath
from hlmdiag.text.phrase import Listed

_PATH = ("roll_up",)


def read_roll_up(
    document: GridBlock, columns: Mapping[str, Column], keys: tuple[str, ...], formulas: Formulas
) -> RollUp | None:
    """The roll-up of a grid, if it has one."""
    block = document.roll_up
    if block is None:
        return None
    _check_key(block, columns, keys, formulas)
    _check_weight(block, columns, formulas)
    if block.level == "score" and document.level_rules:
        formulas.faults.add("grille.regroupement-niveau", (*_PATH, "level"))
    level: Literal["worst", "score"] = "worst" if block.score == "worst" or document.level_rules else "score"
    shares = tuple(_shares(block, formulas))
    return RollUp(block.unit, block.key, block.score, block.weight, block.level or level, shares)


def _check_key(block: RollUpBlock, columns: Mapping[str, Column], keys: tuple[str, ...], formulas: Formulas) -> None:
    """A key has to be in the result: the unit's own key, or a column with a role."""
    for rank, name in enumerate(block.key):
        written = (*_PATH, "key", rank)
        path: NodePath = written if written in formulas.faults.reading.places else written[:-1]
        if name not in columns:
            formulas.faults.add("grille.colonne-inconnue", path, name=name, names=nearest_first(name, columns))
        elif name not in keys and columns[name].role in (None, "size"):
            formulas.faults.add("grille.regroupement-cle", path, name=name)


def _check_weight(block: RollUpBlock, columns: Mapping[str, Column], formulas: Formulas) -> None:
    if block.weight is None:
        return
    path = (*_PATH, "weight")
    sizes = [name for name, column in columns.items() if column.role == "size"]
    if block.weight not in sizes:
        formulas.faults.add(
            "grille.regroupement-poids", path, name=block.weight, names=Listed((*sizes,)) if sizes else "—"
        )
    elif block.score != "mean":
        formulas.faults.add("grille.regroupement-poids-inutile", path, score=block.score)


def _shares(block: RollUpBlock, formulas: Formulas) -> Iterator[CountedShare]:
    for id, share in block.shares.items():
        path = (*_PATH, "shares", id)
        if not is_identifier(id):
            formulas.faults.add_key("grille.identifiant", path, id=id)
        when = formulas.judgement(share.when, (*path, "when"))
        if when is not None:
            yield CountedShare(id, share.title, when)
