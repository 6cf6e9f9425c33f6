"""The score of a theme as formulas over the rows of its children, and what the same formulas give today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hlmdiag.grid.model import Grid, Indicator, Missing, Theme
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.result_columns import score_column, state_column

WEIGHT, APPLIES, COVERED, BRINGS = "C", "N", "O", "P"
"""Columns of the sheet that every row has, of an indicator or of a theme: what its parent reads."""


@dataclass(frozen=True)
class SheetNode:
    """The formulas of a theme: its score, whether it applies, its coverage, what it brings to its parent."""

    score: str
    applies: str
    coverage: str
    brings: str


def node(theme: Theme, parent: Theme | None, rows: Mapping[str, int], scale: Scale, own: tuple[str, str]) -> SheetNode:
    """The formulas of a theme; `rows` gives the row of each node as Excel counts it.

    `own`: the cells of its score and of whether it applies, which `brings` reads.
    """
    at = _Children(theme, rows)
    weight = at.added("{C}*{N}")
    lacks = at.added("({C}>0)*({N}=1)*(1-ISNUMBER({P}))")
    none = f"{at.known}=0" if theme.missing == "exclude" else f"OR({at.known}=0,{lacks}>0)"
    score = f'IF({none},"",{_within(theme.aggregation.formula(at, scale), theme, scale)})'
    coverage = f'IF({weight}>0,({at.summed(COVERED)})/({weight}),"")'
    instead = parent.missing if parent is not None and isinstance(parent.missing, float | int) else None
    cell, applies = own
    brings = cell if instead is None else f'IF(ISNUMBER({cell}),{cell},IF({applies}=1,{instead!r},""))'
    return SheetNode(score, f"IF({weight}>0,1,0)", coverage, brings)


class _Children:
    """The children of a theme as the cells of a formula: its own indicators are in a row, its themes are not."""

    def __init__(self, theme: Theme, rows: Mapping[str, int]) -> None:
        leaves = [rows[child.id] for child in theme.children if isinstance(child, Indicator)]
        self._span = (min(leaves), max(leaves)) if leaves else None
        self._themes = [rows[child.id] for child in theme.children if isinstance(child, Theme)]
        self._weighing = [rows[child.id] for child in theme.children if child.weight > 0]

    def added(self, term: str) -> str:
        """The sum over the children of a term that names columns, as `{C}*{N}`."""
        parts = []
        if self._span is not None:
            first, last = self._span
            ranges = {each: f"{each}{first}:{each}{last}" for each in "CNP"}
            parts.append(f"SUMPRODUCT({term.format_map(ranges)})")
        parts += [term.format_map({each: f"{each}{row}" for each in "CNP"}) for row in self._themes]
        return f"({'+'.join(parts)})"

    def summed(self, column: str) -> str:
        """The weighted sum of a column, where a text counts for nothing."""
        parts = []
        if self._span is not None:
            first, last = self._span
            parts.append(f"SUMPRODUCT({WEIGHT}{first}:{WEIGHT}{last},{column}{first}:{column}{last})")
        parts += [f"{WEIGHT}{row}*N({column}{row})" for row in self._themes]
        return "+".join(parts)

    @property
    def known(self) -> str:
        """The weight of the children that bring something."""
        return self.added("{C}*ISNUMBER({P})")

    def weighted(self) -> str:
        """The weighted sum of what the children bring."""
        return self.summed(BRINGS)

    def listed(self) -> str:
        """The cells of what the children that weigh bring."""
        return ",".join(f"{BRINGS}{row}" for row in self._weighing)


def _within(score: str, theme: Theme, scale: Scale) -> str:
    if theme.aggregation.cap is not None:
        score = f"MIN({theme.aggregation.cap!r},{score})"
    return score if scale.low is None else f"MAX({scale.low!r},MIN({scale.high!r},{score}))"


def instead_of_leaf(leaf: Indicator, policy: Missing, grid: Grid) -> float | None:
    """Points that a policy gives a refused answer; None for nothing."""
    if policy in ("exclude", "block"):
        return None
    if policy in ("worst", "best"):
        low, high = leaf.reach(grid.scale)
        return high if (policy == "worst") == grid.scale.burden else low
    return float(policy)


def brought_today(theme: Theme, parent: Theme | None, values: Mapping[str, Any], scale: Scale) -> tuple[Any, Any]:
    """Results of a theme's formulas for the received answers: score, even under the minimum, and what it passes on.

    A result does not hold the score of a theme that it does not publish; the points of the answers are in it.
    """
    found = [(child, _brought(child, theme, values, scale)) for child in theme.children if child.weight > 0]
    present = [(child.weight, score) for child, score in found if score is not None]
    is_blocked = theme.missing != "exclude" and any(_lacks(child, score, values) for child, score in found)
    score = None if is_blocked or not present else _value(theme, present, scale)
    brings = score
    if score is None and parent is not None and isinstance(parent.missing, float | int) and _applies(theme, values):
        brings = float(parent.missing)
    return score, brings


def _brought(child: Theme | Indicator, theme: Theme, values: Mapping[str, Any], scale: Scale) -> float | None:
    if isinstance(child, Indicator):
        points: float | None = values[score_column(child.id)]
        return points
    found: float | None = brought_today(child, theme, values, scale)[1]
    return found


def _lacks(child: Theme | Indicator, score: float | None, values: Mapping[str, Any]) -> bool:
    return score is None and _applies(child, values)


def _applies(child: Theme | Indicator, values: Mapping[str, Any]) -> bool:
    if isinstance(child, Indicator):
        return bool(values[state_column(child.id)] != "not_applicable")
    return any(_applies(each, values) for each in child.children if each.weight > 0)


def _value(theme: Theme, present: list[tuple[float, float]], scale: Scale) -> float:
    score, cap = theme.aggregation.value(present, scale), theme.aggregation.cap
    score = score if cap is None else min(cap, score)
    return score if scale.low is None or scale.high is None else max(scale.low, min(scale.high, score))
