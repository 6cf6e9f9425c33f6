"""Finds the files of a grid by path or id: the grid itself, its parent, its dictionary, its reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.reader import YamlDocument, read_yaml
from hlmdiag.grid.shipped import shipped_grids

_NAME = re.compile(r"[\w-]{1,100}")
"""What may be the name of a file beside another one: no path, which a received grid has no business to give."""
_LONGEST = 200


@dataclass(frozen=True)
class FoundFile:
    """A file, and its name as it is said."""

    path: Path
    name: str
    above: FoundFile | None = None
    """The file of the grid that this one extends."""

    def read(self) -> YamlDocument:
        """The document that it holds."""
        if self.path.is_dir():
            raise HlmdiagError([Problem("grille.dossier", Location(self.name))])
        try:
            raw = self.path.read_bytes()
        except OSError:
            raise HlmdiagError([Problem("grille.fichier-illisible", Location(self.name))]) from None
        return read_yaml(raw, self.name)


def find_grid(path_or_id: str | Path) -> FoundFile:
    """The file of that path, or that of the shipped grid of that id."""
    path, shipped = Path(path_or_id), shipped_grids()
    if path.exists():
        return FoundFile(path, Path(path_or_id).as_posix())
    if str(path_or_id) in shipped:
        return FoundFile(shipped[str(path_or_id)], f"grids/{path_or_id}.yaml")
    names = nearest_first(path.stem, shipped)
    raise HlmdiagError([Problem("grille.introuvable", Location(), {"path": str(path_or_id), "names": names})], USAGE)


def find_beside(id: str, user: FoundFile, shipped: Mapping[str, Path]) -> FoundFile | None:
    """The file that another one names by its id: beside it or beside what it extends, else among those shipped."""
    origin: FoundFile | None = user if _NAME.fullmatch(id) else None
    while origin is not None:
        beside = origin.path.with_name(f"{id}.yaml")
        if beside.is_file() and beside != user.path:
            return FoundFile(beside, Path(origin.name).with_name(f"{id}.yaml").as_posix())
        origin = origin.above
    return FoundFile(shipped[id], f"grids/{id}.yaml") if id in shipped else None


def find_parent(wanted: str, user: FoundFile) -> FoundFile | None:
    """The file of the grid that another one extends, given by its id or by its path from there."""
    if not wanted.endswith((".yaml", ".yml")):
        return find_beside(wanted, user, shipped_grids())
    path = user.path.parent / wanted
    if len(wanted) > _LONGEST or Path(wanted).is_absolute() or not path.is_file():
        return None
    return FoundFile(path, (Path(user.name).parent / wanted).as_posix())
