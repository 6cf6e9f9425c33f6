"""The grids and the example data that come with the tool, from a source checkout or from an installed wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_DICTIONARIES = ("dictionnaire",)
"""The files of the folder of grids that hold columns and no grid."""


def shipped_folder(name: str) -> Path:
    """The folder `grids` or `examples`: carried inside the package, or beside its sources."""
    package = Path(str(files("hlmdiag")))
    carried = package / "shipped" / name
    return carried if carried.is_dir() else package.parent.parent / name


def shipped_grids() -> dict[str, Path]:
    """The file of each shipped grid by its id, which is the name of the file."""
    return {id: path for id, path in _shipped().items() if id not in _DICTIONARIES}


def shipped_dictionaries() -> dict[str, Path]:
    """The file of each shipped dictionary of columns by its name."""
    return {id: path for id, path in _shipped().items() if id in _DICTIONARIES}


def _shipped() -> dict[str, Path]:
    folder = shipped_folder("grids")
    # the files of cases and translations have a dot in their stem
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if "." not in path.stem}
