"""A grid rebuilt from a share, with only levels and themes: its figures are then worded like those of a result."""

from __future__ import annotations

from hlmdiag.benchmark.shared_grid import SharedGrid
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import ROOT, Grid, Theme
from hlmdiag.rules.aggregate import Mean
from hlmdiag.rules.scale import Scale


def outline(shared: SharedGrid) -> Grid:
    """A grid without an indicator, which scores nothing."""
    scale = Scale(None, None, shared.higher_is_worse)
    levels = Levels(tuple(Level(it.id, it.title, None, it.colour) for it in shared.levels), scale)
    themes = tuple(_theme(it.id, it.title, Levels((), scale)) for it in shared.themes)
    root = Theme(ROOT, shared.title, 1.0, themes, Mean(), "exclude", 0.0, levels)
    return Grid(
        id=shared.id, version=shared.version, title=shared.title, unit=shared.unit, scale=scale, root=root,
        polarity="burden" if shared.higher_is_worse else "merit", columns={}, keys=(), hash=shared.hash,
    )  # fmt: skip


def _theme(id: str, title: str, levels: Levels) -> Theme:
    return Theme(id, title, 1.0, (), Mean(), "exclude", 0.0, levels)
