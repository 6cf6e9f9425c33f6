"""Says which numbers are read as written though they may mean something else: shares, or a mark of what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from hlmdiag.data.decoded import Decoded
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.normalise_text import words
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
_SOME, _HIGH = 3, 20.0
"""Where so many percents are as high as that, one of 1 or less is of another kind."""
_HIGH_SHARE = re.compile(r"\b(?:satisf|disponib)")
"""What is seldom under a fifth."""
_RUN = 0.8
_REST = 0.05
_SHOWN = 5
_PRECISE = r"[.,][0-9]{2}"
_NO_REST = 1e-6
"""What a whole number may be off by, once it is multiplied by ten."""


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
        frame = pl.DataFrame({"row": rows, "v": found.values, "text": found.texts}).filter(pl.col("v") > 0)
        # what is written with its sign is what it says
        bare = frame.filter(~pl.col("text").str.contains("%", literal=True))
        yield from _marks_for_percents(place, sheet, column, bare, frame)
        others = [
            *_alone(sheet, place, match, bare, frame), *_shares(sheet, place, bare.filter(pl.col("v") < 1), frame)
        ]  # fmt: skip
        yield from others or _finer(sheet, place, match, bare)
    elif _has_nines(found.values, column):
        yield from _nines(sheet, place, match, found.values, rows)


def may_be_odd(column: Column, values: pl.Expr) -> pl.Expr:
    """Whether there may be something to say of the numbers of a file."""
    if column.type == "percent":
        others = values.filter(values > 1)
        are_alone = ((values > 0) & (values <= 1)).any() & (others.len() >= _SOME) & (others.min() >= _HIGH)
        are_marks = (values.max() <= _HIGH) & pl.lit(_HIGH_SHARE.search(words(column.label)) is not None)
        return (((values > 0) & (values < 1)).sum() >= _FEWEST) | are_alone | are_marks | _are_finer(values)
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


def _marks_for_percents(
    place: dict[str, Any], sheet: Sheet, column: Column, bare: pl.DataFrame, frame: pl.DataFrame
) -> Iterator[Problem]:
    """Shares of the satisfied, or of the time, that are all so low that they may be marks out of 5, 10 or 20."""
    if bare.height < max(_SOME, frame.height) or _HIGH_SHARE.search(words(column.label)) is None:
        return
    low, high = (float(str(each)) for each in (bare["v"].min(), bare["v"].max()))
    if 1 < high <= _HIGH:
        yield sheet.problem("donnees.echelle-etroite", **place, low=low, high=high, least=0.0, most=100.0)


def _alone(
    sheet: Sheet, place: dict[str, Any], match: Match, bare: pl.DataFrame, frame: pl.DataFrame
) -> Iterator[Problem]:
    """Percents of 1 or less where all the others are far above: `0,97` among `98` and `99`."""
    small, others = bare.filter(pl.col("v") <= 1), frame.filter(pl.col("v") > 1)["v"]
    if small.is_empty() or len(others) < _SOME or float(str(others.min())) < _HIGH:
        return
    cells = first_of(small["row"].head(_SHOWN + 1).to_list(), _SHOWN, lambda row: sheet.address(match.index, row))
    value = float(small["v"][0])
    yield sheet.problem(
        "donnees.pourcentages-isoles", **place, count=small.height, cells=cells, value=value, share=value * 100,
        low=float(str(others.min())), high=float(str(others.max())),
    )  # fmt: skip


def _are_finer(values: pl.Expr) -> pl.Expr:
    """Whether some percents under 1 have two decimals where the others have one at most, as shares of them would."""
    others, small = values.filter(values >= 1), values.filter((values > 0) & (values < 1))
    return (others.len() >= _SOME) & _has_one_decimal(others).all() & (~_has_one_decimal(small)).any()


def _has_one_decimal(values: pl.Expr) -> pl.Expr:
    return (values * 10 - (values * 10).round()).abs() < _NO_REST


def _finer(sheet: Sheet, place: dict[str, Any], match: Match, bare: pl.DataFrame) -> Iterator[Problem]:
    """Percents under 1 that have more decimals than the others: `0,12` among `12` and `8`."""
    if not bare.select(_are_finer(pl.col("v"))).item():
        return
    small = bare.filter((pl.col("v") < 1) & ~_has_one_decimal(pl.col("v")))
    others = bare.filter(pl.col("v") >= 1)["v"]
    cells = first_of(small["row"].head(_SHOWN + 1).to_list(), _SHOWN, lambda row: sheet.address(match.index, row))
    value = float(str(small["v"].max()))
    yield sheet.problem(
        "donnees.pourcentages-precis", **place, count=small.height, cells=cells, value=value, share=value * 100,
        low=float(str(others.min())), high=float(str(others.max())),
    )  # fmt: skip


def _shares(sheet: Sheet, place: dict[str, Any], small: pl.DataFrame, frame: pl.DataFrame) -> Iterator[Problem]:
    """Percents that are all under 1 though their title says `%`, or that are in some lines alone."""
    if small.height < _FEWEST:
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
