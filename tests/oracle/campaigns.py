"""The change of the score of one unit split in three, criterion by criterion, without columns (design-2 §13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hlmdiag.states import State
from oracle.diagnose import heard
from oracle.document import columns_of, scale_of, tree_of
from oracle.leaves import Answer
from oracle.respondents import units_of
from oracle.stock import Stock
from oracle.tree import published, score_node
from oracle.verdict import used_results

Row = dict[str, Any]
Answers = dict[str, Answer]


def split_of(
    then: tuple[Row, Sequence[Row], Mapping[str, list[Row]]],
    now: tuple[Row, Sequence[Row], Mapping[str, list[Row]]],
    on: date,
) -> dict[str, tuple[float, float, float]]:
    """By code, what the grid, what is known and the answers changed; of units that have a score on both sides.

    Each campaign: its grid, its rows and its events. No grid with an adjustment: what it reads is filled too.
    """
    old, new, again = _answers(*then, on), _answers(*now, on), _answers(now[0], *then[1:], on)
    found = {}
    for code in old:
        if code not in new:
            continue
        before, after = _shown(then[0], old[code]), _shown(now[0], new[code])
        if before is None or after is None:
            continue
        then_again = _score(now[0], again[code])
        informed = _score(now[0], _filled(again[code], new[code]))
        answered = _score(now[0], _filled(new[code], again[code]))
        if then[0] == now[0]:
            then_again = before
        start = before if then_again is None else then_again
        assert informed is not None and answered is not None
        found[code] = (start - before, informed - start + after - answered, answered - informed)
    return found


def _answers(grid: Row, rows: Sequence[Row], events: Mapping[str, list[Row]], on: date) -> dict[str, Answers]:
    units = units_of(grid, list(rows))
    stock = Stock(grid, columns_of(grid), [unit.row for unit in units], events, on)
    none = used_results({})
    return {unit.row["code"]: heard(stock, place, unit, none, {}, {}) for place, unit in enumerate(units)}


def _is_known(answer: Answer) -> bool:
    return answer.state in (State.SCORED, State.NOT_APPLICABLE)


def _filled(one: Answers, other: Answers) -> Answers:
    return {id: answer if _is_known(answer) else other[id] for id, answer in one.items()}


def _score(grid: Row, answers: Answers) -> float | None:
    scope: Any = None
    return score_node(tree_of(grid), answers, scope, scale_of(grid)).score


def _shown(grid: Row, answers: Answers) -> float | None:
    scope: Any = None
    root = tree_of(grid)
    return published(score_node(root, answers, scope, scale_of(grid)), root.min_coverage)
