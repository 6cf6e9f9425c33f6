"""Folders of installed grids: one for a project, beside its settings, and one for a user."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from hlmdiag.configuration import find
from hlmdiag.grid.pack import MANIFEST, Pack, PackManifest, can_name
from hlmdiag.grid.versions import latest_first

ShelfName = Literal["project", "user"]
SHELVES: tuple[ShelfName, ...] = ("project", "user")
"""In the order in which a grid is looked for in them."""
_PROJECT_FOLDER = "grilles"


@dataclass(frozen=True)
class InstalledGrid:
    """A version of a grid that was installed: its folder, and what its pack said of it."""

    shelf: ShelfName
    folder: Path
    manifest: PackManifest

    @property
    def path(self) -> Path:
        """The file of the grid."""
        return self.folder / self.manifest.grid

    @property
    def reference(self) -> str:
        """Reference by which a user asks for it."""
        return self.manifest.reference

    @property
    def said(self) -> str:
        """The file as messages say it."""
        return f"{self.reference}/{self.manifest.grid}"


def shelf_folder(shelf: ShelfName) -> Path:
    """The folder of a shelf, which may not be there: `grilles` beside hlmdiag.toml or here, or that of the user."""
    if shelf == "project":
        settings = find(Path())
        return (settings.parent if settings is not None else Path()) / _PROJECT_FOLDER
    from platformdirs import user_data_path

    return user_data_path("hlmdiag", appauthor=False) / _PROJECT_FOLDER


def installed() -> list[InstalledGrid]:
    """The installed grids: by shelf, by id, the latest version first."""
    return [each for shelf in SHELVES for each in sorted(_on(shelf), key=_order)]


def store(pack: Pack, shelf: ShelfName) -> InstalledGrid:
    """Write the files of a verified pack to a shelf: whole, or not at all. The version is not there yet."""
    from tempfile import TemporaryDirectory

    folder = shelf_folder(shelf) / pack.manifest.reference
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".", ignore_cleanup_errors=True) as temporary:
        unpack(pack, Path(temporary) / folder.name)
        (Path(temporary) / folder.name).rename(folder)
    return InstalledGrid(shelf, folder, pack.manifest)


def unpack(pack: Pack, folder: Path) -> None:
    """Write the files of a verified pack, and its manifest, to a folder of its own."""
    described = json.dumps(pack.manifest.model_dump(), ensure_ascii=False, indent=1).encode()
    for path, content in {**pack.files, MANIFEST: described}.items():
        target = folder.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def installed_grid(asked: str) -> InstalledGrid | None:
    """The installed grid of an id, or of `id@version`: of the project, else of the user; the latest version of an id.

    The folders of that id alone are looked at: every grid that is loaded asks.
    """
    id, _, version = asked.partition("@")
    if not can_name(id, version or "1"):
        return None
    for shelf in SHELVES:
        found = sorted(_on(shelf, f"{id}@{version or '*'}"), key=_order)
        if found:
            return found[0]
    return None


def _on(shelf: ShelfName, named: str = "*@*") -> Iterator[InstalledGrid]:
    """Grids installed in a folder; a folder that is no installed grid is the user's own and is left alone."""
    folder = shelf_folder(shelf)
    for manifest in folder.glob(f"{named}/{MANIFEST}") if folder.is_dir() else ():
        try:
            found = PackManifest.model_validate_json(manifest.read_bytes())
        except (OSError, ValidationError, ValueError):
            continue
        if manifest.parent.name == found.reference:
            yield InstalledGrid(shelf, manifest.parent, found)


def _order(grid: InstalledGrid) -> tuple[str, tuple[int, tuple[int, ...], str]]:
    return grid.manifest.id, latest_first(grid.manifest.version)
