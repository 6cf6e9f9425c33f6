"""Saved results, opened by their suffix."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.data.own_outputs import PARTS_MANIFEST
from hlmdiag.runs.embedding import holds_a_result, read_embedded
from hlmdiag.runs.formats import READABLE, format_named
from hlmdiag.runs.inputs import STDIN
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.grid.model import Grid
    from hlmdiag.runs.progress import Progress
    from hlmdiag.scoring.result import Result

_MANIFEST = ".manifest.json"
_LARGE = 50_000_000
"""Bytes of a Parquet file of some 100 000 units: it takes more than a gigabyte once it is read."""


def is_result(path: Path) -> bool:
    """Whether a file is a saved result, not data: a JSON is one, a table beside its manifest too, a Parquet and a
    workbook that holds its result say so.
    """
    if is_in_parts(path):
        return True
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        return holds_a_result(path)
    if format_named(suffix.removeprefix(".")).has_manifest:
        return _manifest_of(path) is not None
    return suffix != ".parquet" or (path.is_file() and _bears_a_manifest(path))


def is_in_parts(path: Path) -> bool:
    """Whether a folder is a result that an engine wrote in several files."""
    return (path / PARTS_MANIFEST).is_file()


def load(path: Path) -> Result:
    """The result saved in a file; one without its manifest needs that which was written beside it."""
    if path == STDIN:
        return _load_standard_input()
    if is_in_parts(path):
        from hlmdiag.report import parquet

        return parquet.read_parts(path)
    if path.is_dir():
        raise refusal("sortie.est-un-dossier", path=path)
    suffix = path.suffix.lower()
    if holds_a_result(path):
        return read_embedded(path)
    if suffix not in READABLE:
        raise refusal("usage.resultat", path=path, formats=Listed((*READABLE,)))
    of = format_named(suffix.removeprefix("."))
    assert of.read is not None
    manifest = _manifest_of(path) if of.has_manifest else None
    if of.has_manifest and manifest is None:
        raise refusal("usage.manifeste", path=path, manifest=manifest_path(path).name)
    with ExitStack() as opened:
        source = opened.enter_context(path.open("rb"))
        described = opened.enter_context(manifest.open("rb")) if manifest is not None else None
        return of.read(source, described, path.name)


def load_in_place(path: Path) -> Result:
    """The same; the rows of a large Parquet file, which would be many times larger in memory, are left in it."""
    if not _is_large(path):
        return load(path)
    from hlmdiag.report import parquet

    return parquet.read_in_place(path)


def load_said(path: Path, progress: Progress) -> Result:
    """The whole result of a file; that a large one takes memory is said first."""
    if _is_large(path):
        from hlmdiag.data.large import said_whole

        progress.warn(said_whole(path, Phrase("donnees.mots.bloc-resultat")))
    return load(path)


def _is_large(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" and path.is_file() and path.stat().st_size >= _LARGE


def with_results_read(result: Result, grid: Grid, given: Mapping[str, Path]) -> Result:
    """A result that says which files it was made with of the results that its grid could do without, by local name.

    `grid`: as it was before these were decided. A result that the grid always reads is told by its hash alone.
    """
    files = {name: path.name for name, path in given.items() if name in grid.optional_uses}
    return replace(result, manifest=replace(result.manifest, results_read=files)) if files else result


def _load_standard_input() -> Result:
    """A result that another command gives, of a format that holds its manifest: its first bytes say which."""
    from hlmdiag.report import json, parquet

    received = BytesIO(sys.stdin.buffer.read())
    read = parquet.read if received.getvalue().startswith(b"PAR1") else json.read
    return read(received, str(STDIN))


def load_unit(path: Path, code: str) -> tuple[Result, Result]:
    """A result in which to find the unit that has this code, and what its explanation reads of the whole stock.

    A Parquet file is read for what is needed; the other formats can only be read whole.
    """
    if path == STDIN or path.suffix.lower() != ".parquet" or path.is_dir():
        whole = load(path)
        return whole, whole
    from hlmdiag.explain import find, stock_columns
    from hlmdiag.report import parquet

    with path.open("rb") as source:
        return parquet.read_unit(source, stock_columns, lambda stock: find(stock, code), path.name)


def manifest_path(path: Path) -> Path:
    """The path of the manifest of a result whose format holds the rows only: `q.csv.manifest.json`."""
    return path.parent / f"{path.name}{_MANIFEST}"


def companions(path: Path) -> list[Path]:
    """The files that a result is read from: itself, and its manifest, be it under its name of earlier versions."""
    return [path, manifest_path(path), _earlier_manifest_path(path)]


def _earlier_manifest_path(path: Path) -> Path:
    """The path where the first version of the format wrote it: two results of one name shared it."""
    return path.parent / f"{path.stem}{_MANIFEST}"


def _manifest_of(path: Path) -> Path | None:
    return next((each for each in companions(path)[1:] if each.is_file()), None)


def _bears_a_manifest(path: Path) -> bool:
    from hlmdiag.data.own_outputs import is_own_output

    try:
        with path.open("rb") as file:
            return is_own_output(file)
    except OSError:
        return False
