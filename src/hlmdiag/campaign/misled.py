"""Values that changed only because an answer is missing: they do not prove that a unit is worse or better.

An indicator that falls back on another column, a place in a stock that others left, a judgement that lost one of its
respondents: each is known on both sides and says another thing, though nothing happened but a blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from hlmdiag.campaign.bounds import leaning
from hlmdiag.campaign.evidence import heard, known, made, read, readable
from hlmdiag.campaign.possible_results import flag_ids, truth
from hlmdiag.campaign.sides import any_of, differs, then
from hlmdiag.expression import Expression, Reference, ResultRef, StockRef
from hlmdiag.expression import names as see
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.views import GAP_FLAG
from hlmdiag.states import State

_NOT_APPLICABLE = int(State.NOT_APPLICABLE)
_DECIDED = [int(State.SCORED), _NOT_APPLICABLE]
MISLED = "is-misled"
"""Whether anything that the level or the score counts was."""


def misled(name: str) -> str:
    """Whether an indicator or a flag was: true or false."""
    return f"misled|{name}"


@dataclass(frozen=True)
class Misled:
    """Two results side by side.

    `columns`: those of the joined evidence; `disturbed`: the columns of which some unit lost or gained an answer, or
    left with it: what places a unit in its stock may have moved for that reason alone. `overrides_lost`: no decision
    is given any more, where some were.
    """

    grid: Grid
    before: Grid
    columns: frozenset[str]
    disturbed: frozenset[str]
    overrides_lost: bool = False

    def told(self, both: pl.DataFrame) -> pl.DataFrame:
        """The evidence with a column for each indicator, for each flag, and for the whole."""
        both = both.with_columns(self._is_leaf_misled(each).alias(misled(each.id)) for each in self._indicators)
        for flag in (*self.grid.flag_order, GAP_FLAG):
            if flag in flag_ids(self.grid) and flag in flag_ids(self.before):
                both = both.with_columns(self._is_flag_misled(flag).alias(misled(flag)))
        return both.with_columns(self._is_misled().alias(MISLED))

    def _is_misled(self) -> pl.Expr:
        """Whether something that the level or the score counts took another value for want of an answer."""
        counted = [each for each in self._indicators if each.weight > 0]
        themes = [each.adjust for each in self.grid.root.walk() if isinstance(each, Theme) and each.adjust is not None]
        rules = [each.when for each in self.grid.level_rules if each.when is not None]
        floors = [each.id for each in self.grid.flags.values() if each.no_better_than is not None]
        given = pl.col("override").is_null() | then("override").is_null()
        found = any_of(
            [
                *(pl.col(misled(each.id)) for each in counted),
                *(self._is_moved(self._leaning(each)) for each in (*themes, *rules)),
                *(pl.col(misled(each)) for each in floors if each in self.before.flags),
            ]
        )
        # with an override in both campaigns the level depends on no answer; an override only in the older one may be
        # missing because its table was not given
        silent = pl.col("override").is_null() & then("override").is_not_null()
        return (found & given) | (silent & pl.lit(self.overrides_lost))

    @property
    def _indicators(self) -> list[Indicator]:
        return [each for each in self.grid.indicators if f"{leaf('state', each.id)}|then" in self.columns]

    def _is_leaf_misled(self, indicator: Indicator) -> pl.Expr:
        """Whether an indicator was scored on both sides, otherwise, and leans on an answer that one side does not have.

        So is one that did not apply and is now unknown: its interval does not say that it may still not apply.
        """
        state, points = leaf("state", indicator.id), leaf("points", indicator.id)
        decided = [each.is_in(_DECIDED) for each in (pl.col(state), then(state))]
        moved = pl.all_horizontal(decided) & (differs(state) | differs(points))
        crossed = [
            (side == _NOT_APPLICABLE) & ~known_
            for side, known_ in ((pl.col(state), decided[1]), (then(state), decided[0]))
        ]
        return (
            (moved & self._is_moved(self._leaning_of(indicator))) | self._is_heard(indicator, moved) | any_of(crossed)
        )

    def _is_heard(self, indicator: Indicator, moved: pl.Expr) -> pl.Expr:
        name = heard(indicator.id)
        sides = [each for each in (name, f"{name}|then") if each in self.columns]
        # if only one result has a column of respondents, its units without respondents answered the same way in both
        return moved & (differs(name) if len(sides) > 1 else any_of(pl.col(each).list.len() > 0 for each in sides))

    def _leaning_of(self, indicator: Indicator) -> frozenset[Reference]:
        # when `applies_if` is unknown, a given value is scored: the columns of the condition matter too
        applies = frozenset(indicator.applies_if.references) if indicator.applies_if is not None else frozenset()
        columns = frozenset(see.ColumnRef(name) for name in indicator.columns if made(name) in self.columns)
        return frozenset().union(applies, columns, *(self._leaning(each) for each in indicator.operands))

    def _leaning(self, expression: Expression) -> frozenset[Reference]:
        """References that may mislead an expression: fallbacks, places in the stock, other grids, columns made."""
        others = frozenset(
            each
            for each in expression.references
            if isinstance(each, StockRef)
            or (isinstance(each, ResultRef) and each.grid is not None)
            or (isinstance(each, see.ColumnRef) and made(each.name) in self.columns)
        )
        return leaning(expression) | others

    def _is_moved(self, references: Iterable[Reference]) -> pl.Expr:
        """Whether one of these is known on one side only, or was moved by what others did not answer."""
        return any_of(it for reference in references for it in self._moved(reference))

    def _moved(self, reference: Reference) -> Iterator[pl.Expr]:
        match reference:
            case see.ColumnRef(name):
                names = [known(name), made(name)]
            case StockRef(_, column, _):
                text = reference_text(reference)
                is_frozen = self.grid.reference is not None and self.grid.reference.frozen
                names = [] if is_frozen or column not in self.disturbed else [read(text)]
                names.append(readable(text))
            case ResultRef(_, _, None) | see.WholeRef():
                return
            case ResultRef():
                names = [read(reference_text(reference)), readable(reference_text(reference))]
            case see.EventRef():
                names = [readable(reference_text(reference))]
        yield from (differs(name) for name in names if f"{name}|then" in self.columns)

    def _is_flag_misled(self, flag: str) -> pl.Expr:
        turned = differs(truth(flag))
        if flag == GAP_FLAG:
            return turned & any_of(pl.col(misled(each.id)) for each in self._indicators)
        when = self.grid.flags[flag].when
        found = [self._is_moved(self._leaning(when))]
        for each in when.references:
            if isinstance(each, ResultRef) and each.grid is None:
                read_flags = [each.node] if each.kind == "flag" and each.node is not None else []
                if each.kind == "alerts":
                    read_flags = [it.id for it in self.grid.flags.values() if it.alert]
                found += [pl.col(misled(it)) for it in read_flags if it in self.before.flags]
                if each.kind in ("score", "level", "coverage"):
                    found += [pl.col(misled(it.id)) for it in self._indicators]
        return turned & any_of(found)
