"""Whether a draw of weights keeps the level of a unit: by two bounds where possible, else decided again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hlmdiag.grid.model import ROOT, Grid, Theme
from hlmdiag.robustness.weighted_tree import WeightedTree, WeightSample
from hlmdiag.rules.drawn import Matrix
from hlmdiag.scoring.classify import classify, deciding, flag_column, given_level
from hlmdiag.scoring.columns import MAIN, node, rounded_for_output
from hlmdiag.scoring.level_columns import level_index
from hlmdiag.scoring.nodes import restrict
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.tree import ScoreTree

_TOLERANCE = 5e-10
_PUBLISHED = ("score", "coverage", LEVEL_INDEX)


@dataclass(frozen=True)
class LevelInputs:
    """Inputs of a level besides the score: the grid without its idle flags, the columns read, their nodes.

    Each node is the tree it stands in (the main one, or a view's) and its theme; none where the weights only move the
    root's score.
    """

    grid: Grid
    columns: frozenset[str]
    nodes: tuple[tuple[str, Theme], ...]

    @property
    def by_score(self) -> bool:
        """Whether the root's score alone carries what the weights change."""
        return not self.nodes and not self.grid.level_rules


def trees(grid: Grid, tree: ScoreTree) -> dict[str, ScoreTree]:
    """The main tree and the trees of the views, by name."""
    views = {f"view-{view.id}": restrict(grid.root, view.indicators) for view in grid.views}
    return {MAIN: tree} | {name: replace(tree, root=root, name=name) for name, root in views.items() if root}


def reading(grid: Grid, tree: ScoreTree) -> LevelInputs:
    """Results read by the level rules and by flags with a floor."""
    flags, columns = deciding(grid, tree.resolve, tree.day)
    kept = {name: flag for name, flag in grid.flags.items() if name in flags}
    smaller = replace(grid, flags=kept, flag_order=tuple(name for name in grid.flag_order if name in flags))
    themes = [(MAIN, ROOT, grid.root), *((MAIN, theme.id, theme) for theme in grid.themes)]
    themes += [(name, view.id, trees(grid, tree)[name].root) for view in grid.views if (name := f"view-{view.id}")]
    read = [(name, theme) for name, id, theme in themes if any(published(what, id) in columns for what in _PUBLISHED)]
    return LevelInputs(smaller, columns, tuple(read))


class Judge:
    """Counts, for each unit, the draws that keep the level that the grid gives."""

    def __init__(self, decided: LevelInputs, weighed: dict[str, WeightedTree], frame: pl.DataFrame) -> None:
        self._decided, self._weighed, self._frame = decided, weighed, frame
        self._given = frame.select(given_level(decided.grid)).to_series().fill_null(-1).to_numpy()
        self._bounds = _bounds(decided.grid, self._given, frame) if decided.by_score else None

    def kept(self, drawn: dict[str, WeightSample], factors: Matrix) -> NDArray[np.uint32]:
        """Number of these draws that keep the level of each unit."""
        if self._bounds is not None:
            low, high = self._bounds
            score = drawn[MAIN].number(self._decided.grid.root)
            same = (score >= low) & (score < high)
        else:
            same = self._again(drawn, len(factors)) == self._given
        counted: NDArray[np.uint32] = np.add.reduce(same, axis=0, dtype=np.uint32)
        return counted if len(same) == len(factors) else counted * np.uint32(len(factors))

    def _again(self, drawn: dict[str, WeightSample], draws: int) -> Matrix:
        """The level decided again from what the draws publish."""
        grid = self._decided.grid
        nodes = [(MAIN, grid.root), *(each for each in self._decided.nodes if each != (MAIN, grid.root))]
        columns = {
            _drawn(what, name, theme): drawn[name].number(theme, what)
            for name, theme in nodes
            for what in ("score", "coverage")
        }
        own = [node(name, "score", theme.id) for name, theme in nodes]
        unread = {name for flag in grid.flags if (name := flag_column(flag))}
        rows = self._weighed[MAIN].rows
        stock = rows.stock({*self._decided.columns, "score", "coverage", *own} - unread, columns, draws)
        stock = stock.with_columns([each for name, theme in nodes for each in _numbers(name, theme)])
        stock = stock.with_columns(
            *(_level(name, theme) for name, theme in nodes),
            *(pl.lit(None, dtype=pl.Float64).alias(end) for end in ("low", "high")),
        )
        levels = classify(stock, grid, self._weighed[MAIN].tree.resolve, self._weighed[MAIN].tree.day)
        return rows.matrix(levels.select(given_level(grid)).to_series(), draws)


def _drawn(what: str, name: str, theme: Theme) -> str:
    return f"drawn|{node(name, what, theme.id)}"


def _name(name: str, theme: Theme) -> str:
    return theme.id if name == MAIN else name.removeprefix("view-")


def _numbers(name: str, theme: Theme) -> Iterator[pl.Expr]:
    """Numbers of a node under a draw; the grid's own weights decide whether the root is published."""
    score, coverage = (pl.col(_drawn(what, name, theme)) for what in ("score", "coverage"))
    known = pl.col(node(name, "score", theme.id)).is_not_null()
    root = name == MAIN and theme.id == ROOT
    shown = pl.col("score").is_not_null() if root else known & (rounded_for_output(coverage) >= theme.min_coverage)
    yield pl.when(shown).then(rounded_for_output(score)).otherwise(None).alias(published("score", _name(name, theme)))
    if not root:
        yield rounded_for_output(coverage).alias(published("coverage", _name(name, theme)))


def _level(name: str, theme: Theme) -> pl.Expr:
    id = _name(name, theme)
    score = pl.col(published("score", id))
    index = level_index(score, theme.levels) if theme.levels.are_bounded else pl.lit(None, dtype=pl.Int32)
    return index.alias(published(LEVEL_INDEX, id))


def _bounds(grid: Grid, given: NDArray[np.int32], frame: pl.DataFrame) -> tuple[Matrix, Matrix]:
    """The scores between which each unit keeps its level; a level that flags impose is kept by any better score."""
    levels = grid.levels
    if not levels.are_bounded:
        nothing = np.zeros(len(given))
        return nothing, nothing
    low, high = np.array([levels.span(level) for level in levels], dtype=np.float64).T
    imposed = frame.select(pl.col(LEVEL_INDEX)).to_series().fill_null(-1).to_numpy() < given
    floors = imposed | (given == _floor_of(grid, frame))
    lowest = np.where(floors & levels.higher_is_worse, -np.inf, low[given])
    highest = np.where(floors & (not levels.higher_is_worse), np.inf, high[given])
    return lowest - _TOLERANCE, highest - _TOLERANCE


def _floor_of(grid: Grid, frame: pl.DataFrame) -> NDArray[np.int32]:
    """The best level that the flags that hold leave to each unit."""
    places = grid.levels.places
    floor = np.zeros(frame.height, dtype=np.int32)
    for flag in grid.flags.values():
        if flag.no_better_than is not None:
            holds = frame[flag_column(flag.id)].fill_null(value=False).to_numpy()
            floor = np.maximum(floor, np.where(holds, places[flag.no_better_than], 0))
    return floor
