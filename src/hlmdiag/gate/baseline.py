"""A result beside an earlier one: what got worse, what was known, what is gone; unit by unit, finding by finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.expression import DECIMALS
from hlmdiag.gate.causes import causes_of
from hlmdiag.gate.units import KEPT, UnitsOf
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import About, Change, Comparison
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import unit_codes
from hlmdiag.scoring.views import GAP_FLAG

__all__ = ["compare", "require_comparable"]

_NAMED = 10


@dataclass(frozen=True)
class _Finding:
    """One thing that both results say of a unit, as conditions over the rows that they share."""

    about: About
    id: str
    new: pl.Expr
    known: pl.Expr
    resolved: pl.Expr
    undecided: pl.Expr
    before: pl.Expr
    after: pl.Expr


def require_comparable(baseline: Grid, grid: Grid, name: str) -> None:
    """Refuse a baseline of another grid, or of another major version of it: its findings are not the same ones."""
    values = {"name": name, "found": baseline.id, "expected": grid.id}
    if baseline.id != grid.id or baseline.keys != grid.keys:
        raise HlmdiagError([Problem("reference.autre-grille", Location(file="hlmdiag"), values)], USAGE)
    if _major(baseline) != _major(grid):
        values |= {"found": baseline.version, "expected": grid.version}
        raise HlmdiagError([Problem("reference.autre-version", Location(file="hlmdiag"), values)], USAGE)


def compare(result: Result, baseline: Result | None, name: str, worse_by: float | None = None) -> Comparison:
    """What got worse since a baseline; without one yet, nothing did.

    Worse: a level that is worse whatever the answers still missing, a flag that did not hold, or, with `worse_by`, a
    score that moved by more than so many points in the bad direction. `name` is what messages call the baseline.
    """
    day, version = result.manifest.reference_date.isoformat(), result.grid.version
    if baseline is None:
        return Comparison(name, day, version, 0, 0, 0, 0, 0, 0, (), (), (), worse_by, is_empty=True)
    now, then = _rows(result.frame, result.grid), _rows(baseline.frame, result.grid)
    both = now.join(then, on="key", how="inner", suffix="|then", maintain_order="left")
    found = list(_findings(result.grid, baseline.grid, worse_by))
    appeared = now.join(then, on="key", how="anti", maintain_order="left")["key"]
    vanished = then.join(now, on="key", how="anti", maintain_order="left")["key"]
    return Comparison(
        name, baseline.manifest.reference_date.isoformat(), baseline.grid.version,
        *_counts(both, found), len(appeared), len(vanished),
        tuple(appeared.head(_NAMED).to_list()), tuple(vanished.head(_NAMED).to_list()),
        _changes(both, found, result, baseline), worse_by, same_grid=baseline.grid.hash == result.grid.hash,
    )  # fmt: skip


def _major(grid: Grid) -> str:
    return grid.version.partition(".")[0]


def _rows(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """What is compared of each unit. Levels are the places of this grid's; a unit without one lies between two."""
    level, possible = pl.col("level").cast(pl.String), pl.col("levels_possible")
    bounds = []
    for name, choose in (("best", pl.min_horizontal), ("worst", pl.max_horizontal)):
        places = [
            pl.when(pl.when(level.is_null()).then(possible.list.contains(each.id)).otherwise(level == each.id))
            .then(pl.lit(place))
            .otherwise(None)
            for place, each in enumerate(grid.levels)
        ]
        bounds.append((choose(places) if places else pl.lit(None, dtype=pl.Int32)).cast(pl.Int32).alias(name))
    codes = all_seen(frame.select(unit_codes(grid.keys)).to_series())
    return frame.select(
        codes.alias("key"),
        pl.int_range(pl.len()).alias("row"),
        *bounds,
        "score",
        "flags",
        "flags_to_check",
    )


def _findings(grid: Grid, before: Grid, worse_by: float | None) -> Iterator[_Finding]:
    if grid.levels:
        yield _of_level(grid)
    if worse_by is not None:
        yield _of_score(grid, worse_by)
    for flag in (*grid.flags, *([GAP_FLAG] if grid.views else [])):
        if flag in before.flags or (flag == GAP_FLAG and before.views):
            yield _of_flag(flag)


def _of_level(grid: Grid) -> _Finding:
    best, worst = pl.col("best"), pl.col("worst")
    best_then, worst_then = pl.col("best|then"), pl.col("worst|then")
    new, resolved = best > worst_then, worst < best_then
    known = (best == worst) & (best_then == worst_then) & (best == best_then)
    ids = {place: level.id for place, level in enumerate(grid.levels)}
    before, after = (
        each.replace_strict(list(ids), list(ids.values()), default=None, return_dtype=pl.String)
        for each in (worst_then, best)
    )
    undecided = ~(new | resolved | known).fill_null(value=False)
    return _Finding("level", "", new, known & (best > 0), resolved, undecided, before, after)


def _of_score(grid: Grid, worse_by: float) -> _Finding:
    score, then = pl.col("score"), pl.col("score|then")
    move = ((score - then) if grid.scale.burden else (then - score)).round(DECIMALS)
    return _Finding("score", "", move > worse_by, pl.lit(value=False), move < -worse_by, move.is_null(), then, score)


def _of_flag(flag: str) -> _Finding:
    holds, held = pl.col("flags").list.contains(flag), pl.col("flags|then").list.contains(flag)
    is_open = pl.col("flags_to_check").list.contains(flag)
    nothing = pl.lit(None, dtype=pl.String)
    return _Finding(
        "flag", flag, holds & ~held, holds & held, held & ~holds & ~is_open, held & is_open, nothing, nothing
    )


def _counts(both: pl.DataFrame, found: Sequence[_Finding]) -> tuple[int, int, int, int]:
    """New, known, resolved and undecided findings."""
    if not found:
        return 0, 0, 0, 0
    sums = [
        pl.sum_horizontal([getattr(each, kind).fill_null(value=False).sum() for each in found]).alias(kind)
        for kind in ("new", "known", "resolved", "undecided")
    ]
    new, known, resolved, undecided = both.select(sums).row(0)
    return new, known, resolved, undecided


def _changes(both: pl.DataFrame, found: Sequence[_Finding], result: Result, then: Result) -> tuple[Change, ...]:
    """The first of what got worse: levels, then scores, then flags, each in the order of lists."""
    units, changes = UnitsOf(result), list[Change]()
    for each in found:
        wanted = both.filter(each.new).select(
            "row", pl.col("row|then").alias("then"), each.before.alias("before"), each.after.alias("after")
        )
        left = KEPT - len(changes)
        if not wanted.height or left <= 0:
            continue
        of_row = {row["row"]: row for row in wanted.iter_rows(named=True)}
        rows = units.ordered(of_row)[:left]
        pairs = [(row, of_row[row]["then"]) for row in rows]
        causes = causes_of(result, then, pairs) if each.about != "flag" else [()] * len(rows)
        for row, unit, cause in zip(rows, units.of(rows), causes, strict=True):
            changes.append(Change(unit, each.about, each.id, of_row[row]["before"], of_row[row]["after"], cause))
    return tuple(changes)
