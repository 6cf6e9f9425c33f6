"""Resolves names and checks types over the whole of an expression, reporting every fault at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import assert_never

from hlmdiag.expression.calls import check_call
from hlmdiag.expression.checked_comparisons import check_comparison
from hlmdiag.expression.errors import ExpressionFault, is_near, quote, suggestion
from hlmdiag.expression.functions import FUNCTIONS
from hlmdiag.expression.literals import choice_code, date_of, truth_of
from hlmdiag.expression.names import ColumnRef, Names, Reference, ResultNames, ResultRef, Type
from hlmdiag.expression.stock_aggregates import is_of_each
from hlmdiag.expression.syntax import (
    BinaryChain,
    Branch,
    Call,
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
from hlmdiag.expression.tree import Arithmetic, Constant, Negative, Ref, Tree
from hlmdiag.expression.tree import Branch as TypedBranch
from hlmdiag.expression.tree import Logic as TypedLogic
from hlmdiag.expression.tree import Not as TypedNot

NUMBER = Type("number")
BOOLEAN = Type("boolean")
TEXT = Type("text")
GUIDING = frozenset({"choice", "level", "date", "boolean"})
"""The kinds beside which a literal is read their way."""
BARE = ("score", "level", "coverage")


class Checker:
    """Checks an expression against the names it may use; faults go to `faults`.

    `outer` holds the columns of the unit when only those of an event table are seen, for the message alone.
    """

    def __init__(
        self, text: str, names: Names, faults: list[ExpressionFault], outer: frozenset[str] = frozenset()
    ) -> None:
        self.text = text
        self.names = names
        self.faults = faults
        self.outer = outer
        self.places: dict[Reference, int] = {}

    def refuse(self, code: str, node: SyntaxNode | Tree, **values: object) -> Constant | None:
        """Say a fault of a part, and give nothing in its place: `return checker.refuse(…)`."""
        quoted = quote(node.value if isinstance(node, TextLiteral) else self.text[node.start : node.end])
        self.faults.append(ExpressionFault(f"expression.{code}", node.start, node.end, {"value": quoted, **values}))
        return None

    @property
    def references(self) -> tuple[Reference, ...]:
        """References of the expression, each once, in the order of the text."""
        return tuple(sorted(self.places, key=self.places.__getitem__))

    def read(self, node: SyntaxNode, reference: Reference, of_type: Type) -> Ref:
        """A value read from outside, its reference kept."""
        self.places[reference] = min(node.start, self.places.get(reference, node.start))
        return Ref(of_type, node.start, node.end, reference)

    def inside(self, columns: Mapping[str, Type]) -> Checker:
        """A checker of the condition of an event, which sees the columns of its table alone."""
        return Checker(self.text, Names(columns=columns, stock=False), self.faults, frozenset(self.names.columns))

    def of_each(self) -> Checker:
        """A checker for the inside of an aggregate over a whole result: names are those of one unit."""
        return Checker(self.text, self.names.units or Names(columns={}, stock=False), self.faults)

    def check(self, node: SyntaxNode, hint: Type | None = None) -> Tree | None:
        """The typed tree of a part, or nothing if it is refused; `hint`: the expected type of a literal."""
        match node:
            case Invalid():
                return None
            case NumberLiteral(start, end, value):
                return Constant(NUMBER, start, end, value)
            case TextLiteral():
                return self._text(node, hint)
            case Name():
                return self._name(node, hint)
            case Dotted():
                return self._dotted(node)
            case Call():
                return check_call(self, node, hint)
            case ComparisonChain():
                return check_comparison(self, node)
            case ListLiteral():
                return self.refuse("liste", node)
            case Branch():
                return self._branch(node, hint)
            case BinaryChain() | Negate():
                return self._arithmetic(node)
            case Logic() | Not():
                return self._logic(node)
            case _:
                assert_never(node)

    def number(self, node: SyntaxNode) -> Tree | None:
        """A part that must be a number."""
        tree = self.check(node)
        if tree is None or tree.type.kind == "number":
            return tree
        codes = {"boolean": "calcul-logique", "date": "calcul-date"}
        return self.refuse(codes.get(tree.type.kind, "calcul"), node)

    def condition(self, node: SyntaxNode) -> Tree | None:
        """A part that must be true or false."""
        tree = self.check(node)
        if tree is None or tree.type.kind == "boolean":
            return tree
        return self.refuse("condition", node)

    def together(self, nodes: Sequence[SyntaxNode], hint: Type | None = None) -> list[Tree | None]:
        """Check operands together: literals take the type of the others."""
        typed: dict[int, Tree | None] = {}
        for index, node in enumerate(nodes):
            if not self._is_open(node):
                typed[index] = self.check(node, hint)
        guides = [tree.type for tree in typed.values() if tree is not None]
        guides += [self.names.columns[node.id] for node in nodes if isinstance(node, Name) and self._is_column(node)]
        hint = hint or next((guide for guide in guides if guide.kind in GUIDING), None)
        for index, node in enumerate(nodes):
            if index not in typed:
                typed[index] = self.check(node, hint)
        return [typed[index] for index in range(len(nodes))]

    def unify(self, node: SyntaxNode, nodes: Sequence[SyntaxNode], hint: Type | None) -> list[Tree] | None:
        """Parts that must be of one type, that of the whole."""
        trees = self.together(nodes, hint)
        known = [tree for tree in trees if tree is not None]
        if len(known) < len(trees):
            return None
        first = known[0].type
        for other, tree in zip(nodes[1:], known[1:], strict=True):
            if tree.type != first:
                self.refuse("types-differents", other, left=quote(self.text[nodes[0].start : nodes[0].end]))
                return None
        return known

    def _is_column(self, node: Name) -> bool:
        return node.id in self.names.columns

    def _is_open(self, node: SyntaxNode) -> bool:
        """Whether the meaning of a part depends on its neighbours."""
        match node:
            case TextLiteral():
                return True
            case Name(id=name):
                return name not in ("true", "false") and (name not in BARE or self._is_column(node))
            case Branch(yes=yes, no=no):
                return self._is_open(yes) or self._is_open(no)
            case Call(function=Name(id="coalesce"), arguments=arguments):
                return any(self._is_open(argument) for argument in arguments)
            case (
                Invalid()
                | NumberLiteral()
                | Dotted()
                | Call()
                | BinaryChain()
                | Negate()
                | ListLiteral()
                | ComparisonChain()
                | Logic()
                | Not()
            ):
                return False
            case _:
                assert_never(node)

    def _text(self, node: TextLiteral, hint: Type | None) -> Tree | None:
        value: bool | str | int | datetime.date | None
        match hint:
            case Type(kind="choice", choices=choices):
                value = choice_code(node.value, choices)
                if value is None:
                    return self.refuse("choix", node, near=suggestion(node.value, [*choices, *choices.values()]))
            case Type(kind="level", levels=levels):
                value = levels.index(node.value) if node.value in levels else None
                if value is None:
                    return self.refuse("niveau", node, near=suggestion(node.value, levels))
            case Type(kind="date"):
                value = date_of(node.value)
                if value is None:
                    return self.refuse("date", node)
            case Type(kind="boolean"):
                value = truth_of(node.value)
                if value is None:
                    return self.refuse("texte-logique", node)
            case _:
                return Constant(TEXT, node.start, node.end, node.value)
        return Constant(hint, node.start, node.end, value)

    def _name(self, node: Name, hint: Type | None) -> Tree | None:
        name = node.id
        if hint is not None and hint.kind == "level" and name in hint.levels:
            return Constant(hint, node.start, node.end, hint.levels.index(name))
        if name in self.names.columns:
            return self.read(node, ColumnRef(name), self.names.columns[name])
        if name in ("true", "false"):
            return Constant(BOOLEAN, node.start, node.end, name == "true")
        if name in BARE and not is_of_each(self.names, name):
            return self.outcome(node, name, self.names.own, None)
        return self._unknown(node, hint)

    def _unknown(self, node: Name, hint: Type | None) -> Tree | None:
        name = node.id
        if hint is not None and hint.kind == "level":
            return self.refuse("niveau", node, near=suggestion(name, hint.levels))
        if hint is not None and hint.kind == "choice" and choice_code(name, hint.choices) is not None:
            return self.refuse("nom-sans-guillemets", node)
        if name in self.names.tables:
            return self.refuse("table-nue", node)
        if name in self.outer:
            return self.refuse("hors-evenement", node, near=suggestion(name, self.names.columns))
        if is_of_each(self.names, name):
            return self.refuse("par-unite", node)
        if name in FUNCTIONS:
            return self.refuse("fonction-nue", node)
        seen = self.names.units or self.names
        candidates = [*seen.columns, *(BARE if seen.own else ())]
        if self.names.units is None and not is_near(name, candidates):
            return self.refuse("nom-sans-voisin", node)
        return self.refuse("nom-inconnu", node, near=suggestion(name, candidates))

    def _dotted(self, node: Dotted) -> Tree | None:
        if node.owner in self.names.uses:
            if node.name in BARE:
                return self.outcome(node, node.name, self.names.uses[node.owner], node.owner)
            return self.refuse("resultat-inconnu", node, near=suggestion(node.name, BARE))
        if node.owner in self.names.tables:
            return self.refuse("colonne-evenement", node)
        return self.refuse("prefixe-inconnu", node, owner=node.owner, near=suggestion(node.owner, self.prefixes()))

    def prefixes(self) -> list[str]:
        """Names allowed before a point."""
        return [*self.names.tables, *self.names.uses]

    def outcome(self, node: SyntaxNode, kind: str, results: ResultNames | None, grid: str | None) -> Tree | None:
        """The score, level or coverage of the whole."""
        if results is None or kind not in results.kinds:
            return self.refuse("resultat-interdit", node)
        if kind == "level":
            if not results.levels:
                return self.refuse("sans-niveaux", node)
            return self.read(node, ResultRef("level", None, grid), Type("level", levels=results.levels))
        return self.read(node, ResultRef("coverage" if kind == "coverage" else "score", None, grid), NUMBER)

    def _branch(self, node: Branch, hint: Type | None) -> Tree | None:
        condition = self.condition(node.condition)
        branches = self.unify(node, (node.yes, node.no), hint)
        if condition is None or branches is None:
            return None
        return TypedBranch(branches[0].type, node.start, node.end, condition, *branches)

    def _arithmetic(self, node: BinaryChain | Negate) -> Tree | None:
        if isinstance(node, Negate):
            operand = self.number(node.operand)
            if isinstance(operand, Constant) and isinstance(operand.value, float):
                return Constant(NUMBER, node.start, node.end, -operand.value)
            return operand and Negative(NUMBER, node.start, node.end, operand)
        first = self.number(node.first)
        rest = [(sign, right, self.number(right)) for sign, right in node.rest]
        whole = first is not None
        for sign, right, tree in rest:
            if sign == "/" and isinstance(tree, Constant) and tree.value == 0:
                self.refuse("division-zero", right)
                whole = False
            whole = whole and tree is not None
        typed = tuple((sign, tree) for sign, _, tree in rest if tree is not None)
        return Arithmetic(NUMBER, node.start, node.end, first, typed) if whole and first is not None else None

    def _logic(self, node: Logic | Not) -> Tree | None:
        if isinstance(node, Not):
            operand = self.condition(node.operand)
            return operand and TypedNot(BOOLEAN, node.start, node.end, operand)
        operands = [self.condition(part) for part in node.operands]
        known = tuple(tree for tree in operands if tree is not None)
        if len(known) < len(operands):
            return None
        return TypedLogic(BOOLEAN, node.start, node.end, node.operator, known)
