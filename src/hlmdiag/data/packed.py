"""The cells of many small sheets side by side in memory: a column of a few cells takes kilobytes on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.data.sheet import Sheet

TOGETHER = 256
"""Number of sheets worth packing together."""
_SMALL = 200
"""The most rows of a sheet that is put with others."""


def packed(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same sheets in their order, the cells of small ones being pieces of one table."""
    by_width: dict[int, list[int]] = {}
    for place, sheet in enumerate(sheets):
        if sheet.cells.height <= _SMALL:
            by_width.setdefault(sheet.cells.width, []).append(place)
    found = list(sheets)
    for places in by_width.values():
        loose = pl.concat([sheets[place].cells for place in places])
        # rebuilt from Python texts: a concatenation would keep the memory reserved by each part
        cells = pl.DataFrame({name: pl.Series(loose[name].to_list(), dtype=pl.String) for name in loose.columns})
        rows = pl.concat([sheets[place].rows for place in places], rechunk=True)
        start = 0
        for place in places:
            height = sheets[place].cells.height
            found[place] = replace(sheets[place], cells=cells.slice(start, height), rows=rows.slice(start, height))
            start += height
    return found
