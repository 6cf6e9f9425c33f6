"""The two catalogues say the same things: the same codes, with the same blanks, and nothing left untranslated."""

from __future__ import annotations

import re
from string import Formatter

from hlmdiag.text import LANGUAGES, catalogue

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
