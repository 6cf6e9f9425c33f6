"""Which actions a diagnosis calls for, and in what order: the gravest fact first, then gain for cost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hlmdiag.expression import compile
from hlmdiag.grid.model import ROOT, Action, Flag, Grid, Indicator
from hlmdiag.scoring.classify import FINAL_INDEX, alert_bounds, flag_column
from hlmdiag.scoring.columns import MAIN, is_true, leaf, node, rounded_for_output, selected
from hlmdiag.scoring.deferred_columns import DeferredColumns, FrameLike
from hlmdiag.scoring.remote_frame import RankedAction, RemoteFrame
from hlmdiag.scoring.result_references import result_resolver
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.turns import MOST_ROWS, TURN, in_turn


def propose(frame: pl.DataFrame | RemoteFrame, grid: Grid, tree: ScoreTree) -> Any:
    """For each unit, the ids of the actions whose trigger holds: first the answers to a raised flag, then the others.

    Among equals, by gain ÷ effort; those without indicator last.
    """
    if isinstance(frame, RemoteFrame):
        return frame.in_order(_proposals(frame, grid, tree))
    if not grid.actions:
        return _nothing(frame.height)
    unit = pl.int_range(pl.len(), dtype=pl.UInt32).alias("unit")
    flags = (pl.col(flag_column(id)) for id in grid.flags)
    triggered = selected(frame, [unit, *_triggers(grid, tree), *flags])
    units = {action.id: own for action in grid.actions if len(own := triggered[action.id].arg_true())}
    urgency = triggered.select(
        "unit", *(_urgency(each, grid).alias(each.id) for each in grid.actions if each.id in units)
    )
    worth = _worths(frame, units, grid, tree)
    pairs = []
    for place, action in enumerate(grid.actions):
        if (own := units.get(action.id)) is not None:
            pair = pl.DataFrame({"unit": own, "urgency": urgency[action.id].gather(own), "worth": worth[action.id]})
            about = pl.lit(not action.targets).alias("untargeted"), pl.lit(place).alias("place")
            pairs.append(pair.with_columns(about))
    return _in_order(pairs, frame.height, grid)


def _triggers(grid: Grid, tree: ScoreTree) -> Iterator[pl.Expr]:
    """One Boolean column per action: an undecided trigger proposes nothing."""
    flags = {each: pl.col(flag_column(each)) for each in grid.flags}
    find = result_resolver(grid, tree.resolve, flags, pl.col(FINAL_INDEX))
    alerts = alert_bounds(grid, frozenset(grid.flags))
    for action in grid.actions:
        yield is_true(compile(action.when, find, pl, tree.day, alerts=alerts).value).alias(action.id)


def _proposals(frame: Any, grid: Grid, tree: ScoreTree) -> Iterator[RankedAction]:
    """Every action, for an engine that puts them in order by itself."""
    for action, triggered in zip(grid.actions, _triggers(grid, tree), strict=True):
        worth = _worth(frame, action, grid, tree) if action.targets else None
        yield RankedAction(action.id, triggered, _urgency(action, grid), worth)


def _urgency(action: Action, grid: Grid) -> pl.Expr:
    """Rank of the gravest raised flag that an action answers: 0 for the gravest of the grid.

    By the level that the flag imposes, the worst first, then alerts, then other flags, then none.
    """
    none = len(grid.levels) + 2
    urgency = pl.lit(none, dtype=pl.Int32)
    for id in sorted(action.answers, key=lambda id: _gravity(grid.flags[id], grid), reverse=True):
        gravity = pl.lit(_gravity(grid.flags[id], grid), dtype=pl.Int32)
        urgency = pl.when(is_true(pl.col(flag_column(id)))).then(gravity).otherwise(urgency)
    return urgency


def _gravity(flag: Flag, grid: Grid) -> int:
    if flag.no_better_than is None:
        return len(grid.levels) if flag.alert else len(grid.levels) + 1
    return grid.levels.ids[::-1].index(flag.no_better_than)


def _in_order(pairs: list[pl.DataFrame], height: int, grid: Grid) -> pl.Series:
    ids = pl.Series([action.id for action in grid.actions])
    everyone = pl.DataFrame({"unit": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    if not pairs:
        return _nothing(height)
    keys = {"unit": False, "urgency": False, "untargeted": False, "worth": True, "place": False}
    ordered = pl.concat(pairs).sort(list(keys), descending=list(keys.values()))
    named = ordered.select("unit", ids.gather(ordered["place"]).alias("actions"))
    proposed = named.group_by("unit", maintain_order=True).agg("actions")
    lists = everyone.join(proposed, on="unit", how="left", maintain_order="left")["actions"]
    return lists.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))


def _nothing(height: int) -> pl.Series:
    return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, height)


def gain(frame: pl.DataFrame, targets: Collection[str], grid: Grid, tree: ScoreTree) -> pl.Series:
    """Points the score would gain if these indicators were at their best; null where none of them has points."""
    scored = pl.any_horizontal([pl.col(leaf("points", each)).is_not_null() for each in targets])
    after = _after(frame, targets, grid, tree).with_columns(frame.select(scored.alias("scored")))
    return after.select(pl.when("scored").then(rounded_for_output(_gain(grid))).otherwise(None).alias("gain"))["gain"]


def best_points(indicator: Indicator, grid: Grid) -> float | None:
    """The best points that its rule can give; None where it has no bound."""
    reach = indicator.reach(grid.scale)
    return reach.low if grid.scale.burden else reach.high


def _worths(frame: pl.DataFrame, units: Mapping[str, pl.Series], grid: Grid, tree: ScoreTree) -> dict[str, pl.Series]:
    """By action, its worth for the units where it is triggered: those of all actions at once, where they are few."""
    asked = [each for each in grid.actions if each.id in units]
    targeted = [each for each in asked if each.targets]
    worth = {each.id: pl.repeat(0.0, len(units[each.id]), eager=True) for each in asked}
    if sum(len(units[each.id]) for each in targeted) > MOST_ROWS:
        # scored for every unit: selecting the rows of so many columns costs more than it saves
        return worth | {each.id: _worth(frame, each, grid, tree).gather(units[each.id]) for each in targeted}
    if not targeted:
        return worth
    steps = tree.rescore(_each_at_best(targeted, grid), frozenset(id for each in targeted for id in each.targets))
    root = node(MAIN, "score", ROOT)
    plan = steps.giving([pl.col(root).alias("after")])
    places = [units[each.id] for each in targeted]
    after = plan.of(in_turn(frame, plan.read, places)).with_columns(frame.get_column(root).gather(pl.concat(places)))
    ease = pl.concat([pl.repeat(1 / each.effort, len(units[each.id]), eager=True) for each in targeted])
    found, start = after.select(_worth_of(grid, pl.lit(ease)).alias("worth"))["worth"], 0
    for each in targeted:
        worth[each.id] = found.slice(start, len(units[each.id]))
        start += len(units[each.id])
    return worth


def _each_at_best(actions: Sequence[Action], grid: Grid) -> DeferredColumns:
    """In the turn of each action, its indicators at the best points that their rule can give, where they have some."""
    columns = []
    for indicator in grid.indicators:
        turns = [turn for turn, action in enumerate(actions) if indicator.id in action.targets]
        best, points = best_points(indicator, grid), pl.col(leaf("points", indicator.id))
        if turns and best is not None:
            moved = pl.col(TURN).is_in(turns) & points.is_not_null()
            columns.append(pl.when(moved).then(best).otherwise(points).alias(points.meta.output_name()))
    return DeferredColumns().with_columns(columns)


def _worth(frame: pl.DataFrame, action: Action, grid: Grid, tree: ScoreTree) -> pl.Series:
    """The worth of an action for every unit."""
    worth = _worth_of(grid, pl.lit(1 / action.effort))
    return _after(frame, action.targets, grid, tree).select(worth.alias("worth"))["worth"]


def _worth_of(grid: Grid, ease: pl.Expr) -> pl.Expr:
    """Gain ÷ effort of an action, to 9 decimals; 0 where nothing can be computed."""
    # the score even where it is not published, so that the actions of an inconclusive unit are ordered too
    return rounded_for_output(_gain(grid).fill_null(0.0).clip(lower_bound=0.0) * ease)


def _gain(grid: Grid) -> pl.Expr:
    ends = pl.col(node(MAIN, "score", ROOT)), pl.col("after")
    return ends[0] - ends[1] if grid.scale.burden else ends[1] - ends[0]


def _after(frame: pl.DataFrame, targets: Collection[str], grid: Grid, tree: ScoreTree) -> pl.DataFrame:
    """The score, and `after`: that of the same units with the indicators of a trigger at their best."""
    root, changed = node(MAIN, "score", ROOT), frozenset(targets)
    if isinstance(frame, RemoteFrame):
        again = tree.rescore(_at_best(frame, changed, grid), changed)[root]
        return frame.select(root).with_columns(again.alias("after"))
    # planned before it is run: only the columns on the path of these indicators are read, of a thousand
    steps = tree.rescore(_at_best(DeferredColumns(), changed, grid), changed)
    after = steps.giving([pl.col(root).alias("after")]).of(frame)
    return after.with_columns(frame.get_column(root))


def _at_best(frame: FrameLike, targets: Collection[str], grid: Grid) -> FrameLike:
    """The same units, these indicators at the best points their rule can give, where they have some."""
    columns = []
    for indicator in grid.indicators:
        best = best_points(indicator, grid)
        if indicator.id in targets and best is not None:
            points = pl.col(leaf("points", indicator.id))
            columns.append(pl.when(points.is_not_null()).then(best).otherwise(None).alias(points.meta.output_name()))
    return frame.with_columns(columns)
