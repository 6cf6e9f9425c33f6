"""A result goes to a file, to a folder of everything, or to standard output, each by its report."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import ROLLED_FORMATS, WITH_MANIFEST, Target, rolled_path
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import manifest_path
from hlmdiag.runs.table_digest import Digested

if TYPE_CHECKING:
    from hlmdiag.report.csv import Dialect
    from hlmdiag.scoring.result import Result

_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file to which a step of GitHub Actions adds its summary."""

_SHEETS = "residences"
"""The folder of the sheets, inside a folder of everything."""

_NAMED = 5
"""Sheets that failed and are named: their index has them all."""


@dataclass(frozen=True)
class RenderOptions:
    """How outputs are written, whatever the result.

    `places`: the path of each file read from the root of a job of continuous integration, by its name; `advance` is
    told how many of the sheets of units are written, of how many.
    """

    language: str
    dialect: Dialect = "standard"
    brand: Brand = field(default_factory=Brand)
    places: Mapping[str, str] = field(default_factory=dict)
    advance: Callable[[int, int], None] = lambda done, total: None


def render(result: Result, target: Target, manner: RenderOptions) -> list[str]:
    """Write one output and give the names to show: the file, or the folder with its slash."""
    manner = replace(manner, brand=manner.brand.naming(result.manifest.whose))
    if target.is_verdict:
        return _render_verdict(result, target, manner.language, manner.places)
    if target.path is None:
        with opened(None) as stream:
            _write(result, str(target.format), stream, manner)
        return []
    sheets = _sheet_files(result) if target.is_folder else {}
    failed = _render_sheets(result, target.path, sheets, manner)
    written = {row: name for row, name in sheets.items() if row not in failed}
    for path, name in target.reports():
        _render_file(result, path, name, manner, written)
    if failed:
        raise _unwritten(failed, sheets, target.path)
    return [f"{target.path}{os.sep}" if target.is_folder else str(target.path)]


def _sheet_files(result: Result) -> dict[int, str]:
    from hlmdiag.report import markdown

    return {row: f"{_SHEETS}/{name}" for row, name in markdown.sheet_names(result).items()}


def _render_verdict(result: Result, target: Target, language: str, places: Mapping[str, str]) -> list[str]:
    """Write what continuous integration shows; GitHub also gets the summary of its job, where it says where."""
    from hlmdiag.report import github, gitlab, junit, sarif

    with opened(target.path) as stream:
        match target.format:
            case "github":
                github.render(result, stream, language, places)
            case "gitlab":
                gitlab.render(result, stream, language, places)
            case "junit":
                junit.render(result, stream, language, places)
            case "sarif":
                sarif.render(result, stream, language, places)
    summary = os.environ.get(_JOB_SUMMARY)
    if target.format == "github" and summary:
        try:
            with Path(summary).open("ab") as added:
                github.render_summary(result, added, language)
        except OSError as error:
            raise refusal("sortie.droits", path=summary) from error
    return [] if target.path is None else [str(target.path)]


def _render_file(result: Result, path: Path, name: str, manner: RenderOptions, sheets: dict[int, str]) -> None:
    if name in WITH_MANIFEST:
        _render_pair(result, path, name, manner)
    else:
        with opened(path) as stream:
            _write(result, name, stream, manner, sheets)
    if result.grid.roll_up is not None and name in ROLLED_FORMATS:
        with opened(rolled_path(path, result.grid.roll_up.unit)) as stream:
            _write_rolled(result, name, stream, manner.dialect)


def _render_pair(result: Result, path: Path, name: str, manner: RenderOptions) -> None:
    """Write a table, then its manifest: where writing stops in between, they do not match, and reading says so."""
    from hlmdiag.report import csv

    with opened(path) as stream:
        table = Digested(stream)
        _write(result, name, table.stream, manner)
    with opened(manifest_path(path)) as stream:
        csv.render_manifest(result, stream, manner.language, table.proof(result.frame.height))


def _write_rolled(result: Result, name: str, stream: BinaryIO, dialect: Dialect) -> None:
    """The wider units, which a format of one table writes apart."""
    if name == "csv":
        from hlmdiag.report import csv

        csv.render_rolled(result, stream, dialect)
    elif name == "jsonl":
        from hlmdiag.report import jsonl

        jsonl.render_rolled(result, stream)
    else:
        from hlmdiag.report import parquet

        parquet.render_rolled(result, stream)


def _write(
    result: Result, name: str, stream: BinaryIO, manner: RenderOptions, sheets: dict[int, str] | None = None
) -> None:
    language, brand = manner.language, manner.brand
    match name:
        case "xlsx":
            from hlmdiag.report import excel

            excel.render(result, stream, language, brand)
        case "html":
            from hlmdiag.report import html

            html.render(result, stream, language, brand)
        case "md":
            from hlmdiag.report import markdown

            markdown.render(result, stream, language, sheets, brand)
        case "json":
            from hlmdiag.report import json

            json.render(result, stream, language)
        case "csv":
            from hlmdiag.report import csv

            csv.render(result, stream, language, manner.dialect)
        case "jsonl":
            from hlmdiag.report import jsonl

            jsonl.render(result, stream, language)
        case "parquet":
            from hlmdiag.report import parquet

            parquet.render(result, stream, language)
        case _:
            raise ValueError(name)


def _render_sheets(
    result: Result, folder: Path, names: Mapping[int, str], manner: RenderOptions
) -> dict[int, Exception]:
    """Write a sheet per unit and the index of all; give those that failed: one does not keep the others waiting."""
    from hlmdiag.explain import Explainer
    from hlmdiag.report import markdown

    failed: dict[int, Exception] = {}
    if not names:
        return failed
    for place, diagnostic in enumerate(Explainer(result, manner.language).units(names, failed)):
        manner.advance(place, len(names))
        sheet = BytesIO()
        try:
            markdown.render_sheet(diagnostic, result, sheet, manner.language, manner.brand)
        except HlmdiagError:
            raise
        except Exception as fault:
            failed[diagnostic.row] = fault
        else:
            with opened(folder / names[diagnostic.row]) as stream:
                stream.write(sheet.getvalue())
    with opened(folder / _SHEETS / markdown.INDEX) as stream:
        markdown.render_index(result, names, frozenset(failed), stream, manner.language)
    return failed


def _unwritten(failed: Mapping[int, Exception], names: Mapping[int, str], folder: Path) -> HlmdiagError:
    """What is said once everything else is written: a sheet that fails is a fault of ours."""
    from hlmdiag.report import markdown

    first = [names[row] for row in sorted(failed)][:_NAMED]
    values = {"count": len(failed), "names": ", ".join(first), "index": str(folder / _SHEETS / markdown.INDEX)}
    error = HlmdiagError([Problem("sortie.fiches", Location(file="hlmdiag"), values)], exit_code=4)
    error.__cause__ = next(iter(failed.values()))
    return error
