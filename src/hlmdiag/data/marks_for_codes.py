"""Codes that are written as a missing answer is (`NC`, `(vide)`, `NULL`): read as codes, and said."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.missing_markers import usual_marker
from hlmdiag.data.normalise_text import mark

_MAY_BE = r"^[^0-9#]{1,40}$"
"""Texts among which usual marks are: none has a digit; `#N/A` is refused anyway."""
_SHORT = r"^\pL{1,3}$"
"""`NC` is odd among codes such as `R0012`, and usual among `NB` and `ND`."""
_MANY = 0.5


def marks_for_codes(codes: pl.Series) -> pl.Series:
    """The codes that are marks of absence; short letters are not where half of the others are short letters."""
    marks = usual_marks(codes)
    found = codes.filter(codes.is_in(marks.implode()))
    if found.is_empty():
        return found
    others = codes.filter((codes != "") & ~codes.is_in(marks.implode()))
    are_short = others.str.contains(_SHORT).sum() >= _MANY * len(others)
    return found.filter(~found.str.contains(_SHORT)) if len(others) and are_short else found


def usual_marks(codes: pl.Series) -> pl.Series:
    """The different texts among codes that mean everywhere that there is none."""
    may_be = codes.filter(codes.str.contains(_MAY_BE)).unique()
    return pl.Series([text for text in may_be if mark(text) and usual_marker(text)], dtype=pl.String)
