"""Contribution of each indicator to the score, from the root down; contributions and adjustments add up to it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.rules.children import Children
from hlmdiag.scoring.columns import MAIN, added, leaf, node
from hlmdiag.scoring.nodes import by_depth, children


def is_exact(grid: Grid) -> bool:
    """Whether the score splits into contributions: every aggregation of the tree adds up."""
    themes = [child for child in grid.root.walk() if isinstance(child, Theme)]
    return all(theme.aggregation.adds_up for theme in themes)


def contribute(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Add `effective` (weight in the root's score) to every node and indicator, and `adjustment` to every theme."""
    frame = frame.with_columns(pl.lit(1.0).alias(node(MAIN, "effective", ROOT)))
    for floor in by_depth(grid.root):
        frame = added(frame, [each for theme, _ in floor for each in _shared(theme, grid)])
        frame = added(frame, [_adjustment(theme) for theme, _ in floor])
    return frame


def _shared(theme: Theme, grid: Grid) -> Iterator[pl.Expr]:
    """The effective weight of the children: that of the theme times their share; nothing where it has no score."""
    own, raw, known = (pl.col(node(MAIN, what, theme.id)) for what in ("effective", "raw", "known"))
    scored = pl.when(pl.col(node(MAIN, "score", theme.id)).is_not_null()).then(own).otherwise(own * 0.0)
    counted = children(theme, MAIN)
    scores, weights = tuple(child.score for child in counted), tuple(child.weight for child in counted)
    shares = theme.aggregation.shares(Children(scores, weights, known, grid.scale, pl), raw) if counted else []
    by_id = {} if shares is None else {child.id: share for child, share in zip(counted, shares, strict=True)}
    for child in theme.children:
        name = leaf("effective", child.id) if isinstance(child, Indicator) else node(MAIN, "effective", child.id)
        # a child that does not count (no score, or a weight of zero) has a share of 0 where the score is a sum
        share = pl.lit(None, dtype=pl.Float64) if shares is None else by_id.get(child.id, pl.lit(0.0)).fill_null(0.0)
        yield (scored * share).alias(name)


def _adjustment(theme: Theme) -> pl.Expr:
    """Points that cap, adjust and clamp add to the root's score; all of them where a policy gives the theme's score."""
    own, raw, score, brings = (pl.col(node(MAIN, what, theme.id)) for what in ("effective", "raw", "score", "brings"))
    moved = pl.when(score.is_not_null()).then(own * (score - raw)).otherwise(own * brings)
    return moved.fill_null(0.0).alias(node(MAIN, "adjustment", theme.id))
