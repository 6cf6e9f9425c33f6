"""Budget of an organisation's templates: each turn of a loop and each text written is counted.

Counted, not timed: the same template on the same result is refused on every machine, or on none. The clock stops only
what counts cannot foresee.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

_LONGEST = 1_000_000
"""The longest text or list that one operation may make."""
_WIDEST = 100
"""The widest margin, in characters; the longest line of `batch` or `slice` is a hundred times that."""
_MOST = 300_000_000
"""Characters that a report may hold: a page of a large stock has thirty million."""
_TURN = 250
"""Cost of a turn of a loop, in characters."""
_DEEPEST = 50
"""Calls inside calls: a template that includes itself has no end."""
_SECONDS = 120


class TooMuch(Exception):
    """A template that would not end, or whose report would fill the memory."""


class Budget:
    """Remaining budget of one report; reset at the start of each."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Another report begins."""
        self._left, self._end = _MOST, time.monotonic() + _SECONDS

    def spend(self, characters: int) -> str:
        """Count what a template writes, or a turn of a loop; nothing is shown."""
        self._left -= characters + _TURN
        if self._left < 0 or time.monotonic() > self._end:
            raise TooMuch
        return ""

    def enter(self, characters: int) -> str:
        """Count the text written by a template or a macro when it begins, and its depth."""
        frame, depth = sys._getframe(), 0
        while (frame := frame.f_back) is not None:  # type: ignore[assignment]
            depth += frame.f_code.co_name in ("root", "macro") or frame.f_code.co_name.startswith("block_")
            if depth > _DEEPEST:
                raise TooMuch
        return self.spend(characters)

    def short(self, value: Any) -> Any:
        """A text or a list that an operation made, if it is not too long."""
        self.measure(len(value) if hasattr(value, "__len__") else 0)
        return value

    def measure(self, length: int) -> None:
        """Refuse an operation that would make a text or a list of that length."""
        if length > _LONGEST:
            raise TooMuch

    def before(self, name: str, given: tuple[Any, ...]) -> None:
        """Refuse a filter or a method that would make much of little, before it does."""
        match name, given:
            case "replace", (str(text), str(old), str(new), *_):
                self.measure(len(text) + text.count(old) * len(new))
            case "join", (texts, str(sign), *_) if hasattr(texts, "__len__"):
                self.measure(len(texts) * len(sign))
            case "indent" | "tojson", (_, int(width), *_):
                self.measure(width * _LONGEST // _WIDEST)
            case "batch" | "slice", (_, int(width), *_):
                self.measure(width * _LONGEST // (_WIDEST * 100))
            case _:
                pass

    def shown(self, value: Any) -> Any:
        """Count a value that is about to be written."""
        self.spend(len(value) if isinstance(value, str) else 0)
        if isinstance(value, list | tuple | dict):
            self._weigh(value)
        return value

    def _weigh(self, value: Any) -> None:
        # nested lists that repeat one list take no memory, but may be endless once written
        left, seen = [value], 0
        while left:
            inside = left.pop()
            seen += 1
            self.measure(seen)
            if isinstance(inside, list | tuple | dict):
                left += inside.values() if isinstance(inside, dict) else inside


BUDGET = Budget()
"""Budget of the current report: reports are made one after the other."""


def counted(environment: Environment, tree: nodes.Template) -> nodes.Template:
    """The same template, which counts what it does."""
    from jinja2 import nodes
    from jinja2.visitor import NodeTransformer

    def call(name: str, body: list[nodes.Node]) -> nodes.Node:
        attribute = nodes.EnvironmentAttribute(name)
        written = sum(len(data.data) for node in body for data in _written(node))
        line = body[0].lineno if body else 1
        found = nodes.ExprStmt(nodes.Call(attribute, [nodes.Const(written)], [], None, None))
        return found.set_lineno(line).set_environment(environment)

    class Joined(NodeTransformer):
        def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
            self.generic_visit(node)
            short = nodes.Call(nodes.EnvironmentAttribute("short"), [node], [], None, None)
            return short.set_lineno(node.lineno).set_environment(environment)

    Joined().visit(tree)
    for loop in tree.find_all(nodes.For):
        loop.body.insert(0, call("enter" if loop.recursive else "spend", loop.body))
    blocks: list[Any] = [node for kind in (nodes.Macro, nodes.CallBlock, nodes.Block) for node in tree.find_all(kind)]
    for block in blocks:
        block.body.insert(0, call("enter", block.body))
    if next(tree.find_all(nodes.Extends), None) is None:
        tree.body.insert(0, call("enter", tree.body))
    return tree


def _written(node: Any) -> list[Any]:
    """The texts that a part of a template writes once, loops and macros inside it apart."""
    from jinja2 import nodes

    if isinstance(node, nodes.For | nodes.Macro | nodes.CallBlock | nodes.Block):
        return []
    if isinstance(node, nodes.TemplateData):
        return [node]
    return [data for child in node.iter_child_nodes() for data in _written(child)]
