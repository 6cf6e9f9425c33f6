"""How firm the levels of a stock are under other weights: how many hold, which do not, which themes carry them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.grid.plural import count_of
from hlmdiag.scoring.result import Result, Robustness
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.text import say
from hlmdiag.text.figures import integer, percent, plain

STABLE = 0.95
"""A level is said to be stable when it holds in that share of the draws, the bound included (a convention)."""

_FIRST = 5


@dataclass(frozen=True)
class Firmness:
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


def firmness(result: Result) -> Firmness | None:
    """What the columns of robustness say; None where no other weights were tried."""
    trial, frame, grid = result.manifest.robustness, result.frame, result.grid
    if trial is None:
        return None
    tried = frame.filter(pl.col("robustness").is_not_null())
    least = tried.filter(pl.col("robustness") < STABLE).sort("robustness", maintain_order=True).head(_FIRST)
    free = tried.filter(pl.col("override").is_null())
    changed = dict(tried["decisive_themes"].explode().drop_nulls().value_counts().rows())
    themes = [(theme, changed[theme.id]) for theme in grid.themes if theme.id in changed]
    return Firmness(
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


def firmness_told(found: Firmness, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """The trial, then how many levels it leaves, which it moves, and which themes carry them."""
    trial = found.trial
    spread = plain(trial.spread * 100, language) + percent(0, language)[1:]
    values = {"draws": integer(trial.draws, language), "spread": spread, "seed": trial.seed}
    lines = [_say("essai", language, **values)]
    if not trial.weighted:
        return (*lines, _say("sans-poids", language)) if grid.levels else tuple(lines)
    if not found.units:
        return (*lines, _say("rien", language))
    stable, units = integer(found.stable, language), count_of(found.units, grid, language)
    lines.append(_say("stables", language, share=percent(STABLE, language), stable=stable, units=units))
    joint = say("rapport.joint", language)
    if found.sensitive:
        lines.append(_say("sensibles", language, units=joint.join(_named(each, language) for each in found.sensitive)))
    if found.moved_equal:
        lines.append(_say("egaux", language, units=count_of(found.moved_equal, grid, language)))
    else:
        lines.append(_say("egaux-aucun", language))
    if found.themes:
        counted = ((theme.title, count_of(count, grid, language)) for theme, count in found.themes[:_FIRST])
        texts = [_say("theme", language, title=title, units=count) for title, count in counted]
        lines.append(_say("themes", language, themes=joint.join(texts)))
    return tuple(lines)


def _named(unit: tuple[str, Level | None, float], language: str) -> str:
    code, level, share = unit
    title = level.title if level is not None else say("rapport.mot.non-concluant", language)
    return _say("sensible", language, code=code, level=title, share=percent(share, language))


def _say(code: str, language: str, /, **values: object) -> str:
    return say(f"rapport.robustesse.{code}", language, **values)
