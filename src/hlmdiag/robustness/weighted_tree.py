"""Scores of a tree under many sets of weights at once, as matrices (`scoring.tree` does it for one set).

Who has a score does not depend on the weights (they stay positive), so the holes are those of the scoring. What stands
in a hole is any number: the parent does not count it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hlmdiag.expression import compile, compile_interval
from hlmdiag.grid.model import Theme
from hlmdiag.robustness.child_matrix import ChildMatrix, Side, read_children
from hlmdiag.robustness.rows import Rows
from hlmdiag.rules.drawn import DrawnChildren, Matrix
from hlmdiag.scoring.columns import node
from hlmdiag.scoring.tree import ScoreTree


class WeightedTree:
    """A tree over some units, read once; `places` gives the column of each node in the matrices of factors."""

    def __init__(self, tree: ScoreTree, frame: pl.DataFrame, places: Mapping[str, int]) -> None:
        self.tree, self.frame, self._places = tree, frame, places
        self.rows = Rows(frame)
        self._held: dict[tuple[str, Side], ChildMatrix] = {}

    def held(self, theme: Theme, side: Side) -> ChildMatrix:
        """Scores, weights and states of a theme's children."""
        if (theme.id, side) not in self._held:
            self._held[theme.id, side] = read_children(theme, side, self.frame, self.tree.name, self.tree.scale)
        return self._held[theme.id, side]

    def weights(self, held: ChildMatrix, factors: Matrix) -> Matrix:
        """The weights of the children, draws × children."""
        nominal = np.array([child.weight for child in held.children])
        places = np.array([self._places[child.id] for child in held.children], dtype=np.intp)
        drawn: Matrix = factors[:, places] * nominal
        return drawn

    def lacking(self, theme: Theme) -> NDArray[np.intp]:
        """The units in which a theme applies and has no score of its own: its parent's policy speaks for it."""
        score, applies = (pl.col(node(self.tree.name, what, theme.id)) for what in ("score", "applicable"))
        return np.flatnonzero(self.frame.select(score.is_null() & applies).to_series().to_numpy())


class WeightSample:
    """The numbers of a tree under one block of draws (`factors`: draws × nodes)."""

    def __init__(self, weighed: WeightedTree, factors: Matrix) -> None:
        self._weighed, self._factors, self._tree = weighed, factors, weighed.tree
        self._found: dict[tuple[str, Side], Matrix] = {}

    def number(self, theme: Theme, side: Side = "score") -> Matrix:
        """The score of a theme, an end of its raw interval, or its coverage: draws (or one line) × units."""
        if (theme.id, side) not in self._found:
            raw = self._combined(theme, side)
            self._found[theme.id, side] = raw if side == "coverage" else self._finished(theme, raw, side)
        return self._found[theme.id, side]

    def _combined(self, theme: Theme, side: Side) -> Matrix:
        held = self._weighed.held(theme, side)
        brought = [self._brought(child, theme, side) for child in held.themes]
        weights = self._weighed.weights(held, self._factors)
        children = DrawnChildren(held.values, brought, held.counts, weights, self._tree.scale)
        if side == "coverage":
            return children.mean()
        return theme.aggregation.drawn(children) if held.optional is None else self._end(theme, children, held, side)

    def _end(self, theme: Theme, children: DrawnChildren, held: ChildMatrix, side: Side) -> Matrix:
        """An end of the interval where some child may not apply, as `ScoreTree` finds it."""
        pick = np.minimum if side == "low" else np.maximum
        assert held.optional is not None
        if not theme.aggregation.normalises:
            free, leaves = held.optional > 0, len(held.leaves)
            themes = [
                np.where(free[place], pick(each, 0.0), each) for place, each in enumerate(children.themes, leaves)
            ]
            own = np.where(free[:leaves], pick(children.leaves, 0.0), children.leaves)
            return theme.aggregation.drawn(replace(children, leaves=own, themes=themes))
        furthest = np.inf if side == "low" else -np.inf
        found = None
        for counts in held.picks:
            score = np.where(counts.any(axis=0), theme.aggregation.drawn(replace(children, counts=counts)), furthest)
            found = score if found is None else pick(found, score)
        assert found is not None
        return np.where(np.isinf(found), 0.0, found)

    def _brought(self, child: Theme, parent: Theme, side: Side) -> Matrix:
        """Score that a theme passes on: its own, or in some units the one its parent's policy gives."""
        value = self.number(child, side)
        if side != "score" or parent.missing in ("exclude", "block"):
            return value
        lacking = self._weighed.lacking(child)
        if len(lacking):
            value = np.array(np.broadcast_to(value, (len(self._factors), value.shape[1])))
            value[:, lacking] = self._instead(child, parent)[:, lacking]
        return value

    def _instead(self, child: Theme, parent: Theme) -> Matrix:
        if parent.missing in ("worst", "best"):
            high = (parent.missing == "worst") == self._tree.scale.burden
            return self.number(child, "high" if high else "low")
        return np.full((1, self._weighed.frame.height), float(parent.missing))

    def _finished(self, theme: Theme, raw: Matrix, side: Side) -> Matrix:
        """Cap, adjust, then clamp."""
        how, scale = theme.aggregation, self._tree.scale
        raw = raw if how.cap is None else np.minimum(raw, how.cap)
        if theme.adjust is not None:
            raw = self._adjusted(theme, raw, side)
        may_leave = not how.normalises or theme.adjust is not None or self._weighed.held(theme, side).outside
        return np.clip(raw, scale.low, scale.high) if scale.bounded and may_leave else raw

    def _adjusted(self, theme: Theme, raw: Matrix, side: Side) -> Matrix:
        assert theme.adjust is not None
        tree, drawn = self._tree, {"drawn": raw}
        own = tree.own(theme, pl.col("drawn"))
        if side == "score":
            expression = compile(theme.adjust, own, pl, tree.day).value
        else:
            drawn["drawn-other"] = self._other_end(theme, side)
            this, other = pl.col("drawn"), pl.col("drawn-other")
            ends = (this, other) if side == "low" else (other, this)
            expression = compile_interval(theme.adjust, ends[0], ends[1], own, pl, tree.day)[side == "high"]
        coverage = tree.column("coverage", theme).meta.output_name()
        if coverage in expression.meta.root_names():
            drawn[coverage] = self.number(theme, "coverage")
        return self._weighed.rows.evaluate(expression, drawn, len(self._factors))

    def _other_end(self, theme: Theme, side: Side) -> Matrix:
        other = self._combined(theme, "high" if side == "low" else "low")
        cap = theme.aggregation.cap
        return other if cap is None else np.minimum(other, cap)
