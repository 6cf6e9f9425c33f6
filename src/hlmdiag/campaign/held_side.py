"""One campaign's units, criterion by criterion, and the same units with their gaps filled from another campaign.

A criterion is known when it is scored or does not apply. Filling x from y gives each criterion that x does not know its
state and its points in y; what `adjust`, and the rules of levels, read is filled alike (decision 0044).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.scoring.classify import classify
from hlmdiag.scoring.columns import MAIN, leaf, node
from hlmdiag.scoring.external_references import read_beyond
from hlmdiag.scoring.publication import published_columns
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import score_column
from hlmdiag.scoring.result_references import LEVEL_INDEX
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.states import KNOWN, State

_DECIDED = [int(State.SCORED), int(KNOWN), int(State.NOT_APPLICABLE)]
_LEAF = ("points", "state", "applicable", "low", "high")
_OTHER = "|other"


@dataclass(frozen=True)
class HeldSide:
    """The working columns of some units of a result: points and states of criteria, and what expressions read."""

    frame: pl.DataFrame
    rescorer: Rescorer

    @staticmethod
    def of(result: Result, rows: list[int], *, is_step: bool = True) -> HeldSide:
        """The held side of some rows of a result, in the given order.

        `is_step`: no node asks for a least coverage, since a step of a split has no gap to hide.
        """
        rescorer = Rescorer(replace(result, grid=_open(result.grid)) if is_step else result, frozenset())
        brought = result.frame[rows].select(
            pl.col(score_column(each.id)).alias(f"brings:{each.id}") for each in result.grid.indicators
        )
        frame = rescorer.rows(rows).hstack(brought).with_columns(_substituted(result.grid)).drop(brought.columns)
        return HeldSide(frame, rescorer)

    @property
    def grid(self) -> Grid:
        """The grid by which they are scored."""
        return self.rescorer.grid

    def filled(self, other: HeldSide) -> HeldSide:
        """The same where what is not known is taken from the other side."""
        return self.taking(other, lambda state: ~pl.col(state).is_in(_DECIDED))

    def taking(self, other: HeldSide, where: Callable[[str], pl.Expr]) -> HeldSide:
        """The same where, by the name of the state of a criterion or of what is read, the other side stands."""
        beside = self.frame.hstack(other.frame.rename({name: f"{name}{_OTHER}" for name in other.frame.columns}))
        columns = [
            pl.when(where(state)).then(pl.col(f"{name}{_OTHER}")).otherwise(pl.col(name)).alias(name)
            for state, names in self._groups(other.frame.columns)
            for name in names
        ]
        return HeldSide(beside.with_columns(columns).select(self.frame.columns), self.rescorer)

    def _groups(self, columns: Collection[str]) -> Iterator[tuple[str, list[str]]]:
        """Columns that are taken together, by the name of their state."""
        for each in self.grid.indicators:
            optional = ("optional",) if each.applies_if is not None else ()
            yield leaf("state", each.id), [leaf(what, each.id) for what in (*_LEAF, *optional)]
        for column in self.grid.columns:
            names = [data_value(column), data_state(column), leaf("lost", column)]
            yield data_state(column), [name for name in names if name in self.frame.columns and name in columns]
        for place, _ in enumerate(read_beyond(self.grid)):
            names = [f"beyond{part}|{place}" for part in ("", "-state", "-low", "-high", "-lost")]
            yield f"beyond-state|{place}", [name for name in names if name in self.frame.columns and name in columns]

    @cached_property
    def tree(self) -> ScoreTree:
        """The tree that scores them."""
        return ScoreTree.of(self.grid, self.rescorer.resolve, self.rescorer.day)

    @cached_property
    def scored(self) -> pl.DataFrame:
        """The `score` that these points make, and the place of the `level` that it gives by itself."""
        grid, resolve, day = self.grid, self.rescorer.resolve, self.rescorer.day
        frame = self.tree.aggregate(self.frame)
        for published in published_columns(grid):
            frame = frame.with_columns(published)
        if grid.level_rules:
            frame = classify(frame, grid, resolve, day)
        return frame.select(
            pl.col(node(MAIN, "score", ROOT)).round(DECIMALS).alias("score"), pl.col(LEVEL_INDEX).alias("level")
        )


def _open(grid: Grid) -> Grid:
    return replace(grid, root=_without_least(grid.root))


def _without_least(theme: Theme) -> Theme:
    children = [_without_least(child) if isinstance(child, Theme) else child for child in theme.children]
    return replace(theme, children=tuple(children), min_coverage=0.0)


def _substituted(grid: Grid) -> Iterator[pl.Expr]:
    """The score that a policy puts in the place of an unknown criterion, as both ends of what it may be."""
    for theme in (node_ for node_ in grid.root.walk() if isinstance(node_, Theme)):
        if theme.missing not in ("worst", "best"):
            continue
        for child in (each for each in theme.children if isinstance(each, Indicator)):
            brought = pl.col(f"brings:{child.id}")
            unknown = pl.col(leaf("applicable", child.id)) & (pl.col(leaf("state", child.id)) != int(State.SCORED))
            for end in ("low", "high"):
                own = pl.col(leaf(end, child.id))
                yield pl.when(unknown & brought.is_not_null()).then(brought).otherwise(own).alias(leaf(end, child.id))
