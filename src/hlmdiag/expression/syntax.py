"""The tree of an expression as written, before any name is known: what `parse` gives and `check` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True)
class Spot:
    """A part of the text, from character `start` to `end` (excluded)."""

    start: int
    end: int


@dataclass(frozen=True)
class Broken(Spot):
    """A part already refused: nothing more is said of it."""


@dataclass(frozen=True)
class Number(Spot):
    """A number, `10` or `0.5`."""

    value: float


@dataclass(frozen=True)
class Text(Spot):
    """A quoted text."""

    value: str


@dataclass(frozen=True)
class Name(Spot):
    """A bare name: a column, a level, a result, `true` or `false`."""

    id: str


@dataclass(frozen=True)
class Dotted(Spot):
    """`incidents.cout` or `reperage.level`."""

    owner: str
    name: str


@dataclass(frozen=True)
class Call(Spot):
    """A function and its arguments, the named ones (`within=agence`) apart."""

    function: Name | Dotted
    arguments: tuple[Node, ...]
    named: tuple[tuple[Name, Node], ...] = ()


@dataclass(frozen=True)
class Chain(Spot):
    """Operations of one rank in a row, `a + b - c` or `a * b / c`: wide, so that a long sum is not a deep one."""

    first: Node
    rest: tuple[tuple[Literal["+", "-", "*", "/"], Node], ...]


@dataclass(frozen=True)
class Minus(Spot):
    """The opposite of a number."""

    operand: Node


@dataclass(frozen=True)
class Items(Spot):
    """A list of literals, after `in`."""

    members: tuple[Node, ...]


@dataclass(frozen=True)
class Comparison(Spot):
    """`a < b`, or several in a row: `0 < a <= 10`."""

    first: Node
    rest: tuple[tuple[Comparator, Node], ...]


@dataclass(frozen=True)
class Logic(Spot):
    """`a and b and c`, or the same with `or`."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Spot):
    """The contrary of a condition."""

    operand: Node


@dataclass(frozen=True)
class Branch(Spot):
    """`yes if condition else no`."""

    condition: Node
    yes: Node
    no: Node


Node = Broken | Number | Text | Name | Dotted | Call | Chain | Minus | Items | Comparison | Logic | Not | Branch
