"""The yearly table of a tax agreement (TFPB): what is planned, done and valued, by axis, district and unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hlmdiag.plan.amounts import Amount, year_of
from hlmdiag.plan.model import DONE, DROPPED, RETAINED, Plan, PlanRow
from hlmdiag.plan.places import UnitPlace

Key = tuple[str, ...]


@dataclass(frozen=True)
class AgreementLine:
    """Rows of a plan that go together: `key` is what they share, `codes` their units.

    `planned`: the tax amounts of rows that are retained and not dropped; `done`: the cost of those done; `valued`: the
    tax amounts of those done. Each says of how many rows its amount is not given.
    """

    key: Key
    codes: frozenset[str]
    planned: Amount
    done: Amount
    valued: Amount


@dataclass(frozen=True)
class TaxAgreement:
    """The lines of a plan by year and axis, by year and district, by year, district, unit and axis.

    A year or an axis that nothing says is « » in a key.
    """

    by_axis: tuple[AgreementLine, ...]
    by_district: tuple[AgreementLine, ...]
    by_unit: tuple[AgreementLine, ...]


def agreement(plan: Plan, places: Mapping[str, UnitPlace]) -> TaxAgreement:
    """The table of a plan: rows of an axis, or that have a tax amount, which are retained or done."""
    rows = [row for row in plan.rows if _is_in(row)]

    def district(row: PlanRow) -> str:
        code = row.key[0]
        return places[code].district if code in places else ""

    def axis(row: PlanRow) -> str:
        return str(row.cells.get("axis") or "")

    return TaxAgreement(
        _lines(rows, lambda row: (year_of(row), axis(row))),
        _lines(rows, lambda row: (year_of(row), district(row))),
        _lines(rows, lambda row: (year_of(row), district(row), row.key[0], axis(row))),
    )


def _is_in(row: PlanRow) -> bool:
    is_of_it = bool(row.cells.get("axis")) or row.cells.get("tfpb") is not None
    return is_of_it and (_is_planned(row) or _is_done(row))


def _is_planned(row: PlanRow) -> bool:
    return row.cells.get("decision") == RETAINED and row.cells.get("status") != DROPPED


def _is_done(row: PlanRow) -> bool:
    return row.cells.get("status") == DONE


def _lines(rows: Iterable[PlanRow], key: Callable[[PlanRow], Key]) -> tuple[AgreementLine, ...]:
    by: dict[Key, list[PlanRow]] = {}
    for row in rows:
        by.setdefault(key(row), []).append(row)
    # blank parts of a key last
    order = sorted(by, key=lambda each: [(not part, part) for part in each])
    return tuple(_line(each, by[each]) for each in order)


def _line(key: Key, rows: list[PlanRow]) -> AgreementLine:
    planned, done = ([row for row in rows if kept(row)] for kept in (_is_planned, _is_done))
    codes = frozenset(row.key[0] for row in rows if row.key[0])
    return AgreementLine(key, codes, Amount.of(planned, "tfpb"), Amount.of(done, "cost"), Amount.of(done, "tfpb"))
