"""Consolidates the points of several voices into one number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import polars as pl

from hlmdiag.grid.data_model import Consolidation
from hlmdiag.grid.model import Grid
from hlmdiag.rules.scale import Scale

_WEIGHT, _PLACE = "voice-weight", "voice-place"
UNSAID = "?"
"""Stands in a list of roles for a voice without a role."""


def weighed(role: pl.Expr, grid: Grid) -> Iterator[pl.Expr]:
    """The columns that consolidation reads of a voice, from its role: it weighs 1 and comes last without one."""
    ids = list(grid.roles)
    weights = [each.weight for each in grid.roles.values()]
    places = [float(place) for place in range(len(ids))]
    yield role.replace_strict(ids, weights, default=1.0, return_dtype=pl.Float64).alias(_WEIGHT)
    yield role.replace_strict(ids, places, default=float(len(ids)), return_dtype=pl.Float64).alias(_PLACE)


def consolidated(points: pl.Expr, heard: pl.Expr, consolidate: Consolidation, scale: Scale) -> pl.Expr:
    """Consolidated points of each group of voices; null where no voice is heard."""
    given = points.filter(heard)
    match consolidate:
        case "median":
            return given.median()
        case "mean":
            return given.mean()
        case "worst":
            return given.max() if scale.burden else given.min()
        case "best":
            return given.min() if scale.burden else given.max()
        case "weighted":
            weight = pl.col(_WEIGHT).filter(heard)
            return pl.when(heard.any()).then((given * weight).sum() * (1 / weight.sum())).otherwise(None)
        case "first_role":
            first = pl.col(_PLACE).filter(heard).min()
            return points.filter(heard & (pl.col(_PLACE) == first)).median()
        case _:
            assert_never(consolidate)
