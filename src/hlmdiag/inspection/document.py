"""An inspection as a document for machines: its shape is stable, described in `docs/verifier-son-fichier.md`."""

from __future__ import annotations

from typing import Any

from hlmdiag.data import ColumnUnderstood, SheetUnderstood
from hlmdiag.errors import Problem
from hlmdiag.inspection.faults import Fault
from hlmdiag.inspection.model import Inspection

SCHEMA_VERSION = 1


def as_document(inspection: Inspection, language: str) -> dict[str, Any]:
    """Everything that `inspect` says, in plain values."""
    grid = inspection.grid
    return {
        "schema_version": SCHEMA_VERSION,
        "grid": {"id": grid.id, "version": grid.version},
        "readable": inspection.is_readable,
        "refused": inspection.is_refused,
        "counts": dict(inspection.counts),
        "sheets": [_sheet(sheet) for sheet in inspection.sheets],
        "absent_columns": [{"column": each.id, "label": each.label} for each in inspection.absent],
        "problems": [_problem(problem, language) for problem in inspection.problems],
        "faults": [_fault(fault, language) for fault in inspection.faults],
        "proposals": [
            {"table": ".".join(each.table), "key": each.key, "value": each.value} for each in inspection.proposals
        ],
        "fits": [
            {"grid": fit.grid.id, "recognised": fit.recognised, "columns": fit.columns} for fit in inspection.fits
        ],
    }


def _sheet(sheet: SheetUnderstood) -> dict[str, Any]:
    return {
        "file": sheet.file, "sheet": sheet.sheet, "table": sheet.table, "encoding": sheet.encoding,
        "separator": sheet.separator, "header_rows": list(sheet.header_rows), "rows": sheet.rows,
        "set_aside": {reason.replace(" ", "_"): list(rows) for reason, rows in sheet.set_aside.items()},
        "visible": sheet.visible, "hidden_rows": list(sheet.hidden_rows), "hidden_columns": list(sheet.hidden_columns),
        "formats_checked": sheet.checked, "columns": [_column(column) for column in sheet.columns],
    }  # fmt: skip


def _column(column: ColumnUnderstood) -> dict[str, Any]:
    return {
        "letter": column.letter, "header": column.header, "column": column.column, "how": column.how,
        "nearest": column.nearest, "type": column.type, "filled": round(column.filled, 9),
        "states": dict(column.states), "low": column.low, "high": column.high, "sample": list(column.sample),
    }  # fmt: skip


def _problem(problem: Problem, language: str) -> dict[str, Any]:
    return {
        "code": problem.code, "severity": str(problem.severity), "file": problem.location.file,
        "sheet": problem.location.sheet, "cell": problem.location.cell, "line": problem.location.line,
        "message": problem.say(language),
    }  # fmt: skip


def _fault(fault: Fault, language: str) -> dict[str, Any]:
    return {
        **_problem(fault.problem, language), "header": fault.location.header,
        "column": fault.column.id if fault.column else None, "value": fault.value,
        "expected": fault.expected(language) or None,
    }  # fmt: skip
