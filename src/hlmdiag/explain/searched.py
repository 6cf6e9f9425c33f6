"""Searches made for many units together, by columns, before each is explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hlmdiag.explain.counterfactual_search import Counterfactual, counterfactuals_of
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.explain.score_swings import swings
from hlmdiag.explain.single_decisive_answer import settling_alone
from hlmdiag.scoring.exactness import Bound, bounds_of
from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class Searched:
    """Of one unit: the answers that would better its level, how far each unknown one moves the score (by indicator),
    the column whose answer alone gives it a level, and where its intervals are bounds (by node)."""

    changes: Counterfactual | None
    swings: Mapping[str, float | None]
    alone: str | None
    bounds: Mapping[str, Bound]


def searched(result: Result, rows: list[int], rescoring: Rescoring) -> list[Searched]:
    """For each row, in their order; worked out once, for the outputs of a run ask for the same units."""
    changes = result.of_rows("changes", rows, lambda new: counterfactuals_of(result, new, rescoring))
    widths = result.of_rows("swings", rows, lambda new: swings(result, new))
    alone = result.of_rows("alone", rows, lambda new: settling_alone(result, new))
    bounds = bounds_of(result, rows)
    return [Searched(changes[row], widths[row] or {}, alone[row], bounds[row]) for row in rows]
