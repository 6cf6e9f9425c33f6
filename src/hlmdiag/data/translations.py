"""What the settings file says of cells is said where it changed an answer: which line, and in how many cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.errors import Location, Phrase, Problem, Severity

if TYPE_CHECKING:
    from hlmdiag.data.match import Match

__all__ = ["TRANSLATED", "Translation", "translations_said"]

TRANSLATED = "donnees.traduite"
_ABSENCES = ("missing", "unknown", "not_applicable")

Translation = tuple[str, Location]
"""What is read in the place of a text, and the line of the settings that says so."""


def translations_said(
    told: Mapping[str, Mapping[str, Translation]], by_column: Mapping[str, Match], cells: pl.DataFrame
) -> list[Problem]:
    """One notice for each line of the settings that changed an answer; texts that no cell holds say nothing."""
    problems = []
    for column, match in by_column.items():
        given = {text.strip(): found for text, found in told.get(column, {}).items() if text.strip() != found[0]}
        if not given:
            continue
        texts = cells[str(match.index)].str.strip_chars()
        counts = dict(texts.filter(texts.is_in(list(given))).value_counts().iter_rows())
        for text, (value, place) in given.items():
            if text in counts:
                read = Phrase(f"donnees.mots.{value.replace('_', '-')}") if value in _ABSENCES else f"« {value} »"
                values = {"text": text, "read": read, "header": match.header, "count": counts[text]}
                problems.append(Problem(TRANSLATED, place, values, Severity.NOTICE))
    return problems
