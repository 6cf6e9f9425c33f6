"""The answers of a unit that somebody can change, and the values that each may take."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from hlmdiag.expression import Expression, StockRef
from hlmdiag.expression import names as see
from hlmdiag.expression.tree import Arithmetic, Branch, FunctionCall, Ref, Tree, parts
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.scoring.classify import deciding_flags
from hlmdiag.scoring.reads import columns_of
from hlmdiag.scoring.rescore import Rescorer, stored_name
from hlmdiag.scoring.result import Result

_NUMERIC = ("integer", "number", "percent")
_PLACES = 24
"""Number of parts in which the span of an answer is cut, where neither end is sure to be the best."""


@dataclass(frozen=True)
class ActionableColumn:
    """An answer that may be changed. `options`: places in `codes`, or numbers at the ends of what it may become.

    Between its present value and an option, a number may take every multiple of `step`.
    """

    column: Column
    options: tuple[float, ...]
    codes: tuple[str, ...] = ()
    step: float = 1.0
    beside: tuple[str, ...] = ()
    """Number columns that it is set against where what reads it has a turning point: their values are options too."""

    @property
    def is_number(self) -> bool:
        """Whether its answers are numbers, rather than one of a list."""
        return not self.codes


def actionable_columns_of(result: Result, stock: Result | None = None) -> tuple[ActionableColumn, ...]:
    """The answers that count in a level and that people can change, in the order of the grid.

    Left out: what says who or what the unit is (keys, roles, texts, dates), what sizes or conditions the rest
    (divisors, `applies_if`, bases, goals, `adjust`), what is compared with the stock, what another grid reads too.
    `stock`: the same result with all its units (`stock_columns` at least), where `result` has some of them only.
    """
    grid = result.grid
    columns = _changeable(grid)
    replay = Rescorer(result, frozenset(column.id for column in columns))
    if not replay.is_possible:
        return ()
    found = [_lever(column, stock or result) for column in columns]
    return tuple(lever for lever in found if lever.options)


def stock_columns(grid: Grid, columns: Collection[str]) -> list[str]:
    """The columns of a result that its levers read of the whole stock: numbers whose ends nothing else says."""
    numbers = [column for column in _changeable(grid) if column.type in _NUMERIC]
    without = [each for each in numbers if each.type == "number" or None in _bounds(each, _shown(each, grid))]
    return [name for column in without if (name := stored_name(column, grid, columns)) is not None]


def _changeable(grid: Grid) -> list[Column]:
    wanted = _read(_answers(grid)) - _facts(grid)
    return [column for column in grid.columns.values() if column.id in wanted and _is_open(column, grid)]


def _answers(grid: Grid) -> Iterator[Expression | Indicator]:
    yield from _weighing(grid.root)
    yield from (flag.when for flag in deciding_flags(grid))
    yield from (rule.when for rule in grid.level_rules if rule.when is not None)


def _weighing(theme: Theme) -> Iterator[Indicator]:
    """The indicators that count in the score."""
    for child in theme.children:
        if child.weight > 0:
            yield from _weighing(child) if isinstance(child, Theme) else (child,)


def _read(sources: Iterable[Expression | Indicator]) -> set[str]:
    found: set[str] = set()
    for each in sources:
        if isinstance(each, Indicator):
            found |= set(each.columns)
        else:
            found |= {reference.name for reference in each.references if isinstance(reference, see.ColumnRef)}
    return found


def _facts(grid: Grid) -> set[str]:
    """The columns that describe the place, or that another row or another grid depends on."""
    found = {name for used in grid.uses.values() for name in used.columns}
    for leaf in grid.indicators:
        base = leaf.min_base.value if leaf.min_base is not None else None
        found |= {name for each in (leaf.applies_if, *leaf.standards, base) for name in columns_of(each)}
    themes = (node for node in grid.root.walk() if isinstance(node, Theme))
    found |= {name for theme in themes for name in columns_of(theme.adjust)}
    for expression in _every(grid):
        found |= set(_divisors(expression.tree))
        for reference in expression.references:
            if isinstance(reference, StockRef):
                found |= {reference.column, reference.within or reference.column}
    return found


def _every(grid: Grid) -> Iterator[Expression]:
    yield from (leaf.value for leaf in grid.indicators if leaf.value is not None)
    yield from (flag.when for flag in grid.flags.values())
    yield from (rule.when for rule in grid.level_rules if rule.when is not None)


def _divisors(tree: Tree) -> Iterator[str]:
    """The columns that size a ratio or that give an age: changing them changes the yardstick, not the fact."""
    if isinstance(tree, Arithmetic):
        for sign, operand in tree.rest:
            if sign == "/":
                yield from _columns(operand)
    if isinstance(tree, FunctionCall) and tree.function == "years_since":
        yield from _columns(tree)
    for part in parts(tree):
        yield from _divisors(part)


def _columns(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Ref) and isinstance(tree.reference, see.ColumnRef):
        yield tree.reference.name
    for part in parts(tree):
        yield from _columns(part)


def _is_open(column: Column, grid: Grid) -> bool:
    known = column.type in (*_NUMERIC, "boolean", "choice")
    return known and column.role is None and column.id not in grid.keys


def _lever(column: Column, result: Result) -> ActionableColumn:
    if column.type == "boolean":
        return ActionableColumn(column, (0.0, 1.0), ("false", "true"))
    if column.type == "choice":
        codes = codes_of(column, result.grid)
        return ActionableColumn(column, tuple(float(place) for place in range(len(codes))), codes)
    return _number(column, result)


def codes_of(column: Column, grid: Grid) -> tuple[str, ...]:
    """The answers of a list of choices: those of the column, else those of the rule that scores it."""
    if column.choices:
        return tuple(column.choices)
    for leaf in grid.indicators:
        if column.id in leaf.columns and isinstance(leaf.rule, Choices):
            return tuple(leaf.rule.choices)
    return ()


def _number(column: Column, result: Result) -> ActionableColumn:
    """The ends that a number may reach: the bounds of its column, of the rule that scores it, of the stock."""
    shown = _shown(column, result.grid)
    cuts = sorted(cut for leaf in shown for cut in all_cuts(leaf, result.grid))
    low, high = _bounds(column, shown)
    needs_seen = low is None or high is None or column.type == "number"
    answers = _known(column, result) if needs_seen else pl.Series(dtype=pl.Float64)
    seen = [float(end) for end in (answers.min(), answers.max()) if isinstance(end, int | float)]
    ends = {low if low is not None else min([*cuts[:1], *seen[:1]], default=None)}
    ends |= {high if high is not None else max([*cuts[-1:], *seen[-1:]], default=None)}
    ends |= {cut for cut in cuts if (low is None or cut >= low) and (high is None or cut <= high)}
    whole = column.type == "integer" or _are_whole(answers, cuts)
    step = 1.0 if whole else _step(column, [end for end in ends if end is not None])
    numbers = {float(math.ceil(end) if whole else end) for end in ends if end is not None}
    turning = [tree for tree in _trees(column, result.grid) if _turns(tree, column)]
    if turning:
        numbers |= _between(numbers, step)
    numbers = {each for each in numbers if (low is None or each >= low) and (high is None or each <= high)}
    beside = {name for tree in turning for name in _columns(tree) if result.grid.columns[name].type in _NUMERIC}
    return ActionableColumn(column, tuple(sorted(numbers)), step=step, beside=tuple(sorted(beside - {column.id})))


def _trees(column: Column, grid: Grid) -> Iterator[Tree]:
    """The expressions that read a column and do more than show it."""
    for each in _every(grid):
        if column.id in set(_columns(each.tree)) and not isinstance(each.tree, Ref):
            yield each.tree


def _turns(tree: Tree, column: Column) -> bool:
    """Whether an expression may rise then fall as the column rises: neither of its ends is then sure to be the best."""
    return list(_columns(tree)).count(column.id) > 1 or _has_turn(tree, column)


def _has_turn(tree: Tree, column: Column) -> bool:
    if column.id not in set(_columns(tree)):
        return False
    if isinstance(tree, Branch) or (isinstance(tree, FunctionCall) and tree.function in ("abs", "min", "max")):
        return True
    return any(_has_turn(part, column) for part in parts(tree))


def _between(ends: Collection[float], step: float) -> set[float]:
    """Some answers between the smallest and the largest, each a multiple of the step."""
    if len(ends) < 2:
        return set()
    low, high = min(ends), max(ends)
    places = ((low + (high - low) * k / _PLACES) for k in range(1, _PLACES))
    return {each for place in places if low <= (each := round(round(place / step) * step, 9)) <= high}


def _shown(column: Column, grid: Grid) -> list[Indicator]:
    return [leaf for leaf in grid.indicators if leaf.column == column.id]


def _bounds(column: Column, shown: Iterable[Indicator]) -> tuple[float | None, float | None]:
    """Between which values the grid itself holds an answer."""
    low = max((end for end in (column.min, _least(shown)) if end is not None), default=None)
    return low, column.max


def _least(shown: Iterable[Indicator]) -> float | None:
    """Under its first step, a value is refused."""
    floors = [leaf.rule.steps[0] for leaf in shown if isinstance(leaf.rule, Steps)]
    grouped = (leaf.rule.steps.all() for leaf in shown if isinstance(leaf.rule, GroupedSteps))
    return max((*floors, *(each[0] for table in grouped for each in table)), default=None)


def all_cuts(leaf: Indicator, grid: Grid) -> list[float]:
    """The values between which a rule gives all the points it can."""
    rule = leaf.rule
    match rule:
        case Steps():
            return [*rule.steps]
        case GroupedSteps():
            return sorted({step for steps in rule.steps.all() for step in steps})
        case Anchors():
            return [value for value, _ in rule.anchors]
        case Linear():
            return [rule.linear.worst, rule.linear.best]
        case Identity():
            scale = grid.scale.stated(leaf.out_of)
            return [end for end in (scale.low, scale.high) if end is not None]
        case Choices():
            return [float(each) for each in rule.choices if _is_number(each)]
        case Matrix() | Target():
            return []


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _known(column: Column, result: Result) -> pl.Series:
    """Range of the answers of the stock: no change goes beyond an answer that some unit has."""
    stored = Rescorer(result, frozenset()).stored(column)
    return pl.Series(dtype=pl.Float64) if stored is None else stored.drop_nulls().cast(pl.Float64)


def _are_whole(answers: pl.Series, cuts: Iterable[float]) -> bool:
    """Whether a number is given in whole marks: no unit has another one, and its rule asks for none."""
    whole = all(cut.is_integer() for cut in cuts)
    return whole and len(answers) > 0 and bool((answers == answers.floor()).all())


def _step(column: Column, ends: list[float]) -> float:
    """Precision of a changed answer: the unit, a tenth of a percent, else a hundredth of its span."""
    if column.type == "integer":
        return 1.0
    width = max(ends, default=0.0) - min(ends, default=0.0)
    if column.type == "percent" or width <= 0:
        return 0.1
    return float(10.0 ** (math.floor(math.log10(width)) - 2))
