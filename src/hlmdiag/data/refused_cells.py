"""Turns refused cells into problems: each with its address, repeats grouped, the list cut."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from hlmdiag.data.decoded import SAID, Decoded
from hlmdiag.data.numbers import parse_number
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.data.values import CellRefusal
from hlmdiag.errors import Problem
from hlmdiag.states import State
from hlmdiag.text.phrase import Phrase, first_of

_APART = 10
_UNDECIDED = "donnees.pourcentage-ambigu"
_UNVERIFIED = "donnees.pourcentage-non-verifie"
_CODED = pl.Categorical
_LONGEST = 80
_NUMBER = re.compile(r"-?\d+\.\d+( %)?")
NONE_REFUSED = pl.DataFrame(
    schema={
        "file": _CODED, "sheet": _CODED, "row": pl.UInt32, "letter": _CODED, "header": _CODED, "column": _CODED,
        "value": pl.String, "code": _CODED,
    }
)  # fmt: skip
"""The list of every refused cell where there is none: its columns."""


@dataclass(frozen=True, eq=False)
class ColumnFaults:
    """The problems of a column, each with its row, and the list of every refused cell."""

    problems: list[tuple[int, Problem]]
    cells: pl.DataFrame


def refused_cells(
    sheet: Sheet, header: str, index: int, column: str, rows: pl.Series, decoded: Decoded
) -> ColumnFaults:
    """Problems and list of the refused cells of a column."""
    there = decoded.states == int(State.INVALID)
    if not there.any():
        return ColumnFaults([], NONE_REFUSED)
    where = rows.filter(there).cast(pl.UInt32).alias("row").to_frame()
    where = where.with_columns(_named(sheet.file, "file"), _named(sheet.name, "sheet"))
    # a column read from the name of a folder has no letter in the sheet
    listed = listed_cells(where, header, sheet.letter(index) or letter(index), column, decoded)
    decoded = replace(decoded, refusals=_with_cells(decoded, sheet, index, rows))
    return ColumnFaults(_problems(sheet, header, index, listed, decoded), listed)


def listed_cells(where: pl.DataFrame, header: str, letters: str, column: str, decoded: Decoded) -> pl.DataFrame:
    """The refused cells of a column, as a list of them; `where`: the `file`, `sheet` and `row` of each."""
    # a text refused by several rules is reported by the last; without a rule, it is a share or a percent, undecided
    codes = decoded.codes.unique("text", keep="last")
    undecided = _UNVERIFIED if decoded.unverified else _UNDECIDED
    rule = pl.col("value").replace_strict(codes["text"], codes["code"].cast(pl.String), default=undecided)
    value = decoded.texts.filter(decoded.states == int(State.INVALID)).alias("value")
    return where.with_columns(value).select(
        "file",
        "sheet",
        "row",
        _named(letters, "letter"),
        _named(header, "header"),
        _named(column, "column"),
        "value",
        rule.cast(_CODED).alias("code"),
    )


def _named(text: str | None, name: str) -> pl.Expr:
    return pl.lit(text, _CODED).alias(name)


def _with_cells(decoded: Decoded, sheet: Sheet, index: int, rows: pl.Series) -> dict[str, CellRefusal]:
    """The refusals, each with the cell of the text that makes its own doubtful."""
    doubtful = [each.beside for each in decoded.refusals.values() if each.beside is not None]
    if not doubtful:
        return decoded.refusals
    place = decoded.texts.index_of(doubtful[0])
    said = {"beside": doubtful[0], "beside_cell": sheet.address(index, int(rows[place or 0]))}
    return {
        text: each if each.beside is None else replace(each, values={**each.values, **said})
        for text, each in decoded.refusals.items()
    }


def _problems(
    sheet: Sheet, header: str, index: int, cells: pl.DataFrame, decoded: Decoded
) -> list[tuple[int, Problem]]:
    problems: list[tuple[int, Problem]] = []
    if decoded.ambiguous is not None:
        undecided = _UNVERIFIED if decoded.unverified else _UNDECIDED
        place = sheet.problem(
            undecided, row=int(cells["row"][0]), column=index, header=header,
            value=_shown(sheet, decoded.ambiguous), count=cells.height, title=header,
            share=as_percent(decoded.ambiguous),
        )  # fmt: skip
        problems.append((int(cells["row"][0]), place))
        cells = cells.filter(pl.col("code") != undecided)
    groups = cells.group_by("value", maintain_order=True).agg("row")
    shown = told = 0
    for text, rows in groups.head(SAID).iter_rows():
        if shown >= SAID:
            break
        together = [rows] if len(rows) > _APART else [[row] for row in rows]
        for some in together:
            problems.append((some[0], _problem(sheet, header, index, text, some, decoded)))
        shown += len(together)
        told += 1
    left = groups.slice(told).explode("row")["row"]
    if len(left):
        places = ", ".join(sheet.address(index, row) for row in left.head(3))
        last = sheet.problem(
            "donnees.autres-cellules", row=left[0], column=index, header=header, count=len(left), places=places,
            title=header,
        )  # fmt: skip
        problems.append((left[0], last))
    return problems


def _shown(sheet: Sheet, text: str) -> str:
    """A text as its sender sees it: a number of a workbook has a decimal comma there."""
    if sheet.name is not None and _NUMBER.fullmatch(text):
        text = text.replace(".", ",")
    return text[:_LONGEST]


def as_percent(text: str) -> float | str:
    """The percent that a number is if it is a share: 20 for `0,2`; nothing for a text that is no number."""
    number = parse_number(text)
    return "" if number is None else number.value * 100


def _problem(sheet: Sheet, header: str, index: int, text: str, rows: list[int], decoded: Decoded) -> Problem:
    refusal = decoded.refusals[text]
    repeat: Phrase | str = ""
    if len(rows) > 1:
        places = first_of(rows, 5, partial(sheet.address, index))
        repeat = Phrase("donnees.mots.repetition", count=len(rows), places=places)
    values: dict[str, Any] = {"value": _shown(sheet, text), "count": len(rows), "repeat": repeat, "title": header}
    return sheet.problem(refusal.code, row=rows[0], column=index, header=header, **(values | refusal.said()))
