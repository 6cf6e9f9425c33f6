"""The scores of a tree under many sets of weights at once: what `scoring.tree` does for one set, as matrices.

Who has a score does not depend on the weights (they stay positive), so the holes are those of the scoring. What stands
in a hole is any number: the parent does not count it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hlmdiag.expression import compile, compile_interval
from hlmdiag.grid.model import Theme
from hlmdiag.robustness.children import Held, Side, hold
from hlmdiag.robustness.rows import Matrix, Rows
from hlmdiag.rules.aggregate import Geometric, Share, Sum, Worst
from hlmdiag.scoring.columns import node
from hlmdiag.scoring.tree import Tree

__all__ = ["Drawn", "Weighed"]

_TOLERANCE = 5e-10
"""Bounds are compared to 9 decimals."""


class Weighed:
    """A tree over some units, read once; `places` gives the column of each node in the matrices of factors."""

    def __init__(self, tree: Tree, frame: pl.DataFrame, places: Mapping[str, int]) -> None:
        self.tree, self.frame, self._places = tree, frame, places
        self.rows = Rows(frame)
        self._held: dict[tuple[str, Side], Held] = {}

    def held(self, theme: Theme, side: Side) -> Held:
        """What the children of a theme hold."""
        if (theme.id, side) not in self._held:
            self._held[theme.id, side] = hold(theme, side, self.frame, self.tree.name, self.tree.scale)
        return self._held[theme.id, side]

    def weights(self, held: Held, factors: Matrix) -> Matrix:
        """The weights of the children, draws × children."""
        nominal = np.array([child.weight for child in held.children])
        places = np.array([self._places[child.id] for child in held.children], dtype=np.intp)
        drawn: Matrix = factors[:, places] * nominal
        return drawn

    def lacking(self, theme: Theme) -> NDArray[np.intp]:
        """The units in which a theme applies and has no score of its own: its parent's policy speaks for it."""
        score, applies = (pl.col(node(self.tree.name, what, theme.id)) for what in ("score", "applicable"))
        return np.flatnonzero(self.frame.select(score.is_null() & applies).to_series().to_numpy())


class Drawn:
    """The numbers of a tree under one block of draws (`factors`: draws × nodes)."""

    def __init__(self, weighed: Weighed, factors: Matrix) -> None:
        self._weighed, self._factors, self._tree = weighed, factors, weighed.tree
        self._found: dict[tuple[str, Side], Matrix] = {}

    def number(self, theme: Theme, side: Side = "score") -> Matrix:
        """The score of a theme, an end of its raw interval, or its coverage: draws (or one line) × units."""
        if (theme.id, side) not in self._found:
            raw = self._combined(theme, side)
            self._found[theme.id, side] = raw if side == "coverage" else self._finished(theme, raw, side)
        return self._found[theme.id, side]

    def _combined(self, theme: Theme, side: Side) -> Matrix:
        held, how = self._weighed.held(theme, side), theme.aggregation
        if side != "coverage" and isinstance(how, Worst):
            return self._extreme(theme, held, side, highest=how.takes_highest(self._tree.scale))
        weights = self._weighed.weights(held, self._factors)
        if side != "coverage" and isinstance(how, Sum):
            return self._added(theme, held, side, weights * how.factor(self._tree.scale))
        if held.counts is None:
            mean = self._added(theme, held, side, weights * (1 / weights.sum(axis=1, keepdims=True)))
        else:
            total = weights @ held.counts
            total[total == 0] = 1.0
            mean = self._added(theme, held, side, weights)
            mean /= total
        return mean if side == "coverage" else self._put_back(theme, mean)

    def _added(self, theme: Theme, held: Held, side: Side, weights: Matrix) -> Matrix:
        """Σ weight × what the aggregation adds up of each child."""
        leaves = len(held.leaves)
        taken, product = self._taken(theme, held.values, side), isinstance(theme.aggregation, Geometric)
        zero = np.isneginf(taken) if product else None
        added: Matrix = weights[:, :leaves] @ (taken if zero is None else np.where(zero, 0.0, taken))
        if zero is not None:
            # a product with a zero is zero, unless the zero only stands in a hole
            added[:, (zero & (self._counted(held)[:leaves] > 0)).any(axis=0)] = -np.inf
        for place, child in enumerate(held.themes, leaves):
            part = self._taken(theme, self._brought(child, theme, side), side) * weights[:, place, None]
            part[:, held.holes(place)] = 0.0
            added += part
        return added

    def _counted(self, held: Held) -> Matrix:
        if held.counts is not None:
            return held.counts
        return np.ones((len(held.leaves) + len(held.themes), self._weighed.frame.height))

    def _taken(self, theme: Theme, values: Matrix, side: Side) -> Matrix:
        """What is added up of the children's scores: themselves, their logarithm, or whether they are beyond."""
        how, burden = theme.aggregation, self._tree.scale.burden
        if side == "coverage":
            return values
        if isinstance(how, Geometric):
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.log(values)
        if isinstance(how, Share):
            bound = how.share.beyond
            beyond = values > bound - _TOLERANCE if burden else values < bound + _TOLERANCE
            return beyond.astype(np.float64)
        return values

    def _put_back(self, theme: Theme, mean: Matrix) -> Matrix:
        """From what was added up to a score."""
        how, scale = theme.aggregation, self._tree.scale
        if isinstance(how, Geometric):
            return np.exp(mean)
        if isinstance(how, Share):
            assert scale.best is not None and scale.worst is not None  # the loader refuses it without ends
            return scale.best + mean * (scale.worst - scale.best)
        return mean

    def _extreme(self, theme: Theme, held: Held, side: Side, *, highest: bool) -> Matrix:
        pick, never = (np.maximum, -np.inf) if highest else (np.minimum, np.inf)
        counts, leaves = self._counted(held), len(held.leaves)
        found = np.full((1, self._weighed.frame.height), never)
        for place, line in enumerate(held.values):
            found = pick(found, np.where(counts[place] > 0, line, never))
        for place, child in enumerate(held.themes, leaves):
            found = pick(found, np.where(counts[place] > 0, self._brought(child, theme, side), never))
        found[np.isinf(found)] = 0.0
        return found

    def _brought(self, child: Theme, parent: Theme, side: Side) -> Matrix:
        """What a theme brings: its score, or in some units what its parent's policy puts in its place."""
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
        if isinstance(how, Sum) and how.sum.cap is not None:
            raw = np.minimum(raw, how.sum.cap)
        if theme.adjust is not None:
            raw = self._adjusted(theme, raw, side)
        may_leave = isinstance(how, Sum) or theme.adjust is not None or self._weighed.held(theme, side).outside
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
        how = theme.aggregation
        return np.minimum(other, how.sum.cap) if isinstance(how, Sum) and how.sum.cap is not None else other
