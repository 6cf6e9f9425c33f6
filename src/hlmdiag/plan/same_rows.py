"""Which row of a plan a row that came back is: steps of one action have each their own mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hlmdiag.plan.model import LINE, PEOPLE, PlanRow, Typed

Signature = tuple[object, ...]


def numbered(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """The same rows, each with a number among those of its unit and action: one that it has stays its own."""
    rows = list(rows)
    taken: dict[tuple[str, str], set[int]] = defaultdict(set)
    found, waiting = list[PlanRow | None](), list[int]()
    for place, row in enumerate(rows):
        number = number_of_line(row)
        if number is None or number in taken[row.key]:
            waiting.append(place)
            found.append(None)
        else:
            taken[row.key].add(number)
            found.append(replace(row, cells={**row.cells, LINE: number}))
    for place in waiting:
        row = rows[place]
        number = max(taken[row.key], default=0) + 1
        taken[row.key].add(number)
        found[place] = replace(row, cells={**row.cells, LINE: number})
    return [row for row in found if row is not None]


def number_of_line(row: PlanRow) -> int | None:
    """The number of a row, where it has one; programs give back whole numbers as others."""
    value = row.cells.get(LINE)
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    return int(value) if is_whole and isinstance(value, int | float) else None


def same_rows(rows: Sequence[PlanRow], part: Sequence[PlanRow]) -> list[int | None]:
    """For each row of a part, the place of the row that it is; None for one that people added.

    By its number; else one that says all the same; else, where one of the files has no numbers, the next of its action.
    """
    found: list[int | None] = [None] * len(part)
    free = set(range(len(rows)))
    numbers = {(row.key, number): place for place, row in enumerate(rows) if (number := number_of_line(row))}
    alike: dict[Signature, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        alike[_signature(row)].append(place)
    for place, row in enumerate(part):
        number = number_of_line(row)
        there = numbers.get((row.key, number)) if number is not None else None
        found[place] = _taken([there] if there is not None else [], free)
    for place, row in enumerate(part):
        if found[place] is None:
            found[place] = _taken(alike[_signature(row)], free)
    has_numbers = any(number_of_line(row) is not None for row in part)
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if not has_numbers or number_of_line(row) is None:
            by_key[row.key].append(place)
    for place, row in enumerate(part):
        if found[place] is None and all(row.key):
            found[place] = _taken(by_key[row.key], free)
    return found


def _taken(places: Iterable[int], free: set[int]) -> int | None:
    place = next((each for each in places if each in free), None)
    if place is not None:
        free.remove(place)
    return place


def _signature(row: PlanRow) -> Signature:
    """All that people typed in a row."""
    typed: list[Typed] = [row.cells.get(key) for key in PEOPLE]
    own = sorted((title, value) for title, value in row.added.items() if value is not None and title)
    return (*row.key, *map(repr, typed), repr(own))
