"""Coverage that each missing answer would add to its unit, over a whole result, and who would then have a score."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.expression import ColumnRef, Expression, Operand, Reference, ResultRef, StockRef, WholeRef, compile
from hlmdiag.expression.tree import ThresholdLookup
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.scoring.columns import code
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.reads import columns_of, columns_read, tables_read
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, read_state_column, state_column
from hlmdiag.states import KNOWN, State

_UNKNOWN = ("missing", "unknown", "invalid")
"""The states that an answer ends: too small a base stays so."""


def facts(grid: Grid) -> frozenset[str]:
    """The columns that decide whether indicators apply, or whether their base is large enough."""
    found: set[str] = set()
    for leaf in grid.indicators:
        base = leaf.min_base.value if leaf.min_base is not None else None
        found |= {name for each in (leaf.applies_if, base) for name in columns_of(each)}
    return frozenset(found)


def answers_of(leaf: Indicator, deciding: frozenset[str]) -> frozenset[str]:
    """Columns and tables that an answer to an indicator fills, except the columns that decide others (`facts`)."""
    settled = deciding | {name for each in leaf.standards for name in columns_of(each)}
    tables = {f"table {event.table}" for event in tables_read(leaf)}
    return frozenset(set(columns_read(leaf)) - settled | tables)


@dataclass(frozen=True)
class Collectable:
    """The units of a result that have no level for want of answers, and what each answer would add to their coverage.

    `gains`: a row a unit, `row` (its place in the result), `lacks` (what its coverage is under the minimum, 0 where
    it is not), and by indicator `gain|<id>`: the weight in the unit of an answer that is sure to be scored and to
    change nothing else, 0 where none is. One that decides what applies, or rests on an unknown base, is never sure.
    """

    result: Result

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self.result.grid

    @cached_property
    def gains(self) -> pl.DataFrame:
        """See the class."""
        is_open = pl.col("level").is_null() & ~pl.col("conclusive") & pl.col("coverage").is_not_null()
        frame = self.result.frame.with_row_index("|place").filter(is_open)
        for floor in self._floors:
            frame = frame.with_columns([share for theme in floor for share in self._shares(theme)])
        gains = [
            pl.when(self._is_sure(leaf)).then(pl.col(f"share|{leaf.id}")).otherwise(0.0).alias(f"gain|{leaf.id}")
            for leaf in self.weighed
        ]
        lacks = (self.grid.root.min_coverage - pl.col("coverage")).clip(lower_bound=0.0)
        needed = [pl.col(name) for name in self._known_columns]
        return frame.select(pl.col("|place").alias("row"), lacks.alias("lacks"), *gains, *needed)

    @cached_property
    def weighed(self) -> tuple[Indicator, ...]:
        """The indicators that count in the coverage of the whole."""
        return tuple(_weighed(self.grid.root))

    @cached_property
    def _facts(self) -> frozenset[str]:
        return facts(self.grid)

    @cached_property
    def is_by_coverage(self) -> bool:
        """Whether a unit has a score as soon as its coverage reaches the minimum: no unknown answer blocks one."""
        themes = [each for each in self.grid.root.walk() if isinstance(each, Theme)]
        plain = all(each.missing != "block" and each.adjust is None for each in themes)
        return plain and self.grid.root.min_coverage > 0

    def has_score(self, given: Collection[str]) -> pl.Expr:
        """Whether the whole has a score once some indicators are answered where that is sure, over `gains`."""
        return self._brings_score(self.grid.root, frozenset(given))

    def _brings_score(self, theme: Theme, given: frozenset[str]) -> pl.Expr:
        kept = [child for child in theme.children if child.weight > 0]
        has = [self._brings(child, theme, given) for child in kept]
        applies = [self._applies(child) for child in kept]
        some = pl.any_horizontal([it & there for it, there in zip(applies, has, strict=True)] or [pl.lit(value=False)])
        if theme.missing == "block":
            some &= pl.all_horizontal([~it | there for it, there in zip(applies, has, strict=True)])
        return some & self._is_adjusted(theme)

    def _brings(self, child: Theme | Indicator, parent: Theme, given: frozenset[str]) -> pl.Expr:
        """Whether a child that applies brings something: its score, or what a policy puts in its place."""
        reach = child.reach(self.grid.scale) if isinstance(child, Indicator) else None
        ends = (reach.low, reach.high) if reach is not None else (self.grid.scale.low, self.grid.scale.high)
        if parent.missing not in ("exclude", "block") and (isinstance(parent.missing, float) or None not in ends):
            return pl.lit(value=True)
        if isinstance(child, Theme):
            return self._brings_score(child, given)
        known = pl.col(state_column(child.id)) == "scored"
        return known | (pl.col(f"gain|{child.id}") > 0) if child.id in given else known

    def _applies(self, node: Theme | Indicator) -> pl.Expr:
        if isinstance(node, Indicator):
            return pl.col(state_column(node.id)) != "not_applicable"
        return pl.any_horizontal(
            [pl.lit(value=False), *(self._applies(each) for each in node.children if each.weight > 0)]
        )

    def _is_adjusted(self, theme: Theme) -> pl.Expr:
        """Whether all that an adjustment reads is known: no answer to an indicator is sure to give it."""
        return pl.lit(value=True) if theme.adjust is None else self._is_read(theme.adjust)

    @cached_property
    def _known_columns(self) -> tuple[str, ...]:
        """The columns of the result that `has_score` reads beside gains."""
        if self.is_by_coverage:
            return ()
        adjusted = [
            each.adjust for each in self.grid.root.walk() if isinstance(each, Theme) and each.adjust is not None
        ]
        states = [state_column(leaf.id) for leaf in self.grid.indicators]
        read = [name for expression in adjusted for name in _state_columns(expression)]
        return tuple(name for name in dict.fromkeys([*states, *read]) if name in self.result.frame.columns)

    @property
    def _floors(self) -> list[list[Theme]]:
        floors: list[list[Theme]] = [[self.grid.root]]
        while floors[-1]:
            below = [child for theme in floors[-1] for child in theme.children if isinstance(child, Theme)]
            floors.append([each for each in below if each.weight > 0])
        return floors[:-1]

    def _shares(self, theme: Theme) -> Iterator[pl.Expr]:
        """The weight of each child in the whole, among its siblings that apply."""
        kept = [child for child in theme.children if child.weight > 0]
        weights = [self._applies(child).cast(pl.Float64) * child.weight for child in kept]
        total = pl.sum_horizontal(weights) if weights else pl.lit(1.0)
        above = pl.lit(1.0) if theme.id == ROOT else pl.col(f"share|{theme.id}")
        for child, weight in zip(kept, weights, strict=True):
            yield pl.when(weight > 0).then(above * weight * (1 / total)).otherwise(0.0).alias(f"share|{child.id}")

    def _is_sure(self, leaf: Indicator) -> pl.Expr:
        """Whether an answer to an indicator is sure to be scored and changes nothing else."""
        compared = {name for each in leaf.standards for name in columns_of(each)}
        settled = (self._facts | compared) & set(columns_read(leaf))
        known = [pl.col(state_column(leaf.id)).cast(pl.String).is_in(_UNKNOWN)]
        known += [self._is_answered(name) for name in sorted(settled)]
        known += [self._is_read(each) for each in (leaf.applies_if, *leaf.standards) if each is not None]
        known += [self._is_placed(each) for each in leaf.standards if isinstance(each.tree, ThresholdLookup)]
        known += [self._is_outside(leaf)]
        if leaf.min_base is not None:
            known.append(self._is_large(leaf))
        return pl.all_horizontal(known)

    def _is_large(self, leaf: Indicator) -> pl.Expr:
        assert leaf.min_base is not None
        columns = tuple(columns_of(leaf.min_base.value))
        name = answer_column(columns[0]) if leaf.min_base.value.text in columns else ""
        if name not in self.result.frame.columns:
            return pl.lit(value=False)
        return (pl.col(name) >= leaf.min_base.at_least).fill_null(value=False)

    def _is_placed(self, standard: Expression) -> pl.Expr:
        """Whether a threshold is in force for the unit: without one, no answer is scored."""
        found = compile(standard, _answered, pl, self.result.manifest.reference_date).value.is_not_null()
        names = [answer_column(name) for name in columns_of(standard)]
        return found if set(names) <= set(self.result.frame.columns) else pl.lit(value=False)

    def _is_outside(self, leaf: Indicator) -> pl.Expr:
        """Whether what a value reads in other results is known, and nothing of it asks for a group of some size."""
        read = leaf.value.references if leaf.value is not None else ()
        if self.grid.reference is not None and any(isinstance(each, StockRef) for each in read):
            return pl.lit(value=False)
        others = [
            self._is_known(read_state_column(reference_text(each))) for each in read if isinstance(each, ResultRef)
        ]
        return pl.all_horizontal([pl.lit(value=True), *others])

    def _is_read(self, expression: Expression) -> pl.Expr:
        return pl.all_horizontal([pl.lit(value=True), *(self._is_known(name) for name in _state_columns(expression))])

    def _is_answered(self, column: str) -> pl.Expr:
        return self._is_known(answer_state_column(column))

    def _is_known(self, name: str) -> pl.Expr:
        return pl.col(name) == "scored" if name in self.result.frame.columns else pl.lit(value=False)


def _answered(reference: Reference) -> Operand:
    """The answer of a result to a column that tells which threshold holds."""
    assert isinstance(reference, ColumnRef)
    value = pl.col(answer_column(reference.name))
    return Operand(value, pl.when(value.is_null()).then(code(State.MISSING)).otherwise(code(KNOWN)))


def _state_columns(expression: Expression) -> Iterator[str]:
    """Columns of a result that tell whether an expression's inputs are known; the node's own results always are."""
    for each in expression.references:
        if isinstance(each, ColumnRef):
            yield answer_state_column(each.name)
        elif not isinstance(each, WholeRef) and not (isinstance(each, ResultRef) and each.grid is None):
            yield read_state_column(reference_text(each))


def _weighed(theme: Theme) -> Iterator[Indicator]:
    for child in (each for each in theme.children if each.weight > 0):
        if isinstance(child, Theme):
            yield from _weighed(child)
        else:
            yield child
