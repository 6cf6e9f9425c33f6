"""Collects every fault of a grid in one run, each with its place, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.source_map import NodePath, SourceRange, inside
from hlmdiag.text.phrase import Listed, first_of

_COMMENT = re.compile(r"[ \t]+#")
_READABLE = 8
_QUOTED = 60
_MOST = 500
"""More faults than an author reads at once: beyond, a hostile file would only make us work."""


class Faults:
    """The faults found so far in one document.

    `used` holds those of the grids that this one reads, in their own files.
    `lost` holds the ids of blocks that could not be read: a fault that names one of them follows from another fault,
    and is kept quiet; so is one found at or under a value that was refused (`tainted`), or on the whole of a block
    that lost something (`doubtful`).
    """

    def __init__(self, reading: YamlDocument) -> None:
        self.reading = reading
        self.problems: list[Problem] = list(reading.problems)
        self.lost: set[str] = set()
        self.used: list[Problem] = []
        self.tainted: set[NodePath] = set()
        self.doubtful: set[NodePath] = set()

    @property
    def full(self) -> bool:
        """Whether enough was found: what follows is not looked at, the grid being refused anyway."""
        return len(self.problems) >= _MOST

    def add(self, code: str, path: NodePath, /, **values: Any) -> None:
        """A fault of the value at a path (at its key, if it is a block), unless it is the echo of another one."""
        if not self._follows(path, values):
            self.note(code, path, **values)

    def add_key(self, code: str, path: NodePath, /, **values: Any) -> None:
        """A fault of the key, or of the whole block that it opens, unless it is the echo of another one."""
        if not self._follows(path, values):
            self.note_key(code, path, **values)

    def add_inside(self, code: str, path: NodePath, offset: int, values: Mapping[str, Any]) -> None:
        """A fault at a character of a text, unless it is the echo of another one."""
        if not self._follows(path, values):
            place = self.reading.places.get(path)
            if place is None:
                self.note(code, path, **values)
            else:
                text = place.origin.text if place.origin else self.reading.text
                self._keep(code, place, *inside(place, text, offset), values)

    def note(self, code: str, path: NodePath, /, **values: Any) -> None:
        """A fault of the value at a path, whatever was found before."""
        place = self.reading.places.get(path)
        if place is None or place.style in ("flow", "block"):
            self.note_key(code, path, **values)
        else:
            self._keep(code, place, place.line, place.column, values)

    def note_key(self, code: str, path: NodePath, /, **values: Any) -> None:
        """A fault of the key at a path, or of the nearest block above that is written."""
        while path and path not in self.reading.places:
            path = path[:-1]
        place = self.reading.places.get(path)
        self._keep(code, place, *((place.key_line, place.key_column) if place else (1, 1)), values)

    def is_commented(self, path: NodePath) -> bool:
        """Whether a comment follows an unquoted text on its line."""
        place = self.reading.places.get(path)
        if place is None or place.style:
            return False
        return bool(_COMMENT.match(place.origin.text if place.origin else self.reading.text, place.end))

    def _keep(
        self, code: str, place: SourceRange | None, line: int, column: int | None, values: Mapping[str, Any]
    ) -> None:
        if self.full:
            return
        file = place.origin.file if place is not None and place.origin is not None else self.reading.file
        problem = self._where_removed(values, Location(file, line, column)) or Problem(
            code, Location(file, line, column), values
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def _where_removed(self, values: Mapping[str, Any], cited: Location) -> Problem | None:
        """The fault of an overlay that removes what its parent still refers to, placed at the removal."""
        if cited.file == self.reading.file:
            return None
        names = {str(value).strip("\"'") for value in values.values()}
        for path, place in self.reading.removed.items():
            if path[-1] in names:
                file = place.origin.file if place.origin is not None else self.reading.file
                where = Location(file, place.key_line, place.key_column)
                return Problem("grille.variante-cite", where, {"name": path[-1], "place": f"{cited.file}:{cited.line}"})
        return None

    def _follows(self, path: NodePath, values: Mapping[str, Any]) -> bool:
        """Whether such a fault would only be the echo of another one."""
        return (
            self.full
            or path in self.doubtful
            or any(path[:length] in self.tainted for length in range(1, len(path) + 1))
            or bool(self.lost & {str(value) for value in values.values()})
        )

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self.problems or self.used:
            more = (
                [Problem("grille.trop-d-anomalies", Location(self.reading.file), {"count": _MOST})] if self.full else []
            )
            raise HlmdiagError([*sorted(self.problems, key=self._order), *self.used, *more])

    def _order(self, problem: Problem) -> tuple[bool, str, int, int]:
        """Sort key: faults of the file itself first, then faults of the files it draws from."""
        place = problem.location
        return place.file != self.reading.file, place.file or "", place.line or 0, place.column or 0


def nearest_first(name: object, valid: Iterable[str]) -> Listed | str:
    """The valid names, the nearest to the wrong one first, as many as one reads.

    >>> nearest_first("wieght", ["title", "weight"]).items
    ('weight', 'title')
    """
    wrong = str(name).casefold()
    names = sorted(dict.fromkeys(valid), key=lambda it: -SequenceMatcher(None, wrong, it.casefold()).ratio())
    return first_of(names, _READABLE, more=", …") if names else "—"


def show(value: Any) -> str:
    """A value of the document as a sentence quotes it: nothing for an empty one, its brackets for a block."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        plain = not any(isinstance(item, dict | list | tuple) for item in value)
        return f"[{', '.join(show(item) for item in value)}]" if plain and len(value) <= _READABLE else "[…]"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    text = " ".join(str(value).split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
