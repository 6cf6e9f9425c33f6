"""Lists the files of paths, folders and sub-folders, each under a name that locates it.

One folder an agency is the usual layout: a name is the path from the folder that was given, never an absolute one. A
sub-folder `agence=01` gives its column to the files in it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from hlmdiag.data.file_bytes import digest_of
from hlmdiag.data.lakes import Lake
from hlmdiag.data.own_outputs import is_document, is_own_output
from hlmdiag.errors import REFUSED, USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.text.file_names import STDIN
from hlmdiag.text.inert import shown_name
from hlmdiag.text.phrase import Listed, first_of

TEXT = (".csv", ".tsv", ".txt")
ZIPPED = (".xlsx", ".xlsm")
SUFFIXES = (*TEXT, *ZIPPED, ".xls", ".ods", ".parquet")
_OURS = re.compile(r".*-diagnostic(-\d+)?")
_NOT_OURS_TO_READ = ("~$", ".", "__MACOSX")
"""Prefixes of the names of locks, hidden files, and files added by another system's archives."""
_COLUMN = re.compile(r"([^=]+)=(.*)")
_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
_NAMED = 10
"""Files that a notice names; it counts all of them."""
_DEPTH = 12
_MOST = 50_000


@dataclass(frozen=True)
class InputSource:
    """A file to read, and its declared table (None: to be recognised)."""

    path: Path | None
    """None is the standard input; a folder is a table of Delta Lake or Iceberg."""
    table: str | None = None
    said: str = ""
    """Name in messages; its own if empty."""
    columns: tuple[tuple[str, str], ...] = ()
    """The columns that its folders give, with their value."""

    @property
    def name(self) -> str:
        """The name of the file, with the folders that tell it from the others; never an absolute path."""
        if self.path is None:
            return STDIN
        return shown_name(self.said or self.path.name)


def list_sources(paths: str | Path | Iterable[str | Path], tables: Iterable[str]) -> list[InputSource]:
    """The files behind paths, folders and `table=file`, each once; all absent paths are reported together."""
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    found: list[InputSource] = []
    problems: list[Problem] = []
    code = REFUSED
    known = list(tables)
    for path in given:
        try:
            found += _sources(path, known)
        except HlmdiagError as fault:
            problems += fault.problems
            code = min(code, fault.exit_code)
    if problems:
        raise HlmdiagError(problems, code)
    return _told_apart(list(_once(found)))


def files_in(folder: Path) -> list[Path]:
    """Every file of a folder and of its sub-folders, tables or not, in the order of their paths."""
    return _in_order(_walk(folder))


def digest_of_source(path: Path) -> str:
    """A hash of all that a table is made of: of a file, that of its bytes."""
    if path.is_dir():
        return digest_of(files_in(path), path)
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _in_order(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: path.parts)


def passed_over(paths: Iterable[str | Path]) -> list[Problem]:
    """Notices on files not read: files of a folder that are no tables or are ours, files given twice."""
    said: list[Problem] = []
    given = [Path(path) for path in paths if str(path) != STDIN]
    tables = [path for path in given if path.exists() and _is_table(path)]
    for folder in (path for path in given if not _is_table(path)):
        inside = _sorted(folder)
        tables += inside.tables
        for code, files in (("donnees.dossier-autres", inside.others), ("donnees.dossier-diagnostics", inside.ours)):
            if files:
                said.append(_notice(code, folder.name, [path.relative_to(folder).as_posix() for path in files]))
    counts = Counter(path.resolve() for path in tables)
    if twice := [path.name for path, count in counts.items() if count > 1]:
        said.append(_notice("donnees.fichier-deux-fois", None, twice))
    return said


def _notice(code: str, folder: str | None, names: list[str]) -> Problem:
    shown = first_of(names, _NAMED, shown_name)
    values = {"count": len(names), "names": shown}
    return Problem(code, Location(shown_name(folder) if folder is not None else None), values, Severity.NOTICE)


def _sources(given: str | Path, tables: list[str]) -> list[InputSource]:
    if str(given) == STDIN:
        return [InputSource(None)]
    path, table = Path(given), None
    forced = re.fullmatch(r"([\w-]+)=(.+)", str(given))
    if forced and not path.exists():
        table, path = forced[1], Path(forced[2])
        if table not in tables:
            values = {"table": table, "known": Listed(tuple(tables))}
            raise HlmdiagError([Problem("donnees.table-inconnue", values=values)], USAGE)
    if not path.exists():
        raise HlmdiagError([Problem("donnees.fichier-absent", values={"path": shown_name(path.as_posix())})], USAGE)
    if (path.is_dir() or path.suffix.lower() == ".parquet") and (lake := Lake.around(path)) is not None:
        values = {"kind": lake.kind, "folder": shown_name(lake.folder.name)}
        raise HlmdiagError([Problem("donnees.table-partie", Location(shown_name(path.name)), values)], USAGE)
    if _is_table(path):
        return [InputSource(path, table, "", _columns(path))] if not path.name.startswith("~$") else []
    inside = _sorted(path).tables
    if not inside:
        values = {"path": shown_name(path.name), "suffixes": Listed(tuple(SUFFIXES))}
        raise HlmdiagError([Problem("donnees.dossier-vide", values=values)])
    return [InputSource(entry, table, entry.relative_to(path).as_posix(), _columns(entry)) for entry in inside]


@dataclass(frozen=True)
class _Sorted:
    """The files of a folder: tables to read, what we wrote ourselves, what is no table."""

    tables: list[Path]
    ours: list[Path]
    others: list[Path]


def _sorted(folder: Path) -> _Sorted:
    found = _Sorted([], [], [])
    for path in _in_order(_walk(folder, whole_tables=True)):
        if path.name.startswith(_NOT_OURS_TO_READ):
            continue
        if path.is_dir():
            found.tables.append(path)
        elif path.suffix.lower() not in SUFFIXES:
            found.others.append(path)
        else:
            (found.ours if _is_ours(path) else found.tables).append(path)
    return found


def _is_ours(path: Path) -> bool:
    """Whether a file of a folder is a report or a result of ours, by its name or, renamed, by what it holds."""
    if _OURS.fullmatch(path.stem):
        return True
    try:
        with path.open("rb") as file:
            return is_own_output(file) or is_document(file)
    except OSError:
        return False  # the reading, which comes, says why


def _is_table(path: Path) -> bool:
    """Whether a path is one table: a file, or the folder of a table that has a log."""
    return not path.is_dir() or Lake.at(path) is not None


def _walk(folder: Path, *, whole_tables: bool = False) -> Iterator[Path]:
    """The files below a folder; a link back to a folder that was seen is not followed.

    `whole_tables`: a folder that is a table with a log is given instead of its files.
    """
    seen: set[Path] = set()
    left, count = [(folder, 0)], 0
    while left:
        here, depth = left.pop()
        if (real := here.resolve()) in seen:
            continue
        seen.add(real)
        if depth > _DEPTH:
            raise HlmdiagError(
                [Problem("donnees.dossier-profond", Location(shown_name(folder.name)), {"depth": _DEPTH})]
            )
        for entry in _entries(here):
            path = here / entry.name
            if whole_tables and entry.is_dir() and Lake.at(path) is not None:
                count += 1
                yield path
            elif entry.is_dir() and not entry.name.startswith(_NOT_OURS_TO_READ):
                left.append((path, depth + 1))
            elif entry.is_file():
                count += 1
                yield path
        if count > _MOST:
            raise HlmdiagError(
                [Problem("donnees.dossier-immense", Location(shown_name(folder.name)), {"limit": _MOST})]
            )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        values = {"path": shown_name(folder.name)}
        raise HlmdiagError([Problem("donnees.dossier-ferme", values=values)]) from None


def _columns(path: Path) -> tuple[tuple[str, str], ...]:
    """The columns that the folders of a path give, the nearest folder winning."""
    found = {}
    for part in path.parts[:-1]:
        if pair := _COLUMN.fullmatch(part):
            found[unquote(pair[1])] = "" if pair[2] == _UNKNOWN else unquote(pair[2])
    return tuple(found.items())


def _once(sources: list[InputSource]) -> Iterator[InputSource]:
    seen = set()
    for source in sources:
        key = (source.path.resolve() if source.path is not None else None, source.table)
        if key not in seen:
            seen.add(key)
            yield source


def _told_apart(sources: list[InputSource]) -> list[InputSource]:
    """The same files; equal names are told apart by as many folders as needed."""
    names = [source.name for source in sources]
    while clashing := {name for name, count in Counter(names).items() if count > 1}:
        longer = [
            _longer(source, name) if name in clashing else name for source, name in zip(sources, names, strict=True)
        ]
        if longer == names:
            break
        names = longer
    return [replace(source, said=name) if source.path else source for source, name in zip(sources, names, strict=True)]


def _longer(source: InputSource, name: str) -> str:
    """The name with one folder more."""
    if source.path is None:
        return name
    folders = source.path.absolute().parts[1:]
    return "/".join(folders[-(name.count("/") + 2) :])
