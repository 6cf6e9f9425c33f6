"""The stock of a run: the files behind it, and its reading as it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import hlmdiag
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.request import RunRequest, StockRequest
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid


def only_grid(grids: Sequence[str]) -> str:
    """The one grid asked for; several are refused."""
    if len(grids) > 1:
        raise refusal("usage.une-seule-grille", count=len(grids), names=Listed((*grids,)))
    return grids[0]


def with_contents(files: Sequence[Path]) -> list[Path]:
    """Files and folders of the data, then the files in the folders: no output replaces any of them."""
    from hlmdiag.data.sources import files_in

    return [*files, *(path for folder in files if folder.is_dir() for path in files_in(folder))]


def read_stock(grid: Grid, asked: RunRequest | StockRequest, settings: Settings) -> Dataset:
    """The data as they were asked for, understood for a grid."""
    told = asked.reading
    return hlmdiag.read(
        asked.data, grid, date=asked.date, encoding=told.encoding, separator=told.separator, sheet=told.sheet,
        header_row=told.header_row, settings=settings,
    )  # fmt: skip
