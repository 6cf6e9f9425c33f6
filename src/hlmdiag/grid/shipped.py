"""The grids and the example data that come with the tool, from a source checkout or from an installed wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["shipped_folder", "shipped_grids"]


def shipped_folder(name: str) -> Path:
    """The folder `grids` or `examples`: carried inside the package, or beside its sources."""
    package = Path(str(files("hlmdiag")))
    carried = package / "shipped" / name
    return carried if carried.is_dir() else package.parent.parent / name


def shipped_grids() -> dict[str, Path]:
    """The file of each shipped grid by its id, which is the name of the file."""
    folder = shipped_folder("grids")
    grids = (path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(".cases.yaml"))
    return {path.stem: path for path in grids}
