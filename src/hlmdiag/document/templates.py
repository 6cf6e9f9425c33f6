"""Names of every template, bound to the words of a result, and filters that spell values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hlmdiag import explain, synthesis
from hlmdiag.text.locale import Locale
from hlmdiag.wording import Wording

_TOLD: dict[str, Callable[..., Any]] = {
    "accepted": synthesis.accepted_text,
    "adding": explain.sum_decimals,
    "alerts_text": synthesis.alerts_text,
    "better_told": explain.better_told,
    "cause_text": synthesis.origin_text,
    "collection_told": synthesis.collection_told,
    "divergences_told": synthesis.divergences_told,
    "caveats": explain.caveats,
    "firmness_told": synthesis.stability_told,
    "first_look_told": synthesis.first_look_told,
    "head_told": synthesis.head_told,
    "gap": explain.gap_in_words,
    "gaps": explain.gaps_in_words,
    "headline": explain.headline,
    "indicators_text": synthesis.indicators_text,
    "level_text": synthesis.level_text,
    "nearest_told": explain.nearest_told,
    "nothing_missing_told": explain.nothing_missing_told,
    "opinions": explain.opinions_in_words,
    "places": explain.places_in_words,
    "reasons_text": synthesis.reasons_text,
    "remark_told": synthesis.remark_told,
    "roles_text": synthesis.roles_text,
    "rule": explain.rule_in_words,
    "settings_told": synthesis.settings_told,
    "settling_told": explain.settling_told,
    "standing_told": synthesis.standing_told,
    "theme_title": synthesis.theme_title,
    "variant_told": synthesis.variant_told,
    "voices_told": explain.voices_told,
    "wider_told": synthesis.wider_told,
}
"""By the name that templates give it, what takes the words of a result beside what it tells."""


def names(words: Wording) -> dict[str, Any]:
    """Names that templates call; a format adds its own, or replaces some."""
    return {name: _bound(tell, words) for name, tell in _TOLD.items()} | {
        "joint": words.say("rapport.joint"),
        "colon": words.say("rapport.deux-points"),
        "bounds": words.level_bounds,
        "count": words.count,
        "first_look": lambda concern: synthesis.first_look_text(concern.first_look, words, named=False),
        "first_look_head": synthesis.first_look_head(words),
        "gap_decimals": lambda diagnostic: explain.gap_shown(diagnostic, words)[0],
        "interval": words.interval,
        "interval_cell": words.interval_cell,
        "interval_line": words.interval_line,
        "left_open": words.left_open,
        "points": lambda value: words.points(value, 2),
        "ranks_in_order": synthesis.ranks_in_order,
        "score": words.score,
        "titles": words.titles,
        "views": words.views,
    }


def spellings(language: str) -> dict[str, Callable[..., str]]:
    """The filters by which templates spell values, nothing for what is absent."""
    locale = Locale(language)
    return {
        "integer": locale.integer,
        "number": locale.number,
        "plain": locale.plain,
        "percent": locale.percent,
        "proportion": locale.proportion,
        "day": locale.day,
        "file": locale.file,
        "size": locale.size,
        "place": locale.said,
        "said": locale.said,
    }


def _bound(tell: Callable[..., Any], words: Wording) -> Callable[..., Any]:
    return lambda *given: tell(*given, words=words)
