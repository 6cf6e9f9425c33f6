"""Whether the scores of a result are those that its own answers give: a file edited by hand is not believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.grid.model import Indicator
from hlmdiag.region.rows import RegionRows
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.deferred_columns import DeferredColumns
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import value_column
from hlmdiag.scoring.unit_code import unit_codes

_TOGETHER = 10_000
"""Units scored again at once: what it costs to begin is that of some thousands."""
_SLACK = 1e-6


@dataclass(frozen=True)
class Contradiction:
    """The number of units of a result that are not as its answers say, and the code of the first."""

    count: int
    first: str


def contradicted(rows: RegionRows, places: Sequence[int]) -> dict[int, Contradiction]:
    """The results, by their place, of which some scores or levels are not those of their answers.

    Results of one grid and one date are looked at together; what a grid decides on and a result does not hold (free
    texts) cannot be looked at.
    """
    found: dict[int, Contradiction] = {}
    for together in _alike(rows, places):
        whole = _joined(rows, together)
        wrong = _wrong(whole)
        if wrong is None or not wrong.any():
            continue
        codes = whole.frame.select(unit_codes(whole.grid.keys)).to_series()
        of = pl.DataFrame({"place": whole.frame[_PLACE], "code": codes}).filter(wrong)
        for place, count, first in of.group_by("place", maintain_order=True).agg(pl.len(), pl.first("code")).rows():
            found[place] = Contradiction(count, first)
    return found


_PLACE = "|place"


def _alike(rows: RegionRows, places: Sequence[int]) -> Iterator[list[int]]:
    """The places of results of one grid, one date and the same columns, as many at once as there is room for."""
    waiting: dict[tuple[object, ...], list[int]] = {}
    for place in places:
        held = rows.without_rows(place)
        key = (held.grid.hash, *sorted(held.grid.uses), held.manifest.reference_date, *held.frame.columns)
        waiting.setdefault(key, []).append(place)
        if sum(map(rows.height, waiting[key])) >= _TOGETHER:
            yield waiting.pop(key)
    yield from waiting.values()


def _joined(rows: RegionRows, places: Sequence[int]) -> Result:
    frames = [rows.frame(place).with_columns(pl.lit(place, dtype=pl.UInt32).alias(_PLACE)) for place in places]
    return replace(rows.without_rows(places[0]), frame=pl.concat(frames))


def _wrong(result: Result) -> pl.Series | None:
    """The units whose scores differ from those of their answers; None where that cannot be known."""
    replay = Rescorer(result, frozenset(result.grid.columns))
    if not replay.is_possible:
        return None
    figures = [each for each in replay.answered if _is_figure(each, result)]
    again = [pl.col(leaf("value", each.id)).alias(f"|{each.id}") for each in figures]
    plan = replay.levels(DeferredColumns()).giving([pl.col("level").alias("|level"), pl.col("raw-score"), *again])
    frame = result.frame.hstack(plan.of(replay.rows(range(result.frame.height))))
    ids = dict(enumerate(result.grid.levels.ids))
    level = pl.col("|level").replace_strict(ids, default=None, return_dtype=pl.String) if ids else pl.lit(None)
    wrong = [
        pl.col("override").is_null() & pl.col("level").cast(pl.String).ne_missing(level),
        _differ(pl.col("score"), pl.col("raw-score")),
        *(_differ(pl.col(value_column(each.id)), pl.col(f"|{each.id}")) for each in figures),
    ]
    return frame.select(pl.any_horizontal(wrong).alias("wrong")).to_series()


def _is_figure(indicator: Indicator, result: Result) -> bool:
    """Whether the value of an indicator is a number, and that of one answer."""
    held = result.frame.schema.get(value_column(indicator.id))
    return held == pl.Float64 and (indicator.consolidate is None or "respondents" not in result.frame.columns)


def _differ(said: pl.Expr, found: pl.Expr) -> pl.Expr:
    """Whether a number that is said is not the one found; one that is not said is no fault: it may be unpublished."""
    far = (said - found).abs() > _SLACK * pl.max_horizontal(pl.lit(1.0), said.abs())
    return said.is_not_null() & far.fill_null(value=True)
