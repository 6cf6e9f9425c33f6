"""Names in a phone form (XLSForm): its own fields, and the spelling of ids and codes.

A survey program takes letters of the alphabet without accents, digits, `_`, `-` and `.`; codes take no space. Both are
read back by the same writing of the ids and codes of the grid, so that no table of names has to come along.
"""

from __future__ import annotations

import re
import unicodedata

FORM, UNIT, ROLE, RESPONDENT, DAY = "hlmdiag_form", "hlmdiag_unit", "hlmdiag_role", "hlmdiag_respondent", "hlmdiag_day"
"""Fields that identify the grid; the unit; the respondent, role and date."""
ABSENT, EVIDENCE, COMMENT = "__absent", "__evidence", "__comment"
"""Suffixes of fields: reason for an absent number, evidence (of a question), comment (of a theme)."""
UNKNOWN, NOT_APPLICABLE = "hlmdiag_nsp", "hlmdiag_so"
"""The codes of the two answers that every question has."""

_WRONG = re.compile(r"[^A-Za-z0-9_.-]")


def survey_name(id: str) -> str:
    """An id as the name of a field.

    >>> survey_name("propreté"), survey_name("1er-etage")
    ('proprete', '_1er-etage')
    """
    bare = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    name = _WRONG.sub("_", bare) or "_"
    return name if name[0].isalpha() or name[0] == "_" else f"_{name}"


def survey_code(code: str) -> str:
    """A code as the name of a choice: it takes no space.

    >>> survey_code("A 12")
    'A_12'
    """
    return re.sub(r"\s", "_", code)


def field_of(title: str) -> str:
    """Name of a field in the title of an exported column, after its groups.

    >>> field_of("abords-AB1"), field_of("abords/AB1"), field_of("AB1")
    ('abords-AB1', 'AB1', 'AB1')
    """
    return title.rpartition("/")[2].strip()
