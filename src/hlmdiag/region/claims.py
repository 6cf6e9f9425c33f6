"""Units that several organisations declare under one shared id: none is counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hlmdiag.grid.identifiers import fold


@dataclass(frozen=True)
class Declared:
    """The units that an organisation counts: their codes, and what each says in a column that others may share."""

    organisation: str
    date: date
    codes: Sequence[str]
    ids: Mapping[str, pl.Series]


@dataclass(frozen=True)
class Claim:
    """A unit declared by several organisations: the shared column and id, who declares it, and who is counted.

    `counted` is None where the latest ones are of one date: nobody knows which is right, and none counts.
    """

    column: str
    id: str
    units: tuple[tuple[str, str], ...]
    counted: str | None


def claims_on(declared: Sequence[Declared]) -> tuple[tuple[Claim, ...], dict[int, frozenset[int]]]:
    """Each unit declared by several, and the rows that do not count, by the place of their organisation.

    Two ids are one where only case, accents or signs differ. Of several organisations, the one with the latest
    reference date counts; the units that one organisation declares twice are its own matter.
    """
    claims, left = list[Claim](), defaultdict[int, set[int]](set)
    for column in dict.fromkeys(name for each in declared for name in each.ids):
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, each in enumerate(declared):
            if column not in each.ids:
                continue
            for row, text in enumerate(each.ids[column].to_list()):
                if key := fold(text or ""):
                    found[key].append((place, row))
        for rows in found.values():
            if len({declared[place].organisation for place, _ in rows}) > 1:
                claims.append(_claim(column, rows, declared, left))
    return tuple(claims), {place: frozenset(rows) for place, rows in left.items()}


def _claim(
    column: str, rows: Sequence[tuple[int, int]], declared: Sequence[Declared], left: dict[int, set[int]]
) -> Claim:  # fmt: skip
    last = max(declared[place].date for place, _ in rows)
    latest = {declared[place].organisation for place, _ in rows if declared[place].date == last}
    counted = next(iter(latest)) if len(latest) == 1 else None
    for place, row in rows:
        if declared[place].organisation != counted:
            left[place].add(row)
    first, at = rows[0]
    units = tuple((declared[place].organisation, declared[place].codes[row]) for place, row in rows)
    return Claim(column, str(declared[first].ids[column][at]), units, counted)
