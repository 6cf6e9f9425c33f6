"""A result goes to a file, to a folder of everything, or to standard output, each by its report.

What is to be written is decided first, as a list of files each with what writes it; then one loop opens them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.branding import Brand
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import RenderOptions, Write, format_named
from hlmdiag.runs.outputs import OutputTarget, rolled_path
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import manifest_path
from hlmdiag.runs.table_digest import Digested

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result

_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file to which a step of GitHub Actions adds its summary."""

_SHEETS = "residences"
"""The folder of the sheets, inside a folder of everything."""

_NAMED = 5
"""Sheets that failed and are named: their index has them all."""

_INTERNAL = 4


@dataclass(frozen=True)
class _File:
    """One file to write: None is standard output; `has_manifest`: its manifest, which proves it, comes after it."""

    path: Path | None
    write: Callable[[BinaryIO], None]
    has_manifest: bool = False


def render(result: Result, target: OutputTarget, options: RenderOptions) -> list[str]:
    """Write one output and give the names to show: the file, or the folder with its slash.

    A sheet of a folder that fails does not keep the rest from being written: an error says so at the end.
    """
    options = _named(result, options)
    sheets = _sheet_files(result) if target.is_folder else {}
    failed = _write_sheets(result, target.path, sheets, options) if target.path is not None else {}
    written = {row: name for row, name in sheets.items() if row not in failed}
    for file in _files(result, target, replace(options, sheets=written)):
        _write(file, result, options)
    if target.format == "github":
        _add_to_job_summary(result, options.language)
    if failed and target.path is not None:
        raise _unwritten(failed, sheets, target.path)
    if target.path is None:
        return []
    return [f"{target.path}{os.sep}" if target.is_folder else str(target.path)]


def render_to(result: Result, stream: BinaryIO, name: str, options: RenderOptions) -> None:
    """Write the format of that name to an open stream: the report alone, nothing beside it."""
    format_named(name).write(result, stream, _named(result, options))


def _named(result: Result, options: RenderOptions) -> RenderOptions:
    """The same options, whose reports say whose result it is."""
    return replace(options, brand=(options.brand or Brand()).naming(result.manifest.whose))


@contextmanager
def opened_with_manifest(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """A table and its manifest: neither takes its name before both are complete, so a full disk loses nothing.

    Where writing stops between the two names, they do not match, and reading says so.
    """
    with opened(manifest_path(path)) as manifest, opened(path) as table:
        yield table, manifest
        manifest.flush()


def _files(result: Result, target: OutputTarget, options: RenderOptions) -> Iterator[_File]:
    """Every report on the whole that a target asks for, in the order in which they are written."""
    reports = [(None, str(target.format))] if target.path is None else target.reports()
    for path, name in reports:
        of = format_named(name)
        yield _File(path, _bound(of.write, result, options), of.has_manifest)
        if path is not None and result.grid.roll_up is not None and of.write_rolled is not None:
            beside = rolled_path(path, result.grid.roll_up.unit)
            yield _File(beside, _bound(of.write_rolled, result, options))


def _bound(write: Write, result: Result, options: RenderOptions) -> Callable[[BinaryIO], None]:
    return lambda stream: write(result, stream, options)


def _write(file: _File, result: Result, options: RenderOptions) -> None:
    if not file.has_manifest or file.path is None:
        with opened(file.path) as stream:
            file.write(stream)
        return
    from hlmdiag.report.csv import render_manifest

    with opened_with_manifest(file.path) as (rows, manifest):
        table = Digested(rows)
        file.write(table.stream)
        render_manifest(result, manifest, options.language, table.proof(result.frame.height))


def _add_to_job_summary(result: Result, language: str) -> None:
    """Add the summary of the job to the file that GitHub names for it, where it does."""
    summary = os.environ.get(_JOB_SUMMARY)
    if not summary:
        return
    from hlmdiag.report import github

    try:
        with Path(summary).open("ab") as added:
            github.render_summary(result, added, language)
    except OSError as error:
        raise refusal("sortie.droits", path=summary) from error


def _sheet_files(result: Result) -> dict[int, str]:
    from hlmdiag.report import markdown

    return {row: f"{_SHEETS}/{name}" for row, name in markdown.sheet_names(result).items()}


def _write_sheets(
    result: Result, folder: Path, names: Mapping[int, str], options: RenderOptions
) -> dict[int, Exception]:
    """Write a sheet per unit and the index of all; returns the failed ones, which do not stop the others."""
    if not names:
        return {}
    from hlmdiag.explain import Explainer
    from hlmdiag.report import markdown
    from hlmdiag.wording import Wording

    failed: dict[int, Exception] = {}
    for place, diagnostic in enumerate(
        Explainer.shared(result, Wording(options.language, result.grid)).units(names, failed)
    ):
        options.advance(place, len(names))
        sheet = BytesIO()
        try:
            markdown.render_sheet(diagnostic, result, sheet, options.language, options.brand)
        except HlmdiagError:
            raise
        except Exception as fault:
            failed[diagnostic.row] = fault
        else:
            with opened(folder / names[diagnostic.row]) as stream:
                stream.write(sheet.getvalue())
    with opened(folder / _SHEETS / markdown.INDEX) as stream:
        markdown.render_index(result, names, frozenset(failed), stream, options.language)
    return failed


def _unwritten(failed: Mapping[int, Exception], names: Mapping[int, str], folder: Path) -> HlmdiagError:
    """The error of sheets that could not be written, raised once everything else is: it is a fault of ours."""
    from hlmdiag.report import markdown

    first = [names[row] for row in sorted(failed)][:_NAMED]
    values = {"count": len(failed), "names": ", ".join(first), "index": str(folder / _SHEETS / markdown.INDEX)}
    error = HlmdiagError([Problem("sortie.fiches", Location(file="hlmdiag"), values)], exit_code=_INTERNAL)
    error.__cause__ = next(iter(failed.values()))
    return error
