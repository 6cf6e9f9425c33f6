"""The grids of one run: all are loaded, then asked, before one of them is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hlmdiag.errors import HlmdiagError, OfGrid, Problem
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.grid import Grid

Answer = TypeVar("Answer")


def load_grids(asked: Sequence[str], uses: Iterable[str], language: str, reference: Path | None = None) -> list[Grid]:
    """The grids asked for in the words of a language, placed in the frozen figures of a reference.

    `uses` are names that one of them must read.
    """
    from hlmdiag.grid import in_language, load_grid

    grids, refused = [], []
    for name in asked:
        try:
            grids.append(in_language(load_grid(name), language))
        except HlmdiagError as error:
            refused.append(error)
    if refused:
        problems = [problem for error in refused for problem in error.problems]
        raise HlmdiagError(problems, min(error.exit_code for error in refused))
    if reference is not None:
        from hlmdiag.grid.reference import read_frozen, with_reference

        frozen = read_frozen(reference)
        grids = [with_reference(grid, frozen) for grid in grids]
    known = {name for grid in grids for name in _names_read(grid)}
    for name in uses:
        if name not in known:
            raise refusal("usage.uses-inconnu", name=name, nearest="")
    return grids


def _names_read(grid: Grid) -> Iterator[str]:
    """Local names of the results that a grid, and the grids it uses, read."""
    for name, used in grid.every_use.items():
        yield name
        yield from _names_read(used)


def for_every_grid(grids: Sequence[Grid], ask: Callable[[Grid], Answer]) -> list[Answer]:
    """Answers of every grid. Refusals are raised together, with the grid of each unless all are the same."""
    answers: list[Answer] = []
    refused: dict[str, HlmdiagError] = {}
    for grid in grids:
        try:
            answers.append(ask(grid))
        except HlmdiagError as error:
            refused[grid.id] = error
    if not refused:
        return answers
    first, *others = refused.values()
    if len(refused) == len(grids) and all(each.problems == first.problems for each in others):
        raise first
    problems = [_of_grid(problem, id) for id, error in refused.items() for problem in error.problems]
    raise HlmdiagError(problems, min(error.exit_code for error in refused.values()))


def _of_grid(problem: Problem, grid: str) -> Problem:
    return replace(problem, location=OfGrid(grid=grid, place=problem.location))
