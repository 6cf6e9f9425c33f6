"""Says which numbers are read as written though they may mean something else: shares, or a mark of what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from hlmdiag.data.decoded import Decoded
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.text.phrase import first_of

NINES = (999.0, 9999.0, 99999.0, 999999.0)
"""What many programs write where they have nothing."""
_FAR = 3
"""So many times the next number is far from the others."""
_FEWEST = 5
"""Fewer percents may all be small."""
_RUN = 0.8
_REST = 0.05
_SHOWN = 5
_PRECISE = r"[.,][0-9]{2}"


def odd_values(
    sheet: Sheet, header: Header, match: Match, column: Column, found: Decoded, rows: pl.Series
) -> Iterator[Problem]:
    """The warnings on the numbers of a column; `rows` are the numbers of its rows."""
    if column.type not in NUMERIC:
        return
    place: dict[str, Any] = {
        "row": sheet.row(header.last), "column": match.index, "header": match.header, "severity": Severity.WARNING,
        "title": match.header,
    }  # fmt: skip
    if column.type == "percent":
        yield from _shares(sheet, place, found, rows)
    elif _has_nines(found.values, column):
        yield from _nines(sheet, place, match, found.values, rows)


def may_be_odd(column: Column, values: pl.Expr) -> pl.Expr:
    """Whether there may be something to say of the numbers of a file."""
    if column.type == "percent":
        return ((values > 0) & (values < 1)).sum() >= _FEWEST
    return values.is_in(NINES).any()


def _has_nines(values: pl.Series, column: Column) -> bool:
    highest = values.max()
    return highest in NINES and (column.max is None or float(str(highest)) < column.max)


def _nines(sheet: Sheet, place: dict[str, Any], match: Match, values: pl.Series, rows: pl.Series) -> Iterator[Problem]:
    """Numbers that are all nines, far above the others."""
    highest = float(str(values.max()))
    others = values.filter(values < highest)
    if others.is_empty() or float(str(others.max())) * _FAR > highest:
        return
    there = rows.filter((values == highest).fill_null(value=False))
    cells = first_of(there.head(_SHOWN + 1).to_list(), _SHOWN, lambda row: sheet.address(match.index, row))
    yield sheet.problem(
        "donnees.nombre-de-neuf", **place, count=len(there), value=highest, cells=cells, most=float(str(others.max()))
    )


def _shares(sheet: Sheet, place: dict[str, Any], found: Decoded, rows: pl.Series) -> Iterator[Problem]:
    """Percents that are all under 1 though their title says `%`, or that are in some lines alone."""
    frame = pl.DataFrame({"row": rows, "v": found.values, "text": found.texts}).filter(pl.col("v") > 0)
    small = frame.filter(pl.col("v") < 1)
    if small.height < _FEWEST or small["text"].str.contains("%", literal=True).any():
        return
    said: dict[str, Any] = {
        "count": small.height, "value": float(str(small["v"].max())), "share": float(str(small["v"].max())) * 100
    }  # fmt: skip
    if small.height == frame.height:
        yield sheet.problem("donnees.pourcentages-petits", **place, **said)
    elif (run := _run(frame, small)) is not None:
        yield sheet.problem(
            "donnees.pourcentages-par-blocs", **place, **said, first=sheet.row_name(run[0]), last=sheet.row_name(run[1])
        )


def _run(frame: pl.DataFrame, small: pl.DataFrame) -> tuple[int, int] | None:
    """The lines between which nearly all small percents are, and no other: another person may have written them."""
    if frame["v"].is_sorted() or frame["v"].is_sorted(descending=True):
        return None
    if small["text"].str.contains(_PRECISE).sum() * 2 < small.height:
        return None
    runs = frame.with_columns(is_small=pl.col("v") < 1).with_columns(run=pl.col("is_small").rle_id())
    longest = runs.filter("is_small").group_by("run").agg("row").sort(pl.col("row").list.len()).tail(1)["row"][0]
    outside = small.height - len(longest)
    if len(longest) < max(_FEWEST, _RUN * small.height) or outside > _REST * (frame.height - len(longest)):
        return None
    return int(longest.min()), int(longest.max())
