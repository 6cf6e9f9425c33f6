"""The marks that a language sets its own spaces around are in the catalogues, not in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hlmdiag.text.locale import Locale
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

SOURCE = Path(__file__).parents[2] / "src" / "hlmdiag"
MARKS = (" : ", " ; ", "\u00a0: ", "\u00a0; ")
KEPT = {
    "cli/app.py": "the help of the commands, in French alone",
    "cli/lessons.py": "the same",
    "cli/options.py": "the same",
    "draft/propose.py": "a first grid, whose texts are in French",
    "grid/certainty.py": "titles of columns, read in any language",
    "data/agreement.py": "answers of a file put together to be compared, read by no one",
    "report/frictionless.py": "a schema, whose titles are those of the grid",
}


def written(path: Path) -> Iterator[int]:
    """The lines where a text is made around such a mark: a formatted text, or what joins others."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.JoinedStr(values=values):
                texts = [each.value for each in values if isinstance(each, ast.Constant)]
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="join")):
                texts = [text]
            case ast.keyword(arg="joint", value=ast.Constant(value=str(text))):
                texts = [text]
            case _:
                continue
        if any(mark in str(text) for mark in MARKS for text in texts):
            yield node.value.lineno if isinstance(node, ast.keyword) else node.lineno


def test_no_text_is_made_in_the_code_around_a_mark_that_languages_write_otherwise() -> None:
    kept = {SOURCE / name for name in KEPT}
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line in written(path)
        if path not in kept
    ]
    assert found == []


def test_each_language_has_its_spaces() -> None:
    french, english = Locale("fr"), Locale("en")
    assert (french.labelled("A", "b"), english.labelled("A", "b")) == ("A\u00a0: b", "A: b")
    assert (french.joined("ab"), english.joined("ab")) == ("a\u00a0; b", "a; b")
    listed = Listed(("a", "b"), joint=BETWEEN_SENTENCES)
    assert [listed.say(each) for each in ("fr", "en")] == ["a\u00a0; b", "a; b"]
