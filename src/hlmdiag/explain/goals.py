"""The goal that a unit is measured against, and whether it is reached: a goal may differ from one unit to the next."""

from __future__ import annotations

from typing import Literal

import polars as pl

from hlmdiag.explain.scorability import held_answer, is_answered
from hlmdiag.expression import DECIMALS, compile
from hlmdiag.grid.model import Indicator
from hlmdiag.rules.normalise import Target
from hlmdiag.scoring.result import Result
from hlmdiag.text.quantities import EXACT
from hlmdiag.wording import Wording


def goals_of(result: Result) -> dict[str, list[float | None]]:
    """The goal of every row, by indicator: a result holds the answers it is made of, not the goal itself.

    An indicator whose goal reads more than answers (the stock, other results) is left out.
    """
    found = {}
    for leaf in result.grid.indicators:
        if leaf.goal is None or not is_answered(leaf.goal, result.frame):
            continue
        value = compile(leaf.goal, held_answer, pl, result.manifest.reference_date).value
        goals = result.frame.with_columns(value.cast(pl.Float64).alias("|goal"))["|goal"]
        found[leaf.id] = goals.to_list()
    return found


def goal_in_words(leaf: Indicator, value: object, goal: float | None, words: Wording) -> str | None:
    """Whether a value reaches its goal, comes close or misses it, with that goal; None where one of them is unknown."""
    if not isinstance(leaf.rule, Target) or goal is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    aim = leaf.rule.target
    bound = words.say(f"rapport.objectif.{aim.better}", goal=words.quantity(goal, words.unit_of(leaf), decimals=EXACT))
    tolerance = words.plain(aim.tolerance)
    return words.say(f"rapport.objectif.{_outcome(leaf.rule, value, goal)}", bound=bound, tolerance=tolerance)


def _outcome(rule: Target, value: float, goal: float) -> Literal["atteint", "approche", "manque"]:
    """The comparison of the rule, to the same decimals and bounds included."""
    sign = 1 if rule.target.better == "higher" else -1
    short = round(sign * (round(goal, DECIMALS) - value), DECIMALS)
    if short <= 0:
        return "atteint"
    return "approche" if short <= rule.target.tolerance else "manque"
