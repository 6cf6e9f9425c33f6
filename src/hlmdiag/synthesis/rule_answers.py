"""Answers that rules of levels read by themselves, where units without level lack them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from hlmdiag.data.decode import decode
from hlmdiag.grid.data_model import Column
from hlmdiag.scoring.classify import flags_read
from hlmdiag.scoring.reads import columns_of
from hlmdiag.scoring.result import Result

if TYPE_CHECKING:
    from hlmdiag.grid.model import Grid, Indicator
    from hlmdiag.synthesis.collection import Ask


@dataclass(frozen=True)
class RuleAnswers:
    """The columns that rules read, each with the number of units without level that lack it; `open`: these units.

    No order of criteria makes such units conclusive, so nothing is asked for one by one.
    """

    open: int
    lacking: tuple[tuple[Column, int], ...]
    asks: ClassVar[tuple[Ask, ...]] = ()
    by_unit: ClassVar[Mapping[int, tuple[Indicator, ...]]] = {}


def rule_answers(result: Result) -> RuleAnswers:
    """The columns that are lacking, the one that most units lack first."""
    units = result.frame.filter(pl.col("level").is_null())
    lacking = [
        (column, count) for column in columns_of_rules(result.grid, result.frame) if (count := _unknown(units, column))
    ]
    return RuleAnswers(units.height, tuple(sorted(lacking, key=lambda each: -each[1])))


def columns_of_rules(grid: Grid, frame: pl.DataFrame) -> Iterator[Column]:
    """The columns of the data that rules of levels, and the flags that they read, name."""
    rules = [rule.when for rule in grid.level_rules if rule.when is not None]
    named = (name for each in (*rules, *(grid.flags[flag].when for flag in sorted(flags_read(grid, rules))))
             for name in columns_of(each))  # fmt: skip
    for name in dict.fromkeys(named):
        column = grid.columns[name]
        if column.computed is None and name in frame.columns:
            yield column


def _unknown(units: pl.DataFrame, column: Column) -> int:
    return decode(units[column.id].cast(pl.String).fill_null(""), column).values.null_count()
