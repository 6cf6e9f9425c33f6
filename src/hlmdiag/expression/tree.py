"""The tree of a checked expression: every name resolved, every part typed, ready to be compiled."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal, assert_never

from hlmdiag.expression.names import Reference, Type

OrderOperator = Literal["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class TypedNode:
    """A part with the type of its value and its place in the text."""

    type: Type
    start: int
    end: int


@dataclass(frozen=True)
class Constant(TypedNode):
    """A literal: a number, a text, the code of a choice, a date, true or false, the index of a level."""

    value: float | bool | str | datetime.date | int


@dataclass(frozen=True)
class Ref(TypedNode):
    """A value read from outside."""

    reference: Reference


@dataclass(frozen=True)
class Arithmetic(TypedNode):
    """Operations of one rank in a row."""

    first: Tree
    rest: tuple[tuple[Literal["+", "-", "*", "/"], Tree], ...]


@dataclass(frozen=True)
class Negative(TypedNode):
    """The opposite of a number."""

    operand: Tree


@dataclass(frozen=True)
class Compare(TypedNode):
    """One comparison of two values of one kind."""

    operator: OrderOperator
    left: Tree
    right: Tree


@dataclass(frozen=True)
class InList(TypedNode):
    """Whether a value is one of a list, or none of it."""

    operand: Tree
    members: tuple[Constant, ...]
    negated: bool


@dataclass(frozen=True)
class Logic(TypedNode):
    """Conditions joined by `and` or by `or`."""

    operator: Literal["and", "or"]
    operands: tuple[Tree, ...]


@dataclass(frozen=True)
class Not(TypedNode):
    """The contrary of a condition."""

    operand: Tree


@dataclass(frozen=True)
class Branch(TypedNode):
    """`yes if condition else no`."""

    condition: Tree
    yes: Tree
    no: Tree


@dataclass(frozen=True)
class FunctionCall(TypedNode):
    """A function of the row's own values. `digits`: the second argument of `round`."""

    function: str
    arguments: tuple[Tree, ...]
    digits: int = 0


DatedNumbers = tuple[tuple[datetime.date, float], ...]
"""Numbers, each in force from its date, the earliest first."""


@dataclass(frozen=True)
class ThresholdLookup(TypedNode):
    """The number in force at the reference date for the code that `by` has, else the general one, else none."""

    by: Ref | None
    groups: tuple[tuple[str | bool, DatedNumbers], ...]
    general: DatedNumbers

    @property
    def is_complete(self) -> bool:
        """Whether every unit whose code is known has a number, whatever the date."""
        known: dict[str, set[str | bool]] = {"boolean": {True, False}}
        if self.by is not None:
            known["choice"] = {*self.by.type.choices}
        codes = known.get(self.by.type.kind) if self.by is not None else None
        always = {code for code, dated in self.groups if dated[0][0] == datetime.date.min}
        general = bool(self.general) and self.general[0][0] == datetime.date.min
        return general or (codes is not None and codes <= always)

    def at(self, day: datetime.date) -> tuple[dict[str | bool, float], float | None]:
        """The number of each code that has its own on a day, and the general one."""
        own = {code: number for code, dated in self.groups if (number := _in_force(dated, day)) is not None}
        return own, _in_force(self.general, day)

    def possible(self, day: datetime.date) -> tuple[float | None, ...]:
        """The numbers that a unit may have on a day while its code is unknown; None among them where it may have none.

        They follow the codes, in one order for all the thresholds of a table.
        """
        own, general = self.at(day)
        if self.by is None:
            return (general,)
        match self.by.type.kind:
            case "choice":
                return tuple(own.get(code, general) for code in self.by.type.choices)
            case "boolean":
                return tuple(own.get(code, general) for code in (True, False))
            case "number" | "text" | "date" | "level":
                return (*own.values(), general)
            case _:
                assert_never(self.by.type.kind)


def _in_force(dated: DatedNumbers, day: datetime.date) -> float | None:
    return next((number for start, number in reversed(dated) if start <= day), None)


Tree = Constant | Ref | Arithmetic | Negative | Compare | InList | Logic | Not | Branch | FunctionCall | ThresholdLookup


@dataclass(frozen=True)
class Expression:
    """A checked expression. Two expressions of one text are equal at the same place in a grid.

    `references` are what it reads, each once, in the order of the text; those of an event condition are inside the
    `Event`.
    """

    text: str
    tree: Tree = field(compare=False, repr=False)
    references: tuple[Reference, ...] = field(compare=False, repr=False)

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self.tree.type


def parts(tree: Tree) -> tuple[Tree, ...]:
    """The parts that a part is made of; the condition of an event is not one, it sees other rows."""
    match tree:
        case Constant() | Ref():
            return ()
        case Arithmetic(first=first, rest=rest):
            return (first, *(right for _, right in rest))
        case Negative(operand=operand) | Not(operand=operand) | InList(operand=operand):
            return (operand,)
        case Compare(left=left, right=right):
            return (left, right)
        case Logic(operands=operands) | FunctionCall(arguments=operands):
            return operands
        case Branch(condition=condition, yes=yes, no=no):
            return (condition, yes, no)
        case ThresholdLookup(by=by):
            return () if by is None else (by,)
        case _:
            assert_never(tree)
