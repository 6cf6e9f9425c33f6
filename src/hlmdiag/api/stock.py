"""A stock from its files to its reports: read, scored, written, or all of that in one call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as day
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.calls import language_asked, require, said
from hlmdiag.errors import USAGE, HlmdiagError, Problem, WrongArgument
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid
    from hlmdiag.report.csv import CsvDialect
    from hlmdiag.scoring import Result
    from hlmdiag.scoring.gate_results import BaselineComparison

_Path = str | PathLike[str]
_SHOWN = 5
"""Columns that a refusal names."""


@said
def load_grid(path_or_id: str | PathLike[str]) -> Grid:
    """The grid of a file, or the shipped grid of that id."""
    from hlmdiag.grid import load_grid

    require("load_grid", "path_or_id", path_or_id, (str, PathLike), "nom-de-grille")
    return load_grid(path_or_id if isinstance(path_or_id, str) else Path(path_or_id))


@said
def load_settings(path: str | PathLike[str], grid: Grid) -> Settings:
    """Load a settings file for `read(settings=)`; its columns must be those of the grid.

    Its options, limits of results and reports are of the command line alone. No file is looked for otherwise.
    """
    from hlmdiag.data.settings import load_settings

    require("load_settings", "path", path, (str, PathLike), "chemin")
    _require_grid("load_settings", grid)
    _require_file(path)
    return load_settings(Path(path), grid)


@said
def read(
    data: Any,
    grid: Grid,
    *,
    date: day | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    settings: Settings | None = None,
    account: bool = False,
) -> Dataset:
    """Read the stock of a grid, its event files and its overrides: files, folders, tables of polars, pandas or Arrow.

    `data`: one of them, several, or a dictionary from the tables of the grid (`stock`, `incidents`…) to them. `date` is
    the reference date, which `score` then takes. Raises `HlmdiagError` where nothing can be scored; every other fault
    is in `Dataset.problems`.
    """
    from hlmdiag.data import Settings, read

    _require_grid("read", grid)
    _require_day("read", date)
    for name, given in (("encoding", encoding), ("separator", separator), ("sheet", sheet)):
        require("read", name, given, (str, type(None)), "texte")
    if isinstance(header_row, bool) or not isinstance(header_row, int | None):
        raise WrongArgument("hlmdiag.read", "header_row", header_row, Phrase("api.mots.entier"))
    require("read", "settings", settings, (Settings, type(None)), "reglages")
    require("read", "account", account, (bool,), "oui-ou-non")
    return read(
        data, grid, date=date, encoding=encoding, separator=separator, sheet=sheet, header_row=header_row,
        settings=settings, account=account,
    )  # fmt: skip


@said
def score(grid: Grid, dataset: Dataset, *, date: day | None = None, uses: Mapping[str, Result] | None = None) -> Result:
    """Diagnose every unit of a dataset.

    `date` is the reference date, that of the reading where none is given: ages and windows of events are counted up to
    it. `uses` gives the results that the grid reads, by their local name; those that are optional may be left out.
    """
    from polars.exceptions import ColumnNotFoundError

    from hlmdiag.data import Dataset
    from hlmdiag.data.dataset_columns import data_state
    from hlmdiag.scoring import score

    _require_grid("score", grid)
    require("score", "dataset", dataset, (Dataset,), "releve")
    _require_day("score", date)
    _require_uses(grid, uses)
    try:
        return score(grid, dataset, date=_one_day(dataset.date, date), uses=uses)
    except ColumnNotFoundError as absent:
        lacking = [name for name in grid.columns if data_state(name) not in dataset.stock.frame.columns]
        if not lacking:
            raise
        values = {"grid": grid.id, "columns": Listed((*lacking[:_SHOWN], *["…"][: len(lacking) > _SHOWN]))}
        raise HlmdiagError([Problem("api.releve-autre-grille", values=values)], USAGE) from absent


@said
def load_result(path: str | PathLike[str]) -> Result:
    """A result that was saved as JSON, JSON Lines, Parquet or CSV, the two others than JSON and Parquet beside their
    manifest."""
    from hlmdiag.runs.saved_results import load

    require("load_result", "path", path, (str, PathLike), "chemin")
    _require_file(path)
    return load(Path(path))


@said
def render(
    result: Result,
    output: _Path | BinaryIO,
    *,
    format: str | None = None,
    language: str | None = None,
    dialect: CsvDialect = "standard",
    force: bool = False,
) -> list[str]:
    """Write a result: to a file whose suffix gives the format, to a folder of every format, or to an open stream.

    `format` is needed for a stream, and says that of a file whose name does not (`"junit"`); `dialect` is that of a
    CSV. Gives the names written. Nothing that exists is replaced without `force`.
    """
    from hlmdiag.runs.formats import FORMATS, VERDICT_FORMATS, RenderOptions
    from hlmdiag.runs.outputs import check_outputs, target_for_grid, targets
    from hlmdiag.runs.plan import rolled_unit
    from hlmdiag.runs.refusals import chosen
    from hlmdiag.runs.rendering import render, render_to
    from hlmdiag.scoring import Result
    from hlmdiag.scoring.in_words import in_words

    require("render", "result", result, (Result,), "resultat")
    options = RenderOptions(language_asked(language), dialect)
    told = in_words(result, options.language)
    named = None if format is None else chosen("format", format, (*FORMATS, *VERDICT_FORMATS))
    if not isinstance(output, str | PathLike):
        if named is None or not hasattr(output, "write"):
            raise WrongArgument("hlmdiag.render", "output", output, Phrase("api.mots.sortie"))
        render_to(told, output, named, options)
        return []
    typed = str(output) if named is None else f"{named}={output}"
    target = target_for_grid(targets([typed], None)[0], result.grid.id, rolled=rolled_unit(result.grid))
    check_outputs([target], [], force=force)
    return render(told, target, options)


@said
def compare(result: Result, baseline: Result, *, worse_by: float | None = None) -> BaselineComparison:
    """Compare with an earlier result of the same grid: changes for the worse, for the better, and undecided ones.

    `worse_by`: points beyond which a score that moved counts. Raises `HlmdiagError` where the two do not compare.
    """
    from hlmdiag.gate import compare, require_comparable
    from hlmdiag.scoring import Result

    require("compare", "result", result, (Result,), "resultat")
    require("compare", "baseline", baseline, (Result,), "resultat")
    name = baseline.manifest.reference_date.isoformat()
    require_comparable(baseline, result.grid, name)
    return compare(result, baseline, name, worse_by)


def _require_grid(function: str, given: object) -> None:
    from hlmdiag.grid import Grid

    require(function, "grid", given, (Grid,), "grille")


def _require_day(function: str, given: object) -> None:
    if given is not None and (not isinstance(given, day) or isinstance(given, datetime)):
        raise WrongArgument(f"hlmdiag.{function}", "date", given, Phrase("api.mots.date"))


def _require_file(path: str | PathLike[str]) -> None:
    from hlmdiag.runs.inputs import existing

    existing(str(path))


def _require_uses(grid: Grid, uses: object) -> None:
    from hlmdiag.scoring import Result

    require("score", "uses", uses, (Mapping, type(None)), "uses")
    problems = []
    for name, result in uses.items() if isinstance(uses, Mapping) else ():
        require("score", "uses", result, (Result,), "uses")
        readable = {**grid.uses, **grid.optional_uses}
        if name not in readable:
            known = Listed((*readable,)) if readable else Phrase("api.mots.aucun")
            problems.append(Problem("api.uses-inconnu", values={"name": str(name), "grid": grid.id, "known": known}))
        elif readable[name].id not in _line(result.grid):
            values = {"name": name, "found": result.grid.id, "expected": readable[name].id}
            problems.append(Problem("api.uses-autre-grille", values=values))
    if problems:
        raise HlmdiagError(problems, USAGE)


def _line(grid: Grid) -> list[str]:
    """A grid and those that it extends: the result of a variant stands for that of its parent."""
    return [grid.id, *(_line(grid.parent) if grid.parent is not None else [])]


def _one_day(read: day | None, asked: day | None) -> day:
    """The one reference date of a reading and of its scoring."""
    found = asked if asked is not None else read
    if found is None:
        raise HlmdiagError([Problem("api.sans-date")], USAGE)
    if read is not None and read != found:
        values = {"asked": found, "read": read}
        raise HlmdiagError([Problem("api.deux-dates", values=values)], USAGE)
    return found
