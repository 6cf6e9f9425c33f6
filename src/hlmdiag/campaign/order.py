"""Results put in the order of their dates, once it is known that they are campaigns of one diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

Named = tuple[str, Result]
"""A result and the name of its file."""


def in_order(given: Sequence[Named]) -> tuple[Named, ...]:
    """The campaigns by reference date; raises with everything that keeps them from being compared (exit code 2).

    They have to be of one grid and one major version of it, whole, with the same keys, each of its own date.
    """
    if len(given) < 2:
        raise HlmdiagError([Problem("suivi.un-seul", values={"count": len(given)})], USAGE)
    ordered = tuple(sorted(given, key=lambda each: each[1].manifest.reference_date))
    problems = [problem for each in ordered for problem in _faults(*each, ordered[-1])]
    for (before, one), (name, other) in pairwise(ordered):
        day = other.manifest.reference_date
        if one.manifest.reference_date == day:
            values = {"name": name, "other": before, "date": day}
            problems.append(Problem("suivi.meme-date", Location(name), values))
    if problems:
        raise HlmdiagError(problems, USAGE)
    return ordered


def _faults(name: str, result: Result, latest: Named) -> Iterator[Problem]:
    """The reasons why a result cannot be compared with the latest one."""
    grid, last = result.grid, latest[1].grid
    values = {"name": name, "other": latest[0]}
    if grid.id != last.id:
        yield Problem("suivi.autre-grille", Location(name), values | {"found": grid.id, "expected": last.id})
    elif grid.keys != last.keys:
        found = {"found": Listed((*grid.keys,)), "expected": Listed((*last.keys,))}
        yield Problem("suivi.autres-cles", Location(name), values | found)
    elif major_of(grid) != major_of(last):
        yield Problem("suivi.autre-version", Location(name), values | {"found": grid.version, "expected": last.version})
    if result.manifest.selection is not None:
        conditions = Listed((*result.manifest.selection.conditions,), joint=BETWEEN_SENTENCES)
        yield Problem("suivi.partielle", Location(name), values | {"conditions": conditions})


def need_common_units(before: Named, last: Named) -> None:
    """Raise where two campaigns have no unit in common (exit code 2)."""
    (earlier, one), (name, other) = before, last
    if not set(codes_seen(one)) & set(codes_seen(other)):
        values = {"name": name, "other": earlier, "count": other.frame.height, "before": one.frame.height}
        raise HlmdiagError([Problem("suivi.aucune-commune", Location(name), values)], USAGE)


def major_of(grid: Grid) -> str:
    """The first number of the version of a grid: what is between two of them is another diagnosis."""
    return grid.version.partition(".")[0]
