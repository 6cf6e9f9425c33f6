"""The method sheet in the format that the name of the output asks for."""

from __future__ import annotations

from pathlib import Path

from hlmdiag.cli.usage import refusal
from hlmdiag.grid import load_grid
from hlmdiag.report import methodology

__all__ = ["method_sheet"]


def method_sheet(grid: str, output: str | None, language: str) -> bytes:
    """The whole sheet, ready to be written."""
    suffix = Path(output).suffix.lower() if output not in (None, "-") else ".md"
    if suffix not in methodology.SUFFIXES:
        raise refusal("sortie.format", path=output, formats=", ".join(methodology.SUFFIXES))
    return methodology.render(load_grid(grid), suffix, language).encode()
