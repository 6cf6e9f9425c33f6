"""The headline of a unit: its level and why, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hlmdiag.explain.conditions import condition_in_words
from hlmdiag.explain.diagnostic import Override, Standing, Threshold, Verdict
from hlmdiag.explain.robustness import robustness_told
from hlmdiag.explain.wording import level_bounds, score_in_words
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.exactness import Bound
from hlmdiag.scoring.looked import looked_at
from hlmdiag.scoring.result import Robustness
from hlmdiag.text import say
from hlmdiag.text.figures import day, percent


def verdict(
    grid: Grid,
    row: Mapping[str, Any],
    language: str = "fr",
    trial: Robustness | None = None,
    bound: Bound | None = None,
) -> Verdict:
    """The verdict of a row of the result; `trial`: the other weights tried, if any were; `bound`: see `bounds_of`."""
    levels = grid.levels
    level, computed = levels.named(row["level"]), levels.named(row["level_computed"])
    standing = _standing(grid, row, level)
    override = _override(row, levels)
    possible = levels.all_named(row["levels_possible"])
    nearest = _nearest(grid, row["score"]) if standing == "conclusive" else ()
    reasons = [
        *_override_reason(override, language),
        *_main_reasons(grid, row, standing, computed, possible, language),
        *_flag_reasons(grid, row, language),
        *robustness_told(trial, row, grid, language),
    ]
    return Verdict(
        standing=standing,
        level=level,
        computed=computed,
        possible=possible,
        score=row["score"],
        low=row["low"],
        high=row["high"],
        coverage=row["coverage"],
        min_coverage=grid.root.min_coverage,
        rank=row["rank"],
        percentile=row["percentile"],
        override=override,
        reasons=tuple(reasons),
        nearest=nearest,
        bound=bound,
        first_look=looked_at(row, grid),
    )


def _standing(grid: Grid, row: Mapping[str, Any], level: Level | None) -> Standing:
    if row["conclusive"]:
        return "conclusive" if grid.levels else "no-level"
    return "certain" if level is not None and row["override"] is None else "not-conclusive"


def _override(row: Mapping[str, Any], levels: Levels) -> Override | None:
    set_by_hand = levels.named(row["override"])
    if set_by_hand is None:
        return None
    return Override(
        level=set_by_hand,
        computed=levels.named(row["level_computed"]),
        author=_text(row["override_author"]),
        date=_text(row["override_date"]),
        reason=_text(row["override_reason"]),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _day(text: str | None, language: str) -> str | None:
    """A date in the reader's form; a date given in words stays as received."""
    try:
        return None if text is None else day(date.fromisoformat(text), language)
    except ValueError:
        return text


def _override_reason(override: Override | None, language: str) -> Sequence[str]:
    if override is None:
        return ()
    unknown = say("rapport.inconnu", language)
    code = "rapport.pourquoi.derogation" if override.computed else "rapport.pourquoi.derogation-seule"
    return (
        say(
            code,
            language,
            level=override.level.title,
            author=override.author or unknown,
            date=_day(override.date, language) or unknown,
            reason=override.reason or unknown,
            computed=override.computed.title if override.computed else "",
        ),
    )


def _main_reasons(
    grid: Grid,
    row: Mapping[str, Any],
    standing: Standing,
    computed: Level | None,
    possible: tuple[Level, ...],
    language: str,
) -> Sequence[str]:
    if grid.level_rules:
        return _rule_reasons(grid, computed, possible, language)
    if standing == "conclusive" and computed is not None:
        bounds = level_bounds(computed, grid.levels, language)
        score = score_in_words(row["score"], grid, language)
        return (say("rapport.pourquoi.note", language, score=score, level=computed.title, bounds=bounds),)
    if standing in ("conclusive", "no-level"):
        return ()
    return (_missing_reason(grid, row, standing, possible, language),)


def _missing_reason(
    grid: Grid, row: Mapping[str, Any], standing: Standing, possible: tuple[Level, ...], language: str
) -> str:
    coverage = row["coverage"]
    if coverage is None:
        return say("rapport.pourquoi.sans-critere", language)
    values = {
        "coverage": percent(coverage, language),
        "minimum": percent(grid.root.min_coverage, language),
        "levels": say("rapport.ou", language).join(level.title for level in possible),
    }
    if round(coverage, 9) >= grid.root.min_coverage:
        return say("rapport.pourquoi.bloquee", language, **values)
    if standing == "certain":
        return say("rapport.pourquoi.certain", language, **values)
    return say("rapport.pourquoi.non-concluant" if possible else "rapport.pourquoi.couverture", language, **values)


def _rule_reasons(grid: Grid, computed: Level | None, possible: tuple[Level, ...], language: str) -> Sequence[str]:
    if computed is None:
        titles = say("rapport.ou", language).join(level.title for level in possible)
        return (say("rapport.pourquoi.regle-indecise", language, levels=titles),)
    conditions = [
        condition_in_words(rule.when, grid, language)
        for rule in grid.level_rules
        if rule.level == computed.id and rule.when is not None
    ]
    if not conditions:
        return (say("rapport.pourquoi.regle-autre", language, level=computed.title),)
    text = say("rapport.ou", language).join(conditions)
    return (say("rapport.pourquoi.regle", language, level=computed.title, condition=text),)


def _flag_reasons(grid: Grid, row: Mapping[str, Any], language: str) -> Sequence[str]:
    """The flags that hold the level down: those whose floor is worse than the computed level."""
    places = grid.levels.places
    computed = places.get(row["level_computed"] or "", -1)
    sentences = []
    for id in row["flags"] or ():
        floor = grid.flags[id].no_better_than if id in grid.flags else None
        if floor is not None and places[floor] > computed:
            message, title = grid.flags[id].message, grid.levels.titles[floor]
            sentences.append(say("rapport.pourquoi.drapeau", language, message=message, level=title))
    return sentences


def _nearest(grid: Grid, score: float | None) -> tuple[Threshold, ...]:
    """The bounds on each side of the score: the level it would leave for, and how far that is."""
    if score is None or grid.level_rules:
        return ()
    starting = [(level.start, level) for level in grid.levels.with_start if level.start is not None]
    above = [(start, level) for start, level in starting if start > score]
    below = [start for start, _ in starting if start <= score]
    found = []
    if above:
        start, level = above[0]
        found.append(Threshold(level, start, round(start - score, 9), worse=grid.scale.burden))
    if len(below) > 1:
        under = starting[len(below) - 2][1]
        found.append(Threshold(under, below[-1], round(score - below[-1], 9), worse=not grid.scale.burden))
    return tuple(sorted(found, key=lambda threshold: threshold.distance))
