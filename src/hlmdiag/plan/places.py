"""The district and the size of each unit, by which amounts are added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hlmdiag.data.decode import decode
from hlmdiag.grid.data_model import Column
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.roles import role_of
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.wording import Wording

_PRIORITY = "qpv"
"""The column of the dictionary that says whether a unit is in a priority district."""


@dataclass(frozen=True)
class UnitPlace:
    """Its logements, where they are known, and its district in words; empty where nothing says it."""

    logements: float | None
    district: str


def places_of(result: Result, words: Wording) -> dict[str, UnitPlace]:
    """The place of each unit, by code: its district by name, else whether it is in a priority one."""
    size, district = (role_of(result.grid, role, result.frame) for role in ("size", "district"))
    priority = [*_priority(result)]
    found = {}
    for place, line in enumerate(result.frame.iter_rows(named=True)):
        named = str(line.get(district or "") or "").strip()
        is_priority = priority[place] if priority else None
        if not named and is_priority is not None:
            named = words.say(f"rapport.plan.quartier.{'dans' if is_priority else 'hors'}")
        found[unit_code(line, result.grid.keys)] = UnitPlace(_number(line.get(size or "")), named)
    return found


def _priority(result: Result) -> Iterator[bool | None]:
    """Whether each unit is in a priority district, from the text that was received."""
    column = result.grid.columns.get(_PRIORITY)
    if column is None or column.type != "boolean" or column.id not in result.frame.columns:
        return
    yield from _read(result, column)


def _read(result: Result, column: Column) -> list[bool | None]:
    values: list[bool | None] = decode(result.frame[column.id].fill_null(""), column).values.to_list()
    return values


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def logements(codes: set[str], places: Mapping[str, UnitPlace]) -> tuple[float, int]:
    """The logements of some units, and how many of these units have no known number of them."""
    known = [places[code].logements if code in places else None for code in codes]
    return sum(each for each in known if each is not None), sum(each is None for each in known)
