"""The one line that stands for a diagnostic, everywhere the same."""

from __future__ import annotations

from hlmdiag.explain.diagnostic import Diagnostic, Verdict
from hlmdiag.grid.model import Grid
from hlmdiag.text import say
from hlmdiag.text.figures import decimals_beside, decimals_that_add, difference, number, plain


def headline(verdict: Verdict, grid: Grid, language: str = "fr") -> str:
    """Level and score, or « non concluant »: an incomplete file gets no number here."""
    if verdict.override is not None:
        return say("rapport.titre-niveau.derogation", language, level=verdict.override.level.title)
    if verdict.standing == "not-conclusive" or (verdict.level is None and verdict.score is None):
        return say("rapport.titre-niveau.non-concluant", language)
    if verdict.standing == "certain" and verdict.level is not None:
        return say("rapport.titre-niveau.certain", language, level=verdict.level.title)
    if verdict.score is None:
        return "" if verdict.level is None else verdict.level.title
    score = _score(verdict.score, grid, language)
    if verdict.level is None:
        return say("rapport.titre-niveau.sans-niveau", language, score=score)
    return say("rapport.titre-niveau.concluant", language, level=verdict.level.title, score=score)


def _score(score: float, grid: Grid, language: str) -> str:
    shown = number(score, language, bounds=grid.bounds)
    if grid.scale.high is None or grid.scale.low != 0:
        return say("rapport.titre-niveau.note-seule", language, score=shown)
    return say("rapport.titre-niveau.note-sur", language, score=shown, high=plain(grid.scale.high, language))


def sum_decimals(diagnostic: Diagnostic, grid: Grid) -> int:
    """With how many decimals contributions and adjustment make the score, once each is rounded."""
    score, adjustment = diagnostic.verdict.score or 0.0, diagnostic.adjustment or 0.0
    return decimals_that_add([score - adjustment, adjustment], score, decimals_beside(score, grid.bounds))


def gap_shown(diagnostic: Diagnostic, grid: Grid) -> tuple[int, float]:
    """The decimals of the scores of the views, and their gap as one counts it from them: on its side of the grid's."""
    if diagnostic.gap is None:
        return 1, 0.0
    first, last = (diagnostic.views[place].score or 0.0 for place in (0, -1))
    limits = [] if grid.view_gap is None else [grid.view_gap.points, -grid.view_gap.points]
    return difference(first, last, grid.bounds, decimals_beside(diagnostic.gap, limits))


def gap_in_words(diagnostic: Diagnostic, grid: Grid, language: str = "fr") -> str:
    """By how much the last view is above the first; nothing where this is not computed."""
    decimals, gap = gap_shown(diagnostic, grid)
    return "" if diagnostic.gap is None else number(gap, language, decimals)


def gaps_in_words(diagnostic: Diagnostic, grid: Grid, language: str = "fr") -> str:
    """Where data and judgement differ by at least the gap of the grid, and by how much."""
    whole, shown = say("rapport.mot.ensemble", language), gap_in_words(diagnostic, grid, language)
    return say("rapport.joint", language).join(
        f"{title or whole} ({number(gap, language) if title else shown})" for title, gap in diagnostic.wide_gaps
    )
