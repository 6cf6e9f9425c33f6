"""Data of a saved result beside its rows, and how to rebuild a Result from it; no file and no format here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from hlmdiag.data.dataset import InputFile
from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.grid import load_document
from hlmdiag.grid.hashing import hash_of
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.gate_results import describe_gating
from hlmdiag.scoring.manifest import SavedGrid, SavedManifest, TableProof, read_manifest
from hlmdiag.scoring.places import described, is_part, not_as_said, rebuilt
from hlmdiag.scoring.received import Columns, check_rows, kind_of
from hlmdiag.scoring.result import SCHEMA_VERSION, Manifest, Result
from hlmdiag.scoring.result_columns import Kind, answer_state_column, read_state_column, state_column
from hlmdiag.states import NAMES
from hlmdiag.text import LANGUAGES
from hlmdiag.text.phrase import Phrase, first_of

if TYPE_CHECKING:
    import polars as pl

_STATES = (state_column, answer_state_column, read_state_column)
"""Of the columns that hold the name of a state."""

_BUILT: deque[tuple[SavedGrid, Grid]] = deque(maxlen=4)
"""The grids of the last results that were read, which never change, beside what they were built from."""

_SHOWN = 60
_NAMED = 5
"""Columns named in a sentence."""


def describe(result: Result, language: str, proof: TableProof | None = None) -> dict[str, Any]:
    """The manifest of a result as plain values, ready for JSON: the same result always gives the same text.

    `proof`: what tells its table from another, where the rows are not all in `result`, or stand in a file of their own.
    """
    manifest = result.manifest
    gating = {"gating": describe_gating(manifest.gating)} if manifest.gating is not None else {}
    schema_alone = plain(result.frame.head(0)).schema
    proof = proof or TableProof(result.frame.height)
    table = {name: value for name, value in asdict(proof).items() if value is not None}
    trial = {} if manifest.robustness is None else {"robustness": asdict(manifest.robustness)}
    return {
        "schema_version": manifest.schema_version,
        "tool": {"name": "hlmdiag", "version": manifest.tool_version},
        "reference_date": manifest.reference_date.isoformat(),
        **({"organisation": asdict(manifest.organisation)} if manifest.organisation is not None else {}),
        **trial,
        "grid": _describe_grid(result.grid),
        "inputs": [_describe_input(file) for file in manifest.inputs],
        **described(manifest.provenance),
        "counts": dict(manifest.counts),
        "table": table,
        **gating,
        **({"is_part": True} if manifest.is_part else {}),
        **({} if manifest.selection is None else {"selection": asdict(manifest.selection)}),
        **({"translated": [asdict(each) for each in manifest.translated]} if manifest.translated else {}),
        **({"results_read": dict(manifest.results_read)} if manifest.results_read else {}),
        **({"awaited": [asdict(each) for each in manifest.awaited]} if manifest.awaited else {}),
        **({"notes": [asdict(each) for each in manifest.notes]} if manifest.notes else {}),
        "problems": [problem.describe(language) for problem in manifest.problems],
        "columns": [{"name": name, "type": kind_of(dtype)} for name, dtype in schema_alone.items()],
    }


@dataclass(frozen=True)
class Saved:
    """A manifest that was read and found sound, with its grid: what the rows beside it are read and checked by."""

    name: str
    manifest: SavedManifest
    grid: Grid
    columns: Columns
    remarks: tuple[Problem, ...] = ()
    """Remarks about the way the result was saved."""

    @property
    def types(self) -> dict[str, pl.DataType]:
        """The columns of the rows and their types, in order."""
        return {column: dtype_of(kind) for column, kind in self.manifest.kinds.items()}

    def result(self, frame: pl.DataFrame) -> Result:
        """The Result of all the rows. Refused: rows that are not as many as the manifest says."""
        table = self.manifest.table
        if table is not None and table.rows is not None and table.rows != frame.height:
            values = {"found": frame.height, "expected": table.rows}
            raise HlmdiagError([Problem("rapport.resultat-lignes", Location(file=self.name), values)])
        return self.part(frame)

    def part(self, frame: pl.DataFrame) -> Result:
        """The Result of some rows, or of some columns, each checked against the grid."""
        absent = self._absent
        check_rows(frame, self.columns, self.name)
        return Result(self.grid, coded(_completed(frame, absent, self.columns), self.name), self._manifest(absent))

    @property
    def _absent(self) -> list[str]:
        """The columns that this version writes and that which wrote the result did not; none may be missing now."""
        absent = self.columns.absent(self.manifest.kinds)
        if absent and self.manifest.schema_version == SCHEMA_VERSION:
            names = first_of(absent, _NAMED, more=", …")
            raise HlmdiagError([Problem("rapport.resultat-sans-colonne", Location(file=self.name), {"columns": names})])
        return absent

    def _manifest(self, absent: Sequence[str]) -> Manifest:
        saved = self.manifest
        return Manifest(
            tool_version=saved.tool.version,
            reference_date=saved.reference_date,
            inputs=saved.inputs,
            provenance=rebuilt(saved.provenance, saved.same_places),
            problems=(*_rebuild_problems(saved, self.name), *_age(absent, self.name), *self.remarks),
            counts=saved.counts,
            gating=saved.gating.rebuilt() if saved.gating is not None else None,
            robustness=saved.robustness,
            selection=saved.selection,
            translated=saved.translated,
            organisation=saved.organisation,
            results_read=saved.results_read,
            awaited=saved.awaited,
            notes=saved.notes,
        )


def open_saved(document: Any, name: str = "") -> Saved:
    """Check a manifest: its shape, its grid's hash, its columns; `name` is used in messages."""
    manifest = read_manifest(document, name)
    grid = _rebuild_grid(manifest.grid, name)
    columns = Columns(grid)
    columns.check(manifest.kinds, name)
    _check_provenance(manifest, grid, name)
    return Saved(name, manifest, grid, columns)


def _age(absent: Sequence[str], name: str) -> Iterator[Problem]:
    """Remarks on a result of an earlier version: its missing parts stay unknown."""
    if absent:
        values = {"columns": first_of(absent, _NAMED, more=", …")}
        yield Problem("rapport.resultat-ancien", Location(file=name), values, Severity.NOTICE)


def _completed(frame: pl.DataFrame, absent: Sequence[str], columns: Columns) -> pl.DataFrame:
    import polars as pl

    held = {column: columns.every[column] for column in absent}
    return frame.with_columns(
        pl.lit(None, dtype=dtype_of(each.kind or "text")).alias(column) for column, each in held.items()
    )


def _rebuild_problems(saved: SavedManifest, name: str) -> Iterator[Problem]:
    """The problems; one whose sentence is no longer said, or cannot be filled, keeps the words it was saved with."""
    for each in saved.problems:
        problem = Problem.rebuild(each.model_dump())
        try:
            for language in LANGUAGES:
                problem.say(language)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            yield Problem("rapport.dit-autrefois", Location(), {"message": each.message}, each.severity)
        else:
            yield problem


def _check_provenance(saved: SavedManifest, grid: Grid, name: str) -> None:
    """Check that places belong to the grid's own tables, and rows to a column that exists."""
    rows = {"row"} | {column.removeprefix("source_") for column in saved.kinds if column.startswith("source_row")}
    for table, places in saved.provenance.items():
        known = table in {"stock", *grid.tables} or is_part(table)
        for column, place in places.items():
            if not known or place.rows not in rows:
                raise _misplaced(name, f"provenance.{table}.{column}", place.rows if known else table)
    for table in not_as_said(saved.provenance, saved.same_places):
        raise _misplaced(name, f"same_places.{table}"[:_SHOWN], saved.same_places[table].places[:_SHOWN])


def _misplaced(name: str, place: str, value: str) -> HlmdiagError:
    values = {"place": place, "value": value, "expected": Phrase("rapport.contenu.autre")}
    return HlmdiagError([Problem("rapport.resultat-manifeste", Location(file=name), values)])


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
    return frame.with_columns(
        pl.col(each).cast(states) for each in frame.columns if any(of.has(each) for of in _STATES)
    )


def dtype_of(kind: Kind) -> pl.DataType:
    """The type of a column that a manifest gives the name of."""
    import polars as pl

    match kind:
        case "text":
            return pl.String()
        case "number":
            return pl.Float64()
        case "integer":
            return pl.UInt32()
        case "boolean":
            return pl.Boolean()
        case "date":
            return pl.Date()
        case "list":
            return pl.List(pl.String())


def _describe_input(file: InputFile) -> dict[str, Any]:
    """An input; the path only where the name does not say it."""
    described = asdict(file)
    return described if file.path is not None else {name: it for name, it in described.items() if name != "path"}


def _describe_grid(grid: Grid) -> dict[str, Any]:
    unread = {**grid.optional_uses, **grid.unread}
    return {
        "id": grid.id,
        "version": grid.version,
        "title": grid.title,
        "hash": grid.hash,
        "path": file_name(grid.path),
        "document": grid.document,
        # sorted, because a grid loaded from files and the same one read back list their nodes in different orders
        "lines": dict(sorted(grid.lines.items())),
        "files": {path: file_name(file) for path, file in sorted(grid.files.items())},
        "uses": {name: _describe_grid(used) for name, used in grid.uses.items()},
        **({"unread": {name: _describe_grid(used) for name, used in unread.items()}} if unread else {}),
        "parent": _describe_grid(grid.parent) if grid.parent is not None else None,
        "departures": [asdict(departure) for departure in grid.departures],
    }


def _rebuild_grid(saved: SavedGrid, name: str) -> Grid:
    """The grid again. Refused: a document that is not the one of its hash, or of its name.

    The same grid is in each of the results that are read together: it is built once.
    """
    known = next((grid for one, grid in _BUILT if one == saved), None)
    if known is not None:
        return known
    if hash_of(saved.document) != saved.hash:
        raise HlmdiagError([Problem("rapport.resultat-grille", Location(file=name), {"grid": saved.id[:_SHOWN]})])
    rebuilt = [_rebuild_grid(each, name) for each in (*saved.uses.values(), *saved.unread.values())]
    used = {each.id: each for each in rebuilt}
    above = _rebuild_grid(saved.parent, name) if saved.parent is not None else None
    grid = settled(load_document(saved.document, saved.lines, saved.path, used, saved.files, above), saved.uses)
    _BUILT.append((saved, grid))
    return grid


def file_name(path: str) -> str:
    """The last part of a path: a result says nothing of the machine that made it."""
    return PureWindowsPath(path).name if "\\" in path else PurePath(path).name
