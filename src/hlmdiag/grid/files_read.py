"""The files that a grid is read from: its own, what it extends, its dictionary, its reference, what it uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from hlmdiag.grid.dictionary import find_dictionary
from hlmdiag.grid.lookup import FoundFile, find_beside, find_parent, known_grid
from hlmdiag.text import LANGUAGES


def files_read(grid: FoundFile) -> list[FoundFile]:
    """Every file, that of the grid first, each once. The grid loads: what it names is there."""
    found: dict[Path, FoundFile] = {}
    waiting = [grid]
    while waiting:
        file = waiting.pop(0)
        if file.path.resolve() not in found:
            found[file.path.resolve()] = file
            waiting += _named(file, grid)
    return [*found.values()]


def _named(file: FoundFile, grid: FoundFile) -> Iterator[FoundFile]:
    """The files that a document names; a parent named by its id lies beside it, or beside the grid that extends it."""
    document = file.read().data
    if not isinstance(document, dict):
        return
    parent, dictionary = document.get("extends"), document.get("dictionary")
    above = find_parent(parent, file) if isinstance(parent, str) and parent else None
    others = [above, find_dictionary(dictionary, file) if isinstance(dictionary, str) and dictionary else None]
    others += [find_beside(id, file, known_grid) for id in _used(document.get("uses"))]
    yield from (each for each in others if each is not None)
    for language in LANGUAGES:
        beside = file.path.with_name(f"{file.path.stem}.{language}.yaml")
        if beside.is_file():
            yield FoundFile(beside, PurePosixPath(file.name).with_name(beside.name).as_posix())
    reference = document.get("reference")
    if isinstance(reference, dict) and isinstance(name := reference.get("file"), str):
        yield FoundFile(file.path.parent / name, (Path(file.name).parent / name).as_posix())


def _used(uses: Any) -> Iterator[str]:
    for use in uses.values() if isinstance(uses, dict) else ():
        id = use.get("grid") if isinstance(use, dict) else use
        if isinstance(id, str):
            yield id
