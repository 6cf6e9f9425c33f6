"""The line of each key of a TOML text, which the standard reader does not keep."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str, ...]


def lines_of(text: str) -> dict[Path, int]:
    """Line of each key, by its path, in a valid text.

    >>> lines_of('date = "2026-01-01"\\n[columns]\\n"Nb lgts" = "nb"\\n')
    {('date',): 1, ('columns',): 2, ('columns', 'Nb lgts'): 3}
    """
    found: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        parsed = _parsed(statement)
        if statement.lstrip().startswith("["):
            table = _only_path(parsed)
            found.setdefault(table, line)
            continue
        for path in _paths(parsed):
            found.setdefault((*table, *path), line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The keys and titles of tables one by one; a value may run over several lines."""
    started, pending = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not pending and (not line.strip() or line.lstrip().startswith("#")):
            continue
        started, pending = (started, f"{pending}\n{line}") if pending else (number, line)
        if _parsed(pending) is not None:
            yield started, pending
            pending = ""


def _parsed(statement: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return None


def _only_path(document: Any) -> Path:
    path: list[str] = []
    while document:
        # the header of an array of tables (`[[x]]`) gives a list of one table
        document = document[0] if isinstance(document, list) else document
        if not document:
            break
        (name, document), *_ = document.items()
        path.append(name)
    return tuple(path)


def _paths(document: Mapping[str, Any] | None) -> Iterator[Path]:
    for name, value in (document or {}).items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *rest) for rest in _paths(value))
