"""What other weights would have said of a unit, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Robustness
from hlmdiag.scoring.result_columns import level_without_column
from hlmdiag.text import say
from hlmdiag.text.figures import integer, percent, percent_sign, plain


def robustness_told(trial: Robustness | None, row: Mapping[str, Any], grid: Grid, language: str) -> Iterator[str]:
    """How firm the level and the rank are, and what would change the level; nothing where nobody asked."""
    if trial is None or not row["conclusive"]:
        return
    if row["robustness"] is not None:
        spread = plain(trial.spread * 100, language) + percent_sign(language)
        yield say(
            f"rapport.robustesse.{'unite' if row['override'] is None else 'unite-calcule'}",
            language,
            share=percent(row["robustness"], language),
            draws=integer(trial.draws, language),
            spread=spread,
        )
    low, high = row["rank_low"], row["rank_high"]
    if low is not None:
        code = "rang" if low != high else "rang-fixe"
        bounds = {"low": integer(low, language), "high": integer(high, language)}
        yield say(f"rapport.robustesse.{code}", language, **bounds)
    if trial.weighted:
        yield from _other_levels(row, grid, language)


def _other_levels(row: Mapping[str, Any], grid: Grid, language: str) -> Iterator[str]:
    titles = grid.levels.titles
    none = say("rapport.robustesse.sans-niveau", language)
    if row["level_equal"] != row["level"] and row["override"] is None:
        yield say("rapport.robustesse.unite-egaux", language, level=titles.get(row["level_equal"] or "", none))
    for theme in grid.themes:
        if theme.id in row["decisive_themes"]:
            level = titles.get(row[level_without_column(theme.id)] or "", none)
            yield say("rapport.robustesse.unite-theme", language, theme=theme.title, level=level)
