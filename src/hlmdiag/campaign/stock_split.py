"""Why a figure of the stock moved, in five numbers that add up: four of its units, and who came and went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from hlmdiag.campaign.score_split import CAUSES, STEPS

Statistic = Literal["mean", "median", "share"]
"""The mean or the median of scores, or the share of units at the worst level (from 0 to 1)."""
STATISTICS: tuple[Statistic, ...] = ("share", "mean", "median")
STOCK_CAUSES = (*CAUSES, "came_and_went", "flags")


@dataclass(frozen=True)
class StockMove:
    """A figure of the stock then and now, and its five causes, which add up to its change.

    `by_size`: weighted by what units hold (logements). `causes` are by the names of `STOCK_CAUSES`; `flags`: flags and
    decisions of the units that stayed, of the share alone. `then` or `now` is None where no unit is concluded: there is
    no cause then. `split`: the units that have all the steps of a split, `concluded`: those that have the figure then
    and now.
    """

    statistic: Statistic
    by_size: bool
    then: float | None
    now: float | None
    causes: Mapping[str, float]
    split: int
    concluded: tuple[int, int]

    @property
    def change(self) -> float | None:
        """By how much it moved."""
        return None if self.then is None or self.now is None else self.now - self.then


def stock_move(units: pl.DataFrame, statistic: Statistic, *, by_size: bool) -> StockMove:
    """One figure and its causes.

    `units`: a row per unit of either campaign, with `here:then` and `here:now` (whether it is in the file), the columns
    of a split, `score:<end>` published, `worst:<end>` and `worst:<end>:final` (whether its computed, its final level is
    the worst one; null without a final level), `size:then`, `size:now`.
    """
    measure = _measure(statistic, by_size)
    ends = {end: units.filter(_concluded(statistic, end)) for end in ("then", "now")}
    present = pl.col("here:then") & pl.col("here:now")
    split = units.filter(present & _has_steps(statistic))
    then, now = (_final(frame, statistic, end, by_size, end) for end, frame in ends.items())
    sizes = (ends["then"].height, ends["now"].height)
    steps = [measure(split, _step(statistic, name), "now") for name in STEPS]
    stayed = [measure(ends[end].filter(present), _end(statistic, end), "now") for end in ("then", "now")]
    decided = [_final(ends[end].filter(present), statistic, end, by_size, "now") for end in ("then", "now")]
    if then is None or now is None or None in stayed or None in decided or None in steps:
        return StockMove(statistic, by_size, then, now, {}, split.height, sizes)
    first, regraded, informed, answered, last = _numbers(steps)
    (old_stayed, new_stayed), (old_decided, new_decided) = _numbers(stayed), _numbers(decided)
    causes = {
        "grid": regraded - first,
        "informations": (informed - regraded) + (last - answered) + (new_stayed - last) + (first - old_stayed),
        "answers": answered - informed,
        # a flagged unit that leaves takes its flag with it: only the flags of those that stayed are a cause apart
        "came_and_went": (now - new_decided) + (old_decided - then),
        "flags": (new_decided - new_stayed) - (old_decided - old_stayed),
    }
    return StockMove(statistic, by_size, then, now, causes, split.height, sizes)


_Measure = Callable[[pl.DataFrame, pl.Expr, str], float | None]


def _numbers(found: list[float | None]) -> list[float]:
    return [each for each in found if each is not None]


def _measure(statistic: Statistic, by_size: bool) -> _Measure:
    def measured(frame: pl.DataFrame, value: pl.Expr, end: str) -> float | None:
        values = frame.select(
            value.cast(pl.Float64).alias("value"), (pl.col(f"size:{end}") if by_size else pl.lit(1.0)).alias("weight")
        ).filter(pl.col("weight") > 0, pl.col("value").is_not_null())
        if not values.height:
            return None
        if statistic == "median":
            return _median(values)
        total = float(values["weight"].sum())
        return float((values["value"] * values["weight"]).sum()) / total

    return measured


def _median(values: pl.DataFrame) -> float:
    """The middle of what is held: half of the weight is on either side, the mean of two where it falls between."""
    ordered = values.sort("value").with_columns(pl.col("weight").cum_sum().alias("under"))
    half = float(ordered["weight"].sum()) / 2
    above = ordered.filter(pl.col("under") > half)
    on = ordered.filter(pl.col("under") == half)
    high = float(above["value"][0])
    return (float(on["value"][0]) + high) / 2 if on.height else high


def _concluded(statistic: Statistic, end: str) -> pl.Expr:
    """Whether a unit counts in the figure of a campaign."""
    known = pl.col(f"worst:{end}:final") if statistic == "share" else pl.col(f"published:{end}")
    return pl.col(f"here:{end}") & known.is_not_null()


def _has_steps(statistic: Statistic) -> pl.Expr:
    """Whether a unit has all the steps, and counts in the figure of both campaigns."""
    given = pl.col("score:answered").is_not_null()
    if statistic != "share":
        return given
    levels = [pl.col(f"worst:{name}").is_not_null() for name in ("informed", "answered")]
    return pl.all_horizontal(given, *levels, *(_concluded(statistic, end) for end in ("then", "now")))


def _step(statistic: Statistic, name: str) -> pl.Expr:
    if statistic != "share":
        value = pl.col(f"score:{name}")
        return pl.coalesce(value, pl.col("score:then")) if name == "regraded" else value
    value = pl.col(f"worst:{name}")
    return pl.coalesce(value, pl.col("worst:then")).fill_null(value=False)


def _end(statistic: Statistic, end: str) -> pl.Expr:
    """One end of what a unit counts for before flags and decisions: a level given by these alone is no worst level."""
    return pl.col(f"worst:{end}").fill_null(value=False) if statistic == "share" else pl.col(f"published:{end}")


def _final(frame: pl.DataFrame, statistic: Statistic, end: str, by_size: bool, sizes: str) -> float | None:
    value = pl.col(f"worst:{end}:final") if statistic == "share" else pl.col(f"published:{end}")
    return _measure(statistic, by_size)(frame, value, sizes)
