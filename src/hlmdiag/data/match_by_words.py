"""Matches unknown titles to columns by their words and contents: recognised if sure, else proposed.

Recognised without asking: every word of the title is accounted for, its content can be read, and no other title nor
column comes near. Proposed: the most likely pairs, each column to one title at most. Nothing else is said to be near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.column_notions import ColumnNotions
from hlmdiag.data.match import Match, Vocabulary
from hlmdiag.data.pairing import best_pairs
from hlmdiag.data.privacy import nominative_column
from hlmdiag.data.title_notions import TitleNotions
from hlmdiag.data.title_similarity import similarity
from hlmdiag.data.trade_vocabulary import trade_vocabulary

if TYPE_CHECKING:
    import polars as pl

_FITS, _FITS_FOR_SURE = 0.8, 0.95
"""The shares of readable texts from which a column is proposed, and recognised."""
_BEHIND = 0.3
"""A column is not proposed to a title that says another so much better."""
_FIT, _ALIKE = 0.2, 0.05
"""Weights of the content and of the letters of a title, beside its words."""
_REPEATED = 0.5
"""Share of repeated rows above which a column is no key, unless its title announces one."""
_YEAR = re.compile(r"(?<!\d)20(\d\d)(?!\d)")


@dataclass(frozen=True)
class _Pair:
    """A title, by its place, and a column that it may be."""

    place: int
    column: str
    gain: float
    is_sure: bool


def matched_by_words(
    matches: list[Match], vocabulary: Vocabulary, keys: Sequence[str], texts: Callable[[int], pl.Series]
) -> list[Match]:
    """The same matches, what each unknown title is being decided with all the others.

    `keys`: the columns that tell rows apart. `texts`: what a column holds, by its index.
    """
    taken = {match.column for match in matches} | {match.nearest for match in matches if match.unit}
    pairs: list[_Pair] = []
    latest = max((_year(match.header) for match in matches), default=0)
    for place, match in enumerate(matches):
        if match.column is None and match.unit is None and not match.is_settled:
            ways = [way for way in vocabulary.wordings.candidates(match.header) if way[1].column.id not in taken]
            if ways and not trade_vocabulary().is_remark(match.header):
                pairs += _pairs(place, match.header, ways, texts(match.index), vocabulary, keys)
    if not pairs:
        return matches
    pairs = [
        each if _year(matches[each.place].header) in (0, latest) else replace(each, is_sure=False) for each in pairs
    ]
    chosen = best_pairs({(each.place, each.column): each.gain for each in pairs})
    return [
        match if place not in chosen
        else Match(match.header, match.index, chosen[place], "words") if _is_sure(place, chosen[place], pairs)
        else replace(match, nearest=chosen[place])
        for place, match in enumerate(matches)
    ]  # fmt: skip


def _is_sure(place: int, column: str, pairs: Sequence[_Pair]) -> bool:
    """Whether a pair is certain, and neither its title is certainly another column, nor its column any other title."""
    own = next(each for each in pairs if (each.place, each.column) == (place, column))
    rivals = [each for each in pairs if each is not own and (each.place == place or each.column == column)]
    return own.is_sure and not any(each.is_sure or each.column == column for each in rivals)


def _pairs(
    place: int, header: str, ways: Sequence[tuple[TitleNotions, ColumnNotions]], held: pl.Series,
    vocabulary: Vocabulary,
    keys: Collection[str],
) -> list[_Pair]:  # fmt: skip
    """The columns that a title may be, for what it says and for what it holds; none where it may name people."""
    content = ColumnContent.begun(held)
    found: dict[str, _Pair] = {}
    for title, target in ways:
        like = similarity(title, target, content.measures)
        if like is None or not like.is_likely:
            continue
        column = target.column
        fits = content.fits(column, target.form)
        if fits < _FITS or not (like.is_whole or _may_be(content, target, keys)):
            continue
        gain = like.value + _FIT * fits + _ALIKE * vocabulary.wordings.alike(header, column.id) + _year(header) * 1e-5
        is_sure = like.is_whole and fits >= _FITS_FOR_SURE and content.shows(target.form, title.measures)
        if column.id not in found or found[column.id].gain < gain:
            found[column.id] = _Pair(place, column.id, gain, is_sure)
    if not found or nominative_column(header, content) is not None:
        return []
    best = max(each.gain for each in found.values())
    return [each for each in found.values() if each.gain >= best - _BEHIND]


def _may_be(content: ColumnContent, target: ColumnNotions, keys: Collection[str]) -> bool:
    """Whether a title that does not say a column whole may be it: a key tells rows apart, free text is not guessed."""
    column = target.column
    if column.is_free_text and target.form == "nom":
        return False
    return len(keys) > 1 or column.id not in keys or content.repeats < _REPEATED


def _year(header: str) -> int:
    """The last two digits of the year of a title, 0 if it has none: the latest is meant, of several."""
    return max((int(year) for year in _YEAR.findall(header)), default=0)
