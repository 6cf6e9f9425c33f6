"""Text becomes a tree: Python's grammar read by `ast`, of which only our small language is kept."""

from __future__ import annotations

import ast
import unicodedata
from functools import lru_cache
from typing import Literal

from hlmdiag.expression.errors import ExpressionError, ExpressionFault, quote
from hlmdiag.expression.lexer import DEPTH, Tokens, tokenise
from hlmdiag.expression.syntax import (
    BinaryChain,
    Branch,
    Call,
    Comparator,
    ComparisonChain,
    Dotted,
    Invalid,
    ListLiteral,
    Logic,
    Name,
    Negate,
    Not,
    NumberLiteral,
    SyntaxNode,
    TextLiteral,
)

COMPARATORS: dict[type[ast.cmpop], Comparator] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
SUMS: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {ast.Add: "+", ast.Sub: "-"}
PRODUCTS: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {ast.Mult: "*", ast.Div: "/"}


def parse(text: str) -> SyntaxNode:
    """The tree of an expression; raises `ExpressionError` with every fault of its writing."""
    node, faults = read(text)
    if faults:
        raise ExpressionError(faults)
    return node


@lru_cache(maxsize=2048)
def read(text: str) -> tuple[SyntaxNode, tuple[ExpressionFault, ...]]:
    """The tree of an expression and the faults of its writing, refused parts being `Invalid`.

    A grid has each of its expressions read twice, for the names that it mentions and for what it means.
    """
    words = tokenise(text)
    return _tree(text, words), tuple(words.faults)


def _tree(text: str, words: Tokens) -> SyntaxNode:
    nothing = Invalid(0, len(text))
    if words.broken:
        return nothing
    lead = len(words.clean) - len(words.clean.lstrip())
    try:
        tree = ast.parse(words.clean[lead:], mode="eval")
    except SyntaxError as error:
        if not words.faults:
            words.faults.append(_syntax_fault(words, error, lead, text))
        return nothing
    except (RecursionError, MemoryError):
        words.fault("trop-profonde", 0, len(text), limit=DEPTH)
        return nothing
    return _Builder(text, words, lead).build(tree.body, 0)


def _syntax_fault(words: Tokens, error: SyntaxError, lead: int, text: str) -> ExpressionFault:
    place = min(max((error.offset or 1) - 1 + lead, 0), len(words.origin) - 1)
    start = words.origin[place]
    if "else" in error.msg:
        end = words.origin[min(max((error.end_offset or 1) - 2 + lead, place), len(words.origin) - 1)] + 1
        return ExpressionFault("expression.sinon-manquant", start, end)
    rest = text[start:].split()
    value = rest[0] if rest else text.strip()
    return ExpressionFault("expression.syntaxe", start, max(start + 1, start + len(value)), {"value": value})


class _Builder:
    """Turns Python's tree into ours, refusing what is not of the language."""

    def __init__(self, text: str, words: Tokens, lead: int) -> None:
        self.text = text
        self.words = words
        self.lead = lead

    def spot(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """The place of a node in the text as written."""
        end = (node.end_col_offset or 1) - 1 + self.lead
        return self.words.origin[node.col_offset + self.lead], self.words.origin[end] + 1

    def refuse(self, code: str, node: ast.expr | ast.keyword, **values: object) -> Invalid:
        """Say that a part is refused."""
        start, end = self.spot(node)
        quoted = quote(self.text[start:end])
        self.words.faults.append(ExpressionFault(f"expression.{code}", start, end, {"value": quoted, **values}))
        return Invalid(start, end)

    def build(self, node: ast.expr, depth: int) -> SyntaxNode:
        """Our tree of a node of Python's."""
        if depth > DEPTH:
            return self.refuse("trop-profonde", node, limit=DEPTH)
        start, end = self.spot(node)
        match node:
            case ast.Constant(value=str()):
                return TextLiteral(start, end, self.words.texts[start])
            case ast.Constant(value=int() | float()):
                return NumberLiteral(start, end, float(self.text[start:end]))
            case ast.Name():
                return self.name(node)
            case ast.Attribute():
                return self.dotted(node)
            case ast.Call():
                return self.call(node, depth)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.chain(node, SUMS, depth)
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self.chain(node, PRODUCTS, depth)
            case ast.UnaryOp(op=ast.USub()):
                return Negate(start, end, self.build(node.operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.build(node.operand, depth + 1)
            case ast.UnaryOp(op=ast.Not()):
                return Not(start, end, self.build(node.operand, depth + 1))
            case ast.Compare():
                return self.comparison(node, depth)
            case ast.BoolOp():
                operands = tuple(self.build(value, depth + 1) for value in node.values)
                return Logic(start, end, "and" if isinstance(node.op, ast.And) else "or", operands)
            case ast.IfExp():
                parts = [self.build(part, depth + 1) for part in (node.test, node.body, node.orelse)]
                return Branch(start, end, *parts)
            case ast.Tuple() | ast.List():
                return self.stray_list(node)
            case _:
                return self.refuse("construction", node)

    def name(self, node: ast.Name) -> Name:
        """A name, with its accents back."""
        start, end = self.spot(node)
        return Name(start, end, unicodedata.normalize("NFC", self.text[start:end]))

    def dotted(self, node: ast.Attribute) -> Dotted | Invalid:
        """`owner.name`, and no longer chain."""
        if not isinstance(node.value, ast.Name):
            return self.refuse("attribut", node)
        start, end = self.spot(node)
        name = unicodedata.normalize("NFC", self.text[end - len(node.attr) : end])
        return Dotted(start, end, self.name(node.value).id, name)

    def call(self, node: ast.Call, depth: int) -> SyntaxNode:
        """A function and its arguments."""
        start, end = self.spot(node)
        arguments = tuple(self.build(argument, depth + 1) for argument in node.args)
        named = []
        for item in node.keywords:
            if item.arg != "within":
                return self.refuse("construction", item)
            if isinstance(item.value, ast.Tuple | ast.List):
                return self.refuse("deux-groupes", item.value)
            place, _ = self.spot(item)
            named.append((Name(place, place + len(item.arg), item.arg), self.build(item.value, depth + 1)))
        match node.func:
            case ast.Name():
                return Call(start, end, self.name(node.func), arguments, tuple(named))
            case ast.Attribute():
                function = self.dotted(node.func)
                if isinstance(function, Dotted):
                    return Call(start, end, function, arguments, tuple(named))
                return function
            case _:
                return self.refuse("appel", node)

    def chain(
        self, node: ast.BinOp, signs: dict[type[ast.operator], Literal["+", "-", "*", "/"]], depth: int
    ) -> BinaryChain:
        """Operations of one rank in a row, whatever their number."""
        start, end = self.spot(node)
        rest = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and type(left.op) in signs:
            rest.append((signs[type(left.op)], self.build(left.right, depth + 1)))
            left = left.left
        return BinaryChain(start, end, self.build(left, depth + 1), tuple(reversed(rest)))

    def comparison(self, node: ast.Compare, depth: int) -> SyntaxNode:
        """A comparison, its lists allowed only after `in`."""
        start, end = self.spot(node)
        rest: list[tuple[Comparator, SyntaxNode]] = []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            sign = COMPARATORS.get(type(operator))
            if sign is None:
                return self.refuse("construction", node)
            if sign in ("in", "not in") and isinstance(right, ast.Tuple | ast.List):
                members = tuple(self.build(member, depth + 1) for member in right.elts)
                rest.append((sign, ListLiteral(*self.spot(right), members)))
            else:
                rest.append((sign, self.build(right, depth + 1)))
        return ComparisonChain(start, end, self.build(node.left, depth + 1), tuple(rest))

    def stray_list(self, node: ast.Tuple | ast.List) -> Invalid:
        """A list in a wrong place: most often a number written with a decimal comma."""
        for left, right in zip(node.elts, node.elts[1:], strict=False):
            comma = self.spot(left)[1]
            if self.text[comma - 1 : comma].isdigit() and self.text[comma] == "," and self.spot(right)[0] == comma + 1:
                start, end = _number_around(self.text, comma)
                value = self.text[start:end]
                self.words.fault("virgule", start, end, value=value, right=value.replace(",", "."))
                return Invalid(*self.spot(node))
        return self.refuse("liste", node)


def _number_around(text: str, comma: int) -> tuple[int, int]:
    """The place of a number written around a comma."""
    start, end = comma, comma + 1
    while start > 0 and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and text[end].isdigit():
        end += 1
    return start, end
