"""Reads who answers the judgements of a unit and who may be asked, and confronts both with the rest of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hlmdiag.grid.data_model import BY_ROLE, AskedRole, Column, Respondents
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.source_map import NodePath
from hlmdiag.text.phrase import Listed

_NAMING = ("text", "choice")


def read_respondents(
    document: GridBlock, columns: Mapping[str, Column], keys: tuple[str, ...], faults: Faults
) -> Respondents | None:
    """The respondents of a grid; None where each unit has one row."""
    block = document.respondents
    if block is None:
        return None
    path: NodePath = ("respondents", "column")
    column = columns.get(block.column)
    if column is None:
        faults.add("grille.colonne-inconnue", path, name=block.column, names=nearest_first(block.column, columns))
    elif column.type not in _NAMING or column.id in keys:
        faults.add("grille.repondant", path, name=block.column, type=column.type)
    if block.role is None and block.consolidate in BY_ROLE:
        faults.add("grille.reunion-sans-role", ("respondents", "consolidate"), name=block.consolidate)
    if block.role is not None:
        _check_role(block.role, document, columns, keys, faults)
    return Respondents(block.column, block.role, block.consolidate, block.divergence)


def _check_role(
    name: str, document: GridBlock, columns: Mapping[str, Column], keys: tuple[str, ...], faults: Faults
) -> None:
    """The column of a role holds roles of the grid, and nothing else."""
    path: NodePath = ("respondents", "role")
    column = columns.get(name)
    if column is None:
        faults.add("grille.colonne-inconnue", path, name=name, names=nearest_first(name, columns))
    elif column.type != "text" or name in (*keys, document.respondents and document.respondents.column):
        faults.add("grille.colonne-du-role", path, name=name)
    if not document.roles:
        faults.add("grille.roles-absents", path, name=name)


def with_roles(
    columns: Mapping[str, Column], respondents: Respondents | None, roles: Mapping[str, AskedRole]
) -> dict[str, Column]:
    """The columns, that of the role being a choice among the roles of the grid."""
    name = respondents.role if respondents is not None else None
    if name is None or name not in columns or columns[name].type != "text":
        return {**columns}
    choices = {role.id: role.title for role in roles.values()}
    return {**columns, name: replace(columns[name], type="choice", choices=choices)}


def read_roles(document: GridBlock) -> dict[str, AskedRole]:
    """The roles that may answer, in the order of the document."""
    return {id: AskedRole(id, block.title, block.weight) for id, block in document.roles.items()}


def read_asked(
    asked: tuple[str, ...], roles: Mapping[str, AskedRole], path: NodePath, faults: Faults
) -> tuple[str, ...]:
    """The roles that an indicator asks, in the order of the grid; all of them where it names none."""
    for place, name in enumerate(asked):
        _is_role(name, roles, (*path, "asked", place), faults)
    return tuple(id for id in roles if id in asked or not asked)


def check_wording(
    wording: Mapping[str, str], asked: tuple[str, ...], roles: Mapping[str, AskedRole], path: NodePath, faults: Faults
) -> None:
    """Check that questions are worded for roles of the grid, among the asked ones."""
    for name in wording:
        where = (*path, "wording", name)
        if _is_role(name, roles, where, faults) and name not in asked:
            faults.add_key("grille.role-non-interroge", where, name=name, asked=Listed(asked))


def _is_role(name: str, roles: Mapping[str, AskedRole], path: NodePath, faults: Faults) -> bool:
    """Whether the grid has a role; a fault is recorded if it has not."""
    if name not in roles:
        faults.add("grille.role-inconnu", path, name=name, names=nearest_first(name, roles))
    return name in roles
