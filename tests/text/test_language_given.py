"""A language is always given: a text said in a language that nobody chose is in French for a reader of English."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from source_trees import HOME, SOURCES, nodes_of


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in SOURCES:
        name = path.relative_to(HOME).as_posix()
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}:{node.name}", node


def chosen_for_the_reader(node: ast.FunctionDef) -> bool:
    given = [*node.args.posonlyargs, *node.args.args]
    late = dict(zip([each.arg for each in reversed(given)], reversed(node.args.defaults), strict=False))
    late |= {each.arg: it for each, it in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if it}
    # what a message is added to, where a language is given
    return "language" in late and ast.unparse(late["language"]) != "None"


def test_no_function_chooses_a_language() -> None:
    found = dict(functions())
    assert "errors.py:say" in found
    assert [name for name, node in found.items() if chosen_for_the_reader(node)] == []


def test_no_value_chooses_a_language() -> None:
    chosen = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in nodes_of(path)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "language" and node.value is not None
        # a grid that does not say its language is in French: that is of the document, not of its reader
        if path.parent.name != "grid"
    ]
    assert chosen == []
