"""From the points of the indicators to the score of every node: coverage, score, interval, from the leaves up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from hlmdiag.expression import Operand, Reference, ResultRef, compile, compile_interval, constant
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Grid, Indicator, Missing, Theme
from hlmdiag.rules.children import Children
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import ENDS, End
from hlmdiag.scoring.columns import MAIN, added, code, is_true, leaf, node, within
from hlmdiag.scoring.deferred_columns import FrameLike
from hlmdiag.scoring.nodes import Child, by_depth, children, may_be_undecided
from hlmdiag.states import KNOWN, State


@dataclass(frozen=True)
class ScoreTree:
    """One tree of scores over a stock: the grid's own, or the same restricted to the leaves of a view.

    The working columns of a theme are `applicable`, `coverage`, `raw` (the aggregation alone), `score`, `low`, `high`
    (the raw interval) and `brings` (what its parent counts), and those of an indicator `brings`, all named by `node`.
    """

    root: Theme
    scale: Scale
    resolve: Resolve
    day: date
    name: str = MAIN

    @classmethod
    def of(cls, grid: Grid, resolve: Resolve, day: date) -> ScoreTree:
        """The grid's own tree."""
        return cls(grid.root, grid.scale, resolve, day)

    @cached_property
    def _children(self) -> dict[str, list[Child]]:
        """The children that count of each theme, made once: every step asks for them."""
        return {node.id: children(node, self.name) for node in self.root.walk() if isinstance(node, Theme)}

    def aggregate(self, frame: FrameLike) -> FrameLike:
        """Add the columns of every node, all themes of one depth at once."""
        for floor in reversed(by_depth(self.root)):
            frame = added(frame, [each for theme, _ in floor for each in self._leaves(theme)])
            frame = added(frame, [each for theme, _ in floor for each in self._weights(theme)])
            frame = added(frame, [each for theme, _ in floor for each in self._sure(theme)])
            frame = added(frame, [each for theme, _ in floor for each in self._measures(theme)])
            frame = added(frame, [each for theme, _ in floor for each in self._adjusted(theme)])
            frame = added(frame, [self._brought(theme, parent) for theme, parent in floor])
        return frame

    def rescore(self, frame: FrameLike, changed: frozenset[str]) -> FrameLike:
        """Score again after the points of some indicators changed, along their paths to the root only.

        Who has a score does not change, so neither do weights, coverage nor intervals.
        """
        for floor in reversed(by_depth(self.root)):
            path = [
                (theme, parent)
                for theme, parent in floor
                if any(child.id in changed for child in theme.walk() if isinstance(child, Indicator))
            ]
            frame = added(frame, [each for theme, _ in path for each in self._leaves(theme)])
            frame = added(frame, [self._raw(theme) for theme, _ in path])
            frame = added(frame, [self._score(theme) for theme, _ in path])
            frame = added(frame, [self._brought(theme, parent) for theme, parent in path])
        return frame

    def column(self, what: str, theme: Theme) -> pl.Expr:
        """A working column of a theme."""
        return pl.col(node(self.name, what, theme.id))

    def _substitute(self, policy: Missing, low: pl.Expr, high: pl.Expr) -> pl.Expr | None:
        """Points that a policy gives a child without a score; None if it gives none."""
        match policy:
            case "exclude" | "block":
                return None
            case "worst" | "best":
                return high if (policy == "worst") == self.scale.burden else low
            case _:
                return pl.lit(float(policy))

    def _leaves(self, theme: Theme) -> Iterator[pl.Expr]:
        for child in theme.children:
            if isinstance(child, Indicator):
                points, low, high = (pl.col(leaf(what, child.id)) for what in ("points", "low", "high"))
                instead = self._substitute(theme.missing, low, high)
                if instead is not None:
                    unknown = points.is_null() & pl.col(leaf("applicable", child.id))
                    points = pl.when(unknown).then(instead).otherwise(points)
                yield points.alias(node(self.name, "brings", child.id))

    def _weights(self, theme: Theme) -> Iterator[pl.Expr]:
        """Weights first: of what applies, of what has a score; whether a bound or a score is lacking."""
        counted = self._children[theme.id]
        weights = {
            "weight": [child.applicable.cast(pl.Float64) * constant(child.weight, pl) for child in counted],
            "known": [child.score.is_not_null().cast(pl.Float64) * constant(child.weight, pl) for child in counted],
        }
        lacks = {
            "no-low": [child.applicable & child.low.is_null() for child in counted],
            "no-high": [child.applicable & child.high.is_null() for child in counted],
            "blocked": [child.applicable & child.score.is_null() for child in counted],
        }
        for what, parts in weights.items():
            yield (pl.sum_horizontal(parts) if parts else pl.lit(0.0)).alias(node(self.name, what, theme.id))
        for what, parts in lacks.items():
            yield (pl.any_horizontal(parts) if parts else pl.lit(value=False)).alias(node(self.name, what, theme.id))

    def _sure(self, theme: Theme) -> Iterator[pl.Expr]:
        """Optional children that surely apply, and the weight of the children that always do."""
        counted = self._children[theme.id]
        for child in counted:
            if child.optional is not None:
                yield (child.applicable & child.optional.not_()).alias(node(self.name, "sure", child.id))
        fixed = [_weighed(child, child.applicable) for child in counted if child.optional is None]
        if len(fixed) < len(counted):
            total = pl.sum_horizontal(fixed) if fixed else pl.lit(0.0)
            yield total.alias(node(self.name, "sure-weight", theme.id))

    def _is_sure(self, child: Child) -> pl.Expr:
        return child.applicable if child.optional is None else pl.col(node(self.name, "sure", child.id))

    def _measures(self, theme: Theme) -> Iterator[pl.Expr]:
        """Applicability, coverage, the aggregated score and both ends of what it may become."""
        counted, weight = self._children[theme.id], self.column("weight", theme)
        yield (weight > 0).alias(node(self.name, "applicable", theme.id))
        yield self._raw(theme)
        none = constant(0.0, pl)
        covered = [child.coverage.fill_null(none) * constant(child.weight, pl) for child in counted] or [none]
        share = pl.sum_horizontal(covered) * (1 / weight)
        yield pl.when(weight > 0).then(share).otherwise(None).alias(node(self.name, "coverage", theme.id))
        if may_be_undecided(theme):
            sure = [self._is_sure(child) for child in counted]
            yield ((weight > 0) & pl.any_horizontal(sure).not_()).alias(node(self.name, "optional", theme.id))
        for end in ENDS:
            reached, bounded = self._end(theme, end), (weight > 0) & self._is_bounded(theme, end)
            yield pl.when(bounded).then(reached).otherwise(None).alias(node(self.name, f"raw-{end}", theme.id))

    def _is_bounded(self, theme: Theme, end: End) -> pl.Expr:
        """Whether the children give a bound: all of them or, of an extreme, one that is sure to apply."""
        every = self.column(f"no-{end}", theme).not_()
        if not theme.aggregation.takes_known_bounds(end, self.scale):
            return every
        sure = [self._is_sure(child) & child.end(end).is_not_null() for child in self._children[theme.id]]
        return pl.any_horizontal(every, *sure)

    def _end(self, theme: Theme, end: End) -> pl.Expr:
        """The lowest or highest score over the possible scores of the children.

        One that may not apply is there or not. Where points are added as they stand it brings nothing or its own;
        elsewhere the lowest score is met with those below some bound, the highest with those above.
        """
        counted, weight = self._children[theme.id], self.column("weight", theme)
        scores = [child.end(end) for child in counted]
        free = [child for child in counted if child.optional is not None]
        if not free:
            return self._combined(theme, scores, weight)
        pick = pl.min_horizontal if end == "low" else pl.max_horizontal
        if not theme.aggregation.normalises:
            brought = [
                score if child.optional is None else pl.when(child.optional).then(pick(score, 0.0)).otherwise(score)
                for score, child in zip(scores, counted, strict=True)
            ]
            return self._combined(theme, brought, weight)
        found = [self._among(theme, counted, scores, None, end)]
        found += [self._among(theme, counted, scores, child.end(end), end) for child in free]
        return pick(found)

    def _among(
        self, theme: Theme, counted: list[Child], scores: list[pl.Expr], bound: pl.Expr | None, end: End
    ) -> pl.Expr:
        """The score over the children that are sure to apply, and over the others up to a bound (or none of them)."""
        kept, weights = [], [self.column("sure-weight", theme)]
        for child, score in zip(counted, scores, strict=True):
            if child.optional is None:
                kept.append(score)
                continue
            is_in = self._is_sure(child)
            if bound is not None:
                is_in |= child.applicable & (score <= bound if end == "low" else score >= bound)
            kept.append(pl.when(is_in).then(score).otherwise(None))
            weights.append(_weighed(child, is_in))
        return self._combined(theme, kept, pl.sum_horizontal(weights))

    def _combined(self, theme: Theme, scores: list[pl.Expr], total: pl.Expr) -> pl.Expr:
        if not scores:
            return pl.lit(None, dtype=pl.Float64)
        weights = tuple(child.weight for child in theme.children if child.weight > 0)
        return theme.aggregation.combine(Children(tuple(scores), weights, total, self.scale, pl))

    def _raw(self, theme: Theme) -> pl.Expr:
        scores = [child.score for child in self._children[theme.id]]
        raw = self._combined(theme, scores, self.column("known", theme))
        if theme.missing != "exclude":
            # under `missing: worst` or `best`, an unknown child without a bound leaves the theme without a score
            raw = pl.when(self.column("blocked", theme)).then(None).otherwise(raw)
        return raw.alias(node(self.name, "raw", theme.id))

    def _adjusted(self, theme: Theme) -> Iterator[pl.Expr]:
        """Cap, adjust, then clamp: the score and both ends of its interval."""
        yield self._score(theme)
        low, high = (_capped(theme, self.column(what, theme)) for what in ("raw-low", "raw-high"))
        if theme.adjust is not None:
            raw = _capped(theme, self.column("raw", theme))
            ends = compile_interval(theme.adjust, low, high, self.own(theme, raw), pl, self.day)
            applicable = self.column("applicable", theme)
            low, high = (pl.when(applicable).then(end).otherwise(None) for end in ends)
        for what, end, furthest in (("low", low, self.scale.low), ("high", high, self.scale.high)):
            reached = within(end, self.scale.low, self.scale.high)
            if theme.adjust is not None and furthest is not None:
                # an adjustment by an unknown value may be anything, within the scale
                reached = pl.when(self.column("applicable", theme)).then(reached.fill_null(furthest)).otherwise(None)
            yield reached.alias(node(self.name, what, theme.id))

    def _score(self, theme: Theme) -> pl.Expr:
        raw = _capped(theme, self.column("raw", theme))
        score = raw
        if theme.adjust is not None:
            score = compile(theme.adjust, self.own(theme, raw), pl, self.day).value
            score = pl.when(raw.is_null()).then(None).otherwise(score)
        return within(score, self.scale.low, self.scale.high).alias(node(self.name, "score", theme.id))

    def own(self, theme: Theme, raw: pl.Expr) -> Resolve:
        """In `adjust`, the bare score and coverage are the node's own."""

        def find(reference: Reference) -> Operand:
            if not isinstance(reference, ResultRef) or reference.grid is not None:
                return self.resolve(reference)
            value = raw if reference.kind == "score" else self.column("coverage", theme)
            return Operand(value, pl.when(value.is_null()).then(code(State.MISSING)).otherwise(code(KNOWN)))

        return find

    def _brought(self, theme: Theme, parent: Theme | None) -> pl.Expr:
        """Score that a theme passes to its parent: its own, or the one that the parent's policy gives it."""
        score, low, high = (self.column(what, theme) for what in ("score", "low", "high"))
        instead = self._substitute(parent.missing, low, high) if parent is not None else None
        if instead is not None:
            unknown = score.is_null() & self.column("applicable", theme)
            score = pl.when(unknown).then(instead).otherwise(score)
        return score.alias(node(self.name, "brings", theme.id))


def _capped(theme: Theme, value: pl.Expr) -> pl.Expr:
    cap = theme.aggregation.cap
    return value if cap is None else value.clip(upper_bound=cap)


def _weighed(child: Child, counts: pl.Expr) -> pl.Expr:
    return is_true(counts).cast(pl.Float64) * constant(child.weight, pl)
