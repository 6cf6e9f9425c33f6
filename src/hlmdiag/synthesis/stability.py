"""Stability of levels under other weights: how many hold, which do not, which themes carry them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Theme
from hlmdiag.scoring.result import Result, Robustness
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.wording import Wording

STABLE = 0.95
"""Share of the draws, bound included, from which a level is called stable (a convention)."""

_FIRST = 5


@dataclass(frozen=True)
class Stability:
    """Levels under other weights: `units` have a share, `stable` of them hold; `sensitive` hold least often.

    `moved_equal`: units (overrides apart) whose level changes under equal weights; `themes`: those whose omission
    changes levels, with the number of units, the most first.
    """

    trial: Robustness
    units: int
    stable: int
    sensitive: tuple[tuple[str, Level | None, float], ...]
    moved_equal: int
    themes: tuple[tuple[Theme, int], ...]


def stability_of(result: Result) -> Stability | None:
    """Content of the columns of robustness; None where no other weights were tried."""
    trial, frame, grid = result.manifest.robustness, result.frame, result.grid
    if trial is None:
        return None
    tried = frame.filter(pl.col("robustness").is_not_null())
    least = tried.filter(pl.col("robustness") < STABLE).sort("robustness", maintain_order=True).head(_FIRST)
    free = tried.filter(pl.col("override").is_null())
    changed = dict(tried["decisive_themes"].explode().drop_nulls().value_counts().rows())
    themes = [(theme, changed[theme.id]) for theme in grid.themes if theme.id in changed]
    return Stability(
        trial=trial,
        units=tried.height,
        stable=int((tried["robustness"] >= STABLE).sum()),
        sensitive=tuple(
            (unit_code(row, grid.keys), grid.levels.named(row["level"]), row["robustness"])
            for row in least.iter_rows(named=True)
        ),
        moved_equal=int(free.select(pl.col("level_equal").ne_missing(pl.col("level")).sum()).item()),
        themes=tuple(sorted(themes, key=lambda pair: -pair[1])),
    )


def stability_told(found: Stability, words: Wording) -> tuple[str, ...]:
    """The trial, then how many levels it leaves, which it moves, and which themes carry them."""
    trial = found.trial
    values = {"draws": words.integer(trial.draws), "spread": words.hundredths(trial.spread), "seed": trial.seed}
    lines = [_say("essai", words, **values)]
    if not trial.weighted:
        return (*lines, _say("sans-poids", words)) if words.grid.levels else tuple(lines)
    if not found.units:
        return (*lines, _say("rien", words))
    stable, units = words.integer(found.stable), words.count(found.units)
    lines.append(_say("stables", words, share=words.percent(STABLE), stable=stable, units=units))
    if found.sensitive:
        lines.append(_say("sensibles", words, units=words.joined(_named(each, words) for each in found.sensitive)))
    if found.moved_equal:
        lines.append(_say("egaux", words, units=words.count(found.moved_equal)))
    else:
        lines.append(_say("egaux-aucun", words))
    if found.themes:
        counted = ((theme.title, words.count(count)) for theme, count in found.themes[:_FIRST])
        texts = [_say("theme", words, title=title, units=count) for title, count in counted]
        lines.append(_say("themes", words, themes=words.joined(texts)))
    return tuple(lines)


def _named(unit: tuple[str, Level | None, float], words: Wording) -> str:
    code, level, share = unit
    return _say("sensible", words, code=code, level=words.level(level), share=words.percent(share))


def _say(code: str, words: Wording, /, **values: object) -> str:
    return words.say(f"rapport.robustesse.{code}", **values)
