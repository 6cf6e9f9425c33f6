"""The grids that can be asked for by name, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.load import load_found, load_shipped
from hlmdiag.grid.lookup import FoundFile
from hlmdiag.grid.model import Grid
from hlmdiag.grid.shelves import ShelfName, installed


@dataclass(frozen=True)
class ListedGrid:
    """A grid, how it is asked for, and where it comes from."""

    grid: Grid
    reference: str
    origin: ShelfName | Literal["shipped"]


def listed_grids() -> tuple[list[ListedGrid], list[Problem]]:
    """The grids in the order in which an id finds them, and why others cannot be read."""
    found, problems = list[ListedGrid](), list[Problem]()
    known: set[str] = set()
    for each in installed():
        try:
            grid = load_found(FoundFile(each.path, each.said))
        except HlmdiagError as refused:
            problems += refused.problems
            continue
        found.append(ListedGrid(grid, each.reference if grid.id in known else grid.id, each.shelf))
        known.add(grid.id)
    # a shipped grid is hidden by another grid of the same id
    found += [ListedGrid(grid, grid.id, "shipped") for grid in load_shipped() if grid.id not in known]
    return found, problems
