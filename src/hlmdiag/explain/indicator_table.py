"""The criteria of one unit as a table, for programs and notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from hlmdiag.explain.diagnostic import IndicatorReading

_TEXTS = ("id", "title", "theme", "value", "state")
_FIGURES = ("points", "weight", "contribution", "against")


def table_of_indicators(readings: Iterable[IndicatorReading]) -> pl.DataFrame:
    """A row a criterion: what was answered, its points, what it makes of the score, its rule in words."""
    rows = [
        (
            each.indicator.id, each.indicator.title, each.theme.title, each.text, each.state, each.points,
            each.weight, each.contribution, each.against, each.rule,
        )
        for each in readings
    ]  # fmt: skip
    schema = {**dict.fromkeys(_TEXTS, pl.String), **dict.fromkeys(_FIGURES, pl.Float64), "rule": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
