"""The result of each case: read as the files of as many landlords, scored at once where that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from hlmdiag.cases.document import Case
from hlmdiag.cases.tables import answers_to, sheets_of
from hlmdiag.data.read import read_sheets
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.score import score
from hlmdiag.scoring.stocks_apart import StockApart, score_apart


def score_case(case: Case, grid: Grid) -> Result:
    """The result of a case: the unit, its company, and the grids that this one uses scored on the same answers.

    One whose result is optional is used where the case answers it.
    """
    uses = {name: score_case(case, used) for name, used in _used_by(case, grid).items()}
    return score(grid, read_sheets(sheets_of(case, grid), grid, date=case.date), date=case.date, uses=uses)


def score_cases(
    cases: Sequence[Case], grid: Grid, begin: Callable[[str], None] = lambda name: None
) -> list[Result | HlmdiagError]:
    """The rows that `score_case` gives for each case, or why it is refused; `begin` is told which one is read."""
    used = [_used_by(case, grid) for case in cases]
    found: dict[int, Result | HlmdiagError] = {}
    uses: list[dict[str, Result]] = [{} for _ in cases]
    for name, of in {**grid.uses, **grid.optional_uses}.items():
        asked = [place for place, grids in enumerate(used) if name in grids]
        for place, outcome in zip(asked, score_cases([cases[place] for place in asked], of), strict=True):
            if isinstance(outcome, HlmdiagError):
                found.setdefault(place, outcome)
            else:
                uses[place][name] = outcome
    by_day: dict[date, dict[int, StockApart]] = {}
    for place, case in enumerate(cases):
        begin(case.name)
        if place in found:
            continue
        try:
            dataset = read_sheets(sheets_of(case, grid), grid, date=case.date)
        except HlmdiagError as refusal:
            found[place] = refusal
        else:
            by_day.setdefault(case.date, {})[place] = StockApart(dataset, uses[place])
    for day, stocks in by_day.items():
        found |= zip(stocks, score_apart(grid, list(stocks.values()), day), strict=True)
    return [found[place] for place in range(len(cases))]


def _used_by(case: Case, grid: Grid) -> Mapping[str, Grid]:
    also = {name: used for name, used in grid.optional_uses.items() if answers_to(case, used, grid)}
    return {**grid.uses, **also}
