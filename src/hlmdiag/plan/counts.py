"""The counts at the head of a plan: decisions, advancement, what is late, amounts by axis, year and district."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from hlmdiag.plan.amounts import Amount, year_of
from hlmdiag.plan.model import LISTS, RETAINED, STARTED, Plan, PlanRow
from hlmdiag.plan.places import UnitPlace, logements

_BY = (*LISTS, "lever", "direction", "responsible", "axis")


@dataclass(frozen=True)
class PlanTally:
    """Rows with the same word in a column: their number, how many are late, their costs, their units and dwellings."""

    rows: int
    late: int
    cost: Amount
    tfpb: Amount
    units: int
    logements: float
    without_logements: int


@dataclass(frozen=True)
class PlanCounts:
    """`tallies`: rows by column and word, what is not said under « »; `late`: rows whose deadline is passed and that
    are not done, among the `dated` that have one; `totals`: cost and tax amounts.
    """

    rows: int
    tallies: Mapping[str, Mapping[str, PlanTally]]
    late: tuple[PlanRow, ...]
    dated: int
    totals: Mapping[str, Amount]

    @property
    def by(self) -> dict[str, dict[str, int]]:
        """The number of rows that say each word."""
        return {key: {word: tally.rows for word, tally in by.items()} for key, by in self.tallies.items()}

    @property
    def amounts(self) -> dict[str, tuple[float, int]]:
        """Cost and tax amounts, with how many rows give one."""
        return {key: (amount.total, amount.given) for key, amount in self.totals.items()}

    @property
    def axes(self) -> dict[str, float]:
        """Tax amounts by axis, those of rows without one under « »."""
        return {axis: tally.tfpb.total for axis, tally in self.tallies["axis"].items() if tally.tfpb.given}


def counted(plan: Plan, day: date, places: Mapping[str, UnitPlace] | None = None) -> PlanCounts:
    """The counts of a plan at a day; `places`: where its units are, by code: without them, none by district."""
    late = tuple(row for row in plan.rows if is_late(row, day))
    keys: dict[str, Callable[[PlanRow], str]] = {key: _word_of(key) for key in _BY} | {"year": year_of}
    if places is not None:
        keys["district"] = lambda row: places[row.key[0]].district if row.key[0] in places else ""
    tallies = {key: _tallied(plan, key, word, day, places or {}) for key, word in keys.items()}
    dated = sum(isinstance(row.cells.get("deadline"), date) for row in plan.rows)
    totals = {key: Amount.of(plan.rows, key) for key in ("cost", "tfpb")}
    return PlanCounts(len(plan.rows), tallies, late, dated, totals)


def undecided(plan: Plan, units: Mapping[str, Mapping[str, str | None]], level: str) -> list[tuple[str, str]]:
    """The code and the name of the units in words at `level` of which the plan retains no action."""
    decided = {row.key[0] for row in plan.rows if row.cells.get("decision") == RETAINED}
    return [
        (code, unit["name"] or "") for code, unit in units.items() if unit["level"] == level and code not in decided
    ]


def is_late(row: PlanRow, day: date) -> bool:
    """Whether the deadline of a retained action is passed and it is not done; of another status, nobody knows."""
    deadline, status = row.cells.get("deadline"), row.cells.get("status")
    is_asked = row.cells.get("decision") in (RETAINED, None)
    return isinstance(deadline, date) and deadline < day and status in (None, *STARTED) and is_asked


def _word_of(key: str) -> Callable[[PlanRow], str]:
    return lambda row: str(row.cells.get(key) or "")


def _tallied(
    plan: Plan, key: str, word: Callable[[PlanRow], str], day: date, places: Mapping[str, UnitPlace]
) -> dict[str, PlanTally]:
    by: dict[str, list[PlanRow]] = {}
    for row in plan.rows:
        by.setdefault(word(row), []).append(row)
    said = sorted(by, key=lambda each: (not each, each))
    order = [each for each in dict.fromkeys((*LISTS.get(key, ()), *said)) if each in by]
    return {each: _tally(by[each], day, places) for each in order}


def _tally(rows: list[PlanRow], day: date, places: Mapping[str, UnitPlace]) -> PlanTally:
    codes = {row.key[0] for row in rows if row.key[0]}
    late = sum(is_late(row, day) for row in rows)
    cost, tfpb = Amount.of(rows, "cost"), Amount.of(rows, "tfpb")
    return PlanTally(len(rows), late, cost, tfpb, len(codes), *logements(codes, places))
