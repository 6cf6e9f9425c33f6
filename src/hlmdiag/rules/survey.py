"""The margin of error of a share that a survey gives, at the usual 95 %."""

from __future__ import annotations

from typing import Any

_DEVIATIONS = 1.959963984540054
"""Standard deviations on each side of the mean that hold 95 % of a normal distribution."""


def margin(share: Any, answers: Any, among: Any | None, engine: Any) -> tuple[Any, Any]:
    """Both ends of the interval of Wilson around a share in percent; null where nobody knows how many answered.

    Wilson (Journal of the American Statistical Association 22, 1927), method 3 of Newcombe (Statistics in Medicine 17,
    1998): a survey of 15 tenants who are all content is not certain, as the usual approximation would have it. Where
    the number of those who could answer is known, the variance is that of a draw without replacement, (N − n) ÷ (N − 1)
    of the other (Cochran, Sampling Techniques, 1977, theorem 3.2; O'Neill, Mathematical properties and
    finite-population correction for the Wilson score interval, 2021): none is left where everybody answered.

    >>> import polars as pl
    >>> low, high = margin(pl.lit(100 * 81 / 263), pl.lit(263), None, pl)
    >>> pl.select(low=low.round(2), high=high.round(2)).row(0)
    (25.53, 36.62)
    """
    part, squared = share * 0.01, _DEVIATIONS**2
    spread = 1.0 / answers
    if among is not None:
        left = (among - answers) * (1.0 / (among - 1.0))
        # more answers than people: the number of people is not that of this survey, and cannot correct the margin
        spread = engine.when(among == answers).then(0.0).when(among > answers).then(spread * left).otherwise(spread)
    centre = part + spread * (squared / 2)
    inside = spread * part * (1.0 - part) + spread * spread * (squared / 4)
    half, scale = inside.sqrt() * _DEVIATIONS, 1.0 / (1.0 + spread * squared)
    ends = (centre - half) * scale * 100.0, (centre + half) * scale * 100.0
    is_known = (answers > 0) & (share >= 0) & (share <= 100)
    low, high = engine.min_horizontal(ends[0], share), engine.max_horizontal(ends[1], share)
    return tuple(engine.when(is_known).then(end.clip(0.0, 100.0)).otherwise(None) for end in (low, high))
