"""Self-diagnosis of Hlm residences "en situation complexe": grids, data, scores, reports."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlmdiag import explain as explain
    from hlmdiag.api import compare, load_grid, load_result, load_settings, read, render, run, score
    from hlmdiag.errors import HlmdiagError, Problem

__all__ = [
    "HlmdiagError", "Problem", "__version__", "compare", "explain", "load_grid", "load_result", "load_settings", "read",
    "render", "run", "score",
]  # fmt: skip

__version__ = "0.1.0"

_ROOMS = {
    "HlmdiagError": "hlmdiag.errors",
    "Problem": "hlmdiag.errors",
    "compare": "hlmdiag.api",
    "render": "hlmdiag.api",
    "run": "hlmdiag.api",
    "load_grid": "hlmdiag.api",
    "load_result": "hlmdiag.api",
    "load_settings": "hlmdiag.api",
    "read": "hlmdiag.api",
    "score": "hlmdiag.api",
}


def __dir__() -> list[str]:
    """The public names, for who explores the package in a notebook."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the package loads no data library."""
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    if name == "explain":
        return import_module("hlmdiag.explain")
    raise AttributeError(name)
