"""Self-diagnosis of Hlm residences "en situation complexe": grids, data, scores, reports."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlmdiag import explain as explain
    from hlmdiag.api import grids
    from hlmdiag.api.organisations import collect, consolidate, gather_districts, share
    from hlmdiag.api.plans import learn, plan_actions, split_plan, tell_tenants
    from hlmdiag.api.results import chart, follow, judge, select
    from hlmdiag.api.running import run, run_on_engine
    from hlmdiag.api.stock import compare, load_grid, load_result, load_settings, read, render, score
    from hlmdiag.api.units import explain_units, inspect, write_dossiers, write_forms
    from hlmdiag.errors import HlmdiagError, Problem
    from hlmdiag.runs.request import ReadRequest

__all__ = [
    "HlmdiagError", "Problem", "ReadRequest", "__version__", "chart", "collect", "compare", "consolidate",
    "explain", "explain_units", "follow", "gather_districts", "grids", "inspect", "judge", "learn", "load_grid",
    "load_result", "load_settings", "plan_actions", "read", "render", "run", "run_on_engine", "score", "select",
    "share", "split_plan", "tell_tenants", "write_dossiers", "write_forms",
]  # fmt: skip

__version__ = "0.1.0"

_MODULES = {"explain": "hlmdiag.explain", "grids": "hlmdiag.api.grids"}
"""The public names that are modules: the first can be called, the second holds what is done with grids."""
_ROOMS = {
    "hlmdiag.errors": ("HlmdiagError", "Problem"),
    "hlmdiag.runs.request": ("ReadRequest",),
    "hlmdiag.api.organisations": ("collect", "consolidate", "gather_districts", "share"),
    "hlmdiag.api.plans": ("learn", "plan_actions", "split_plan", "tell_tenants"),
    "hlmdiag.api.results": ("chart", "follow", "judge", "select"),
    "hlmdiag.api.running": ("run", "run_on_engine"),
    "hlmdiag.api.stock": ("compare", "load_grid", "load_result", "load_settings", "read", "render", "score"),
    "hlmdiag.api.units": ("explain_units", "inspect", "write_dossiers", "write_forms"),
}  # fmt: skip


def __dir__() -> list[str]:
    """The public names, for who explores the package in a notebook."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the package loads no data library."""
    if name in _MODULES:
        return import_module(_MODULES[name])
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(room), name)
    raise AttributeError(name)
