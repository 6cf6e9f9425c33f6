"""The rows of a region without the units that another organisation declares too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hlmdiag.region.claims import Claim, Declared, claims_on
from hlmdiag.region.rows import RegionRows
from hlmdiag.scoring.roles import columns_of_role
from hlmdiag.scoring.unit_code import unit_codes


def without_claimed(
    rows: RegionRows, places: Sequence[int], owners: Sequence[str], days: Sequence[date]
) -> tuple[list[int], tuple[Claim, ...]]:
    """The places of the rows that count, and the units that several declare; `days`: the date of each sending."""
    shared = columns_of_role(rows.grid, "shared_id")
    if not shared:
        return [*places], ()
    sent = [
        _declared(rows.looked_at(place), owner, day, rows.grid.keys[1:], shared)
        for place, owner, day in zip(places, owners, days, strict=True)
    ]
    claims, left = claims_on(sent)
    return [_less(rows, place, left.get(at, frozenset())) for at, place in enumerate(places)], claims


def _declared(frame: pl.DataFrame, owner: str, day: date, keys: Sequence[str], shared: Sequence[str]) -> Declared:
    ids = {name: frame[name].cast(pl.String) for name in shared if name in frame.columns}
    return Declared(owner, day, frame.select(unit_codes(keys)).to_series().to_list(), ids)


def _less(rows: RegionRows, place: int, left: frozenset[int]) -> int:
    """The place of the same rows without some."""
    if not left:
        return place
    frame = rows.frame(place).with_row_index("|row").filter(~pl.col("|row").is_in([*left])).drop("|row")
    return rows.add(replace(rows.without_rows(place), frame=frame))
