"""Range of the score over the voices: every judgement at its lowest voice, then at its highest."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.grid.model import ROOT, Grid, Indicator
from hlmdiag.scoring.columns import MAIN, added, leaf, node, rounded_for_output
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.scoring.tree import ScoreTree

VOICES_LOW, VOICES_HIGH = "voices_low", "voices_high"
_ENDS = ("voices-low", "voices-high")


def add_span(frame: pl.DataFrame, grid: Grid, tree: ScoreTree, judged: Sequence[Indicator]) -> pl.DataFrame:
    """Add `voices_low` and `voices_high`, null where no voice has points, and the `effect` of each judgement alone.

    The tree is scored again: what applies, what it is adjusted by and the other answers stay as they are. An
    adjustment may turn the ends around, so that each is the furthest of both and of the score itself. Nothing is added
    to the frame of another engine, whose plan would not hold the tree so many times: `engine.diagnose` says so.
    """
    if isinstance(frame, RemoteFrame) or (grid.level_rules and not grid.root.children):
        return frame
    if not judged:
        return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(each) for each in (VOICES_LOW, VOICES_HIGH))
    ends = [_score(_moved(frame, judged, end), tree, judged) for end in _ENDS]
    heard = pl.any_horizontal([pl.col(leaf(_ENDS[0], each.id)).is_not_null() for each in judged])
    shown = heard & pl.col("score").is_not_null()
    frame = _with(frame, {f"|{end}": found for end, found in zip(_ENDS, ends, strict=True)})
    reached = [pl.col("score"), *(rounded_for_output(pl.col(f"|{end}")) for end in _ENDS)]
    frame = added(frame, [
        pl.when(shown).then(pl.min_horizontal(reached)).otherwise(None).alias(VOICES_LOW),
        pl.when(shown).then(pl.max_horizontal(reached)).otherwise(None).alias(VOICES_HIGH),
    ])  # fmt: skip
    return _effects(frame, tree, judged)


def _moved(frame: pl.DataFrame, judged: Sequence[Indicator], end: str) -> pl.DataFrame:
    """The stock where some judgements have the points of the voice at one end."""
    return added(frame, [
        pl.coalesce(leaf(end, each.id), leaf("points", each.id)).alias(leaf("points", each.id)) for each in judged
    ])  # fmt: skip


def _score(frame: pl.DataFrame, tree: ScoreTree, judged: Sequence[Indicator]) -> pl.DataFrame:
    changed = frozenset(each.id for each in judged)
    return tree.rescore(frame, changed).select(pl.col(node(MAIN, "score", ROOT)))


def _with(frame: pl.DataFrame, columns: dict[str, pl.DataFrame]) -> pl.DataFrame:
    for name, found in columns.items():
        frame = frame.hstack(found.select(pl.all().alias(name)))
    return frame


def _effects(frame: pl.DataFrame, tree: ScoreTree, judged: Sequence[Indicator]) -> pl.DataFrame:
    """Change of the score when one judgement goes from its lowest to its highest voice; null for a single voice."""
    found = []
    for each in judged:
        low, high = (pl.col(leaf(end, each.id)) for end in _ENDS)
        differs = pl.col("score").is_not_null() & (low != high).fill_null(value=False)
        rows = frame.filter(differs)
        ends = {end: _score(_moved(rows, [each], end), tree, [each]).to_series() for end in _ENDS}
        change = (pl.col(_ENDS[1]) - pl.col(_ENDS[0])).abs()
        effect = pl.DataFrame(ends).select(rounded_for_output(change)).to_series()
        places = frame.select(pl.arg_where(differs)).to_series()
        found.append(_spread(effect, places, frame.height).alias(leaf("effect", each.id)))
    return frame.with_columns(found)


def _spread(values: pl.Series, places: pl.Series, height: int) -> pl.Series:
    """A column with these values at these places, null elsewhere."""
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, height).scatter(places, values)
