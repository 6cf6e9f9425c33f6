"""The tree of a grid as scoring walks it: floors, and the children of a theme as columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.expression import constant
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.span import End
from hlmdiag.scoring.columns import leaf, node
from hlmdiag.states import State


@dataclass(frozen=True)
class Child:
    """A child of a theme as its parent sees it: weight and columns. `score` is what it brings, null for nothing."""

    id: str
    weight: float
    score: pl.Expr
    low: pl.Expr
    high: pl.Expr
    applicable: pl.Expr
    coverage: pl.Expr
    optional: pl.Expr | None = None
    """Whether it is undecided that it applies; None where the grid has nothing to decide."""

    def end(self, end: End) -> pl.Expr:
        """One end of what it can get."""
        return self.low if end == "low" else self.high


def restrict(theme: Theme, indicators: frozenset[str]) -> Theme | None:
    """The same theme with only some leaves, None where none remains."""
    kept = [
        child if isinstance(child, Indicator) else restrict(child, indicators)
        for child in theme.children
        if isinstance(child, Theme) or child.id in indicators
    ]
    present = tuple(child for child in kept if child is not None)
    return replace(theme, children=present) if present else None


def by_depth(root: Theme) -> list[list[tuple[Theme, Theme | None]]]:
    """The themes level by level from the root down, each with its parent."""
    floors: list[list[tuple[Theme, Theme | None]]] = [[(root, None)]]
    while floors[-1]:
        floors.append(
            [(child, theme) for theme, _ in floors[-1] for child in theme.children if isinstance(child, Theme)]
        )
    return floors[:-1]


def children(theme: Theme, tree: str) -> list[Child]:
    """The children that count: a weight of zero informs without scoring."""
    return [_child(child, tree) for child in theme.children if child.weight > 0]


def _child(child: Theme | Indicator, tree: str) -> Child:
    score = pl.col(node(tree, "brings", child.id))
    if isinstance(child, Theme):
        low, high, applies, coverage = (
            pl.col(node(tree, what, child.id)) for what in ("low", "high", "applicable", "coverage")
        )
        optional = pl.col(node(tree, "optional", child.id)) if may_be_undecided(child) else None
        return Child(child.id, child.weight, score, low, high, applies, coverage, optional)
    covered = (pl.col(leaf("state", child.id)) == constant(int(State.SCORED), pl)).cast(pl.Float64)
    low, high, applies = (pl.col(leaf(what, child.id)) for what in ("low", "high", "applicable"))
    optional = pl.col(leaf("optional", child.id)) if may_be_undecided(child) else None
    return Child(child.id, child.weight, score, low, high, applies, covered, optional)


def may_be_undecided(child: Theme | Indicator) -> bool:
    """Whether it can be undecided that a child applies: it has a condition, or something that counts in it has one."""
    if isinstance(child, Indicator):
        return child.applies_if is not None
    return any(may_be_undecided(each) for each in child.children if each.weight > 0)
