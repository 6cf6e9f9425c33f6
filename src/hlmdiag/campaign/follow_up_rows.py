"""Campaigns compared as a table: a row per unit of the last two, under names that say what each column holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.scoring.result_columns import score_column

if TYPE_CHECKING:
    from hlmdiag.campaign.comparison import Followed

_STEPS = ("regraded", "informed", "answered")


def rows_of(found: Followed) -> pl.DataFrame:
    """A row per unit of the last two campaigns: what computers read of a follow-up."""
    ids = found.grid.levels.ids
    days = [each.manifest.reference_date for _, each in found.campaigns]

    def level(name: str) -> pl.Expr:
        if not ids:
            return pl.lit(None, dtype=pl.String)
        return pl.col(name).replace_strict(dict(enumerate(ids)), default=None, return_dtype=pl.String)

    def day(name: str) -> pl.Expr:
        return pl.col(name).replace_strict(dict(enumerate(days)), default=None, return_dtype=pl.Date)

    sides = [
        pl.col(f"{name}:{end}").alias(f"{shown}_{end}")
        for name, shown in (("level", "level"), ("published", "score"), ("low", "low"), ("high", "high"))
        for end in ("then", "now")
    ]
    return found.units.select(
        pl.col("key").alias("code"), pl.coalesce("label:now", "label:then").alias("label"),
        pl.coalesce("group:now", "group:then").alias("group"), pl.coalesce("size:now", "size:then").alias("size"),
        "status", "related", "move", "level_move", "score_move", *sides, "change", "grid", "informations", "answers",
        "confidence",
        *(pl.col(f"score:{name}").alias(f"score_{name}") for name in _STEPS),
        *(level(f"level:{name}:step").alias(f"level_{name}") for name in _STEPS),
        "flags_raised", "flags_ended", day("since").alias("since"), "campaigns",
        day("first_alert").alias("first_alert"),
        level("best").alias("best"), level("worst").alias("worst"), "watch",
        *(pl.col(f"published:{place}").alias(f"score:{each}") for place, each in enumerate(days)),
        *(level(f"level:{place}").alias(f"level:{each}") for place, each in enumerate(days)),
        *_themes(found),
    )  # fmt: skip


def _themes(found: Followed) -> Iterator[pl.Series]:
    """The score of each theme at each campaign: what a program needs to count by group as it likes."""
    for theme in found.grid.themes:
        for place, (_, result) in enumerate(found.campaigns):
            name, rows = score_column(theme.id), found.units[f"row:{place}"]
            nothing = pl.Series([None] * rows.len(), dtype=pl.Float64)
            scores = result.frame[name].gather(rows) if name in result.frame.columns else nothing
            yield scores.alias(f"theme:{theme.id}:{result.manifest.reference_date}")
