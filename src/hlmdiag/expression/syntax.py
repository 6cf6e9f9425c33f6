"""The tree of an expression as written, before any name is known: what `parse` gives and `check` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True)
class TextSpan:
    """A part of the text, from character `start` to `end` (excluded)."""

    start: int
    end: int


@dataclass(frozen=True)
class Invalid(TextSpan):
    """A part already refused: it raises no further fault."""


@dataclass(frozen=True)
class NumberLiteral(TextSpan):
    """A number, `10` or `0.5`."""

    value: float


@dataclass(frozen=True)
class TextLiteral(TextSpan):
    """A quoted text."""

    value: str


@dataclass(frozen=True)
class Name(TextSpan):
    """A bare name: a column, a level, a result, `true` or `false`."""

    id: str


@dataclass(frozen=True)
class Dotted(TextSpan):
    """`incidents.cout` or `reperage.level`."""

    owner: str
    name: str


@dataclass(frozen=True)
class Call(TextSpan):
    """A function and its arguments, the named ones (`within=agence`) apart."""

    function: Name | Dotted
    arguments: tuple[SyntaxNode, ...]
    named: tuple[tuple[Name, SyntaxNode], ...] = ()


@dataclass(frozen=True)
class BinaryChain(TextSpan):
    """Operations of one rank in a row, `a + b - c` or `a * b / c`: wide, so that a long sum is not a deep one."""

    first: SyntaxNode
    rest: tuple[tuple[Literal["+", "-", "*", "/"], SyntaxNode], ...]


@dataclass(frozen=True)
class Negate(TextSpan):
    """The opposite of a number."""

    operand: SyntaxNode


@dataclass(frozen=True)
class ListLiteral(TextSpan):
    """A list of literals, after `in`."""

    members: tuple[SyntaxNode, ...]


@dataclass(frozen=True)
class ComparisonChain(TextSpan):
    """`a < b`, or several in a row: `0 < a <= 10`."""

    first: SyntaxNode
    rest: tuple[tuple[Comparator, SyntaxNode], ...]


@dataclass(frozen=True)
class Logic(TextSpan):
    """`a and b and c`, or the same with `or`."""

    operator: Literal["and", "or"]
    operands: tuple[SyntaxNode, ...]


@dataclass(frozen=True)
class Not(TextSpan):
    """The contrary of a condition."""

    operand: SyntaxNode


@dataclass(frozen=True)
class Branch(TextSpan):
    """`yes if condition else no`."""

    condition: SyntaxNode
    yes: SyntaxNode
    no: SyntaxNode


SyntaxNode = (
    Invalid
    | NumberLiteral
    | TextLiteral
    | Name
    | Dotted
    | Call
    | BinaryChain
    | Negate
    | ListLiteral
    | ComparisonChain
    | Logic
    | Not
    | Branch
)
