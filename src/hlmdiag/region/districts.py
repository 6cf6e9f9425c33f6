"""The districts where several organisations have units: which ones may be shown together, and what is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class District:
    """The units of a district whose organisations agreed to show them to one another, by their rows in the region.

    `others`: how many organisations have units there and did not agree: nothing of them is shown.
    """

    name: str
    rows: tuple[int, ...]
    organisations: tuple[str, ...]
    others: int


@dataclass(frozen=True)
class SharedDistricts:
    """The districts of a region that may be shown.

    `shared`: the districts where two organisations or more agreed; `alone`: those where one did, or none; `unplaced`:
    units of those who agreed that no file places in a district; `unknown`: names of the list without a unit.
    """

    shared: tuple[District, ...]
    alone: tuple[District, ...]
    unplaced: int
    unknown: tuple[str, ...]


def shared_districts(region: Result, column: str, agreed: Iterable[str]) -> SharedDistricts:
    """The districts of a region by a column of it, in the order of their names.

    Two spellings are one district where only case, accents or signs differ; it has the most frequent of them. So are
    the names of organisations compared with those of the list.
    """
    named = {fold(each): each for each in agreed}
    rows: Mapping[str, list[int]] = defaultdict(list)
    owners, places = (region.frame[name].cast(str).to_list() for name in (ORGANISATION, column))
    unplaced = 0
    for row, (owner, place) in enumerate(zip(owners, places, strict=True)):
        key = fold(place or "")
        if key:
            rows[key].append(row)
        else:
            unplaced += fold(owner) in named
    found = sorted((_district(at, places, owners, named) for at in rows.values()), key=lambda each: fold(each.name))
    there = {fold(owner) for owner in owners}
    return SharedDistricts(
        tuple(each for each in found if len(each.organisations) > 1),
        tuple(each for each in found if len(each.organisations) < 2),
        unplaced,
        tuple(name for key, name in named.items() if key not in there),
    )


def _district(rows: Sequence[int], places: Sequence[str], owners: Sequence[str], named: Mapping[str, str]) -> District:
    """One district; its name is as those who agreed write it, if there are some."""
    all_there = {owners[row] for row in rows}
    shown = {owner for owner in all_there if fold(owner) in named}
    kept = tuple(row for row in rows if owners[row] in shown)
    spelled = Counter(places[row] for row in kept or rows)
    most = max(spelled.values())
    name = min(text for text, count in spelled.items() if count == most)
    return District(name, kept, tuple(sorted(shown, key=fold)), len(all_there - shown))
