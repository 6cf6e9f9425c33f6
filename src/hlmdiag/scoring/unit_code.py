"""The code of a unit as readers write it: its keys, joined where there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

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
