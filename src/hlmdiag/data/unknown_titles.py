"""Decides the unknown titles of all sheets, once for sheets with the same titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.column_content import LOOKED
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.match_by_words import matched_by_words

SHEETS_LOOKED_AT = 20
"""Sheets whose contents are examined, among those with the same titles."""


def decide_unknown_titles(
    found: Sequence[Candidate | None], vocabulary: Callable[[Candidate], Vocabulary]
) -> list[Candidate | None]:  # fmt: skip
    """The same candidates, with what their unknown titles are."""
    groups: dict[tuple[Vocabulary, tuple[str, ...]], list[Candidate]] = defaultdict(list)
    for candidate in found:
        if candidate is not None and any(match.column is None for match in candidate.matches):
            groups[vocabulary(candidate), candidate.header.titles].append(candidate)
    known: dict[Candidate, Candidate] = {}
    for (words, _), some in groups.items():
        keys = some[0].form.keys
        matches = matched_by_words(some[0].matches, words, keys, _contents(some))
        keyed = set(keys) <= {match.column for match in matches}
        known |= {each: replace(each, matches=matches, keyed=keyed) for each in some}
    return [None if each is None else known.get(each, each) for each in found]


def _contents(candidates: Sequence[Candidate]) -> Callable[[int], pl.Series]:
    """Contents of a column at the beginning of the first of some sheets with the same titles."""
    bodies = [each.sheet.cells.slice(each.header.last + 1, LOOKED) for each in candidates[:SHEETS_LOOKED_AT]]

    def texts(index: int) -> pl.Series:
        return pl.concat([body[str(index)] for body in bodies])

    return texts
