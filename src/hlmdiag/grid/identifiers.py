"""Form of an id, and names forbidden to a column."""

from __future__ import annotations

import unicodedata

from hlmdiag.expression import FUNCTIONS, KEYWORDS

_RESULT_COLUMNS = (
    "level level_computed levels_possible conclusive score low high coverage rank percentile adjustment flags "
    "first_look_level first_look_score first_look_low first_look_high first_look_coverage "
    "flags_to_check flags_unsure actions override override_author override_date override_reason gap "
    "contribution_exact source_row "
    "parent_level parent_score parent_low parent_high parent_coverage "
    "voices_low voices_high respondents respondent_roles respondent_rows respondent_parts divergences "
    "unproven to_renew computed units units_conclusive units_undetermined worst_units "
    "robustness rank_low rank_high level_equal decisive_themes"
)

RESERVED = frozenset(word.lower() for word in KEYWORDS | FUNCTIONS) | frozenset(_RESULT_COLUMNS.split())
"""Names that mean something else in an expression or in a result."""


def is_column_name(text: str) -> bool:
    """Whether a text can name a column: a letter, then letters, digits and `_`, in their composed form."""
    return text[:1].isalpha() and text.isidentifier() and unicodedata.normalize("NFKC", text) == text


def is_identifier(text: str) -> bool:
    """Whether a text can be the id of a node, a level, a flag: as a column, and `-` besides.

    >>> is_identifier("proprete-halls"), is_identifier("1er-etage"), is_identifier("deux mots")
    (True, False, False)
    """
    return is_column_name(text.replace("-", "_"))


def fold(text: str) -> str:
    """A header as it is compared: blind to case, accents, spaces and punctuation.

    >>> fold("Code résidence") == fold("CODE_RESIDENCE")
    True
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if character.isalnum())
