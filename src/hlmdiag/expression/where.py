"""The `where` of a view: which indicators it keeps, by their kind, id, theme and tags. No column is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from hlmdiag.expression.fault import ExpressionError, Fault, near, shown
from hlmdiag.expression.fold import fold
from hlmdiag.expression.parse import read
from hlmdiag.expression.syntax import Broken, Comparison, Items, Logic, Name, Node, Not, Text

SINGLE = ("kind", "id", "theme")
KINDS = ("data", "judgement")


@dataclass(frozen=True)
class Where:
    """A condition on indicators, checked.

    >>> check_where('kind == "data" and not "enquete" in tags').holds(kind="data", id="TR1", theme="bati", tags=[])
    True
    """

    text: str
    tree: Node = field(compare=False, repr=False)

    def holds(self, *, kind: str, id: str, theme: str | Sequence[str], tags: Collection[str]) -> bool:
        """Whether an indicator is kept; `theme` may be the path of its themes, and then any of them will do."""
        path = [theme] if isinstance(theme, str) else theme
        seen = {"kind": {fold(kind)}, "id": {fold(id)}, "theme": set(map(fold, path)), "tags": set(map(fold, tags))}
        return _holds(self.tree, seen)


def check_where(text: str) -> Where:
    """The checked condition of a view, or `ExpressionError` with all its faults."""
    tree, faults = read(text)
    _check(tree, text, faults)
    if faults:
        raise ExpressionError(faults)
    return Where(text, tree)


def _holds(tree: Node, seen: dict[str, set[str]]) -> bool:
    match tree:
        case Not(operand=operand):
            return not _holds(operand, seen)
        case Logic(operator="and", operands=operands):
            return all(_holds(operand, seen) for operand in operands)
        case Logic(operands=operands):
            return any(_holds(operand, seen) for operand in operands)
        case Comparison(first=first, rest=((sign, right),)):
            name = next(part.id for part in (first, right) if isinstance(part, Name))
            wanted = {fold(text.value) for text in _texts((first, right))}
            return bool(wanted & seen[name]) is (sign in ("==", "in"))
        case _:
            raise ValueError("the condition of a view is read once checked by check_where")


def _texts(nodes: Sequence[Node]) -> list[Text]:
    """The texts among some parts and the lists among them."""
    members = [member for node in nodes for member in (node.members if isinstance(node, Items) else (node,))]
    return [member for member in members if isinstance(member, Text)]


def _check(tree: Node, text: str, faults: list[Fault]) -> None:
    match tree:
        case Not(operand=operand):
            _check(operand, text, faults)
        case Logic(operands=operands):
            for operand in operands:
                _check(operand, text, faults)
        case Comparison(first=first, rest=((sign, right),)):
            _check_names(tree, (first, right), text, faults)
            if not _is_sound(first, sign, right):
                _refuse("forme", tree, text, faults)
        case Broken():
            return
        case _:
            _refuse("forme", tree, text, faults)


def _check_names(tree: Comparison, sides: tuple[Node, Node], text: str, faults: list[Fault]) -> None:
    names = [side for side in sides if isinstance(side, Name)]
    for name in names:
        if name.id not in (*SINGLE, "tags"):
            _refuse("nom", name, text, faults)
    if any(name.id == "kind" for name in names):
        for value in _texts(sides):
            if fold(value.value) not in KINDS:
                _refuse("valeur", value, text, faults, near=near(value.value, KINDS))


def _is_sound(first: Node, sign: str, right: Node) -> bool:
    """Whether a comparison has one of the three forms of a view; unknown names have been said already."""
    match first, sign, right:
        case (Text(), "in" | "not in", Name(id=name)):
            return name not in SINGLE
        case (Name(id=name), "in" | "not in", Text()):
            return name != "tags"
        case (Name(id=name), "in" | "not in", Items(members=members)):
            return name != "tags" and bool(members) and all(isinstance(member, Text) for member in members)
        case (Name(id=name), "==" | "!=", Text()) | (Text(), "==" | "!=", Name(id=name)):
            return name != "tags"
        case _:
            return isinstance(first, Broken) or isinstance(right, Broken)


def _refuse(code: str, node: Node, text: str, faults: list[Fault], **values: object) -> None:
    quoted = shown(node.value if isinstance(node, Text) else text[node.start : node.end])
    faults.append(Fault(f"expression.vue-{code}", node.start, node.end, {"value": quoted, **values}))
