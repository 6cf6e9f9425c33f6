"""First look: the level and score of one view, for a unit whose level is not known; it never replaces the level."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.classify import FINAL_INDEX, floor_of_flags, possible_column
from hlmdiag.scoring.columns import is_true
from hlmdiag.scoring.nodes import restrict
from hlmdiag.scoring.publication import publish_node
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.views import tree_of_view

FIRST_LOOK_INDEX = "first-look-index"
FIRST_LOOK_NUMBERS = ("first_look_score", "first_look_low", "first_look_high", "first_look_coverage")
_NODE = "|first-look"
"""Under which the view is published once more, from a coverage of its own on: no id of a grid is like it."""


def glance(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Add the first look of each unit that has neither level nor score, where enough of the view is known."""
    first = grid.first_look
    if first is None:
        return frame
    view = next(each for each in grid.views if each.id == first.view)
    root = restrict(grid.root, view.indicators)
    assert root is not None  # the loader refuses a view without a leaf
    root = replace(root, min_coverage=first.min_coverage)
    frame = publish_node(frame, root, tree_of_view(view), _NODE, grid)
    is_open = pl.col(FINAL_INDEX).is_null() & ~is_true(pl.col("conclusive"))
    score, low, high, coverage = (pl.col(published(what, _NODE)) for what in ("score", "low", "high", "coverage"))
    shown = is_open & score.is_not_null()
    parts = ((shown, score), (shown, low), (shown, high), (is_open, coverage))
    return frame.with_columns(
        *(
            pl.when(where).then(number).otherwise(None).alias(name)
            for name, (where, number) in zip(FIRST_LOOK_NUMBERS, parts, strict=True)
        ),
        pl.when(shown).then(_level(grid)).otherwise(None).cast(pl.Int32).alias(FIRST_LOOK_INDEX),
    )


def _level(grid: Grid) -> pl.Expr:
    """The level of the view raised by the flags that hold; of the levels still possible, the nearest one under it.

    Where all of these are worse, the best of them. What only an undecided flag would raise is not taken.
    """
    if not grid.levels:
        return pl.lit(None, dtype=pl.Int32)
    own = pl.col(published(LEVEL_INDEX, _NODE))
    raised = pl.max_horizontal(own, floor_of_flags(grid))
    places = [(place, is_true(pl.col(possible_column(level)))) for level, place in grid.levels.places.items()]
    under = [_at(place, met & (raised >= place)) for place, met in reversed(places)]
    any_of_them = [_at(place, met) for place, met in places]
    return pl.when(own.is_null()).then(None).otherwise(pl.coalesce(*under, *any_of_them))


def _at(place: int, holds: pl.Expr) -> pl.Expr:
    return pl.when(holds).then(pl.lit(place, dtype=pl.Int32)).otherwise(None)
