"""What holds for every text: it is understood or refused in our words, and never run."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlmdiag
from hlmdiag.expression import ExpressionError, Names, ResultNames, Type, check, check_adjust, check_indicator_filter
from hlmdiag.text import catalogue

NAMES = Names(
    {"a": Type("number"), "é": Type("boolean"), "c": Type("choice", {"x": "X"}), "d": Type("date")},
    {"t": {"n": Type("number")}},
    ResultNames({"bati": ("bon", "mauvais")}, ("bon", "mauvais"), ("f",)),
    {"g": ResultNames({}, (), ())},
)
WORDS = """
a é c d t g t.n g.level bati bon level score coverage alerts() within= ( ) [ ] , . ; + - * / ** == = != < >= in not and
or if else et ou non 1 1,5 0.5 'x' « » ' lambda True None true 1e999 é && count( min( median( coalesce( is_known( round(
level( flag( years_since(
"""
SEQUENCES = st.lists(st.sampled_from([*WORDS.split(), "\x00", "\ud800"]), max_size=14).map(" ".join)


def _understood_or_refused(text):
    for checked in (check, check_adjust, lambda text, _: check_indicator_filter(text)):
        try:
            checked(text, NAMES)
        except ExpressionError as error:
            assert error.faults
            for fault in error.faults:
                assert 0 <= fault.start <= fault.end <= len(text)
                assert fault.say("fr")
                assert fault.say("en")


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text):
    _understood_or_refused(text)


@given(SEQUENCES)
def test_any_sequence_of_words_is_understood_or_refused(text):
    _understood_or_refused(text)


@pytest.mark.parametrize("piece", ["(", "-", "not ", "[", "f(", "a if ", "a+", "a and ", "1/(", "a.", "'", "{", "a<"])
def test_any_repetition_is_understood_or_refused(piece):
    _understood_or_refused(piece * (2000 // len(piece)))
    _understood_or_refused(piece * 300 + "a" + ")" * 300)


def _builtins_called(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hlmdiag")
        for alias in node.names
    } | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in ours:
            yield node.func.id
        if isinstance(node, ast.ImportFrom) and node.module == "builtins":
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "builtins":
            yield node.attr


@pytest.mark.parametrize("path", sorted(Path(hlmdiag.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_is_ever_run(path):
    assert not {"eval", "exec", "compile", "__import__"} & set(_builtins_called(path))


def test_both_languages_have_the_same_sentences():
    codes = [{code for code in catalogue(language) if code.startswith("expression.")} for language in ("fr", "en")]
    assert codes[0] == codes[1]
