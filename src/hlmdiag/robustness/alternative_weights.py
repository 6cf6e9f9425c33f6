"""Other weights that need no draw: all equal, or one theme left out. Scored by columns, as the grid is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from hlmdiag.grid.model import ROOT, Indicator, Theme
from hlmdiag.robustness.level_stability import LevelInputs
from hlmdiag.scoring.classify import classify, given_level
from hlmdiag.scoring.columns import MAIN, node, rounded_for_output
from hlmdiag.scoring.level_columns import level_index
from hlmdiag.scoring.publication import publish_themes
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.views import score_views

_PUBLISHED = ("score", "low", "high", "coverage")


def equal(root: Theme) -> Theme:
    """The tree with equal weights for the children that count; each node keeps its total."""
    counted = [child.weight for child in root.children if child.weight > 0]
    mean = sum(counted) / len(counted) if counted else 0.0
    return _reweighted(root, lambda child: mean, equal)


def removable_themes(root: Theme) -> tuple[Theme, ...]:
    """The themes to leave out one at a time: those of the first level where the score combines several."""
    node = root
    while len(counted := [child for child in node.children if child.weight > 0]) == 1 and isinstance(counted[0], Theme):
        node = counted[0]
    return tuple(child for child in counted if isinstance(child, Theme)) if len(counted) > 1 else ()


def without(root: Theme, left_out: Theme) -> Theme:
    """The tree where a theme weighs nothing, its weight shared by those beside it in proportion to theirs."""
    if left_out not in root.children:
        return _reweighted(root, lambda child: child.weight, lambda theme: without(theme, left_out))
    total = sum(child.weight for child in root.children)
    factor = total / (total - left_out.weight)
    return _reweighted(root, lambda child: 0.0 if child is left_out else child.weight * factor, lambda theme: theme)


def _reweighted(theme: Theme, weight: Callable[[Theme | Indicator], float], below: Callable[[Theme], Theme]) -> Theme:
    children = tuple(
        replace(below(child) if isinstance(child, Theme) else child, weight=weight(child) if child.weight > 0 else 0.0)
        for child in theme.children
    )
    return replace(theme, children=children)


def level_under(root: Theme, decided: LevelInputs, tree: ScoreTree, frame: pl.DataFrame) -> pl.Series:
    """The index of the level of each unit under the weights of another root, for those whose score is published."""
    grid, again = replace(decided.grid, root=root), replace(tree, root=root)
    shown = frame.select(pl.col("score").is_not_null().alias("shown")).to_series()
    published_before = [published(what, theme.id) for theme in (root, *grid.themes) for what in _PUBLISHED]
    scored = publish_themes(again.aggregate(frame).drop(published_before), grid)
    score = rounded_for_output(pl.col(node(MAIN, "score", ROOT)))
    scored = scored.with_columns(pl.when(shown).then(score).otherwise(None).alias("score"))
    if not grid.level_rules and grid.levels.are_bounded:
        index = level_index(pl.col("score"), grid.levels)
        scored = scored.with_columns(index.alias(LEVEL_INDEX))
    levels = classify(score_views(scored, grid, again), grid, tree.resolve, tree.day)
    return levels.select(given_level(grid)).to_series()
