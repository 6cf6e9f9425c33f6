"""The two catalogues say the same things: the same codes, with the same blanks, and nothing left untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import hlmdiag.text
from hlmdiag.text import LANGUAGES, catalogue

TEXTS = Path(hlmdiag.text.__file__).parent
BLANK = re.compile(r"\{[^}]*\}")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_is_in_both_languages_with_the_same_blanks() -> None:
    french, english = (catalogue(language) for language in LANGUAGES)
    assert list(french) == list(english)
    assert [code for code in french if blanks(french[code]) != blanks(english[code])] == []


def test_no_sentence_is_left_in_french_or_empty() -> None:
    french, english = (catalogue(language) for language in LANGUAGES)
    assert [code for code, text in english.items() if not text.strip() and french[code].strip()] == []
    sentences = {code for code, text in french.items() if len(re.findall(r"[^\W\d]{3,}", BLANK.sub("", text))) >= 3}
    assert [code for code in sentences if french[code] == english[code]] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_code_is_said_twice(language: str) -> None:
    """A second sentence of one code would silently take the place of the first, in its file or in another."""
    said: dict[str, str] = {}
    for path in sorted((TEXTS / language).glob("*.yaml")):
        for code in codes_of(yaml.compose(path.read_text(encoding="utf-8")), ""):
            assert code not in said, f"{code}: {said.get(code)}, {path.name}"
            said[code] = path.name


def codes_of(node: yaml.Node, prefix: str) -> Iterator[str]:
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        if isinstance(value, yaml.MappingNode):
            yield from codes_of(value, f"{prefix}{key.value}.")
        else:
            yield f"{prefix}{key.value}"
