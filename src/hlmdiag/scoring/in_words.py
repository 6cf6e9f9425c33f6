"""A result in the language of who reads it."""

from __future__ import annotations

from dataclasses import replace

from hlmdiag.grid import in_language
from hlmdiag.scoring.result import Result


def in_words(result: Result, language: str) -> Result:
    """The same result, whose grid says its texts in a language where it has them."""
    return replace(result, grid=in_language(result.grid, language))
