"""Self-diagnosis of Hlm residences "en situation complexe": grids, data, scores, reports."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlmdiag.data import read
    from hlmdiag.errors import HlmdiagError, Problem
    from hlmdiag.grid import load_grid
    from hlmdiag.scoring.score import score

__all__ = ["HlmdiagError", "Problem", "__version__", "load_grid", "read", "score"]

__version__ = "0.1.0"

_ROOMS = {
    "HlmdiagError": "hlmdiag.errors",
    "Problem": "hlmdiag.errors",
    "load_grid": "hlmdiag.grid",
    "read": "hlmdiag.data",
    "score": "hlmdiag.scoring",
}


def __dir__() -> list[str]:
    """The public names, for who explores the package in a notebook."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the package loads no data library."""
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(name)
