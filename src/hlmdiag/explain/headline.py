"""The one line that sums up a diagnostic, the same everywhere."""

from __future__ import annotations

from hlmdiag.explain.diagnostic import Diagnostic, Threshold, Verdict
from hlmdiag.text.figures import decimals_beside, decimals_that_add, difference, left_to
from hlmdiag.wording import Wording


def headline(verdict: Verdict, words: Wording) -> str:
    """Level and score, or « non concluant »: an incomplete file gets no number here."""
    if verdict.override is not None:
        return words.say("rapport.titre-niveau.derogation", level=verdict.override.level.title)
    if verdict.standing == "not-conclusive" or (verdict.level is None and verdict.score is None):
        return words.say("rapport.titre-niveau.non-concluant")
    if verdict.standing == "certain" and verdict.level is not None:
        return words.say("rapport.titre-niveau.certain", level=verdict.level.title)
    if verdict.score is None:
        return "" if verdict.level is None else verdict.level.title
    score = _score(verdict.score, words)
    if verdict.level is None:
        return words.say("rapport.titre-niveau.sans-niveau", score=score)
    return words.say("rapport.titre-niveau.concluant", level=verdict.level.title, score=score)


def _score(score: float, words: Wording) -> str:
    shown = words.score(score)
    if words.grid.scale.high is None or words.grid.scale.low != 0:
        return words.say("rapport.titre-niveau.note-seule", score=shown)
    return words.say("rapport.titre-niveau.note-sur", score=shown, high=words.plain(words.grid.scale.high))


def sum_decimals(diagnostic: Diagnostic, words: Wording) -> int:
    """With how many decimals contributions and adjustment make the score, once each is rounded."""
    score, adjustment = diagnostic.verdict.score or 0.0, diagnostic.adjustment or 0.0
    return decimals_that_add([score - adjustment, adjustment], score, decimals_beside(score, words.grid.bounds))


def gap_shown(diagnostic: Diagnostic, words: Wording) -> tuple[int, float]:
    """The decimals of the scores of the views, and their gap as one counts it from them: on its side of the grid's."""
    if diagnostic.gap is None:
        return 1, 0.0
    least, bounds = words.grid.view_gap, words.grid.bounds
    first, last = (diagnostic.views[place].score or 0.0 for place in (0, -1))
    limits = [] if least is None else [least.points, -least.points]
    return difference(first, last, bounds, decimals_beside(diagnostic.gap, limits))


def gap_in_words(diagnostic: Diagnostic, words: Wording) -> str:
    """By how much the last view is above the first; nothing where this is not computed."""
    decimals, gap = gap_shown(diagnostic, words)
    return "" if diagnostic.gap is None else words.number(gap, decimals)


def gaps_in_words(diagnostic: Diagnostic, words: Wording) -> str:
    """Gaps between data and judgement at or above the grid's, with their size."""
    whole, shown = words.say("rapport.mot.ensemble"), gap_in_words(diagnostic, words)
    return words.joined(
        f"{title or whole} ({words.number(gap) if title else shown})" for title, gap in diagnostic.wide_gaps
    )


def nearest_told(verdict: Verdict, words: Wording) -> tuple[str, ...]:
    """Distance from the score to each neighbouring level, counted from the score shown."""
    return tuple(_near(near, verdict.score or 0.0, words) for near in verdict.nearest)


def _near(near: Threshold, score: float, words: Wording) -> str:
    distance = words.distance(left_to(near.bound, score, words.grid.bounds))
    code = f"rapport.fiche.seuil-{'pire' if near.worse else 'mieux'}"
    return words.say(code, distance=distance, level=near.level.title, bound=words.plain(near.bound))
