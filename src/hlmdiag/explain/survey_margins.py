"""The margin of error of the shares that surveys give: said of each value, whether or not the grid carries it."""

from __future__ import annotations

import polars as pl

from hlmdiag.explain.scorability import held_answer, is_answered
from hlmdiag.expression import Expression, compile
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.survey import margin
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import value_column
from hlmdiag.wording import Wording

Margin = tuple[float | None, float | None]
"""Both ends of a share, None where nobody knows how many answered."""


def margins_of(result: Result) -> dict[str, list[Margin]]:
    """The ends of every row, by indicator that a survey gives; a number that the result does not hold is unknown."""
    found = {}
    for leaf in result.grid.indicators:
        if leaf.survey is not None and value_column(leaf.id) in result.frame.columns:
            sizes = [_held(each, result) for each in (leaf.survey.answers, leaf.survey.among)]
            among = sizes[1] if leaf.survey.among is not None else None
            ends = margin(pl.col(value_column(leaf.id)), sizes[0], among, pl)
            found[leaf.id] = result.frame.select(low=ends[0], high=ends[1]).rows()
    return found


def margin_in_words(text: str | None, leaf: Indicator, ends: Margin | None, words: Wording) -> str | None:
    """A value with what its survey leaves open of it."""
    low, high = ends or (None, None)
    if text is None or low is None or high is None:
        return text
    if low == high:
        return words.say("rapport.enquete.entiere", text=text)
    return words.say("rapport.enquete.marge", text=text, low=words.plain(low, 0), high=words.value(high, leaf, 0))


def _held(expression: Expression | None, result: Result) -> pl.Expr:
    if expression is None or not is_answered(expression, result.frame):
        return pl.lit(None, dtype=pl.Float64)
    return compile(expression, held_answer, pl, result.manifest.reference_date).value


def survey_size(leaf: Indicator, result: Result, row: int) -> float | None:
    """How many answered the survey that gives an indicator of a unit; None where nobody knows, or it is no survey."""
    if leaf.survey is None:
        return None
    size = result.frame[[row]].select(size=_held(leaf.survey.answers, result)).item()
    return None if size is None else float(size)
