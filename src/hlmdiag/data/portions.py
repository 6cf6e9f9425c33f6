"""A column of many files is decoded at once, but for the files in which it holds a doubt.

What settles a doubt is in its own file alone. Files whose column holds the very same texts are one case, decoded once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.data.decode import decode, hangs_on_others
from hlmdiag.data.decoded import ColumnContext, Decoded
from hlmdiag.grid.data_model import Column


@dataclass(frozen=True, eq=False)
class Portion:
    """Rows of a column that make up whole files, with their decoding."""

    rows: pl.Series
    decoded: Decoded


def portions_of(
    texts: pl.Series, part: pl.Series, column: Column, context: Callable[[int], ColumnContext]
) -> list[Portion]:
    """A column of several files, decoded; `part` is the number of the file of each row.

    `context`: what else is known of the column in a file. Of files without doubt, that of the first is as good as any.
    """
    doubtful = _doubtful(texts, part, column, context(0))
    if doubtful is None:
        return [Portion(pl.int_range(len(texts), eager=True), decode(texts, column, context(0)))]
    cases: dict[tuple[object, ...], tuple[ColumnContext, list[int]]] = {}
    apart = pl.DataFrame({"part": part, "text": texts}).with_row_index("row").filter(doubtful)
    for place, own, rows in apart.group_by("part", maintain_order=True).agg("text", "row").iter_rows():
        here = context(place)
        written = None if here.written is None else frozenset(here.written)
        _, of_case = cases.setdefault((written, *own), (here, []))
        of_case.extend(rows)
    kept = (~doubtful).arg_true()
    found = [Portion(kept, decode(texts.gather(kept), column, context(0)))] if len(kept) else []
    for here, of_case in cases.values():
        found.append(Portion(pl.Series(of_case, dtype=pl.UInt32), decode(texts.gather(of_case), column, here)))
    return found


def _doubtful(texts: pl.Series, part: pl.Series, column: Column, context: ColumnContext) -> pl.Series | None:
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
