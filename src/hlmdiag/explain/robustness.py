"""Sentences on the robustness of a unit to other weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.scoring.result import Robustness
from hlmdiag.scoring.result_columns import level_without_column
from hlmdiag.wording import Wording


def robustness_told(trial: Robustness | None, row: Mapping[str, Any], words: Wording) -> Iterator[str]:
    """Stability of the level and the rank, and what would change the level; nothing if no weights were tried."""
    if trial is None or not row["conclusive"]:
        return
    if row["robustness"] is not None:
        yield words.say(
            f"rapport.robustesse.{'unite' if row['override'] is None else 'unite-calcule'}",
            share=words.percent(row["robustness"]),
            draws=words.integer(trial.draws),
            spread=words.hundredths(trial.spread),
        )
    low, high = row["rank_low"], row["rank_high"]
    if low is not None:
        code = "rang" if low != high else "rang-fixe"
        bounds = {"low": words.integer(low), "high": words.integer(high)}
        yield words.say(f"rapport.robustesse.{code}", **bounds)
    if trial.weighted:
        yield from _other_levels(row, words)


def _other_levels(row: Mapping[str, Any], words: Wording) -> Iterator[str]:
    titles = words.grid.levels.titles
    none = words.say("rapport.robustesse.sans-niveau")
    if row["level_equal"] != row["level"] and row["override"] is None:
        yield words.say("rapport.robustesse.unite-egaux", level=titles.get(row["level_equal"] or "", none))
    for theme in words.grid.themes:
        if theme.id in row["decisive_themes"]:
            level = titles.get(row[level_without_column(theme.id)] or "", none)
            yield words.say("rapport.robustesse.unite-theme", theme=theme.title, level=level)
