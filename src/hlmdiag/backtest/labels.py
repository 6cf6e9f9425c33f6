"""The levels that people expected: a column of the data, read like any answer, by the label or the id of a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hlmdiag.data import Dataset
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.name_index import NameIndex
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.expression import ColumnRef
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.external_references import columns_read, expressions
from hlmdiag.states import KNOWN, State

EXPECTED = "niveau_attendu"
"""The column of a grid that holds the expected levels, where the grid has none of the name asked for."""


@dataclass(frozen=True)
class Labels:
    """The level expected of each unit, by its keys; how many have none, how many hold what is no level."""

    by_unit: Mapping[tuple[str, ...], str]
    blank: int
    refused: int


def with_labels(grid: Grid, title: str) -> tuple[Grid, str]:
    """The same grid with a column of that title whose answers are its levels, and the id of this column.

    Refused where the grid classifies nothing, or reads this very column: it would be compared with itself.
    """
    if not grid.levels:
        raise HlmdiagError([Problem("usage.attendu-sans-niveaux", values={"grid": grid.id})], USAGE)
    names = ((name, each.id) for each in grid.columns.values() for name in (each.id, each.label, *each.aliases))
    known = NameIndex(names).find(title)
    found = grid.columns[known[0]] if known else Column(_free_id(grid), "choice", title)
    if found.id in _read(grid) or found.id in grid.keys:
        raise HlmdiagError([Problem("usage.attendu-lu", values={"title": title, "column": found.id})], USAGE)
    column = replace(found, type="choice", choices=grid.levels.titles, role=None, min=None, max=None, computed=None)
    return replace(grid, columns={**grid.columns, column.id: column}), column.id


def labels_of(dataset: Dataset, grid: Grid, column: str, title: str) -> Labels:
    """Contents of that column in the data; refused if no file has it."""
    if column not in dataset.stock.provenance and not any(column in part for part in dataset.stock.parts):
        raise HlmdiagError([Problem("usage.attendu-absent", values={"title": title})], USAGE)
    frame = dataset.stock.frame
    keys = frame.select(data_text(key) for key in grid.keys).rows()
    given = zip(keys, frame[data_value(column)].to_list(), frame[data_state(column)].to_list(), strict=True)
    found = {tuple(map(str, unit)): (level, state) for unit, level, state in given}
    refused = sum(state == int(State.INVALID) for _, state in found.values())
    labels = {unit: level for unit, (level, state) in found.items() if state == int(KNOWN)}
    return Labels(labels, len(found) - refused - len(labels), refused)


def _free_id(grid: Grid) -> str:
    """A name that no column of the grid has."""
    name = EXPECTED
    while name in grid.columns or name in grid.tables:
        name += "_"
    return name


def _read(grid: Grid) -> set[str]:
    """The columns that anything of the grid reads."""
    read = (reference for each in expressions(grid) for reference in each.references)
    return {*columns_read(grid), *(each.name for each in read if isinstance(each, ColumnRef))}
