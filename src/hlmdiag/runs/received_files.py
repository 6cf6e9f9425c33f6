"""The files of a folder that organisations sent, told apart by what they hold; nothing of them is believed yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.data.own_outputs import mark_of
from hlmdiag.data.sources import SUFFIXES, files_in
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.region.model import FileKind
from hlmdiag.runs.saved_results import is_result, manifest_path
from hlmdiag.text.inert import shown_name

_NOT_SENT = ("~$", ".", "__MACOSX", "Thumbs.db", "desktop.ini")
"""Beginnings of the names of locks, of hidden files, and of what a system adds to a folder or to an archive."""
_MOST_BYTES = 400_000_000
"""Of a file that is read whole: a result of 200 000 units in Parquet has a tenth of it."""
_REPORTS = (".html", ".xlsx", ".md", ".docx")
_PLANS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class SentFile:
    """A file: where it is, the name that is said of it, its bytes' digest, what it is, and whose its folder says."""

    path: Path
    name: str
    sha256: str
    kind: FileKind
    folder: str | None
    mark: str | None = None
    """Of a report: the identity of its result."""
    refused: Problem | None = None
    """Why nothing was looked at in it."""


def files_sent(folder: Path) -> list[SentFile]:
    """Every file of a folder and of its sub-folders, but those that no one sent and the manifests of results."""
    return [_sent(path, folder) for path in files_in(folder) if _is_sent(path, folder)]


def _is_sent(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return not (any(part.startswith(_NOT_SENT) for part in parts) or path.name in _manifests(path.parent))


def _manifests(folder: Path) -> frozenset[str]:
    return frozenset(_beside(folder))


def _beside(folder: Path) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.suffix.lower() in (".csv", ".jsonl"):
            yield manifest_path(entry).name


def _sent(path: Path, folder: Path) -> SentFile:
    inside = path.relative_to(folder)
    name, owner = shown_name(inside.as_posix()), shown_name(inside.parts[0]) if len(inside.parts) > 1 else None
    size = path.stat().st_size
    if size > _MOST_BYTES:
        values = {"found": size // 1_000_000, "limit": _MOST_BYTES // 1_000_000}
        refused = Problem("collecte.trop-gros", Location(name), values)
        return SentFile(path, name, "", "other", owner, refused=refused)
    try:
        kind, mark = _kind(path)
        return SentFile(path, name, _digest(path), kind, owner, mark)
    except OSError:
        return SentFile(path, name, "", "other", owner, refused=Problem("collecte.illisible", Location(name)))
    except HlmdiagError as error:
        return SentFile(path, name, "", "other", owner, refused=error.problems[0])


def _kind(path: Path) -> tuple[FileKind, str | None]:
    """The kind of a file, by what it holds."""
    suffix = path.suffix.lower()
    if suffix == ".json" and _is_json_plan(path):
        return "plan", None
    if is_result(path):
        return "result", None
    if suffix in _REPORTS:
        with path.open("rb") as file:
            if (mark := mark_of(file)) is not None:
                return "report", mark
    if suffix in _PLANS and _is_plan(path):
        return "plan", None
    return ("stock", None) if suffix in SUFFIXES else ("other", None)


def _is_plan(path: Path) -> bool:
    from hlmdiag.data.files import FileOptions, open_source
    from hlmdiag.data.own_outputs import is_document
    from hlmdiag.data.sources import InputSource
    from hlmdiag.plan import is_plan
    from hlmdiag.runs.plan_files import is_written_plan

    with path.open("rb") as file:
        is_ours = is_document(file)
    return is_written_plan(path) if is_ours else is_plan(open_source(InputSource(path), FileOptions()))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_json_plan(path: Path) -> bool:
    from hlmdiag.data.own_outputs import is_own_output
    from hlmdiag.runs.plan_files import reads_as_plan

    with path.open("rb") as file:
        return not is_own_output(file) and reads_as_plan(path)


def rows_announced(path: Path) -> int:
    """The number of rows that a Parquet says it has; 0 for a file of another format, or one that says nothing."""
    import polars as pl

    if path.suffix.lower() != ".parquet":
        return 0
    try:
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return 0
