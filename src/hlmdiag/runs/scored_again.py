"""A saved result scored again by a grid: its answers are read out of it, at its own date; no file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import is_result, load
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

if TYPE_CHECKING:
    from hlmdiag.data import Dataset
    from hlmdiag.grid import Grid
    from hlmdiag.runs.request import RunRequest
    from hlmdiag.scoring.result import Result


def with_held_result(request: RunRequest, options: Mapping[str, str | None]) -> RunRequest:
    """The same request, scoring a saved result again at its date if one is given alone instead of data.

    `options`: those that it has no use for, with what was typed.
    """
    path = Path(request.data[0])
    if len(request.data) != 1 or not path.is_file() or not is_result(path):
        return request
    reading = request.reading
    told = {"--sheet": reading.sheet, "--header-row": reading.header_row, "--encoding": reading.encoding}
    every = {**options, **told, "--separator": reading.separator}
    typed = [name for name, value in every.items() if value is not None]
    if typed:
        raise refusal("usage.resultat-a-sa-date", path=path, options=Listed((*typed,)))
    result = load(path)
    return replace(request, held=(path, result), date=result.manifest.reference_date)


def answers_held(path: Path, result: Result, grid: Grid) -> Dataset:
    """The answers of a result of the whole stock, whose units the grid knows by the same keys."""
    from hlmdiag.scoring.held_answers import dataset_of

    if result.manifest.selection is not None:
        conditions = Listed((*result.manifest.selection.conditions,), joint=BETWEEN_SENTENCES)
        raise refusal("usage.resultat-d-une-partie", path=path, conditions=conditions)
    if result.grid.keys != grid.keys:
        found, expected = Listed((*result.grid.keys,)), Listed((*grid.keys,))
        raise refusal("usage.resultat-autres-cles", path=path, found=found, expected=expected)
    return dataset_of(result, grid)
