"""A plan for programs: CSV, and JSON, from which it can be continued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.plan import Plan, PlanRow, Typed, cell_faults
from hlmdiag.plan.workbook import KEYS
from hlmdiag.text.inert import FORMULA

if TYPE_CHECKING:
    import polars as pl

_FORMAT: Final = "hlmdiag/plan/1"
_DAY: Final = "day"
"""How a day is written: `{"day": "2026-10-31"}`, so that it is no text."""


def render_json(plan: Plan, out: BinaryIO) -> None:
    """Write the whole plan, each value as it was typed."""
    document = {
        "format": _FORMAT, "grid": plan.grid, "added": list(plan.added),
        "rows": [{"cells": _held(row.cells), "added": _held(row.added)} for row in plan.rows],
        "conflicts": [vars(each) | {"kept": _value(each.kept), "other": _value(each.other)} for each in plan.conflicts],
    }  # fmt: skip
    out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def read_json(data: bytes, file: str) -> tuple[Plan, list[Problem]]:
    """The plan that was written so, and what is said of its cells; raises `HlmdiagError` for anything else."""
    try:
        document = json.loads(data)
        if document["format"] != _FORMAT:
            raise ValueError(document["format"])
        rows = tuple(
            PlanRow(_read(row["cells"]), _read(row["added"]), file, place)
            for place, row in enumerate(document["rows"], 1)
        )
        plan = Plan(str(document["grid"]), rows, tuple(map(str, document["added"])))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise HlmdiagError([Problem("plan.pas-un-plan", Location(file))]) from None
    problems = [
        problem for row in rows for key, value in row.cells.items()
        for problem in cell_faults(key, value, Location(file, line=row.row, header=key))
    ]  # fmt: skip
    return plan, problems


def render_csv(plan: Plan, out: BinaryIO) -> None:
    """Write a row a row, under the keys of the columns; a text that a spreadsheet would compute is made inert."""
    import polars as pl

    columns = {key: [_text(row.cells.get(key)) for row in plan.rows] for key in KEYS}
    columns |= {title: [_text(row.added.get(title)) for row in plan.rows] for title in plan.added if title not in KEYS}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    out.write(_inert(frame).write_csv().encode())


def _inert(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    risky = pl.all().str.contains(FORMULA)
    return frame.with_columns(pl.when(risky).then(pl.lit("'") + pl.all()).otherwise(pl.all()).name.keep())


def _text(value: Typed) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _held(cells: Mapping[str, Typed]) -> dict[str, Any]:
    return {key: _value(value) for key, value in cells.items() if value is not None}


def _value(value: Typed) -> Any:
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def _read(cells: Mapping[str, Any]) -> dict[str, Typed]:
    return {str(key): _typed(value) for key, value in cells.items()}


def _typed(value: Any) -> Typed:
    if isinstance(value, Mapping):
        return date.fromisoformat(value[_DAY])
    if not isinstance(value, str | int | float | bool | None):
        raise TypeError(value)
    return value
