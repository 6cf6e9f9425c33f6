"""The outcomes that a result leaves possible for each unit: flags and levels whatever the answers still unknown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.campaign.bounds import Ends, holds
from hlmdiag.data.dataset_columns import data_state
from hlmdiag.expression import Expression, ResultRef
from hlmdiag.expression import names as see
from hlmdiag.grid.level import Levels
from hlmdiag.grid.model import Flag, Grid, Indicator, Theme
from hlmdiag.scoring.columns import code, leaf, operand
from hlmdiag.scoring.external_references import ExternalReference, read_beyond, reference_text
from hlmdiag.scoring.level_columns import levels_met, place_of_id
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.views import GAP_FLAG
from hlmdiag.states import KNOWN, State

_DECIDED = (int(KNOWN), int(State.NOT_APPLICABLE))
"""The states of what was answered: « sans objet » is an answer."""


def truth(flag: str) -> str:
    """The column that says whether a flag holds for certain (true), is excluded (false), or is open (null)."""
    return f"truth|{flag}"


def flag_ids(grid: Grid) -> tuple[str, ...]:
    """The flags that a result of this grid may show."""
    return (*grid.flags, *([GAP_FLAG] if grid.views else []))


def is_known_column(name: str) -> pl.Expr:
    """Whether the answer of a column is known, over working columns."""
    return pl.col(data_state(name)).is_in(_DECIDED)


def is_known_reference(place: int) -> pl.Expr:
    """Whether what is read beyond the row has a value, over working columns."""
    return pl.col(f"beyond-state|{place}").is_in(_DECIDED)


@dataclass(frozen=True)
class Possible:
    """What is certain and what is possible in a result; levels are places in its own grid, 0 for the best."""

    result: Result

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self.result.grid

    @cached_property
    def replay(self) -> Rescorer:
        """The result as working columns."""
        return Rescorer(self.result, frozenset())

    @cached_property
    def frame(self) -> pl.DataFrame:
        """A row a unit, in the order of the result.

        Every column of the result, its working columns (`v:`, `s:`, `points|`, `state|`…), a `truth` for each flag,
        `best` and `worst` (the ends of the levels still possible, null without any), `floor` and `ceiling` (the level
        under which flags let no unit stay: that which holds, the worst that may).
        """
        working = self.replay.rows(range(self.result.frame.height))
        frame = pl.concat([self.result.frame, working], how="horizontal")
        after = self._after_level()
        for flag in (each for each in self.grid.flag_order if each not in after):
            frame = frame.with_columns(self._truth(self.grid.flags[flag]))
        frame = frame.with_columns(self._met())
        for flag in (each for each in self.grid.flag_order if each in after):
            frame = frame.with_columns(self._truth(self.grid.flags[flag]))
        if self.grid.views:
            frame = frame.with_columns(self._gap())
        return frame.with_columns(self._floors()).with_columns(self._levels())

    def _after_level(self) -> frozenset[str]:
        """The flags that read the level, or one that does: rules that give it read none of them."""
        found = set[str]()
        for flag in self.grid.flag_order:
            for each in self.grid.flags[flag].when.references:
                if isinstance(each, ResultRef) and each.grid is None:
                    reads_alerts = each.kind == "alerts" and any(self.grid.flags[it].alert for it in found)
                    if (each.kind == "level" and each.node is None) or each.node in found or reads_alerts:
                        found.add(flag)
        return frozenset(found)

    def ends(self, outcome: ResultRef) -> Ends:
        """The ends between which a result of this grid lies."""
        node = outcome.node or ""
        leaves = {each.id: each for each in self.grid.indicators}
        if node in leaves:
            return self._ends_of_leaf(outcome.kind, leaves[node])
        low, high = pl.col(published("low", node)), pl.col(published("high", node))
        if outcome.kind == "coverage":
            low, high = pl.col(published("coverage", node)), pl.lit(1.0)
        elif outcome.kind == "level":
            if not node and self.grid.level_rules:
                return Ends(pl.col("first").cast(pl.Float64), pl.col("last").cast(pl.Float64), pl.lit(value=True))
            low, high = _level_ends(node, self._levels_of(node))
        return Ends(low.cast(pl.Float64), high.cast(pl.Float64), self._applies(node))

    def ends_of_unit(self, outcome: ResultRef) -> Ends:
        """The ends of what a unit shows: its level is the final one, which flags and overrides have decided."""
        if outcome.kind != "level" or outcome.node is not None:
            return self.ends(outcome)
        is_given = pl.col("override").is_not_null()
        applies = pl.when(pl.col("best").is_null()).then(False).when(is_given | self._applies("")).then(True)
        return Ends(pl.col("best").cast(pl.Float64), pl.col("worst").cast(pl.Float64), applies.otherwise(None))

    @property
    def alerts(self) -> tuple[pl.Expr, pl.Expr]:
        """The bounds of the number of alerts: those that hold, and with those that may."""
        alerts = [pl.col(truth(each.id)) for each in self.grid.flags.values() if each.alert]
        return _count(alerts, False), _count(alerts, True)

    def _ends_of_leaf(self, kind: str, indicator: Indicator) -> Ends:
        state = pl.col(leaf("state", indicator.id))
        applies = pl.when(state == int(State.NOT_APPLICABLE)).then(False).when(self._is_placed(indicator)).then(True)
        if kind == "coverage":
            scored = (state == int(State.SCORED)).cast(pl.Float64)
            return Ends(scored, pl.lit(1.0), applies.otherwise(None))
        low, high = (pl.col(leaf(end, indicator.id)) for end in ("low", "high"))
        return Ends(low, high, applies.otherwise(None))

    def _applies(self, node: str) -> pl.Expr:
        """Whether a node counts: one of its indicators does for certain, or none."""
        sure = [
            (pl.col(leaf("state", each.id)) != int(State.NOT_APPLICABLE)) & self._is_placed(each)
            for each in self._leaves_of(node)
        ]
        none = pl.col(published("coverage", node)).is_null()
        return pl.when(none).then(False).when(pl.any_horizontal([pl.lit(value=False), *sure])).then(True)

    def _is_placed(self, indicator: Indicator) -> pl.Expr:
        """Whether all that says if an indicator applies is known."""
        condition = indicator.applies_if
        return pl.lit(value=True) if condition is None else self.is_answered(condition)

    def is_answered(self, expression: Expression) -> pl.Expr:
        """Whether everything that an expression reads of the row and beyond it is known."""
        places = {reference_text(it): place for place, it in enumerate(self.beyond)}
        known = [pl.lit(value=True)]
        for each in expression.references:
            if isinstance(each, see.ColumnRef):
                known.append(is_known_column(each.name))
            elif not (isinstance(each, ResultRef) and each.grid is None) and not isinstance(each, see.WholeRef):
                known.append(is_known_reference(places[reference_text(each)]))
        return pl.all_horizontal(known)

    @cached_property
    def beyond(self) -> tuple[ExternalReference, ...]:
        """The references of the grid beyond the row, at their place among the working columns."""
        return read_beyond(self.grid)

    def _leaves_of(self, node: str) -> tuple[Indicator, ...]:
        views = {view.id: view for view in self.grid.views}
        if node in views:
            return tuple(each for each in self.grid.indicators if each.id in views[node].indicators)
        [theme] = [each for each in self.grid.root.walk() if isinstance(each, Theme) and each.id == node]
        return tuple(each for each in theme.walk() if isinstance(each, Indicator))

    def _levels_of(self, node: str) -> Levels:
        return next((theme.levels for theme in self.grid.themes if theme.id == node), self.grid.levels)

    def _truth(self, flag: Flag) -> pl.Expr:
        if any(self.replay.is_lost(each) for each in flag.when.references):
            shown = pl.col("flags").list.contains(flag.id)
            reads_results = any(isinstance(each, ResultRef) for each in flag.when.references)
            is_open = pl.col("flags_to_check").list.contains(flag.id) | pl.lit(reads_results)
            return pl.when(is_open).then(None).otherwise(shown).alias(truth(flag.id))
        return self._decided(flag.when).alias(truth(flag.id))

    def _decided(self, condition: Expression) -> pl.Expr:
        reads_alerts = any(isinstance(each, ResultRef) and each.kind == "alerts" for each in condition.references)
        bounds = self.alerts if reads_alerts else None

        def find(reference: see.Reference) -> object:
            if isinstance(reference, ResultRef) and reference.grid is None:
                return operand(pl.col(truth(reference.node or "")), code(State.MISSING))
            return self.replay.resolve(reference)

        return holds(condition, find, self.ends, self.replay.day, bounds)  # type: ignore[arg-type]

    def _gap(self) -> pl.Expr:
        """The gap between views moves with every answer: it is certain once all are known."""
        applied = [each.applies_if for each in self.grid.indicators if each.applies_if is not None]
        whole = pl.all_horizontal(pl.col("coverage") == 1, *(self.is_answered(each) for each in applied))
        shown = pl.col("flags").list.contains(GAP_FLAG)
        return pl.when(whole).then(shown).otherwise(None).alias(truth(GAP_FLAG))

    def _met(self) -> list[pl.Expr]:
        """The ends of the levels that scores or rules still allow, before flags."""
        if self.grid.level_rules:
            return self._met_by_rules()
        if not self.grid.levels.are_bounded:
            return [pl.lit(None, dtype=pl.Int32).alias(name) for name in ("first", "last")]
        assessed = pl.col("coverage").is_not_null()
        ends = _level_ends("", self.grid.levels)
        return [pl.when(assessed).then(end).alias(name) for name, end in zip(("first", "last"), ends, strict=True)]

    def _met_by_rules(self) -> list[pl.Expr]:
        places = self.grid.levels.places
        none_before, met = pl.lit(value=True), list[pl.Expr]()
        for rule in self.grid.level_rules:
            decided = pl.lit(value=True) if rule.when is None else self._decided(rule.when)
            may = none_before & decided.fill_null(value=True)
            met.append(pl.when(may).then(pl.lit(places[rule.level], dtype=pl.Int32)))
            none_before = none_before & ~decided.fill_null(value=False)
        return [pl.min_horizontal(met).alias("first"), pl.max_horizontal(met).alias("last")]

    def _floors(self) -> list[pl.Expr]:
        places = self.grid.levels.places
        floors = [
            (pl.col(truth(each.id)), pl.lit(places[each.no_better_than], dtype=pl.Int32))
            for each in self.grid.flags.values()
            if each.no_better_than is not None
        ]
        none = pl.lit(0, dtype=pl.Int32)
        return [
            pl.max_horizontal(none, *(pl.when(it.fill_null(value=may)).then(at).otherwise(0) for it, at in floors))
            .cast(pl.Int32)
            .alias(name)
            for name, may in (("floor", False), ("ceiling", True))
        ]

    def _levels(self) -> list[pl.Expr]:
        """The ends of the final levels that are still possible; an override is the level."""
        over = place_of_id(pl.col("override"), self.grid.levels)
        return [
            pl.coalesce(over, pl.when(pl.col(met).is_not_null()).then(pl.max_horizontal(met, raised))).alias(name)
            for name, met, raised in (("best", "first", "floor"), ("worst", "last", "ceiling"))
        ]


def _level_ends(node: str, levels: Levels) -> tuple[pl.Expr, pl.Expr]:
    """The places of the best and of the worst level that the interval of a node meets."""
    return levels_met(pl.col(published("low", node)), pl.col(published("high", node)), levels)


def _count(alerts: list[pl.Expr], may: bool) -> pl.Expr:
    counted = [each.fill_null(value=may).cast(pl.Float64) for each in alerts]
    return pl.sum_horizontal([pl.lit(0.0), *counted])
