"""The headline of a unit: its level and why, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hlmdiag.explain.conditions import condition_in_words, part_in_words
from hlmdiag.explain.diagnostic import Override, Standing, Threshold, Verdict
from hlmdiag.explain.robustness import robustness_told
from hlmdiag.explain.rule_reasons import alternatives, alternatives_met
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.certainty import FLAGS_UNSURE
from hlmdiag.scoring.exactness import Bound
from hlmdiag.scoring.looked import looked_at
from hlmdiag.scoring.result import Robustness
from hlmdiag.scoring.voice_span import VOICES_HIGH, VOICES_LOW
from hlmdiag.wording import Wording


def verdict(
    row: Mapping[str, Any], words: Wording, trial: Robustness | None = None, bound: Bound | None = None
) -> Verdict:
    """The verdict of a row of the result; `trial`: the other weights tried, if any were; `bound`: see `bounds_of`."""
    grid, levels = words.grid, words.grid.levels
    level, computed = levels.named(row["level"]), levels.named(row["level_computed"])
    standing = _standing(grid, row, level)
    override = _override(row, levels)
    possible = levels.all_named(row["levels_possible"])
    nearest = _nearest(grid, row["score"]) if standing == "conclusive" else ()
    reasons = [
        *_override_reason(override, words),
        *_main_reasons(row, standing, computed, possible, words),
        *_flag_reasons(row, words),
        *robustness_told(trial, row, words),
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
        voices=_voices(row),
    )


def _voices(row: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = row.get(VOICES_LOW), row.get(VOICES_HIGH)
    return None if low is None or high is None or low == high else (low, high)


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


def _day(text: str | None, words: Wording) -> str | None:
    """A date in the reader's form; a date given in words stays as received."""
    try:
        return None if text is None else words.day(date.fromisoformat(text))
    except ValueError:
        return text


def _override_reason(override: Override | None, words: Wording) -> Sequence[str]:
    if override is None:
        return ()
    unknown = words.say("rapport.inconnu")
    code = "rapport.pourquoi.derogation" if override.computed else "rapport.pourquoi.derogation-seule"
    return (
        words.say(
            code,
            level=override.level.title,
            author=override.author or unknown,
            date=_day(override.date, words) or unknown,
            reason=override.reason or unknown,
            computed=override.computed.title if override.computed else "",
        ),
    )


def _main_reasons(
    row: Mapping[str, Any],
    standing: Standing,
    computed: Level | None,
    possible: tuple[Level, ...],
    words: Wording,
) -> Sequence[str]:
    if words.grid.level_rules:
        return _rule_reasons(row, computed, possible, words)
    if standing == "conclusive" and computed is not None:
        bounds = words.level_bounds(computed)
        score = words.score(row["score"])
        return (words.say("rapport.pourquoi.note", score=score, level=computed.title, bounds=bounds),)
    if standing in ("conclusive", "no-level"):
        return ()
    return (_missing_reason(row, standing, possible, words),)


def _missing_reason(row: Mapping[str, Any], standing: Standing, possible: tuple[Level, ...], words: Wording) -> str:
    coverage = row["coverage"]
    if coverage is None:
        return words.say("rapport.pourquoi.sans-critere")
    values = {
        "coverage": words.percent(coverage),
        "minimum": words.percent(words.grid.root.min_coverage),
        "levels": words.titles(possible),
    }
    if round(coverage, 9) >= words.grid.root.min_coverage:
        return words.say("rapport.pourquoi.bloquee", **values)
    if standing == "certain":
        return words.say("rapport.pourquoi.certain", open=words.left_open, **values)
    return words.say("rapport.pourquoi.non-concluant" if possible else "rapport.pourquoi.couverture", **values)


def _rule_reasons(
    row: Mapping[str, Any], computed: Level | None, possible: tuple[Level, ...], words: Wording
) -> Sequence[str]:
    """The rule that gives the level: of several conditions of which one is enough, those that hold."""
    if computed is None:
        titles = words.titles(possible)
        return (words.say("rapport.pourquoi.regle-indecise", levels=titles),)
    rules = [rule.when for rule in words.grid.level_rules if rule.level == computed.id and rule.when is not None]
    if not rules:
        return (words.say("rapport.pourquoi.regle-autre", level=computed.title),)
    met = [part_in_words(part, rule, words) for rule in rules for part in alternatives_met(rule, row, words.grid)]
    if met and sum(len(alternatives(rule)) for rule in rules) > 1:
        told = {"level": computed.title, "count": len(met), "reasons": words.joined(met)}
        return (words.say("rapport.pourquoi.regle-raisons", **told),)
    text = words.either(condition_in_words(rule, words) for rule in rules)
    return (words.say("rapport.pourquoi.regle", level=computed.title, condition=text),)


def _flag_reasons(row: Mapping[str, Any], words: Wording) -> Sequence[str]:
    """The flags that hold the level down: those whose floor is worse than the computed level."""
    grid, places = words.grid, words.grid.levels.places
    computed = places.get(row["level_computed"] or "", -1)
    sentences = []
    for id in row["flags"] or ():
        floor = grid.flags[id].no_better_than if id in grid.flags else None
        if floor is not None and places[floor] > computed:
            message, title = grid.flags[id].message, grid.levels.titles[floor]
            code = "drapeau-pas-sur" if id in (row.get(FLAGS_UNSURE) or ()) else "drapeau"
            sentences.append(words.say(f"rapport.pourquoi.{code}", message=message, level=title))
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
