"""From units to wider ones, halls to residences: what the result of the ones says of the others.

A wider unit is a node whose children are its units; it is worked out from their results alone, so that a result that
was saved gives it again.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.grid.model import Grid, Theme
from hlmdiag.grid.roll_up_model import RollUp
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.columns import is_true, lists, rounded_for_output
from hlmdiag.scoring.level_columns import id_of_place, level_index, levels_met, place_of_id
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.unit_code import unit_codes

_WEIGHT = "|weight"
_LEVEL = "|level"
_NUMBERS = ("score", "low", "high", "coverage")
_LISTS = ("flags", "flags_to_check")


def roll_up(frame: pl.DataFrame, grid: Grid, rule: RollUp) -> pl.DataFrame:
    """One row per wider unit, in the order of its first unit; units without a key are left out.

    Columns: the key, the columns with a role (the text that units share, the sum of a size), `level`,
    `levels_possible`, `conclusive`, `score`, `low`, `high`, `coverage`, `rank`, `percentile`, `flags` and
    `flags_to_check` of any unit, `units`, `units_conclusive`, `units_undetermined`, `worst_units` (the keys of those of
    the worst level), `units:<level>`, `share:<id>` between `share_low:<id>` and `share_high:<id>`, then `score:` `low:`
    `high:` `coverage:` of each theme.
    """
    placed = frame.filter(pl.all_horizontal((pl.col(key).fill_null("") != "") for key in rule.key))
    rows = placed.with_columns(_weight(rule).alias(_WEIGHT), place_of_id(pl.col("level"), grid.levels).alias(_LEVEL))
    rows = rows.with_columns(_possible(grid))
    groups = rows.group_by(rule.key, maintain_order=True).agg(
        *_shared(grid, rule),
        *(column for theme in (grid.root, *grid.themes) for column in _node(theme, grid, rule)),
        *_levels(grid),
        *_flags(grid),
        *_counts(grid),
        *_shares(grid, rule),
    )
    groups = groups.with_columns(_published(grid)).with_columns(_conclusive(grid))
    groups = rank(_with_levels(groups, grid, rule))
    return groups.select(_order(grid, rule))


def _weight(rule: RollUp) -> pl.Expr:
    return pl.lit(1.0) if rule.weight is None else pl.col(rule.weight).cast(pl.Float64)


def _may(level: str) -> str:
    """The working column that says whether a unit may have a level."""
    return f"|may|{level}"


def _possible(grid: Grid) -> Iterator[pl.Expr]:
    """By level, whether a unit may still have it: its own level where it has one."""
    listed, level = pl.col("levels_possible"), pl.col("level").cast(pl.String)
    for each in grid.levels.ids:
        own = pl.when(level.is_null()).then(listed.list.contains(each)).otherwise(level == each)
        yield is_true(own).alias(_may(each))


def _applicable(coverage: pl.Expr, grid: Grid) -> pl.Expr:
    """A unit to which nothing applies does not count; one that rules classify always does."""
    return pl.lit(value=True) if not grid.themes and not grid.root.children else coverage.is_not_null()


def _node(theme: Theme, grid: Grid, rule: RollUp) -> Iterator[pl.Expr]:
    """Score, interval and coverage of a node over the units, not yet published."""
    score, low, high, coverage = (pl.col(published(what, theme.id)) for what in _NUMBERS)
    counts = _applicable(coverage, grid)
    if not theme.children:
        coverage = pl.col("conclusive").cast(pl.Float64)
    yield _combined(score, score.is_not_null(), rule, grid.scale).alias(published("score", theme.id))
    for what, end in (("low", low), ("high", high)):
        endless = (end.is_null() & counts).any()
        bound = _combined(end, counts, rule, grid.scale)
        if rule.score == "mean":
            unweighed = end.filter(counts & pl.col(_WEIGHT).is_null())
            furthest = unweighed.min() if what == "low" else unweighed.max()
            bound = (pl.min_horizontal if what == "low" else pl.max_horizontal)(bound, furthest)
        yield pl.when(endless).then(None).otherwise(bound).alias(published(what, theme.id))
    weight = pl.col(_WEIGHT).filter(counts)
    covered = (coverage.filter(counts) * weight).sum() * (1 / weight.sum())
    yield pl.when(weight.sum() > 0).then(covered).otherwise(None).alias(published("coverage", theme.id))


def _combined(value: pl.Expr, counts: pl.Expr, rule: RollUp, scale: Scale) -> pl.Expr:
    known = value.filter(counts)
    if rule.score != "mean":
        return known.max() if (rule.score == "worst") == scale.burden else known.min()
    weight = pl.col(_WEIGHT).filter(counts)
    mean = (known * weight).sum() * (1 / weight.sum())
    return pl.when(weight.sum() > 0).then(mean).otherwise(None)


def _published(grid: Grid) -> Iterator[pl.Expr]:
    """A score is shown where enough is known; its interval holds it."""
    for theme in (grid.root, *grid.themes):
        score, low, high, coverage = (
            pl.col(published(what, theme.id)) for what in ("score", "low", "high", "coverage")
        )
        shown = rounded_for_output(coverage) >= theme.min_coverage
        yield pl.when(shown).then(rounded_for_output(score)).otherwise(None).alias(published("score", theme.id))
        ends = {"low": (low, pl.min_horizontal(low, score)), "high": (high, pl.max_horizontal(high, score))}
        for what, (end, widened) in ends.items():
            yield rounded_for_output(pl.when(end.is_null()).then(None).otherwise(widened)).alias(
                published(what, theme.id)
            )
        yield rounded_for_output(coverage).alias(published("coverage", theme.id))


def _conclusive(grid: Grid) -> pl.Expr:
    """Enough is known of the units: a score, or a level where the grid has no score."""
    if grid.level_rules:
        known = pl.col("units_conclusive") * (1 / pl.col("units"))
        return (rounded_for_output(known) >= grid.root.min_coverage).alias("conclusive")
    return pl.col("score").is_not_null().alias("conclusive")


def _levels(grid: Grid) -> Iterator[pl.Expr]:
    """By level, whether some unit may have it and none must be worse; and the worst level that is known."""
    may = [pl.col(_may(level)) for level in grid.levels.ids]
    best = pl.coalesce(
        *(pl.when(each).then(pl.lit(place, dtype=pl.Int32)).otherwise(None) for place, each in enumerate(may)),
        pl.lit(None, dtype=pl.Int32),
    )
    for place, each in enumerate(may):
        yield (each.any() & (best.max() <= place)).alias(each.meta.output_name())
    yield pl.col(_LEVEL).max().alias(_LEVEL)
    worst = pl.col(_LEVEL) == pl.col(_LEVEL).max() if grid.levels else _is_worst(pl.col("score"), grid.scale)
    names = unit_codes(grid.keys)
    yield names.filter(is_true(worst)).alias("worst_units")


def _is_worst(score: pl.Expr, scale: Scale) -> pl.Expr:
    return score == (score.max() if scale.burden else score.min())


def _flags(grid: Grid) -> Iterator[pl.Expr]:
    for flag in grid.flags:
        for column in _LISTS:
            yield pl.col(column).list.contains(flag).any().alias(f"|{column}|{flag}")


def _counts(grid: Grid) -> Iterator[pl.Expr]:
    yield pl.len().cast(pl.UInt32).alias("units")
    yield pl.col("conclusive").sum().cast(pl.UInt32).alias("units_conclusive")
    yield pl.col("level").is_null().sum().cast(pl.UInt32).alias("units_undetermined")
    for level in grid.levels.ids:
        yield (pl.col("level") == level).sum().cast(pl.UInt32).alias(published("units", level))


def _shares(grid: Grid, rule: RollUp) -> Iterator[pl.Expr]:
    """Share over the units where it is decided, if they are enough; else its range over the undecided ones."""
    for share in rule.shares:
        holds = pl.col(published("share", share.id))
        number, decided = (each.cast(pl.Float64) for each in (holds.sum(), holds.count()))
        every = pl.len().cast(pl.Float64)
        enough = rounded_for_output(decided * (1 / every)) >= grid.root.min_coverage
        among = pl.when(enough & (decided > 0)).then(rounded_for_output(number * (1 / decided))).otherwise(None)
        yield among.alias(published("share", share.id))
        yield rounded_for_output(number * (1 / every)).alias(published("share_low", share.id))
        yield rounded_for_output((number + every - decided) * (1 / every)).alias(published("share_high", share.id))


def _shared(grid: Grid, rule: RollUp) -> Iterator[pl.Expr]:
    """The columns with a role: the text that all units share, the sum of a size that all have."""
    for name in _carried(grid, rule):
        value = pl.col(name)
        if grid.columns[name].role == "size":
            yield pl.when(value.is_null().any()).then(None).otherwise(value.sum()).alias(name)
        else:
            yield pl.when(value.n_unique() == 1).then(value.first()).otherwise(None).alias(name)


def _carried(grid: Grid, rule: RollUp) -> list[str]:
    roles = [column.id for column in grid.columns.values() if column.role is not None]
    return [name for name in roles if name not in grid.keys and name not in rule.key]


def _with_levels(groups: pl.DataFrame, grid: Grid, rule: RollUp) -> pl.DataFrame:
    """The level: of the score or the worst known, where enough is known; else the only one that remains possible."""
    may = [pl.col(_may(level)) for level in grid.levels.ids]
    computed = pl.col(_LEVEL)
    if rule.level == "score" and grid.levels:
        computed = level_index(pl.col("score"), grid.levels)
        first, last = levels_met(pl.col("low"), pl.col("high"), grid.levels)
        counted = pl.col("coverage").is_not_null()
        may = [counted & (first <= place) & (last >= place) for place in range(len(grid.levels))]
    possible = lists(groups, dict(zip(grid.levels.ids, may, strict=True)))
    flags = {name: lists(groups, {flag: pl.col(f"|{name}|{flag}") for flag in grid.flags}) for name in _LISTS}
    single = pl.when(pl.col("levels_possible").list.len() == 1).then(pl.col("levels_possible").list.first())
    named = id_of_place(computed, grid.levels)
    level = pl.when(pl.col("conclusive") & named.is_not_null()).then(named).otherwise(single)
    return groups.with_columns(
        possible.alias("levels_possible"), *(found.alias(name) for name, found in flags.items())
    ).with_columns(level.alias("level"))


def _order(grid: Grid, rule: RollUp) -> list[str]:
    """The columns of a rolled-up result, in the order of the contract."""
    whole = ["level", "levels_possible", "conclusive", *_NUMBERS, "rank", "percentile", *_LISTS]
    counts = ["units", "units_conclusive", "units_undetermined", "worst_units"]
    shares = [published(what, each.id) for each in rule.shares for what in ("share", "share_low", "share_high")]
    nodes = [published(what, each.id) for each in grid.themes for what in _NUMBERS]
    levels = [published("units", level) for level in grid.levels.ids]
    return [*rule.key, *_carried(grid, rule), *whole, *counts, *levels, *shares, *nodes]
