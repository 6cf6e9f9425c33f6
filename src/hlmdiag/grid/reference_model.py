"""The reference population of a loaded grid: the stock at hand, or the frozen figures of another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReferenceGroup:
    """The known values of a column in a group, or in all: how many, and the figures that place another among them.

    `quantiles`: a percentage and the value under which it lies, rising; none where the group is too small to say any
    without giving a member's own.
    """

    count: int
    mean: float
    deviation: float
    median: float
    quantiles: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class ReferencePopulation:
    """Population of relative values. `groups`: by column and grouping column (None: all), then by group (or `""`).

    Not `frozen`: the stock at hand gives the figures. Groups of fewer than `at_least` known values say nothing.
    """

    at_least: int
    frozen: bool = False
    groups: Mapping[tuple[str, str | None], Mapping[str, ReferenceGroup]] = field(default_factory=dict)
    title: str | None = None
    source: str | None = None
    date: str | None = None
