"""Relations between conditions: whether they can hold together, and whether one implies another.

A condition is cut into cases, each a list of literals that hold or not; a case is impossible where its literals narrow
something that is read down to nothing. What cannot be told counts as possible, so that no fault is invented.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import assert_never, cast

from hlmdiag.expression.names import ColumnRef, EventRef, Reference, ResultRef, StockRef, WholeRef
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    Ref,
    ThresholdLookup,
    Tree,
)
from hlmdiag.grid.model import Grid
from hlmdiag.method.abstract_values import CONTRARY, MIRROR, World, narrow, possible, truth
from hlmdiag.method.domain import Domain, Numbers

_CASES = 256
"""Largest conditions compared: people write small ones."""
_DEPTH = 40
_LARGEST = 2.0**53
"""Beyond, a number holds no whole part of its own; infinite ends are brought there."""

TreeShape = tuple[object, ...]
"""Identity of an expression, whatever its place and spacing."""


@dataclass(frozen=True)
class _Literal:
    """Something that holds, or does not: then its contrary holds, or it cannot be told."""

    tree: Tree
    holds: bool


@dataclass(frozen=True)
class Consequences:
    """The conditions of one grid, read with what it allows."""

    grid: Grid
    world: World

    def can_hold(self, held: Iterable[Tree], refused: Iterable[Tree] = ()) -> bool:
        """Whether some answers make some conditions true and none of the others."""
        wanted = [_Literal(tree, holds=True) for tree in held] + [_Literal(tree, holds=False) for tree in refused]
        cases = self._together([self._cases(each, 0) for each in wanted])
        return cases is None or any(self._is_possible(case) for case in cases)

    def implies(self, condition: Tree, other: Tree) -> bool:
        """Whether a condition never holds without the other."""
        return not self.can_hold([condition], [other])

    def _cases(self, literal: _Literal, depth: int) -> list[list[_Literal]] | None:
        """The cases of a literal; None where they are too many."""
        if depth > _DEPTH:
            return None
        match literal.tree:
            case Not(operand=operand):
                return self._cases(_Literal(operand, not literal.holds), depth + 1)
            case Logic(operator=operator, operands=operands):
                each = [self._cases(_Literal(it, literal.holds), depth + 1) for it in operands]
                return self._together(each) if (operator == "and") == literal.holds else _either(each)
            case InList(operand=operand, members=members, negated=negated):
                same = [Compare(literal.tree.type, 0, 0, "==", operand, member) for member in members]
                any_of = Logic(literal.tree.type, 0, 0, "or", tuple(same))
                return self._cases(_Literal(any_of, literal.holds != negated), depth + 1)
            case Ref(reference=ResultRef(kind="flag", node=str(id), grid=None)) if id in self.grid.flags:
                return self._cases(_Literal(self.grid.flags[id].when.tree, literal.holds), depth + 1)
            case Compare() if (plain := _of_truth(literal)) is not None:
                return self._cases(plain, depth + 1)
            case (
                Compare()
                | Ref()
                | Constant()
                | Branch()
                | FunctionCall()
                | Arithmetic()
                | Negative()
                | ThresholdLookup()
            ):
                return [[literal]]
            case _:
                assert_never(literal.tree)

    def _together(self, each: Sequence[list[list[_Literal]] | None]) -> list[list[_Literal]] | None:
        found: list[list[_Literal]] = [[]]
        for cases in each:
            if cases is None or len(found) * len(cases) > _CASES:
                return None
            found = [[*first, *second] for first, second in product(found, cases)]
        return found

    def _is_possible(self, case: list[_Literal]) -> bool:
        by_thing: dict[TreeShape, list[_Literal]] = {}
        for literal in case:
            by_thing.setdefault(_thing(literal), []).append(literal)
        return all(self._can_be(literals) for literals in by_thing.values())

    def _can_be(self, literals: list[_Literal]) -> bool:
        """Whether literals about one thing can hold together; where none says that it is known, it may not be."""
        known = [literal for literal in literals if literal.holds]
        if not known:
            return True
        if not all(truth(literal.tree, self.world).true for literal in known):
            return False
        bounds = [_bound(literal) for literal in literals]
        if None in bounds:
            return not any(
                it.holds != known[0].holds and shape_of(it.tree) == shape_of(known[0].tree) for it in literals
            )
        domain: Domain | None = possible(_read(known[0]), self.world)
        for operator, constant in sorted(cast("list[tuple[str, float]]", bounds), key=lambda it: it[0] != "=="):
            domain = narrow(domain, operator, constant) if domain is not None else None
        return domain is not None and self._holds_one(domain, _read(known[0]))

    def _holds_one(self, domain: Domain, read: Tree) -> bool:
        """Whether a range holds a whole number, where what is read is one."""
        if not isinstance(domain, Numbers) or not isinstance(read, Ref) or not self._is_whole(read.reference):
            return True
        return math.ceil(max(domain.low, -_LARGEST)) <= math.floor(min(domain.high, _LARGEST))

    def _is_whole(self, reference: Reference) -> bool:
        match reference:
            case ColumnRef(name=name):
                return name in self.grid.columns and self.grid.columns[name].type == "integer"
            case EventRef(function="count") | ResultRef(kind="alerts"):
                return True
            case ColumnRef() | EventRef() | StockRef() | ResultRef() | WholeRef():
                return False


def _either(each: Sequence[list[list[_Literal]] | None]) -> list[list[_Literal]] | None:
    found: list[list[_Literal]] = []
    for cases in each:
        if cases is None or len(found) + len(cases) > _CASES:
            return None
        found += cases
    return found


def _of_truth(literal: _Literal) -> _Literal | None:
    """A comparison with true or false, as the thing itself or its contrary."""
    tree = cast(Compare, literal.tree)
    for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
        if isinstance(other, Constant) and isinstance(other.value, bool) and side.type.kind == "boolean":
            return _Literal(side, literal.holds == ((tree.operator == "==") == other.value))
    return None


def _read(literal: _Literal) -> Tree:
    """Subject of a comparison with a constant; else the whole condition."""
    tree = literal.tree
    if isinstance(tree, Compare) and isinstance(tree.right, Constant):
        return tree.left
    return tree.right if isinstance(tree, Compare) and isinstance(tree.left, Constant) else tree


def _thing(literal: _Literal) -> TreeShape:
    return shape_of(_read(literal))


def _bound(literal: _Literal) -> tuple[str, float] | None:
    """The comparison with a constant that a literal says to hold."""
    tree = literal.tree
    if not isinstance(tree, Compare) or tree.left.type.kind == "date":
        return None
    operator: str = tree.operator
    if isinstance(tree.right, Constant):
        constant = tree.right.value
    elif isinstance(tree.left, Constant):
        operator, constant = MIRROR[operator], tree.left.value
    else:
        return None
    return operator if literal.holds else CONTRARY[operator], cast(float, constant)


def shape_of(tree: Tree) -> TreeShape:
    """The shape of an expression: two of one shape say the same thing.

    The order of a sum, of a product and of joined conditions is not part of it.
    """
    match tree:
        case Constant(value=value):
            return ("constant", type(value).__name__, value)
        case Ref(reference=reference):
            return ("read", reference)
        case Arithmetic():
            return ("arithmetic", *_sorted(_terms(tree)))
        case Negative(operand=operand):
            return ("negative", shape_of(operand))
        case Compare(operator=operator, left=left, right=right):
            first, second = shape_of(left), shape_of(right)
            if repr(second) < repr(first):
                return ("compare", MIRROR[operator], second, first)
            return ("compare", operator, first, second)
        case InList(operand=operand, members=members, negated=negated):
            return ("in", negated, shape_of(operand), *_sorted(shape_of(it) for it in members))
        case Logic(operator=operator, operands=operands):
            return (operator, *_sorted(shape_of(it) for it in operands))
        case Not(operand=operand):
            return ("not", shape_of(operand))
        case Branch(condition=condition, yes=yes, no=no):
            return ("branch", shape_of(condition), shape_of(yes), shape_of(no))
        case ThresholdLookup(by=by, groups=groups, general=general):
            return ("thresholds", by and by.reference, groups, general)
        case FunctionCall(function=function, arguments=arguments, digits=digits):
            return (function, digits, *(shape_of(it) for it in arguments))
        case _:
            assert_never(tree)


def _terms(tree: Arithmetic) -> Iterator[TreeShape]:
    usual = "*" if tree.rest[0][0] in "*/" else "+"
    yield (usual, shape_of(tree.first))
    yield from ((operator, shape_of(right)) for operator, right in tree.rest)


def _sorted(shapes: Iterable[TreeShape]) -> list[TreeShape]:
    return sorted(shapes, key=repr)


def unscaled(tree: Tree) -> TreeShape:
    """The shape of a value once constant factors and terms are left out: of two alike, one gives the other.

    `100 - x`, `x / 100` and `x` are alike, and so are `100 * a / b` and `a / b`.
    """
    if isinstance(tree, Negative):
        return unscaled(tree.operand)
    if not isinstance(tree, Arithmetic):
        return shape_of(tree)
    usual = "*" if tree.rest[0][0] in "*/" else "+"
    parts = [(usual, tree.first), *tree.rest]
    kept = [(operator, part) for operator, part in parts if not isinstance(part, Constant)]
    if len(kept) == 1 and kept[0][0] != "/":
        return unscaled(kept[0][1])
    return (
        "arithmetic",
        *_sorted((operator, unscaled(part) if usual == "*" else shape_of(part)) for operator, part in kept),
    )
