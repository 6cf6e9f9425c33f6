"""The code of a unit as readers write it: its keys, joined where there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.scoring.result import Result

JOINT = "/"


def unit_code(values: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The code of one row.

    >>> unit_code({"site": "A", "hall": 2}, ("site", "hall"))
    'A/2'
    """
    return JOINT.join(str(values[key]) for key in keys)


def unit_codes(keys: Sequence[str]) -> pl.Expr:
    """The code of every row of a result."""
    import polars as pl

    return pl.concat_str([pl.col(key).cast(pl.String) for key in keys], separator=JOINT)


def codes_seen(result: Result) -> pl.Series:
    """The code of each unit of a result as codes are compared: whatever cannot be seen in them is left out."""
    from hlmdiag.data.clean import all_seen

    return all_seen(result.frame.select(unit_codes(result.grid.keys).alias("key")).to_series())
