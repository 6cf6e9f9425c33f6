"""From a result to the same result with what other weights would have said of each unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hlmdiag.data.dataset import Dataset
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.robustness.alternative_weights import equal, level_under, removable_themes, without
from hlmdiag.robustness.level_stability import Judge, LevelInputs, reading, trees
from hlmdiag.robustness.ranks import Ranks
from hlmdiag.robustness.trial import WeightTrial
from hlmdiag.robustness.weighted_tree import WeightedTree, WeightSample
from hlmdiag.scoring.classify import given_level
from hlmdiag.scoring.columns import MAIN, lists, rounded_for_output
from hlmdiag.scoring.level_columns import id_of_place
from hlmdiag.scoring.measure import measure
from hlmdiag.scoring.result import Result, Robustness
from hlmdiag.scoring.result_columns import level_without_column
from hlmdiag.scoring.tree import ScoreTree

if TYPE_CHECKING:
    from hlmdiag.rules.drawn import Matrix

_ROW = "robustness-row"


def assess(result: Result, dataset: Dataset, trial: WeightTrial, uses: Mapping[str, Result] | None = None) -> Result:
    """The result with the columns of robustness after the override (see `Result`), and the trial in its manifest.

    `dataset` and `uses` are those that the result was made from. Units that are not conclusive have none of it, nor
    do levels that no weight moves: `Robustness.weighted` says so.
    """
    grid = result.grid
    measured = measure(grid, dataset, result.manifest.reference_date, dict(uses or {}))
    frame = measured.frame.with_row_index(_ROW).filter(pl.col("conclusive"))
    tree, decided = measured.tree, reading(grid, measured.tree)
    weighted = is_weighed(grid, decided)
    columns = _tried(frame, decided, tree, trial, weighted) | _varied(frame, decided, tree, weighted)
    found = frame.select(_ROW).with_columns(columns[name].alias(name) for name in columns)
    everyone = pl.DataFrame({_ROW: pl.int_range(result.frame.height, dtype=pl.UInt32, eager=True)})
    beside = everyone.join(found, on=_ROW, how="left", maintain_order="left").drop(_ROW)
    beside = beside.with_columns(pl.col("decisive_themes").fill_null([]))
    manifest = replace(result.manifest, robustness=Robustness(trial.draws, trial.spread, trial.seed, weighted=weighted))
    return Result(grid, _inserted(result.frame, beside), manifest)


def is_weighed(grid: Grid, decided: LevelInputs) -> bool:
    """Whether a weight can move a level: the level hangs on scores, and some score is more than its worst child."""
    return bool(grid.levels) and mixes(grid) and (not grid.level_rules or bool(decided.nodes))


def mixes(grid: Grid) -> bool:
    """Whether a weight can move a score: some node is more than its worst child."""
    return any(
        theme.aggregation.uses_weights and sum(child.weight > 0 for child in theme.children) > 1
        for theme in grid.root.walk()
        if isinstance(theme, Theme)
    )


def try_weights(
    frame: pl.DataFrame,
    decided: LevelInputs,
    tree: ScoreTree,
    factors: Matrix,
    trial: WeightTrial,
    *,
    ranked: bool = True,
) -> tuple[NDArray[np.uint32], Ranks]:
    """Draws that keep the level of each unit, and ranks of each draw: `factors` are sets × nodes."""
    places = {each.id: place for place, each in enumerate(tree.root.walk())}
    names = {MAIN, *(name for name, _ in decided.nodes)}
    weighed = {
        name: WeightedTree(each, frame, places) for name, each in trees(decided.grid, tree).items() if name in names
    }
    judge, kept = Judge(decided, weighed, frame), np.zeros(frame.height, dtype=np.uint32)
    scored = np.flatnonzero(frame["score"].is_not_null().to_numpy())
    ranks = Ranks(len(scored), trial.draws)
    for block in trial.blocks(frame.height):
        drawn = {name: WeightSample(each, factors[block]) for name, each in weighed.items()}
        kept += judge.kept(drawn, factors[block])
        if ranked:
            score = drawn[MAIN].number(tree.root)
            score = score if len(scored) == frame.height else score[:, scored]
            ranks.add(np.broadcast_to(score, (len(factors[block]), len(scored))))
    return kept, ranks


def _tried(
    frame: pl.DataFrame, decided: LevelInputs, tree: ScoreTree, trial: WeightTrial, weighted: bool
) -> dict[str, pl.Series]:
    kept, ranks = try_weights(frame, decided, tree, trial.factors(sum(1 for _ in tree.root.walk())), trial)
    share = pl.select(rounded_for_output(pl.lit(pl.Series(kept)) * (1 / trial.draws))).to_series()
    low, high = ranks.interval()
    scored = frame["score"].is_not_null().arg_true()
    bounds = {
        name: pl.Series([None] * frame.height, dtype=pl.UInt32).scatter(scored, pl.Series(values, dtype=pl.UInt32))
        for name, values in (("rank_low", low), ("rank_high", high))
    }
    return {"robustness": share if weighted else pl.Series([None] * frame.height, dtype=pl.Float64)} | bounds


def _varied(frame: pl.DataFrame, decided: LevelInputs, tree: ScoreTree, weighted: bool) -> dict[str, pl.Series]:
    """The level under equal weights and without each theme, and the themes whose omission changes it."""
    grid = decided.grid
    given = frame.select(given_level(grid)).to_series()
    roots = {"level_equal": equal(grid.root)}
    roots |= {level_without_column(theme.id): without(grid.root, theme) for theme in removable_themes(grid.root)}
    columns, changed = {}, {}
    for name, root in roots.items():
        if not weighted:
            columns[name] = pl.Series([None] * frame.height, dtype=pl.String)
            continue
        index = level_under(root, decided, tree, frame)
        columns[name] = pl.select(id_of_place(pl.lit(index), grid.levels)).to_series()
        changed[name] = index.ne_missing(given)
    themes = {name.partition(":")[2]: pl.lit(moved) for name, moved in changed.items() if name != "level_equal"}
    columns["decisive_themes"] = lists(frame, themes)
    return columns


def _inserted(frame: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """The columns of robustness after the override, and after what the parent grid says."""
    after = "parent_coverage" if "parent_coverage" in frame.columns else "override_reason"
    place = frame.columns.index(after) + 1
    order = [*frame.columns[:place], *beside.columns, *frame.columns[place:]]
    return frame.hstack(beside).select(order)
