"""Finds the files of a grid by path or id: the grid itself, its parent, its dictionary, its reference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.grid.pack import SUFFIX, open_pack
from hlmdiag.grid.reader import YamlDocument, read_yaml
from hlmdiag.grid.shelves import installed, installed_grid, unpack
from hlmdiag.grid.shipped import shipped_grids

_NAME = re.compile(r"[\w-]{1,100}")
"""Pattern of the name of a file beside another one: a received grid may not give a path."""
_LONGEST = 200


@dataclass(frozen=True)
class FoundFile:
    """A file, and its name in messages."""

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
    """The file of that path, that of the pack of that path, else that of the grid of that id (`id@version` for one)."""
    path, asked = Path(path_or_id), str(path_or_id)
    if path.is_file() and path.suffix.lower() == SUFFIX:
        return _in_pack(path)
    if path.exists():
        return FoundFile(path, path.as_posix())
    known = known_grid(asked)
    if known is not None:
        return known
    names = nearest_first(asked if "@" in asked else path.stem, known_names())
    raise HlmdiagError([Problem("grille.introuvable", Location(), {"path": asked, "names": names})], USAGE)


def known_grid(asked: str) -> FoundFile | None:
    """The file of the grid that an id gives, or `id@version` for an installed one.

    An id is that of the latest version of the project, else of the user, else of the grid that comes with the tool.
    """
    found, shipped = installed_grid(asked), shipped_grids()
    if found is not None:
        return FoundFile(found.path, found.said)
    return FoundFile(shipped[asked], f"grids/{asked}.yaml") if asked in shipped else None


def known_names() -> list[str]:
    """All that `known_grid` knows, to propose what was meant."""
    names = [name for each in installed() for name in (each.manifest.id, each.reference)]
    return list(dict.fromkeys([*names, *shipped_grids()]))


def _in_pack(path: Path) -> FoundFile:
    """The grid of a pack that is not installed: verified, then unfolded for as long as this program runs."""
    pack = open_pack(path, path.as_posix())
    folder = Path(_unfolded_here().name) / pack.sha256
    if not folder.is_dir():
        unpack(pack, folder)
    return FoundFile(folder / pack.manifest.grid, f"{path.as_posix()}/{pack.manifest.grid}")


@cache
def _unfolded_here() -> TemporaryDirectory[str]:
    """Temporary folder of packs that are not installed, removed when the program ends."""
    return TemporaryDirectory(prefix="hlmdiag-", ignore_cleanup_errors=True)


def find_beside(id: str, user: FoundFile, elsewhere: Callable[[str], FoundFile | None]) -> FoundFile | None:
    """The file that another one names by its id: beside it or beside what it extends, else where `elsewhere` looks."""
    origin: FoundFile | None = user if _NAME.fullmatch(id) else None
    while origin is not None:
        beside = origin.path.with_name(f"{id}.yaml")
        if beside.is_file() and beside != user.path:
            return FoundFile(beside, Path(origin.name).with_name(f"{id}.yaml").as_posix())
        origin = origin.above
    return elsewhere(id)


def find_parent(wanted: str, user: FoundFile) -> FoundFile | None:
    """The file of the grid that another one extends, given by its id or by its path from there."""
    if not wanted.endswith((".yaml", ".yml")):
        return find_beside(wanted, user, known_grid)
    path = user.path.parent / wanted
    if len(wanted) > _LONGEST or Path(wanted).is_absolute() or not path.is_file():
        return None
    return FoundFile(path, (Path(user.name).parent / wanted).as_posix())
