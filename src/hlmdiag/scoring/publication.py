"""The published columns of a node: score and level if its coverage suffices, its interval always."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.grid.level import Levels
from hlmdiag.grid.model import ROOT, Grid, Theme
from hlmdiag.scoring.columns import MAIN, added, node, rounded_for_output, selected
from hlmdiag.scoring.level_columns import level_index
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import LEVEL_INDEX


def publish_themes(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Add the result columns of every theme and of the root, in two steps: the numbers, then the levels."""
    numbers, levels = published_columns(grid)
    return frame.hstack(selected(frame, numbers)).with_columns(levels)


def published_columns(grid: Grid) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """The result columns of every theme and of the root: the numbers, then the levels, which read them."""
    themes = [child for child in grid.root.walk() if isinstance(child, Theme)]
    ranked = [theme for theme in themes if theme.id != ROOT or not grid.level_rules]
    numbers = [each for theme in themes for each in theme_numbers(theme, MAIN, theme.id)]
    return numbers, [_level(theme.id, theme.levels) for theme in ranked]


def publish_node(frame: pl.DataFrame, root: Theme, tree: str, name: str, grid: Grid) -> pl.DataFrame:
    """Add the result columns of the root of a view, under the id of the view."""
    return added(added(frame, theme_numbers(root, tree, name)), [_level(name, root.levels)])


def theme_numbers(theme: Theme, tree: str, name: str) -> Iterator[pl.Expr]:
    """The numbers of a theme in a tree, as results hold them under a name."""
    score, low, high = (pl.col(node(tree, what, theme.id)) for what in ("score", "low", "high"))
    coverage = rounded_for_output(pl.col(node(tree, "coverage", theme.id)))
    shown = coverage >= theme.min_coverage
    yield pl.when(shown).then(rounded_for_output(score)).otherwise(None).alias(published("score", name))
    # a `missing` policy may give points that no rule can reach: the interval must still contain the score
    for what, end, widened in (
        ("low", low, pl.min_horizontal(low, score)),
        ("high", high, pl.max_horizontal(high, score)),
    ):
        bound = pl.when(shown & end.is_not_null()).then(widened).otherwise(end)
        yield rounded_for_output(bound).alias(published(what, name))
    yield coverage.alias(published("coverage", name))


def _level(name: str, levels: Levels) -> pl.Expr:
    score = pl.col(published("score", name))
    index = level_index(score, levels) if levels.are_bounded else pl.lit(None, dtype=pl.Int32)
    return index.alias(published(LEVEL_INDEX, name))
