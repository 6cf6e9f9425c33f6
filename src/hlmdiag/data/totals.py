"""Decides whether a row with a word of total is one: its numbers are the sum, or the mean, of rows of the table.

Sums are of whole columns, made once: a row costs the same wherever it stands. Only columns that add up are looked at:
no rate, no year, no code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.data.normalise_text import words
from hlmdiag.data.total_words import group_of, is_mean, is_strong

_NOT_ADDED = re.compile(
    r".*\b(taux|pct|pourcent|pourcentages?|pour cent|part|moyens?|moyennes?|ratio|indice|note|score|annees?|an|mois"
    r"|date|codes?|numero|n|no|id|insee|siren|siret|cp|postal|tel|telephone|rang|etages?|latitude|longitude)\b.*"
)
_NUMBER = r"^[-−]?\d+(\.\d+)?$"
_YEARS = (1800, 2100)
_TRIED = 30
"""Starts of a sum to try: the last total or blank row, the one before, and the first row."""
_TWO = 2
_WHOLE = 0.5
"""The step of a column that shows no decimals: its numbers were not rounded."""


@dataclass(frozen=True)
class _Claim:
    """Signs of a total in a row: a word of mean, a word that can be no name, and whether it has a code."""

    row: int
    is_mean: bool
    is_strong: bool
    is_keyed: bool


class Totals:
    """The sums of a table; rows are added in order, as they are decided.

    `apart` are columns that do not add up, beside those that their titles or their values tell; `hidden` are rows that
    a sum of what is shown leaves out.
    """

    def __init__(self, cells: pl.DataFrame, titles: Sequence[str], apart: Iterable[int], hidden: Iterable[int]) -> None:
        self._cells = cells
        out = set(apart)
        added = [place for place in range(cells.width) if place not in out and _adds(titles, place)]
        texts = {place: _bare(cells[str(place)]) for place in added}
        self._columns = [place for place, text in texts.items() if _is_measured(text)]
        kept = {str(place): texts[place] for place in self._columns}
        numbers = {name: text.cast(pl.Float64, strict=False) for name, text in kept.items()}
        self._values = pl.DataFrame({name: number.fill_null(0.0) for name, number in numbers.items()})
        self._given = pl.DataFrame({name: text != "" for name, text in kept.items()})
        self._unread = pl.DataFrame({name: number.is_null() & (kept[name] != "") for name, number in numbers.items()})
        self._steps = [0.5 * 10.0 ** -_decimals(text) for text in kept.values()]
        self._hidden = [row for row in hidden if row < cells.height]
        self._totals: list[int] = []
        self._starts: list[int] = []
        self._totals_sums = [[0.0] * len(kept)]
        self._add_up()

    def _add_up(self) -> None:
        self._sums, self._unread_sums = _Sums(self._values), _Sums(self._unread)
        self._shown_sums = _Sums(_emptied(self._values, self._hidden, 0.0)) if self._hidden else None

    def forget(self, rows: Sequence[int]) -> None:
        """Leave rows that hold no answers, such as repeated titles, out of every sum."""
        if rows:
            self._values = _emptied(self._values, rows, 0.0)
            self._unread = _emptied(self._unread, rows, False)
            self._add_up()

    def pass_blank(self, row: int) -> None:
        """Begin anew after a blank row."""
        self._starts.append(row + 1)

    def pass_total(self, row: int) -> None:
        """Take a row for a total: no other sum counts it."""
        self._totals.append(row)
        self._totals_sums.append([a + b for a, b in zip(self._totals_sums[-1], self.numbers(row), strict=True)])
        self._starts.append(row + 1)

    def holds(self, row: int, text: str, *, is_keyed: bool, bearing: Sequence[int]) -> bool:
        """Whether the numbers of a row are the sum, or the mean, of others; `bearing`: all the rows with such a word.

        Two columns have to agree, and none disagree. One is enough where the row could be no unit, for want of a code
        or by its word; with such a word two are, whatever the others say: they may be rates that nothing tells.
        """
        claim = _Claim(row, is_mean(text), is_strong(text), is_keyed)
        for start, end in self._ranges(row, bearing):
            unread = [many > 0 for many in self._unread_sums.between(start, end)]
            if any(
                count >= (1 if claim.is_strong else _TWO) and self._agrees(claim, total, count, unread)
                for count, total in self._sums_of(start, end, bearing)
            ):
                return True
        group = group_of(text)
        return group is not None and (self._is_of_group(claim, group) or self._is_of_one(claim, group))

    def _ranges(self, row: int, bearing: Sequence[int]) -> list[tuple[int, int]]:
        """The rows that a total may be the sum of: above it since each beginning, then below it."""
        starts = dict.fromkeys([*reversed(self._starts[-_TRIED:]), 0])
        following = bearing[bisect_left(bearing, row + 1) :][:1]
        below = [(row + 1, end) for end in (*following, self._cells.height)]
        return [*((start, row) for start in starts if start < row), *below]

    def _sums_of(self, start: int, end: int, bearing: Sequence[int]) -> Iterator[tuple[int, list[float]]]:
        """Sums of rows and their number: all but the totals among them, then all but those with a word."""
        first, last = bisect_left(self._totals, start), bisect_left(self._totals, end)
        count = end - start - (last - first)
        inside = _less(self._totals_sums[last], self._totals_sums[first])
        whole = self._sums.between(start, end)
        yield count, _less(whole, inside)
        words = bearing[bisect_left(bearing, start) : bisect_left(bearing, end)][: _TRIED + 1]
        if words and len(words) <= _TRIED:
            said = [sum(column) for column in zip(*(self.numbers(row) for row in words), strict=True)]
            yield end - start - len(words), _less(whole, said)
        if self._shown_sums is not None:
            yield count, _less(self._shown_sums.between(start, end), inside)

    def numbers(self, row: int) -> Sequence[float]:
        """The numbers of a row in the columns that add up."""
        return self._values.row(row) if self._columns else ()

    def _agrees(self, claim: _Claim, total: Sequence[float], count: int, unread: Sequence[bool]) -> bool:
        """Whether enough columns agree; where decimals are shown, each number may have been rounded."""
        if not self._columns:
            return False
        row, found, whole = claim.row, 0, True
        looked = zip(self.numbers(row), self._given.row(row), self._unread.row(row), unread, strict=True)
        for place, (target, is_given, is_unread, hides) in enumerate(looked):
            if not is_given or is_unread or hides:
                continue
            expected = total[place] / max(count, 1) if claim.is_mean else total[place]
            if abs(expected - target) <= max(self._allowed(claim, place, count), abs(target) * 1e-12):
                found += target != 0
            else:
                whole = False
        if whole:
            return found >= (1 if claim.is_strong or not claim.is_keyed else _TWO)
        return claim.is_strong and found >= _TWO

    def _allowed(self, claim: _Claim, place: int, count: int) -> float:
        """Allowed difference from the number of a row: half a unit of the last decimal, for each number."""
        step = self._steps[place]
        if claim.is_mean:
            return step + 1e-6
        return step * (count + 1) + 1e-6 if step < _WHOLE else 1e-6

    def _is_of_group(self, claim: _Claim, group: str) -> bool:
        """Whether a row is the sum of those above that have the name of its group in a cell."""
        for rows in self._groups.get(group, ()) if self._columns else ():
            inside = sorted({*rows[: bisect_left(rows, claim.row)]} - {*self._totals})
            total = self._values[inside].sum().row(0)
            unread = [many > 0 for many in self._unread[inside].sum().row(0)]
            if inside and self._agrees(claim, total, len(inside), unread):
                return True
        return False

    def _is_of_one(self, claim: _Claim, group: str) -> bool:
        """Whether a row repeats the one above it, which alone has the name of its group since the last total."""
        start, row = self._starts[-1] if self._starts else 0, claim.row - 1
        if row != start or not self._columns:
            return False
        named = any(words(cell or "") == group for cell in self._cells.row(row))
        unread = [many > 0 for many in self._unread_sums.between(row, row + 1)]
        return named and self._agrees(claim, self.numbers(row), 1, unread)

    @cached_property
    def _groups(self) -> dict[str, list[list[int]]]:
        """Rows of each text, column by column; a text found once names no group."""
        found: dict[str, list[list[int]]] = {}
        for name in self._cells.columns:
            if int(name) not in self._columns:
                texts = self._cells[name].to_frame("text").with_row_index("row")
                held = texts.group_by("text", maintain_order=True).agg("row")
                for text, rows in held.filter(pl.col("row").list.len() > 1).rows():
                    found.setdefault(words(text or ""), []).append(rows)
        return {text: held for text, held in found.items() if text}


class _Sums:
    """Sums of any run of rows, column by column, from cumulated sums; a row can be taken out once."""

    def __init__(self, values: pl.DataFrame) -> None:
        self._before = values.select(pl.all().cast(pl.Float64).cum_sum())
        self._taken: dict[int, Sequence[float]] = {0: (0.0,) * values.width}

    def between(self, start: int, end: int) -> list[float]:
        """The sums of the rows from `start` to before `end`."""
        return _less(self._at(end), self._at(start))

    def _at(self, end: int) -> Sequence[float]:
        if end not in self._taken:
            self._taken[end] = self._before.row(end - 1) if self._before.width else ()
        return self._taken[end]


def _less(whole: Sequence[float], part: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(whole, part, strict=True)]


def _emptied(values: pl.DataFrame, rows: Sequence[int], nothing: float) -> pl.DataFrame:
    """A table whose rows named hold nothing."""
    named = pl.int_range(pl.len()).is_in(list(rows))
    return values.select(pl.when(named).then(nothing).otherwise(pl.all()).name.keep()) if values.width else values


def _bare(texts: pl.Series) -> pl.Series:
    """Numbers without spaces nor sign of money, with a decimal point."""
    return texts.str.replace_all(r"(?i)\s|[km]?€", "").str.replace(",", ".", literal=True).str.replace("^−", "-")


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
