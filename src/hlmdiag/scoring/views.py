"""The same tree seen through some of its leaves, and the gap between the first view and the last."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from hlmdiag.grid.model import ROOT, Grid, Theme
from hlmdiag.grid.view_model import View
from hlmdiag.scoring.columns import added, is_true, leaf, node, rounded_for_output
from hlmdiag.scoring.nodes import restrict
from hlmdiag.scoring.publication import publish_node
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.states import State

GAP_FLAG = "ecart_regards"


def score_views(frame: pl.DataFrame, grid: Grid, tree: ScoreTree) -> pl.DataFrame:
    """Add the result columns of every view, `gap`, `gap:<theme>` and the flag of a gap that is wide."""
    for view in grid.views:
        root = restrict(grid.root, view.indicators)
        assert root is not None  # the loader refuses a view without a leaf
        frame = replace(tree, root=root, name=tree_of_view(view)).aggregate(frame)
        frame = publish_node(frame, root, tree_of_view(view), view.id, grid)
    if len(grid.views) < 2:
        return frame
    frame = added(frame, [_gap(theme, grid).alias(published("gap", theme)) for theme in gap_themes(grid)])
    return added(frame, [_is_wide(grid).alias(GAP_FLAG)])


def tree_of_view(view: View) -> str:
    """The name of the tree of a view, which its working columns have."""
    return f"view-{view.id}"


def gap_themes(grid: Grid) -> list[str]:
    """The root and the themes that have leaves both in the first view and in the last."""
    if len(grid.views) < 2:
        return []
    first, last = (_themes(restrict(grid.root, view.indicators)) for view in (grid.views[0], grid.views[-1]))
    return [name for name in (ROOT, *(theme.id for theme in grid.themes)) if name in first and name in last]


def _themes(root: Theme | None) -> dict[str, Theme]:
    return {} if root is None else {each.id: each for each in root.walk() if isinstance(each, Theme)}


def _gap(theme: str, grid: Grid) -> pl.Expr:
    """Last view − first view, where both publish the score of the theme and know enough of its criteria."""
    ends = (grid.views[0], grid.views[-1])
    first, last = (_shown(grid, view, theme) for view in ends)
    least = 1 if grid.view_gap is None else grid.view_gap.at_least
    enough = [_known(grid, view, theme) >= least for view in ends]
    return pl.when(enough[0] & enough[1]).then(rounded_for_output(last - first)).otherwise(None)


def _known(grid: Grid, view: View, theme: str) -> pl.Expr:
    """Number of known indicators of a theme, among those of a view that have weight."""
    leaves = _counting(_themes(restrict(grid.root, view.indicators))[theme])
    scored = [(pl.col(leaf("state", id)) == int(State.SCORED)).cast(pl.Int32) for id in leaves]
    return pl.sum_horizontal(scored) if scored else pl.lit(0)


def _counting(theme: Theme) -> list[str]:
    """The leaves of a theme that bring something to it: a weight of zero informs without scoring."""
    found: list[str] = []
    for child in (each for each in theme.children if each.weight > 0):
        found += _counting(child) if isinstance(child, Theme) else [child.id]
    return found


def _shown(grid: Grid, view: View, theme: str) -> pl.Expr:
    score, coverage = (pl.col(node(tree_of_view(view), what, theme)) for what in ("score", "coverage"))
    minimum = next(each.min_coverage for each in grid.root.walk() if isinstance(each, Theme) and each.id == theme)
    return pl.when(rounded_for_output(coverage) >= minimum).then(score).otherwise(None)


def _is_wide(grid: Grid) -> pl.Expr:
    if grid.view_gap is None:
        return pl.lit(value=False)
    gaps = [pl.col(published("gap", theme)).abs() >= grid.view_gap.points for theme in gap_themes(grid)]
    return pl.any_horizontal([is_true(gap) for gap in gaps])
