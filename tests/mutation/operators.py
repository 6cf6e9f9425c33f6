"""Every small fault that can be written into a module: what a test suite should notice.

Faults are those that a reader could overlook: a bound on the wrong side, a sign, a forgotten condition, a step left
out. Annotations, docstrings and texts are left alone: a wrong word is no wrong figure, and has its own tests.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Mutant", "mutants_of"]

COMPARED: Final = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
COMPUTED: Final = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
CALLED: Final = {
    "min": "max",
    "max": "min",
    "min_horizontal": "max_horizontal",
    "max_horizontal": "min_horizontal",
    "any": "all",
    "all": "any",
    "any_horizontal": "all_horizontal",
    "all_horizontal": "any_horizontal",
    "first": "last",
    "last": "first",
    "floor": "ceil",
    "ceil": "floor",
    "is_null": "is_not_null",
    "is_not_null": "is_null",
    "startswith": "endswith",
    "endswith": "startswith",
}


Lines = tuple[int, int] | None


@dataclass(frozen=True)
class Mutant:
    """One fault: the bytes `start` to `stop` of a file of the tree become `new`, inside a function named `where`.

    A test can notice it that runs one of the `lines`, first and last; any test of the file where there are none, for
    what is worked out when the module is read.
    """

    path: str
    line: int
    where: str
    lines: Lines
    start: int
    stop: int
    new: str
    was: str
    becomes: str

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.stop :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} ({self.where})\n  - {self.was}\n  + {self.becomes}"


def mutants_of(path: Path, name: str) -> list[Mutant]:
    """Every fault of one file, in its order; `name` is how the file is called in what is printed and listed."""
    source = path.read_bytes()
    return Faults(source, name).all()


class Faults:
    def __init__(self, source: bytes, name: str) -> None:
        self.source, self.name = source, name
        self.tree = ast.parse(source)
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts

    def all(self) -> list[Mutant]:
        found = []
        for node, where, lines in walked(self.tree, "module", None):
            for start, stop, new in self.faults(node, where):
                mutant = self.mutant(where, lines, start, stop, new)
                if is_python(mutant.applied(self.source)):
                    found.append(mutant)
        return sorted(set(found), key=lambda mutant: (mutant.start, mutant.stop, mutant.new))

    def mutant(self, where: str, lines: Lines, start: int, stop: int, new: str) -> Mutant:
        head = self.source.rfind(b"\n", 0, start) + 1
        tail = self.source.find(b"\n", stop)
        tail = len(self.source) if tail < 0 else tail
        was = self.source[head:tail].decode()
        becomes = (self.source[head:start] + new.encode() + self.source[stop:tail]).decode()
        line = self.source.count(b"\n", 0, start) + 1
        return Mutant(self.name, line, where, lines, start, stop, new, one_line(was), one_line(becomes))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr) -> str:
        start, stop = self.span(node)
        return self.source[start:stop].decode()

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[tuple[int, int, str]]:
        """The operator that stands between two operands, whatever parentheses and lines stand there too."""
        start, stop = self.span(left)[1], self.span(right)[0]
        at = self.source.find(old.encode(), start, stop)
        if at >= 0:
            yield at, at + len(old.encode()), new

    def faults(self, node: ast.AST, where: str) -> Iterator[tuple[int, int, str]]:
        match node:
            case ast.Compare():
                for left, operator, right in zip(
                    [node.left, *node.comparators[:-1]], node.ops, node.comparators, strict=True
                ):
                    yield from self.between(left, right, *COMPARED[type(operator)])
            case ast.BinOp() if type(node.op) in COMPUTED and where != "module":
                yield from self.between(node.left, node.right, *COMPUTED[type(node.op)])
            case ast.BoolOp():
                old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self.between(left, right, old, new)
            case ast.UnaryOp(op=ast.Not() | ast.Invert() | ast.USub()):
                yield (*self.span(node), f"({self.text(node.operand)})")
            case ast.Constant():
                yield from self.constant(node)
            case ast.Call(func=ast.Name(id=called)) if called in CALLED:
                yield (*self.span(node.func), CALLED[called])
            case ast.Call(func=ast.Attribute(attr=called)) if called in CALLED:
                stop = self.span(node.func)[1]
                yield stop - len(called), stop, CALLED[called]
            case ast.If() | ast.IfExp() | ast.While():
                yield (*self.span(node.test), f"(not ({self.text(node.test)}))")
            case ast.comprehension():
                for kept in node.ifs:
                    yield (*self.span(kept), "True")
            case ast.Return() if node.value is not None and self.text(node.value) != "None":
                yield (*self.span(node.value), "None")
            case ast.Expr(value=ast.Call() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Continue():
                yield (*self.span(node), "pass")
            case ast.Break():
                yield (*self.span(node), "continue")

    def constant(self, node: ast.Constant) -> Iterator[tuple[int, int, str]]:
        match node.value:
            case bool():
                yield (*self.span(node), str(not node.value))
            case int() | float():
                yield (*self.span(node), str(node.value + 1))


def walked(node: ast.AST, where: str, lines: Lines) -> Iterator[tuple[ast.AST, str, Lines]]:
    """Every node that runs, with the function (of a class, where it is one) and the lines that hold it."""
    match node:
        case ast.JoinedStr() | ast.keyword(arg="strict") | ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return  # a text; and checks of our own code, which nothing can make fail
    yield node, where, lines
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "type_params", "decorator_list", "bases"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            match child:
                case ast.FunctionDef() if where == "module" or isinstance(node, ast.ClassDef):
                    name = child.name if where == "module" else f"{where}.{child.name}"
                    yield from walked(child, name, (child.lineno, child.end_lineno or child.lineno))
                case ast.ClassDef() if where == "module":
                    yield from walked(child, child.name, None)
                case ast.If() if ast.unparse(child.test) == "TYPE_CHECKING":
                    pass
                case ast.stmt() if lines is not None:
                    yield from walked(child, where, own_lines(child))
                case ast.AST():
                    yield from walked(child, where, lines)


def own_lines(statement: ast.stmt) -> tuple[int, int]:
    """Without those of the statements that it holds: they may not run."""
    held = [node for node in ast.walk(statement) if isinstance(node, ast.stmt) and node is not statement]
    last = min((node.lineno for node in held), default=(statement.end_lineno or statement.lineno) + 1) - 1
    return statement.lineno, max(statement.lineno, last)


def is_python(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def one_line(text: str) -> str:
    return " ".join(text.split())
