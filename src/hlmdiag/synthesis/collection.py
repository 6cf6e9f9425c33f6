"""Answers to collect: the ones that make the most units conclusive, in order, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hlmdiag.grid.data_model import AskedRole
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.collectable import Collectable
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import unit_codes
from hlmdiag.synthesis.asking_order import Asking
from hlmdiag.synthesis.rule_answers import RuleAnswers, rule_answers

_MOST_OF_THEM = 0.8
"""Share of the units that the first answers must serve to have a sentence of their own: the last ones serve few."""

_MOST_LISTED = 20_000
"""Units beyond which the answers of each, one by one, are not written for other programs."""


@dataclass(frozen=True)
class Ask:
    """An answer to ask for. `indicators`: those it fills, the main one first; `roles`: who may be asked.

    `rows`: the units that need it, those that earlier answers leave inconclusive; `conclusive`: how many units are
    conclusive with this answer and all those before.
    """

    indicators: tuple[Indicator, ...]
    roles: tuple[AskedRole, ...]
    rows: tuple[int, ...]
    conclusive: int


@dataclass(frozen=True)
class Collection:
    """The answers that would make units conclusive, whatever they are, if they are valid.

    `open`: units without level; `first`: how many of the answers already do for most; `is_fewest`, for these first ones
    and for all: whether fewer answers are sure to do for fewer units.
    """

    open: int
    asks: tuple[Ask, ...]
    first: int
    is_fewest: tuple[bool, bool]
    asking: Asking

    @cached_property
    def by_unit(self) -> dict[int, tuple[Indicator, ...]]:
        """For each row that answers make conclusive by coverage alone, the fewest of its own."""
        return _by_unit(self.asking)

    @property
    def reachable(self) -> int:
        """Number of units that the answers make conclusive."""
        return self.asks[-1].conclusive if self.asks else 0


def collection(result: Result) -> Collection | RuleAnswers:
    """The answers to collect; where rules give the level, those that the rules read."""
    if result.grid.level_rules:
        return result.once("rule_answers", lambda: rule_answers(result))
    return result.once("collection", lambda: _collection(result))


def _collection(result: Result) -> Collection:
    asking = Asking(Collectable(result))
    open_units = asking.stock.gains.height
    if not open_units or not asking.reachable.height:
        return Collection(open_units, (), 0, (True, True), asking)
    order, first = asking.order(_MOST_OF_THEM)
    asks = tuple(_asks(order, asking, result.grid))
    fewest = [asking.is_fewest(size, asks[size - 1].conclusive) for size in (first, len(asks))]
    return Collection(open_units, asks, first, (fewest[0], fewest[1]), asking)


def _asks(order: Sequence[str], asking: Asking, grid: Grid) -> Iterator[Ask]:
    leaves = {leaf.id: leaf for leaf in grid.indicators}
    for each, (known, rows, conclusive) in zip(order, asking.steps(order), strict=True):
        new = [leaves[each], *(leaf for id, leaf in leaves.items() if id in known and id != each)]
        wanted = {role for leaf in new for role in leaf.asked}
        yield Ask(tuple(new), tuple(role for id, role in grid.roles.items() if id in wanted), rows, conclusive)


def _by_unit(asking: Asking) -> dict[int, tuple[Indicator, ...]]:
    """The fewest answers of each unit: the heaviest first, as each adds its own weight to the coverage."""
    leaves = {leaf.id: leaf for leaf in asking.stock.weighed}
    found = {}
    for row in asking.reachable.iter_rows(named=True):
        chosen = asking.fewest_of(row)
        if chosen:
            found[row["row"]] = tuple(leaves[each] for each in chosen)
    return found


def collection_described(found: Collection, result: Result) -> dict[str, Any]:
    """The same as plain values: ids of indicators and of roles, codes of units."""
    codes = result.frame.select(unit_codes(result.grid.keys)).to_series()
    asks = [
        {
            "indicators": [leaf.id for leaf in each.indicators],
            "asked": [role.id for role in each.roles],
            "needed_by": [codes[row] for row in each.rows],
            "conclusive": each.conclusive,
        }
        for each in found.asks
    ]
    few = found.open <= _MOST_LISTED
    fewest = {codes[row]: [leaf.id for leaf in leaves] for row, leaves in found.by_unit.items()} if few else None
    return {
        "open": found.open,
        "first": found.first,
        "is_fewest": list(found.is_fewest),
        "asks": asks,
        "fewest": fewest,
    }
