"""Places of columns, held once for all the sheets with the same titles: thousands of files are read as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hlmdiag.data.dataset import Provenance, SamePlaces, SheetShape

_PARTS = ("stock:", "voices:")
"""Prefixes of the names of the stock's sheets, and of the sheets of its voices."""


@dataclass(frozen=True)
class SavedSource:
    """A sheet: its file and, in a workbook, its name."""

    file: str
    sheet: str | None


@dataclass(frozen=True)
class SavedSame:
    """A part of the stock with the same places as another part; `sources` replace its sheets, in order."""

    places: str
    sources: tuple[SavedSource, ...]


def described(provenance: Mapping[str, Mapping[str, Provenance]]) -> dict[str, Any]:
    """The places as plain values: `provenance`, and `same_places` for the parts of a stock that are as one of these."""
    seen: dict[tuple[Any, ...], str] = {}
    known: dict[SheetShape, tuple[Any, ...]] = {}
    whole: dict[str, Any] = {}
    same: dict[str, Any] = {}
    for table, places in provenance.items():
        shape = places.shape if isinstance(places, SamePlaces) else SheetShape.of(places)
        sign = known[shape] if shape in known else _sign(shape)
        known[shape] = sign
        first = seen.setdefault(sign, table) if is_part(table) else table
        if first == table:
            whole[table] = {column: asdict(place) for column, place in places.items()}
        else:
            sources = places.sources if isinstance(places, SamePlaces) else tuple(shape.sources)
            same[table] = {"places": first, "sources": [{"file": file, "sheet": sheet} for file, sheet in sources]}
    return {"provenance": whole, **({"same_places": same} if same else {})}


def rebuilt(
    provenance: Mapping[str, Mapping[str, Provenance]], same: Mapping[str, SavedSame]
) -> dict[str, Mapping[str, Provenance]]:
    """The places of every part, shared in memory between parts with the same ones."""
    shapes = {table: SheetShape.of(provenance[table]) for table in {each.places for each in same.values()}}
    shared = {
        table: SamePlaces(shapes[each.places], tuple((source.file, source.sheet) for source in each.sources))
        for table, each in same.items()
    }
    return {**provenance, **shared}


def not_as_said(provenance: Mapping[str, Mapping[str, Provenance]], same: Mapping[str, SavedSame]) -> Iterator[str]:
    """The parts that refer to another that is absent, or that has a different number of sheets."""
    counts = {table: len(SheetShape.of(places).sources) for table, places in provenance.items()}
    for table, each in same.items():
        if table in provenance or not is_part(table) or counts.get(each.places) != len(each.sources):
            yield table


def is_part(table: str) -> bool:
    """Whether places are those of one sheet of a stock read from several, or of its voices."""
    return table.startswith(_PARTS) and table.partition(":")[2].isdecimal()


def _sign(shape: SheetShape) -> tuple[Any, ...]:
    """Key shared by sheets of the same titles."""
    return tuple(
        (column, shape.sources[place.file, place.sheet], place.letter, place.header, place.rows)
        for column, place in shape.places.items()
    )
