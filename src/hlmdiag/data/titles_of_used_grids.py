"""Titles that only a used grid knows: the grid that uses it does not report them as unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hlmdiag.data.assign import Candidate
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.table_schemas import STOCK, stock_schema
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid

_UNKNOWN_TITLES = ("donnees.entete-en-trop", "donnees.entete-inconnu")


def without_titles_of_used(problems: Iterable[Problem], grid: Grid) -> list[Problem]:
    """The problems but for titles said to be unknown that a used grid reads in the same file."""
    words = list(_words(grid))
    return [it for it in problems if it.code not in _UNKNOWN_TITLES or not _is_known(it.location.header, words)]


def written_for_a_used_grid(candidate: Candidate, grid: Grid) -> bool:
    """Whether a sheet of the stock has more titles of a used grid than of this one."""
    titles = [match.header for match in candidate.matches]
    own = sum(match.column is not None for match in candidate.matches)
    return candidate.table == STOCK and any(
        sum(_is_known(title, [words]) for title in titles) > own for words in _words(grid)
    )


def _words(grid: Grid) -> Iterator[Vocabulary]:
    for used in grid.uses.values():
        yield Vocabulary(stock_schema(used, {}).columns)
        yield from _words(used)


def _is_known(title: str | None, words: list[Vocabulary]) -> bool:
    return title is not None and any(each.find(title) is not None for each in words)
