"""Refused cells become problems: each with its address, repeats of one cause together, never an endless list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from hlmdiag.data.decode import Decoded
from hlmdiag.data.fold import french
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.errors import Phrase, Problem
from hlmdiag.states import State

__all__ = ["REFUSED", "Faults", "refused_cells"]

_APART = 10
_KEPT = 50
_LONGEST = 80
_NUMBER = re.compile(r"-?\d+\.\d+( %)?")
REFUSED = {
    "file": pl.String, "sheet": pl.String, "row": pl.UInt32, "letter": pl.String, "header": pl.String,
    "column": pl.String, "value": pl.String, "code": pl.String,
}  # fmt: skip
"""The columns of the list of every refused cell."""


@dataclass(frozen=True)
class Faults:
    """The problems of a column, each after the row it stands at, and the list of every refused cell."""

    problems: list[tuple[int, Problem]]
    cells: pl.DataFrame


def refused_cells(sheet: Sheet, header: str, index: int, column: str, rows: pl.Series, decoded: Decoded) -> Faults:
    """What must be said of the refused cells of a column."""
    there = decoded.states == int(State.INVALID)
    if not there.any():
        return Faults([], pl.DataFrame(schema=REFUSED))
    cells = pl.DataFrame({"row": rows.filter(there), "value": decoded.texts.filter(there)})
    codes = {text: refusal.code for text, refusal in decoded.refusals.items()}
    if decoded.ambiguous is not None:
        codes |= dict.fromkeys(set(cells["value"]) - set(codes), "donnees.pourcentage-ambigu")
    listed = cells.select(
        pl.lit(sheet.file).alias("file"),
        pl.lit(sheet.name, dtype=pl.String).alias("sheet"),
        pl.col("row").cast(pl.UInt32),
        pl.lit(letter(index)).alias("letter"), pl.lit(header).alias("header"), pl.lit(column).alias("column"), "value",
        pl.col("value").replace_strict(list(codes), list(codes.values()), default="donnees.nombre").alias("code"),
    )  # fmt: skip
    return Faults(_problems(sheet, header, index, listed, decoded), listed)


def _problems(
    sheet: Sheet, header: str, index: int, cells: pl.DataFrame, decoded: Decoded
) -> list[tuple[int, Problem]]:
    problems: list[tuple[int, Problem]] = []
    if decoded.ambiguous is not None:
        place = sheet.problem(
            "donnees.pourcentage-ambigu", row=int(cells["row"][0]), column=index, header=header,
            value=_shown(sheet, decoded.ambiguous), count=cells.height, title=header,
            share=_hundredfold(decoded.ambiguous),
        )  # fmt: skip
        problems.append((int(cells["row"][0]), place))
        cells = cells.filter(pl.col("code") != "donnees.pourcentage-ambigu")
    groups = cells.group_by("value", maintain_order=True).agg("row")
    shown = 0
    left: list[int] = []
    for text, rows in groups.rows():
        if shown >= _KEPT:
            left.extend(rows)
            continue
        together = [rows] if len(rows) > _APART else [[row] for row in rows]
        for some in together:
            problems.append((some[0], _problem(sheet, header, index, text, some, decoded)))
        shown += len(together)
    if left:
        places = ", ".join(f"{letter(index)}{row}" for row in left[:3])
        last = sheet.problem(
            "donnees.autres-cellules",
            row=left[0],
            column=index,
            header=header,
            count=len(left),
            places=places,
            title=header,
        )
        problems.append((left[0], last))
    return problems


def _shown(sheet: Sheet, text: str) -> str:
    """A text as its sender sees it: a number of a workbook has a decimal comma there."""
    if sheet.name is not None and _NUMBER.fullmatch(text):
        text = text.replace(".", ",")
    return text[:_LONGEST]


def _hundredfold(text: str) -> str:
    return french(round(float(text.replace(",", ".")) * 100, 9))


def _problem(sheet: Sheet, header: str, index: int, text: str, rows: list[int], decoded: Decoded) -> Problem:
    refusal = decoded.refusals[text]
    repeat: str = ""
    if len(rows) > 1:
        places = ", ".join(f"{letter(index)}{row}" for row in rows[:5]) + ("…" if len(rows) > 5 else "")
        repeat = Phrase("donnees.mots.repetition", count=len(rows), places=places)
    values: dict[str, Any] = {"value": _shown(sheet, text), "count": len(rows), "repeat": repeat, "title": header}
    return sheet.problem(refusal.code, row=rows[0], column=index, header=header, **(values | dict(refusal.values)))
