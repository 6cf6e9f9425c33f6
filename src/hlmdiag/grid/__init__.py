"""The YAML of a grid becomes a `Grid`: read with places, checked whole, every inheritance resolved."""

from hlmdiag.grid.load import in_language, load_document, load_found, load_grid, load_shipped
from hlmdiag.grid.model import Grid
from hlmdiag.grid.shipped import shipped_folder, shipped_grids

__all__ = [
    "Grid",
    "in_language",
    "load_document",
    "load_found",
    "load_grid",
    "load_shipped",
    "shipped_folder",
    "shipped_grids",
]
