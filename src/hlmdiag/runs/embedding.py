"""A result that its workbook holds: put there where it was asked for, and read back wherever a result is."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.data.own_outputs import embedded_in
from hlmdiag.runs.refusals import refusal
from hlmdiag.scoring.without_notes import without_notes

if TYPE_CHECKING:
    from hlmdiag.runs.outputs import OutputTarget
    from hlmdiag.scoring.result import Result

SUFFIX = ".xlsx"
_MOST = 60_000_000
"""Bytes of a result that a workbook may hold: Excel opens no more of it at ease."""


def require_workbook(targets: Sequence[OutputTarget]) -> None:
    """Refuse to embed a result where no workbook is written; without an output, one is."""
    if targets and not any(name == "xlsx" for target in targets for _, name in target.reports()):
        raise refusal("usage.embed-sans-classeur")


def embedded(result: Result, language: str) -> bytes:
    """The part of a result that its workbook holds: all of it, but for what people wrote beside their answers."""
    from hlmdiag.report import parquet

    held = BytesIO()
    parquet.render(without_notes(result), held, language)
    if held.tell() > _MOST:
        raise refusal("usage.embed-trop-grand", found=held.tell() // 1_000_000, limit=_MOST // 1_000_000)
    return held.getvalue()


def holds_a_result(path: Path) -> bool:
    """Whether a workbook says that it holds its result."""
    return path.suffix.lower() == SUFFIX and path.is_file() and _digest(path) is not None


def read_embedded(path: Path) -> Result:
    """The result that a workbook holds. Refused: one that is not whole, or that a sheet contradicts."""
    from hlmdiag.report import parquet
    from hlmdiag.report.excel import embedded as sheets

    digest = _digest(path)
    assert digest is not None
    content, book, language = sheets.opened(path.read_bytes(), digest, path.name)
    result = parquet.read(BytesIO(content), path.name)
    sheets.check_shown(result, book, language, path.name)
    return result


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return embedded_in(file)
    except OSError:
        return None
