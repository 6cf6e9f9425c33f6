"""The figures of a stock, frozen, in which others place a value: of data that is read, or of a saved result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.draft import FrozenFigures, freeze
from hlmdiag.grid import load_grid
from hlmdiag.runs.inputs import data_files, existing
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.request import StockRequest
from hlmdiag.runs.saved_results import companions, is_result, load
from hlmdiag.runs.settings import settings_for
from hlmdiag.runs.stock import only_grid, read_stock, with_contents
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.data import Dataset
    from hlmdiag.grid import Grid
    from hlmdiag.scoring import Result

OF_DATA = ("grid", "sheet", "header_row", "encoding", "separator", "date")
"""The options that say how data is read: a saved result has all of it settled."""


_LEAST = 3


@dataclass(frozen=True)
class ReferenceRun:
    """The frozen figures, the text that says them, and the files that it never replaces."""

    found: FrozenFigures
    text: str
    protected: list[Path]


@dataclass(frozen=True)
class _Source:
    """The stock to freeze, with its grid and its date, and the files never to replace."""

    stock: Dataset | Result
    grid: Grid
    date: date
    files: list[Path]


@dataclass(frozen=True)
class ReferenceWords:
    """The words of a reference on itself, and the column that says which landlord each unit is of."""

    title: str | None = None
    source: str | None = None
    contributor: str | None = None


def group_size(option: str, number: int) -> int:
    """The number of values under which a group is not given; two would give each one the other's."""
    if number < _LEAST:
        raise refusal("usage.effectif", option=option, value=number)
    return number


def freeze_stock(asked: StockRequest, at_least: int, said: ReferenceWords, typed: Sequence[str] = ()) -> ReferenceRun:
    """Freeze the figures of a stock, read or saved; groups of fewer than `at_least` values are left out.

    `typed`: those of `OF_DATA` that the user typed, which a saved result refuses.
    """
    results = [Path(name) for name in asked.data if is_result(Path(name))]
    of = _of_result(results[0], asked, typed) if results else _of_data(asked)
    title = said.title or of.grid.title
    found = freeze(
        of.grid, of.stock, of.date,
        at_least=at_least, title=title, source=said.source, contributor=said.contributor,
    )  # fmt: skip
    return ReferenceRun(found, _spelled(found, asked.output), of.files)


def _of_result(path: Path, asked: StockRequest, typed: Sequence[str]) -> _Source:
    if len(asked.data) > 1:
        raise refusal("usage.resultat-seul", path=path)
    if typed:
        raise refusal("usage.resultat-sans-options", path=path, options=Listed((*typed,)))
    result = load(existing(str(path)))
    return _Source(result, result.grid, result.manifest.reference_date, companions(path))


def _of_data(asked: StockRequest) -> _Source:
    name, files = only_grid(asked.grids), with_contents(data_files(asked.data))
    grid = load_grid(name)
    dataset = read_stock(grid, asked, settings_for(asked.configuration, [grid]))
    return _Source(dataset, grid, asked.date, [*files, Path(grid.path)])


def _spelled(found: FrozenFigures, output: str | None) -> str:
    """JSON where the name asks for it, else YAML, which JSON is a part of."""
    if output is not None and output.lower().endswith(".json"):
        return json.dumps(found.document, ensure_ascii=False, indent=1) + "\n"
    import yaml

    return yaml.safe_dump(found.document, allow_unicode=True, sort_keys=False, width=120)
