"""A column of many files is decoded at once, but for the files in which it holds a doubt.

What settles a doubt is in its own file alone. Files whose column holds the very same texts are one case, decoded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.data.decode import Context, Decoded, decode, hangs_on_others
from hlmdiag.grid.model import Column

__all__ = ["Portion", "portions_of", "put_together"]


@dataclass(frozen=True, eq=False)
class Portion:
    """Some rows of a column, all those of their files, and what they are."""

    rows: pl.Series
    decoded: Decoded


def portions_of(texts: pl.Series, part: pl.Series, column: Column, context: Context) -> list[Portion]:
    """A column of several files, decoded; `part` is the number of the file of each row."""
    doubtful = _doubtful(texts, part, column, context)
    if doubtful is None:
        return [Portion(pl.int_range(len(texts), eager=True), decode(texts, column, context))]
    cases: dict[tuple[str, ...], list[int]] = {}
    apart = pl.DataFrame({"part": part, "text": texts}).with_row_index("row").filter(doubtful)
    for own, rows in apart.group_by("part", maintain_order=True).agg("text", "row").select("text", "row").iter_rows():
        cases.setdefault(tuple(own), []).extend(rows)
    found = [(~doubtful).arg_true(), *(pl.Series(rows, dtype=pl.UInt32) for rows in cases.values())]
    return [Portion(rows, decode(texts.gather(rows), column, context)) for rows in found if len(rows)]


def _doubtful(texts: pl.Series, part: pl.Series, column: Column, context: Context) -> pl.Series | None:
    """The rows of the files in which a text hangs on the others; None where there are none."""
    bare = texts.str.strip_chars()
    distinct = bare.unique()
    hanging = distinct.filter(hangs_on_others(distinct, column, context))
    if not len(hanging):
        return None
    return part.is_in(part.filter(bare.is_in(hanging.implode())).unique().implode())


def put_together(portions: Sequence[Portion]) -> Decoded:
    """The whole column, its rows in their order; why texts were refused is for each portion to say."""
    first = portions[0].decoded
    if len(portions) == 1:
        return first
    order = pl.concat([portion.rows.cast(pl.UInt32) for portion in portions]).arg_sort()
    values, states, texts = (
        pl.concat([getattr(portion.decoded, name) for portion in portions]).gather(order)
        for name in ("values", "states", "texts")
    )
    return replace(first, values=values, states=states, texts=texts)
