"""Leaves out another table or a note that an empty column separates from the table on the same sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import polars as pl

from hlmdiag.data.header import Header
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import first_of

_MOST = 0.5
"""Filled in fewer of the rows than that, columns that nobody knows are a note rather than answers."""
_SHOWN = 8


def without_beside(
    sheet: Sheet, header: Header, keys: Sequence[str], vocabulary: Vocabulary
) -> tuple[Sheet, Header, tuple[Problem, ...]]:
    """The sheet and its titles without what lies beside the table that holds the key, and the notices on it."""
    blank = [index for index, title in enumerate(header.titles) if not title.strip()]
    if not blank:
        return sheet, header, ()
    body = sheet.cells.slice(header.first)
    filled = body.select(pl.col(str(index)).str.contains(r"\S").any() for index in blank).row(0)
    empty = {index for index, is_filled in zip(blank, filled, strict=True) if not is_filled}
    blocks = _blocks(len(header.titles), empty)
    named = {
        index: known[0] for index, title in enumerate(header.titles) if title and (known := vocabulary.find(title))
    }
    keyed = [block for block in blocks if {*keys} <= {named.get(index) for index in block}]
    if len(blocks) < 2 or not keyed:
        return sheet, header, ()
    own = max(keyed, key=lambda block: len({named[index] for index in block if index in named}))
    units = _filled_rows(sheet, header, own)
    apart = [block for block in blocks if block is not own and _is_apart(block, own, units, sheet, header, named)]
    if not apart:
        return sheet, header, ()
    lost = {index for block in apart for index in block}
    titles = tuple("" if index in lost else title for index, title in enumerate(header.titles))
    columns = frozenset(column for index, column in named.items() if index not in lost)
    said = tuple(_said(block, sheet, header) for block in apart)
    return _blanked(sheet, lost), replace(header, titles=titles, columns=columns), said


def _blocks(width: int, empty: set[int]) -> list[list[int]]:
    """The columns between the empty ones."""
    runs = groupby(range(width), key=lambda index: index in empty)
    return [list(indexes) for is_empty, indexes in runs if not is_empty]


def _filled_rows(sheet: Sheet, header: Header, block: Sequence[int]) -> pl.Series:
    body = sheet.cells.slice(header.last + 1)
    return body.select(pl.any_horizontal(pl.col(str(index)).str.contains(r"\S") for index in block).alias("a"))["a"]


def _is_apart(
    block: list[int], own: list[int], units: pl.Series, sheet: Sheet, header: Header, named: dict[int, str]
) -> bool:
    """Whether columns are no part of the table: they have its titles again, or rows of their own.

    Columns that are known are apart where they are filled from the first row on and end elsewhere than the table; a
    few answers here and there are answers.
    """
    ours = {fold(header.titles[index]) for index in own} | {named[index] for index in own if index in named}
    theirs = {fold(header.titles[index]) for index in block} | {named[index] for index in block if index in named}
    if (ours & theirs) - {""}:
        return True
    rows = _filled_rows(sheet, header, block)
    beyond = bool((rows & ~units).any())
    if not any(index in named for index in block):
        return beyond or int(rows.sum()) < _MOST * int(units.sum())
    count = int(rows.sum())
    return bool(rows.head(count).all()) and (beyond or count < int(units.sum()))


def _blanked(sheet: Sheet, lost: set[int]) -> Sheet:
    """The sheet with nothing in some columns: the others keep their letters."""
    kept = {
        name: {index: rows for index, rows in each.items() if index not in lost}
        for name, each in (
            ("shown", sheet.shown),
            ("coloured", sheet.coloured),
            ("struck", sheet.struck),
            ("spelled", sheet.spelled),
        )
        if each is not None
    }
    cells = sheet.cells.with_columns(pl.lit("").alias(str(index)) for index in sorted(lost))
    return replace(sheet, cells=cells, **kept)  # type: ignore[arg-type]  # each field again, with some of its columns


def _said(block: list[int], sheet: Sheet, header: Header) -> Problem:
    titles = [header.titles[index] for index in block if header.titles[index].strip()]
    rows = _filled_rows(sheet, header, block).arg_true()
    first = sheet.row(header.last)
    last = sheet.row(header.last + 1 + int(rows[-1])) if len(rows) else first
    if not titles:
        where = sheet.row(header.last + 1 + int(rows[0])) if len(rows) else first
        return sheet.problem(
            "donnees.note-a-cote", row=where, column=block[0], severity=Severity.NOTICE, count=len(rows)
        )
    named = first_of(titles, _SHOWN, quoted=True)
    cells = f"{sheet.address(block[0], first)}:{sheet.address(block[-1], last)}"
    return sheet.problem(
        "donnees.tableau-a-cote", row=first, column=block[0], severity=Severity.WARNING, cells=cells, titles=named
    )
