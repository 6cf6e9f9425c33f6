"""A grid as it reads a stock: with the optional results that were given, and without the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from hlmdiag.expression import ColumnRef, Expression, Reference, ResultRef, without
from hlmdiag.expression.tree import Ref
from hlmdiag.grid.grounds_model import SurveySample
from hlmdiag.grid.model import Grid, Indicator, Theme

_Rewrite = Callable[[Expression], Expression]


def settled(grid: Grid, given: Collection[str]) -> Grid:
    """The grid with its optional uses decided: those given are read as any other, nothing is read of the rest.

    What an expression could read instead is all that it reads: a stock that is scored without an optional result is
    scored as by a grid that never heard of it.
    """
    if not grid.optional_uses:
        return grid
    present = {name: used for name, used in grid.optional_uses.items() if name in given}
    unread = {name: used for name, used in grid.optional_uses.items() if name not in given}
    whole = replace(grid, uses={**grid.uses, **present}, optional_uses={}, unread={**grid.unread, **unread})
    return _rewritten(whole, lambda it: without(it, lambda reference: _is_of(reference, unread))) if unread else whole


def _is_of(reference: Reference, grids: Mapping[str, Grid]) -> bool:
    return isinstance(reference, ResultRef) and reference.grid in grids


def _rewritten(grid: Grid, rewrite: _Rewrite) -> Grid:
    roll_up = grid.roll_up
    if roll_up is not None:
        shares = tuple(replace(each, when=rewrite(each.when)) for each in roll_up.shares)
        roll_up = replace(roll_up, shares=shares)
    rules = grid.level_rules
    return replace(
        grid,
        root=_theme(grid.root, rewrite),
        level_rules=tuple(replace(it, when=rewrite(it.when)) if it.when is not None else it for it in rules),
        flags={id: replace(flag, when=rewrite(flag.when)) for id, flag in grid.flags.items()},
        actions=tuple(replace(action, when=rewrite(action.when)) for action in grid.actions),
        roll_up=roll_up,
    )


def _theme(theme: Theme, rewrite: _Rewrite) -> Theme:
    children = (
        _theme(child, rewrite) if isinstance(child, Theme) else _indicator(child, rewrite) for child in theme.children
    )
    return replace(theme, children=tuple(children), adjust=_maybe(theme.adjust, rewrite))


def _indicator(leaf: Indicator, rewrite: _Rewrite) -> Indicator:
    if all(rewrite(each) is each for each in leaf.expressions):
        return leaf
    value, base = _maybe(leaf.value, rewrite), leaf.min_base
    return replace(
        leaf,
        value=value,
        column=leaf.column if value is leaf.value else _column(value),
        goal=_maybe(leaf.goal, rewrite),
        steps=tuple(map(rewrite, leaf.steps)),
        applies_if=_maybe(leaf.applies_if, rewrite),
        survey=_survey(leaf, rewrite),
        min_base=replace(base, value=rewrite(base.value)) if base is not None else None,
    )


def _survey(leaf: Indicator, rewrite: _Rewrite) -> SurveySample | None:
    survey = leaf.survey
    if survey is None:
        return None
    return replace(survey, answers=rewrite(survey.answers), among=_maybe(survey.among, rewrite))


def _maybe(expression: Expression | None, rewrite: _Rewrite) -> Expression | None:
    return rewrite(expression) if expression is not None else None


def _column(value: Expression | None) -> str | None:
    """The column that a value is, where nothing else is left of it."""
    reference = value.tree.reference if value is not None and isinstance(value.tree, Ref) else None
    return reference.name if isinstance(reference, ColumnRef) else None
