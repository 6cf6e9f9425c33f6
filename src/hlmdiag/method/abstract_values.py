"""Abstract interpretation of expressions: what one can give, from the ranges of what it reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, assert_never, cast

from hlmdiag.expression.names import Reference
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
    parts,
)
from hlmdiag.method.domain import ANY_NUMBER, Domain, Members, Numbers, Truth, arithmetic, compare, hull, only

World = Callable[[Reference], Domain]
"""Domain of each name that expressions read."""

CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def truth(tree: Tree, world: World) -> Truth:
    """Whether a condition can hold, and whether it can fail."""
    found = possible(tree, world)
    return found if isinstance(found, Truth) else Truth()


def possible(tree: Tree, world: World) -> Domain:
    """Everything that a part of an expression can be."""
    match tree:
        case Constant(value=value):
            return _constant(value, tree.type.kind)
        case Ref(reference=reference):
            return world(reference)
        case Arithmetic(first=first, rest=rest):
            total = _numbers(first, world)
            for operator, right in rest:
                total = arithmetic(operator, total, _numbers(right, world))
            return total
        case Negative(operand=operand):
            return _numbers(operand, world).mapped(lambda value: -value)
        case Branch(condition=condition, yes=yes, no=no):
            return _branch(truth(condition, world), possible(yes, world), possible(no, world))
        case FunctionCall():
            return _apply(tree, world)
        case Compare() | InList() | Logic() | Not():
            return _condition(tree, world)
        case ThresholdLookup(groups=groups, general=general):
            return only(number for dated in (*(it for _, it in groups), general) for _, number in dated)
        case _:
            assert_never(tree)


def reads_each_once(tree: Tree) -> bool:
    """Whether nothing is read twice: the bounds found are then reached, and not only never passed."""
    read = [part.reference for part in _walk(tree) if isinstance(part, Ref)]
    return len(read) == len(set(read))


def _walk(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in parts(tree):
        yield from _walk(part)


def _condition(tree: Tree, world: World) -> Truth:
    match tree:
        case Compare(operator=operator, left=left, right=right):
            return compare(operator, possible(left, world), possible(right, world))
        case InList(operand=operand, members=members, negated=negated):
            found = [compare("==", possible(operand, world), possible(it, world)) for it in members]
            inside = Truth(any(it.true for it in found), all(it.false for it in found))
            return Truth(inside.false, inside.true) if negated else inside
        case Not(operand=operand):
            found_not = truth(operand, world)
            return Truth(found_not.false, found_not.true)
        case Logic(operator="and", operands=operands):
            each = [truth(it, world) for it in operands]
            can_hold = all(it.true for it in each) and _agree(operands, world, hold=True)
            return Truth(can_hold, any(it.false for it in each))
        case Logic(operands=operands):
            each = [truth(it, world) for it in operands]
            can_fail = all(it.false for it in each) and _agree(operands, world, hold=False)
            return Truth(any(it.true for it in each), can_fail)
    return Truth()


def _agree(operands: tuple[Tree, ...], world: World, *, hold: bool) -> bool:
    """Whether comparisons of one thing with constants can all hold (or all fail) together."""
    left: dict[Reference, Domain] = {}
    for operand in _flat(operands, "and" if hold else "or"):
        bound = _bound(operand)
        if bound is None:
            continue
        reference, operator, constant = bound
        domain = left.get(reference, world(reference))
        narrowed = narrow(domain, operator if hold else CONTRARY[operator], constant)
        if narrowed is None:
            return False
        left[reference] = narrowed
    return True


def _flat(operands: tuple[Tree, ...], operator: str) -> Iterator[Tree]:
    for operand in operands:
        if isinstance(operand, Logic) and operand.operator == operator:
            yield from _flat(operand.operands, operator)
        else:
            yield operand


def _bound(tree: Tree) -> tuple[Reference, str, float] | None:
    """A comparison of something read with a number."""
    if not isinstance(tree, Compare) or tree.left.type.kind not in ("number", "level"):
        return None
    if isinstance(tree.left, Ref) and isinstance(tree.right, Constant):
        return tree.left.reference, tree.operator, cast(float, tree.right.value)
    if isinstance(tree.right, Ref) and isinstance(tree.left, Constant):
        return tree.right.reference, MIRROR[tree.operator], cast(float, tree.left.value)
    return None


def narrow(domain: Domain, operator: str, constant: Any) -> Domain | None:
    """The part of a domain that a comparison leaves; None if it leaves nothing."""
    values = domain.values if isinstance(domain, Numbers) else getattr(domain, "members", None)
    if values is not None:
        kept = {value for value in values if compare(operator, only([value]), only([constant])).true}
        if not kept:
            return None
        return only(kept) if isinstance(domain, Numbers) else Members(frozenset(kept))
    if isinstance(domain, Members) and operator == "==":
        return Members(frozenset([constant]))
    if not isinstance(domain, Numbers) or operator == "!=":
        return domain
    beside = {"<": -math.inf, ">": math.inf}
    edge = math.nextafter(constant, beside[operator]) if operator in beside else constant
    low = edge if operator in (">", ">=", "==") else domain.low
    high = edge if operator in ("<", "<=", "==") else domain.high
    low, high = max(low, domain.low), min(high, domain.high)
    return Numbers(low, high) if low <= high else None


def _constant(value: object, kind: str) -> Domain:
    if isinstance(value, bool):
        return Truth(value, not value)
    return only([cast(float, value)]) if kind == "number" else Members(frozenset([value]))


def _numbers(tree: Tree, world: World) -> Numbers:
    found = possible(tree, world)
    return found if isinstance(found, Numbers) else ANY_NUMBER


def _branch(condition: Truth, yes: Domain, no: Domain) -> Domain:
    if not condition.false:
        return yes
    return hull(yes, no) if condition.true else no


def _apply(tree: FunctionCall, world: World) -> Domain:
    given = [possible(argument, world) for argument in tree.arguments]
    if tree.function == "is_known":
        return Truth()
    if tree.function == "coalesce":
        found = given[0]
        for other in given[1:]:
            found = hull(found, other)
        return found
    numbers = [it if isinstance(it, Numbers) else ANY_NUMBER for it in given]
    match tree.function:
        case "min":
            return Numbers(min(it.low for it in numbers), min(it.high for it in numbers))
        case "max":
            return Numbers(max(it.low for it in numbers), max(it.high for it in numbers))
        case "abs":
            return _absolute(numbers[0])
        case "round" | "floor" | "ceil":
            # rounding moves a number by less than one unit of the last digit
            step = 10.0**-tree.digits if tree.function == "round" else 1.0
            return Numbers(numbers[0].low - step, numbers[0].high + step)
        case "sqrt" | "exp":
            return Numbers(0.0, math.inf)
        case _:
            return ANY_NUMBER


def _absolute(number: Numbers) -> Numbers:
    ends = (abs(number.low), abs(number.high))
    return Numbers(0.0 if number.low <= 0 <= number.high else min(ends), max(ends))
