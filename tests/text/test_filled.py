"""Where a sentence is asked for by its code and its values are written beside it, none that it needs is forgotten.

A forgotten one would end in an internal error, the day someone makes the mistake that the sentence is about.
"""

import ast
import string
from collections.abc import Iterator

import pytest

from hlmdiag.text import LANGUAGES, catalogue
from source_trees import HOME, SOURCES, nodes_of

BY_KEYWORD = {"refusal", "say", "Phrase"}


def asked() -> Iterator[tuple[str, str, set[str]]]:
    """Where, which code, and the names of the values that are given; those worked out elsewhere are left out."""
    for path in SOURCES:
        for node in nodes_of(path):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            first = node.args[0]
            given = given_to(node)
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and given is not None:
                yield f"{path.relative_to(HOME)}:{node.lineno}", first.value, given


def given_to(call: ast.Call) -> set[str] | None:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in BY_KEYWORD:
        names = [each.arg for each in call.keywords]
        return None if None in names else {each for each in names if each is not None}
    if name != "Problem":
        return None
    named = {each.arg: each.value for each in call.keywords}
    values = named.get("values", call.args[2] if len(call.args) > 2 else ast.Dict([], []))
    if isinstance(values, ast.Dict) and all(isinstance(key, ast.Constant) for key in values.keys):
        return {str(key.value) for key in values.keys if isinstance(key, ast.Constant)}
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_given_what_it_needs(language: str) -> None:
    sentences, seen, lacking = catalogue(language), 0, []
    for where, code, given in asked():
        if code in sentences:
            seen += 1
            needed = {name.partition(":")[0] for _, name, _, _ in string.Formatter().parse(sentences[code]) if name}
            lacking += [f"{where} {code}: {name}" for name in sorted(needed - given)]
    assert lacking == []
    assert seen > 300
