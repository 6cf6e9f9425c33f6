"""Whether a row that bears a word of total is one: its numbers are the sum, or the mean, of rows of the table.

Sums are of whole columns, made once: a row costs the same wherever it stands. Only columns that add up are looked at:
no rate, no year, no code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.fold import mark, words

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Totals", "group_of", "is_mean", "is_strong", "is_word"]

_WORD = re.compile(
    r"(sous[ -]?)?tota(l|ux)\b.*|moyennes?( .*)?|cumul( .*)?|sommes?( .*)?|ensemble( .*)?"
    r"|(grand|general|s/s?)[ -]?total.*"
)
_STRONG = re.compile(r"(sous[ -]?|s/s?[ -]?)tota(l|ux)\b.*|(grand |general )?tota(l|ux)( general| generaux)?")
_NAMED = re.compile(r"(?:sous[ -]?|s/s?[ -]?)?tota(?:l|ux)\b(?: de | du | d'|[ :-]+)?(?:la |l'|le |les )?(.+)")
_NOT_ADDED = re.compile(
    r".*\b(taux|pct|pourcent|pourcentages?|pour cent|part|moyens?|moyennes?|ratio|indice|note|score|annees?|an|mois"
    r"|date|codes?|numero|n|no|id|insee|siren|siret|cp|postal|tel|telephone|rang|etages?|latitude|longitude)\b.*"
)
_NUMBER = r"^[-−]?\d+(\.\d+)?$"
_YEARS = (1800, 2100)
_TRIED = 30
"""How many beginnings of a sum are tried: the last total or blank row, the one before, and the first row."""
_TWO = 2


def is_word(text: str) -> bool:
    """Whether a text begins as the name of a total does.

    >>> is_word("Total général"), is_word("Somme"), is_word("Les Tilleuls")
    (True, True, False)
    """
    return bool(_WORD.fullmatch(mark(text)))


def is_mean(text: str) -> bool:
    """Whether a text announces a mean."""
    return mark(text).startswith("moyenne")


def is_strong(text: str) -> bool:
    """Whether a text can be no name: `Sous-total …`, or the word alone.

    >>> is_strong("Sous-total Nord"), is_strong("Total général"), is_strong("Total Garden")
    (True, True, False)
    """
    return bool(_STRONG.fullmatch(mark(text)))


def group_of(text: str) -> str | None:
    """The group of which a text says that it is the total.

    >>> group_of("Sous-total Agence Nord"), group_of("Total")
    ('agence nord', None)
    """
    found = _NAMED.fullmatch(mark(text))
    return words(found[1]) if found and found[1] != "general" else None


@dataclass(frozen=True)
class _Claim:
    """What a row says of itself: that it is a mean, by a word that can be no name, and whether it has a code."""

    row: int
    is_mean: bool
    is_strong: bool
    is_keyed: bool


class Totals:
    """The sums of a table; rows are told to it in order, as they are decided.

    `apart` are columns that do not add up, beside those that their titles or their values tell; `hidden` are rows that
    a sum of what is shown leaves out.
    """

    def __init__(self, cells: pl.DataFrame, titles: Sequence[str], apart: Iterable[int], hidden: Iterable[int]) -> None:
        import numpy as np

        self._cells = cells
        out = set(apart)
        added = [place for place in range(cells.width) if place not in out and _adds(titles, place)]
        texts = {place: _bare(cells[str(place)]) for place in added}
        self._columns = [place for place, text in texts.items() if _is_measured(text)]
        kept = [texts[place] for place in self._columns]
        numbers = [text.cast(pl.Float64, strict=False) for text in kept]
        blank = np.zeros((cells.height, 0))
        self._values = np.column_stack([blank, *(number.fill_null(0.0).to_numpy() for number in numbers)])
        self._given = np.column_stack([blank, *((text != "").to_numpy() for text in kept)]) > 0
        self._unread = self._given & (np.column_stack([blank, *(each.is_null().to_numpy() for each in numbers)]) > 0)
        self._decimals = np.array([_decimals(text) for text in kept], dtype=float)
        self._shown = np.ones(cells.height, dtype=bool)
        self._shown[[row for row in hidden if row < cells.height]] = False
        self._totals: list[int] = []
        self._starts: list[int] = []
        self._add_up()
        self._totals_sums = [self._sums[0] * 0.0]

    def _add_up(self) -> None:
        self._sums, self._unread_sums = _before(self._values), _before(self._unread)
        self._shown_sums = None if self._shown.all() else _before(self._values * self._shown[:, None])

    def forget(self, rows: Sequence[int]) -> None:
        """Leave rows that hold no answers, such as repeated titles, out of every sum."""
        if rows:
            self._values[list(rows)] = 0.0
            self._unread[list(rows)] = False
            self._add_up()

    def pass_blank(self, row: int) -> None:
        """Begin anew after a blank row."""
        self._starts.append(row + 1)

    def pass_total(self, row: int) -> None:
        """Take a row for a total: no other sum counts it."""
        self._totals.append(row)
        self._totals_sums.append(self._totals_sums[-1] + self._values[row])
        self._starts.append(row + 1)

    def holds(self, row: int, text: str, *, is_keyed: bool, bearing: Sequence[int]) -> bool:
        """Whether the numbers of a row are the sum, or the mean, of others; `bearing`: all the rows with such a word.

        Two columns have to agree, and none disagree. One is enough where the row could be no unit, for want of a code
        or by its word; with such a word two are, whatever the others say: they may be rates that nothing tells.
        """
        claim = _Claim(row, is_mean(text), is_strong(text), is_keyed)
        for start, end in self._ranges(row, bearing):
            inside = bisect_left(self._totals, end) - bisect_left(self._totals, start)
            count = end - start - inside
            unread = (self._unread_sums[end] - self._unread_sums[start]) > 0
            if count >= (1 if claim.is_strong else _TWO) and any(
                self._agrees(claim, total, count, unread) for total in self._sums_of(start, end, bearing)
            ):
                return True
        group = group_of(text)
        return group is not None and self._is_of_group(claim, group)

    def _ranges(self, row: int, bearing: Sequence[int]) -> list[tuple[int, int]]:
        """The rows that a total may be the sum of: above it since each beginning, then below it."""
        starts = dict.fromkeys([*reversed(self._starts[-_TRIED:]), 0])
        following = bearing[bisect_left(bearing, row + 1) :][:1]
        below = [(row + 1, end) for end in (*following, len(self._values))]
        return [*((start, row) for start in starts if start < row), *below]

    def _sums_of(self, start: int, end: int, bearing: Sequence[int]) -> list[np.ndarray]:
        """The sums of some rows without the totals among them; below, without any row that bears a word."""
        first, last = bisect_left(self._totals, start), bisect_left(self._totals, end)
        inside = self._totals_sums[last] - self._totals_sums[first]
        found = [self._sums[end] - self._sums[start] - inside]
        words = bearing[bisect_left(bearing, start) : bisect_left(bearing, end)][: _TRIED + 1]
        if words and len(words) <= _TRIED:
            found.append(self._sums[end] - self._sums[start] - self._values[list(words)].sum(axis=0))
        if self._shown_sums is not None:
            found.append(self._shown_sums[end] - self._shown_sums[start] - inside)
        return found

    def _agrees(self, claim: _Claim, total: np.ndarray, count: int, unread: np.ndarray) -> bool:
        """Whether enough columns agree; where decimals are shown, each number may have been rounded."""
        import numpy as np

        row, step = claim.row, 0.5 * 10.0**-self._decimals
        expected = total / max(count, 1) if claim.is_mean else total
        rounded = step * (1 if claim.is_mean else count + 1)
        allowed = np.where((self._decimals > 0) | claim.is_mean, rounded, 0.0) + 1e-6
        looked = self._given[row] & ~self._unread[row] & ~unread
        target = self._values[row]
        same = looked & (np.abs(expected - target) <= np.maximum(allowed, np.abs(target) * 1e-12))
        found, whole = int((same & (target != 0)).sum()), bool(same[looked].all())
        if whole:
            return found >= (1 if claim.is_strong or not claim.is_keyed else _TWO)
        return claim.is_strong and found >= _TWO

    def _is_of_group(self, claim: _Claim, group: str) -> bool:
        """Whether a row is the sum of those above that bear the name of its group in a cell."""
        import numpy as np

        for rows in self._groups.get(group, ()):
            above = rows[: np.searchsorted(rows, claim.row)]
            inside = np.setdiff1d(above, self._totals) if len(above) else above
            total, unread = self._values[inside].sum(axis=0), self._unread[inside].sum(axis=0) > 0
            if len(inside) and self._agrees(claim, total, len(inside), unread):
                return True
        return False

    @cached_property
    def _groups(self) -> dict[str, list[np.ndarray]]:
        """The rows that hold each text, column by column; a text that stands once names no group."""
        import numpy as np

        found: dict[str, list[list[int]]] = {}
        for name in self._cells.columns:
            if int(name) not in self._columns:
                texts = self._cells[name].to_frame("text").with_row_index("row")
                held = texts.group_by("text", maintain_order=True).agg("row")
                for text, rows in held.filter(pl.col("row").list.len() > 1).rows():
                    found.setdefault(words(text or ""), []).append(rows)
        return {text: [np.array(rows) for rows in held] for text, held in found.items() if text}


def _before(values: np.ndarray) -> np.ndarray:
    """The sums of the rows before each, and of all."""
    import numpy as np

    return np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])


def _bare(texts: pl.Series) -> pl.Series:
    """Numbers without spaces nor sign of money, with a decimal point."""
    return texts.str.replace_all(r"[\s€]", "").str.replace(",", ".", literal=True).str.replace("^−", "-")


def _decimals(texts: pl.Series) -> int:
    longest = texts.str.extract(r"\.(\d+)$").str.len_chars().max()
    return longest if isinstance(longest, int) else 0


def _adds(titles: Sequence[str], place: int) -> bool:
    title = titles[place] if place < len(titles) else ""
    return "%" not in title and "/" not in title and not _NOT_ADDED.fullmatch(words(title))


def _is_measured(texts: pl.Series) -> bool:
    """Whether a column holds quantities: most of its cells are numbers, and not years."""
    filled = texts.filter(texts != "")
    numbers = filled.filter(filled.str.contains(_NUMBER)).cast(pl.Float64, strict=False)
    if not len(numbers) or len(numbers) * 2 < len(filled):
        return False
    if filled.str.contains(r"^0\d").any():
        return False
    years = numbers.is_between(*_YEARS) & (numbers == numbers.floor())
    return int(years.sum()) * 5 < len(numbers) * 4
