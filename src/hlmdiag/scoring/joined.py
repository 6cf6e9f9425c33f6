"""The rows of a result beside those of another table, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.data.frames import as_polars, in_texts
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.expression.errors import suggestion
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import codes_seen, unit_codes
from hlmdiag.text.phrase import Listed

_CODE = "code\0joined"
_SHOWN = 5


def joined(result: Result, table: Any, on: Sequence[str]) -> pl.DataFrame:
    """Every row of a result, with the columns of a table on the same unit; null where the table has none.

    `on`: the columns of the table that hold the keys of the grid. A title that both have is marked in the table's.
    """
    other = as_polars("hlmdiag.Result.join", "table", table)
    absent = [Problem("api.jointure-colonne", values={"name": each, "near": suggestion(each, other.columns)})
              for each in on if each not in other.columns]  # fmt: skip
    if absent or len(on) != len(result.grid.keys):
        wrong = Problem("api.jointure-cles", values={"given": Listed((*on,)), "keys": Listed((*result.grid.keys,))})
        raise HlmdiagError(absent or [wrong], USAGE)
    codes = all_seen(in_texts(other.select(on)).select(unit_codes([*on]).alias(_CODE)).to_series())
    known = codes.filter(codes != "")
    twice = known.filter(known.is_duplicated()).unique(maintain_order=True).to_list()
    own = codes_seen(result)
    if twice:
        values = {"codes": Listed((*twice[:_SHOWN], *["…"][: len(twice) > _SHOWN])), "count": len(twice)}
        raise HlmdiagError([Problem("api.jointure-double", values=values)], USAGE)
    if not own.is_in(codes.implode()).any() and result.frame.height and other.height:
        values = {"own": own[0], "found": codes[0]}
        raise HlmdiagError([Problem("api.jointure-vide", values=values)], USAGE)
    right = other.drop(on).with_columns(codes.alias(_CODE))
    left = result.frame.with_columns(own.alias(_CODE))
    return left.join(right, on=_CODE, how="left", suffix=":table", maintain_order="left").drop(_CODE)
