"""A result goes to a file, to a folder of everything, or to standard output, each by its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.cli.outputs import Target
from hlmdiag.cli.results import manifest_path
from hlmdiag.cli.writing import opened

if TYPE_CHECKING:
    from hlmdiag.report.csv import Dialect
    from hlmdiag.scoring.result import Result

__all__ = ["render"]


def render(result: Result, target: Target, language: str, dialect: Dialect) -> list[Path]:
    """Write one output and give the paths to show: the file, or the folder."""
    if target.path is None:
        with opened(None) as stream:
            _write(result, str(target.format), stream, language, dialect)
        return []
    for path in target.reports():
        _render_file(result, path, language, dialect)
    if target.is_folder:
        _render_sheets(result, target.path, language)
    return [target.path]


def _render_file(result: Result, path: Path, language: str, dialect: Dialect) -> None:
    name = path.suffix.lower().removeprefix(".")
    if name == "csv":
        from hlmdiag.report import csv

        # The manifest first: a CSV that is there can always be read back.
        with opened(manifest_path(path)) as stream:
            csv.render_manifest(result, stream, language)
    with opened(path) as stream:
        _write(result, name, stream, language, dialect)


def _write(result: Result, name: str, stream: BinaryIO, language: str, dialect: Dialect) -> None:
    match name:
        case "xlsx":
            from hlmdiag.report import excel

            excel.render(result, stream, language)
        case "md":
            from hlmdiag.report import markdown

            markdown.render(result, stream, language)
        case "json":
            from hlmdiag.report import json

            json.render(result, stream, language)
        case "csv":
            from hlmdiag.report import csv

            csv.render(result, stream, language, dialect)
        case "parquet":
            from hlmdiag.report import parquet

            parquet.render(result, stream, language)
        case _:
            raise ValueError(name)


def _render_sheets(result: Result, folder: Path, language: str) -> None:
    raise NotImplementedError
