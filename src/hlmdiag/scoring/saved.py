"""What a saved result holds beside its rows, and how a Result is made again from it; no file, no format here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from hlmdiag.data.dataset import InputFile, Provenance
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid import load_document
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import describe_gating, rebuild_gating
from hlmdiag.scoring.result import SCHEMA_VERSION, Manifest, Result, Robustness, Selection
from hlmdiag.states import NAMES

if TYPE_CHECKING:
    import polars as pl

__all__ = ["METADATA", "coded", "describe", "file_name", "plain", "rebuild", "require_version", "schema"]

METADATA = "hlmdiag"
"""The key of the manifest in the metadata of a Parquet file."""

_STATES = ("state:", "answer_state:", "read_state:")
"""Of the columns that hold the name of a state."""


def describe(result: Result, language: str = "fr") -> dict[str, Any]:
    """The manifest of a result as plain values, ready for JSON: the same result always gives the same text."""
    manifest = result.manifest
    gating = {"gating": describe_gating(manifest.gating)} if manifest.gating is not None else {}
    schema_alone = plain(result.frame.head(0)).schema
    trial = {} if manifest.robustness is None else {"robustness": asdict(manifest.robustness)}
    return {
        "schema_version": manifest.schema_version,
        "tool": {"name": "hlmdiag", "version": manifest.tool_version},
        "reference_date": manifest.reference_date.isoformat(),
        **trial,
        "grid": _describe_grid(result.grid),
        "inputs": [_describe_input(file) for file in manifest.inputs],
        "provenance": {
            table: {column: asdict(place) for column, place in columns.items()}
            for table, columns in manifest.provenance.items()
        },
        "counts": dict(manifest.counts),
        **gating,
        **({"is_part": True} if manifest.is_part else {}),
        **({} if manifest.selection is None else {"selection": asdict(manifest.selection)}),
        "problems": [problem.describe(language) for problem in manifest.problems],
        "columns": [{"name": name, "type": _type_name(dtype)} for name, dtype in schema_alone.items()],
    }


def rebuild(document: Mapping[str, Any], frame: pl.DataFrame, name: str = "") -> Result:
    """The Result that `describe` and its rows came from; `name` is what messages call the file."""
    manifest = Manifest(
        tool_version=document["tool"]["version"],
        reference_date=date.fromisoformat(document["reference_date"]),
        inputs=tuple(InputFile(**file) for file in document["inputs"]),
        provenance={
            table: {column: Provenance(**place) for column, place in columns.items()}
            for table, columns in document["provenance"].items()
        },
        problems=tuple(Problem.rebuild(problem) for problem in document["problems"]),
        counts=dict(document["counts"]),
        schema_version=document["schema_version"],
        gating=rebuild_gating(document["gating"]) if "gating" in document else None,
        robustness=Robustness(**document["robustness"]) if document.get("robustness") else None,
        selection=_rebuild_selection(document.get("selection")),
    )
    return Result(grid=_rebuild_grid(document["grid"]), frame=coded(frame, name), manifest=manifest)


def _rebuild_selection(found: Mapping[str, Any] | None) -> Selection | None:
    return None if found is None else Selection(**{**found, "conditions": tuple(found["conditions"])})


def require_version(document: Mapping[str, Any], name: str) -> None:
    """Refuse a result written by a later version, whose columns this one would misread, or of which some are kept."""
    if document.get("is_part"):
        raise HlmdiagError([Problem("rapport.resultat-partiel", Location(file=name))])
    found = document["schema_version"]
    if found != SCHEMA_VERSION:
        values = {"found": found, "expected": SCHEMA_VERSION}
        raise HlmdiagError([Problem("rapport.resultat-version", Location(file=name), values)])


def schema(document: Any) -> dict[str, pl.DataType]:
    """The columns of a saved result and their types, in order; anything else than a manifest is refused."""
    if not isinstance(document, dict) or not {"columns", "grid", "schema_version"} <= document.keys():
        raise ValueError("not a manifest")
    return {column["name"]: _dtypes()[column["type"]] for column in document["columns"]}


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows with every code as plain text: how a result is held in memory does not show in what is saved."""
    import polars as pl

    coded = (pl.Categorical, pl.Enum)
    casts = []
    for name, dtype in frame.schema.items():
        if dtype.base_type() in coded:
            casts.append(pl.col(name).cast(pl.String))
        elif isinstance(dtype, pl.List) and dtype.inner.base_type() in coded:
            casts.append(pl.col(name).cast(pl.List(pl.String)))
    return frame.with_columns(casts) if casts else frame


def coded(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows read back, held as scoring holds them: a report of theirs then has the same bytes."""
    import polars as pl

    states = pl.Enum(list(NAMES.values()))
    try:
        return frame.with_columns(pl.col(each).cast(states) for each in frame.columns if each.startswith(_STATES))
    except pl.exceptions.InvalidOperationError as fault:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))]) from fault


def _dtypes() -> dict[str, pl.DataType]:
    import polars as pl

    return {
        "text": pl.String(),
        "number": pl.Float64(),
        "integer": pl.UInt32(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "list": pl.List(pl.String()),
    }


def _type_name(dtype: pl.DataType) -> str:
    return next((name for name, held in _dtypes().items() if held == dtype), "text")


def _describe_input(file: InputFile) -> dict[str, Any]:
    """An input; the path only where the name does not say it."""
    described = asdict(file)
    return described if file.path is not None else {name: it for name, it in described.items() if name != "path"}


def _describe_grid(grid: Grid) -> dict[str, Any]:
    return {
        "id": grid.id,
        "version": grid.version,
        "title": grid.title,
        "hash": grid.hash,
        "path": file_name(grid.path),
        "document": grid.document,
        # sorted: a grid read from its files and the same read back meet their nodes in another order
        "lines": dict(sorted(grid.lines.items())),
        "files": {path: file_name(file) for path, file in sorted(grid.files.items())},
        "uses": {name: _describe_grid(used) for name, used in grid.uses.items()},
        "parent": _describe_grid(grid.parent) if grid.parent is not None else None,
        "departures": [asdict(departure) for departure in grid.departures],
    }


def _rebuild_grid(saved: Mapping[str, Any]) -> Grid:
    used = {document["id"]: document for document in _used_documents(saved)}
    parent = saved.get("parent")
    above = _rebuild_grid(parent) if parent is not None else None
    return load_document(saved["document"], saved["lines"], saved["path"], used, saved.get("files"), above)


def _used_documents(saved: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for used in saved["uses"].values():
        yield used["document"]
        yield from _used_documents(used)


def file_name(path: str) -> str:
    """The last part of a path: a result says nothing of the machine that made it."""
    return PureWindowsPath(path).name if "\\" in path else PurePath(path).name
