"""The two catalogues say the same things: the same codes, with the same blanks, and nothing left untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import hlmdiag.text
from hlmdiag.text import LANGUAGES, catalogue, say

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


def test_words_agree_with_their_number() -> None:
    said = [say("donnees.lignes-masquees", "fr", count=count, rows="4") for count in (0, 1, 2, "1 200")]
    assert [each.split(" dans")[0] for each in said] == [
        "0 ligne masquée", "1 ligne masquée", "2 lignes masquées", "1 200 lignes masquées",
    ]  # fmt: skip
    said = [say("donnees.lignes-masquees", "en", count=count, rows="4") for count in (0, 1, "1,000")]
    assert [each.split(" hidden")[0] for each in said] == ["0 rows", "1 row", "1,000 rows"]
    changes = [
        say("rapport.dossier.avant.note-mieux", "fr", before="", after="", change=each)
        for each in ("\u22121,9", "\u22122")
    ]
    assert [each.split(",")[-2].split()[-1] for each in changes] == ["point", "points"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_leaves_the_plural_to_the_reader(language: str) -> None:
    assert [code for code, text in catalogue(language).items() if re.search(r"\w\((s|es|x)\)", text)] == []


def test_apostrophes_of_french_are_typographic() -> None:
    assert [code for code, text in catalogue("fr").items() if re.search(r"[^\W\d]'[^\W\d{]", text)] == []
