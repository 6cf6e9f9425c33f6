"""The method sheet in the format that the name of the output asks for."""

from __future__ import annotations

from pathlib import Path

from hlmdiag.grid import load_grid
from hlmdiag.report.methodology import SUFFIXES, render
from hlmdiag.runs.refusals import refusal


def method_sheet(grid: str, output: str | None, language: str) -> bytes:
    """The whole sheet, ready to be written."""
    suffix = Path(output).suffix.lower() if output not in (None, "-") else ".md"
    if suffix not in SUFFIXES:
        raise refusal("sortie.format", path=output, formats=", ".join(SUFFIXES))
    return render(load_grid(grid), suffix, language).encode()
