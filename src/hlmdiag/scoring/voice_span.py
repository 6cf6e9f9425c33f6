"""Range of the score over the voices: every judgement at its lowest voice, then at its highest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from hlmdiag.grid.model import ROOT, Grid, Indicator
from hlmdiag.scoring.columns import MAIN, added, leaf, node, rounded_for_output
from hlmdiag.scoring.deferred_columns import DeferredColumns
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.turns import MOST_ROWS, TURN, in_turn

VOICES_LOW, VOICES_HIGH = "voices_low", "voices_high"
_ENDS = ("voices-low", "voices-high")
_NEW = "|new"


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
    apart = frame.select(_differs(each).alias(each.id) for each in judged)
    places = {each.id: apart[each.id].arg_true() for each in judged}
    found = {}
    for some in _together(judged, places):
        ends = _each_moved(frame, tree, some, places)
        change = (pl.col(_ENDS[1]) - pl.col(_ENDS[0])).abs()
        effects, start = ends.select(rounded_for_output(change)).to_series(), 0
        for each in some:
            own = places[each.id]
            found[each.id] = _spread(effects.slice(start, len(own)), own, frame.height)
            start += len(own)
    return frame.with_columns(found[each.id].alias(leaf("effect", each.id)) for each in judged)


def _differs(judgement: Indicator) -> pl.Expr:
    low, high = (pl.col(leaf(end, judgement.id)) for end in _ENDS)
    return pl.col("score").is_not_null() & (low != high).fill_null(value=False)


def _together(judged: Sequence[Indicator], places: Mapping[str, pl.Series]) -> Iterator[list[Indicator]]:
    """The judgements by lots: as many as have few enough units to be scored at once, one at least."""
    lot, height = list[Indicator](), 0
    for each in judged:
        if lot and height + len(places[each.id]) > MOST_ROWS:
            yield lot
            lot, height = [], 0
        lot, height = [*lot, each], height + len(places[each.id])
    yield lot


def _each_moved(
    frame: pl.DataFrame, tree: ScoreTree, judged: Sequence[Indicator], places: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """The scores of the units of each judgement in turn, it alone having the points of the voice at each end."""
    points = [leaf("points", each.id) for each in judged]
    steps = tree.rescore(DeferredColumns(), frozenset(each.id for each in judged))
    plan = steps.giving([pl.col(node(MAIN, "score", ROOT))])
    rows = in_turn(frame, {*plan.read, *points}, [places[each.id] for each in judged])
    found = {}
    for end in _ENDS:
        new = pl.concat([frame[leaf(end, each.id)].gather(places[each.id]).alias(_NEW) for each in judged])
        moved = [
            pl.when(pl.col(TURN) == turn).then(pl.col(_NEW)).otherwise(pl.col(name)).alias(name)
            for turn, name in enumerate(points)
        ]
        found[end] = plan.of(added(rows.with_columns(new), moved)).to_series()
    return pl.DataFrame(found)


def _spread(values: pl.Series, places: pl.Series, height: int) -> pl.Series:
    """A column with these values at these places, null elsewhere."""
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, height).scatter(places, values)
