"""Writes a dataset as typed Parquet tables, and reads it from them without decoding its files again.

The stock is one Parquet file, whose metadata holds what is said of the reading; each other table stands beside it,
under its name and the name of the table, and is known by its hash. Free text that no rule reads is not kept, but for
the remarks that the grid names or that forms hold, which a result keeps too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from hlmdiag.data.dataset import AwaitedForm, Dataset, DecodedTable, InputFile, Organisation, Provenance, WrittenNote
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.data.parquet import write_pieces
from hlmdiag.data.translations import Translated
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.grid.read_columns import read_columns
from hlmdiag.text.phrase import in_quotes

KEY = "hlmdiag-data"
_VERSION = "1"
_LEVEL = 1
"""Of zstd, for a file that is read once."""
_OVERRIDES, _RESPONDENTS = "overrides", "respondents"


def typed_files(dataset: Dataset, grid: Grid, day: date, path: Path) -> Iterator[tuple[Path, bytes]]:
    """Files to write and their content; the stock, `path`, comes last, so that it never exists without the others.

    `day` is the reference date of the reading.
    """
    beside: dict[str, str] = {}
    for name, content in _beside_stock(dataset, grid, path):
        beside[name] = hashlib.sha256(content).hexdigest()
        yield _companion(path, name), content
    stock = _without_free_text(dataset.stock.frame, grid.columns, _kept(grid))
    yield path, _parquet(stock, _about(dataset, grid, day, beside))


def write_typed(
    dataset: Dataset, pieces: Iterable[pl.DataFrame], tables: Mapping[str, Iterable[pl.DataFrame]], grid: Grid,
    day: date, path: Path,
) -> None:  # fmt: skip
    """Write the same files, the stock and some tables in the pieces of their frames; `dataset` says the rest."""
    beside: dict[str, str] = {}
    kept, events = _kept(grid), dataset.events
    for name, content in _beside_stock(
        replace(dataset, events={name: table for name, table in events.items() if name not in tables}), grid, path
    ):
        beside[name] = hashlib.sha256(content).hexdigest()
        _companion(path, name).write_bytes(content)
    for name, parts in tables.items():
        rows = (_without_free_text(part, grid.tables[name].columns, kept) for part in parts)
        _write_pieces(_companion(path, name), rows, events[name].frame.schema, {"beside": path.name})
        beside[name] = _digest(_companion(path, name))
    rows = (_without_free_text(piece, grid.columns, kept) for piece in pieces)
    _write_pieces(path, rows, dataset.stock.frame.schema, _about(dataset, grid, day, beside))


def _write_pieces(
    path: Path, rows: Iterable[pl.DataFrame], schema: Mapping[str, Any], about: Mapping[str, Any]
) -> None:
    with path.open("wb") as out:
        write_pieces(rows, schema, out, {KEY: json.dumps(about, ensure_ascii=False)}, level=_LEVEL)


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def typed_paths(grid: Grid, path: Path) -> list[Path]:
    """Every file that may be written with the stock of a grid at `path`, itself included."""
    return [path, *(_companion(path, name) for name in (*grid.tables, _OVERRIDES, _RESPONDENTS))]


def typed_stock(paths: Iterable[Path | None]) -> Path | None:
    """The stock kept as understood, if the paths are one; None for files as received.

    Raises `HlmdiagError` (exit code 2) where such a stock stands among other files, which could not be joined to it.
    """
    paths = list(paths)
    told = {path: _told(path) for path in paths if path is not None}
    stocks = [path for path, about in told.items() if about is not None and "places" in about]
    if not stocks:
        return None
    own = {beside for path in stocks for beside in (path, *(_companion(path, name) for name in _beside(told[path])))}
    if len(stocks) > 1 or None in paths or not set(told) <= own:
        others = [path.name for path in told if path != stocks[0]]
        values = {"files": in_quotes(*others) if others else "-"}
        problem = Problem("donnees.compris-seul", Location(stocks[0].name), values)
        raise HlmdiagError([problem], USAGE)
    return stocks[0]


def read_typed(
    path: Path, grid: Grid, day: date | None, open_table: Callable[[Path], Any] = pl.read_parquet
) -> Dataset:
    """The dataset that `typed_files` kept; `open_table` gives the frame of a file, in polars or in another engine.

    Raises `HlmdiagError` where it was understood for a grid with other columns, or where a table beside it is missing
    or is not the one that was written with it.
    """
    about = _told(path) or {}
    if about["version"] != _VERSION or about["columns"] != _expected(grid):
        made_for = " ".join(about["grid"])
        raise _refused("donnees.compris-autre-grille", path, made_for=made_for, grid=f"{grid.id} {grid.version}")
    beside = {name: _unchanged(path, name, expected) for name, expected in about["beside"].items()}
    frames = {name: open_table(file) for name, file in beside.items()}
    tables = {name: _table(frame, about["places"].get(name, {})) for name, frame in frames.items()}
    problems = tuple(Problem.rebuild(each) for each in about["problems"])
    return Dataset(
        stock=_table(open_table(path), about["places"]["stock"]),
        events={name: tables[name] for name in grid.tables if name in tables},
        overrides=frames.get(_OVERRIDES),
        inputs=tuple(InputFile(**each) for each in about["inputs"]),
        problems=(*problems, *_other_date(path, about["date"], day)),
        counts=about["counts"],
        respondents=tables.get(_RESPONDENTS),
        translated=tuple(Translated(**each) for each in about.get("translated", ())),
        notes=tuple(WrittenNote(**each | {"unit": tuple(each["unit"])}) for each in about.get("notes", ())),
        awaited=tuple(AwaitedForm(**each | {"unit": tuple(each["unit"])}) for each in about.get("awaited", ())),
        organisation=Organisation(**about["organisation"]) if about.get("organisation") else None,
    )


def _told(path: Path) -> dict[str, Any] | None:
    """Description of a kept table; None for any other file."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return None
    try:
        text = pl.read_parquet_metadata(path).get(KEY)
    except (pl.exceptions.PolarsError, OSError):
        return None
    about = json.loads(text) if text is not None else None
    return about if isinstance(about, dict) else None


def _beside(about: Mapping[str, Any] | None) -> Mapping[str, str]:
    return about["beside"] if about is not None else {}


def _beside_stock(dataset: Dataset, grid: Grid, path: Path) -> Iterator[tuple[str, bytes]]:
    for name, frame in _others(dataset, grid):
        yield name, _parquet(frame, {"beside": path.name})


def _others(dataset: Dataset, grid: Grid) -> Iterator[tuple[str, pl.DataFrame]]:
    kept = _kept(grid)
    for name, table in dataset.events.items():
        yield name, _without_free_text(table.frame, grid.tables[name].columns, kept)
    if dataset.overrides is not None:
        yield _OVERRIDES, dataset.overrides
    if dataset.respondents is not None:
        yield _RESPONDENTS, _without_free_text(dataset.respondents.frame, grid.columns, kept)


def _kept(grid: Grid) -> frozenset[str]:
    """The columns that the grid reads, or one that it extends, whose own score it gives too."""
    return frozenset().union(*(read_columns(each) for each in _line(grid)))


def _line(grid: Grid) -> list[Grid]:
    return [grid, *(_line(grid.parent) if grid.parent is not None else [])]


def _without_free_text(frame: pl.DataFrame, columns: Mapping[str, Column], kept: frozenset[str]) -> pl.DataFrame:
    """The same rows and columns; the states stay, since whether something was written is no text."""
    free = [column.id for column in columns.values() if column.is_free_text and column.id not in kept]
    return frame.with_columns(
        pl.lit(None, dtype=frame.schema[name]).alias(name)
        for name in (data_value(column) for column in free)
        if name in frame.columns
    )


def _about(dataset: Dataset, grid: Grid, day: date, beside: Mapping[str, str]) -> dict[str, Any]:
    tables = {"stock": dataset.stock, **dataset.events}
    if dataset.respondents is not None:
        tables[_RESPONDENTS] = dataset.respondents
    return {
        "version": _VERSION,
        "grid": [grid.id, grid.version],
        "columns": _expected(grid),
        "date": day.isoformat(),
        "inputs": [asdict(each) for each in dataset.inputs],
        "counts": dict(dataset.counts),
        "places": {name: _describe_places(table) for name, table in tables.items()},
        "problems": [problem.describe() for problem in dataset.problems],
        "translated": [asdict(each) for each in dataset.translated],
        "notes": [asdict(each) for each in dataset.notes],
        "awaited": [asdict(each) for each in dataset.awaited],
        "beside": beside,
        **({"organisation": asdict(dataset.organisation)} if dataset.organisation is not None else {}),
    }


def _expected(grid: Grid) -> str:
    """A hash of what the grid expects of the data: a version that only changes weights or steps keeps it."""
    expected = [
        [
            each.keys,
            [_stated(column) for column in each.columns.values()],
            [
                [
                    table.id,
                    table.key,
                    table.date,
                    table.key_else,
                    [_stated(column) for column in table.columns.values()],
                ]
                for table in each.tables.values()
            ],
            sorted(each.judged_columns),
            [each.respondents.column, each.respondents.role] if each.respondents is not None else None,
            sorted(read_columns(each)),
            list(each.levels.ids),
        ]
        for each in _line(grid)
    ]
    return hashlib.sha256(json.dumps(expected, ensure_ascii=False).encode()).hexdigest()


def _stated(column: Column) -> list[Any]:
    """Settings that decide how a cell of the column is read."""
    return [
        column.id, column.type, column.label, column.required, column.min, column.max, column.role, column.aliases,
        list(column.choices.items()), sorted(column.choice_aliases.items()), column.missing, column.unknown,
        column.not_applicable, column.read_unit, column.blank,
    ]  # fmt: skip


def _describe_places(table: DecodedTable) -> dict[str, Any]:
    return {
        "columns": {column: asdict(place) for column, place in table.provenance.items()},
        "parts": [{column: asdict(place) for column, place in part.items()} for part in table.parts],
    }


def _table(frame: pl.DataFrame, places: Mapping[str, Any]) -> DecodedTable:
    parts = tuple(_places(part) for part in places.get("parts", ()))
    return DecodedTable(frame, _places(places.get("columns", {})), parts)


def _places(described: Mapping[str, Any]) -> dict[str, Provenance]:
    return {column: Provenance(**place) for column, place in described.items()}


def _companion(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}.parquet")


def _unchanged(path: Path, name: str, expected: str) -> Path:
    """The file that was written beside the stock."""
    beside = _companion(path, name)
    if not beside.is_file():
        raise _refused("donnees.compris-incomplet", path, file=beside.name)
    if _digest(beside) != expected:
        raise _refused("donnees.compris-change", path, file=beside.name)
    return beside


def _other_date(path: Path, said: str, day: date | None) -> list[Problem]:
    """Notice on another reference date: remarks on dates keep the former one, counts of events follow the new."""
    made = date.fromisoformat(said)
    if day is None or day == made:
        return []
    values = {"made": made, "asked": day}
    return [Problem("donnees.compris-autre-date", Location(path.name), values, Severity.NOTICE)]


def _parquet(frame: pl.DataFrame, about: Mapping[str, Any]) -> bytes:
    out = BytesIO()
    frame.write_parquet(out, metadata={KEY: json.dumps(about, ensure_ascii=False)})
    return out.getvalue()


def _refused(code: str, path: Path, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(path.name), values)])
