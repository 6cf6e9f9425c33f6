"""Finds the rows of titles of a table, whatever lies above them and however they are merged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from hlmdiag.data.match import Vocabulary
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import is_unit, words
from hlmdiag.data.sheet import Sheet

_DEPTH = 3
_SEARCHED = 60
FEW, _READ, _WIDE = 3, 20, 300
"""Fewer titles that the grid knows are no header; the first rows of a table that is not so wide are read by words."""
_KINDS = frozenset(
    {
        "texte", "code", "libelle", "date", "entier", "decimal", "numerique", "alphanumerique", "identifiant", "cle",
        "nom", "liste", "choix", "booleen", "u", "unite", "unites", "text", "string", "integer", "number", "float",
        "varchar", "char", "boolean",
    }
)  # fmt: skip
"""What a row of units says of columns that have none."""
_NUMERIC = re.compile(r"[-+−]?[\d\s.,/%€:]+")


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its first and last rows (indexes), its titles, and the columns that they name."""

    first: int
    last: int
    titles: tuple[str, ...]
    columns: frozenset[str]

    @property
    def depth(self) -> int:
        """Number of rows of titles."""
        return self.last - self.first + 1


def locate(
    sheet: Sheet, vocabulary: Vocabulary, keys: tuple[str, ...], forced: int | None = None, *, by_words: bool = True
) -> Header | None:
    """The header that names the most columns, the keys first of all; the first of equals, the shortest of equals.

    `forced` is the index of the last row of the header as the user gave it. `by_words`: where few columns are named,
    titles that may say one count too. None: nothing here looks like a header.
    """
    rows = [[cell or "" for cell in row] for row in sheet.cells.head((forced or 0) + _SEARCHED).rows()]
    if forced is not None:
        header = _block(sheet, rows, forced, forced, vocabulary)
        return header if header and any(title.strip() for title in header.titles) else None
    if rows and (first_row := _whole(sheet, rows, vocabulary, keys)) is not None:
        return _with_units(first_row, rows)
    best = _best(sheet, rows, vocabulary, keys, by_words=False)
    if by_words and rows and len(rows[0]) <= _WIDE and not is_well_named(best, keys):
        best = _best(sheet, rows[:_READ], vocabulary, keys, by_words=True) or best
    return _with_units(best, rows) if best else None


def is_well_named(header: Header | None, keys: tuple[str, ...]) -> bool:
    """Whether most titles are called as the grid does, the keys among them."""
    if header is None or len(header.columns) < FEW or not header.columns.issuperset(keys):
        return False
    return len(header.columns) * 2 >= sum(bool(title.strip()) for title in header.titles)


def _best(
    sheet: Sheet, rows: list[list[str]], vocabulary: Vocabulary, keys: tuple[str, ...], *, by_words: bool
) -> Header | None:
    best: tuple[tuple[int, int, int, int], Header] | None = None
    for first, last in _blocks(rows, vocabulary, by_words=by_words):
        header = _block(sheet, rows, first, last, vocabulary, by_words=by_words)
        if header is None or not header.columns:
            continue
        rank = (len(header.columns & set(keys)), len(header.columns), first - last, -last)
        if best is None or rank > best[0]:
            best = (rank, header)
    return best[1] if best else None


def _whole(sheet: Sheet, rows: list[list[str]], vocabulary: Vocabulary, keys: tuple[str, ...]) -> Header | None:
    """The first row where each of its cells names a column of its own, and the keys are there: no other is better."""
    header = _block(sheet, rows, 0, 0, vocabulary)
    if header is None or len(header.columns) < len(rows[0]) or not header.columns.issuperset(keys):
        return None
    return header


def _blocks(rows: list[list[str]], vocabulary: Vocabulary, *, by_words: bool) -> list[tuple[int, int]]:
    """Candidate rows of titles: rows that name columns, and the ones just above or below the best."""
    counts = [
        len({known for cell in row if cell and (known := vocabulary.called(cell, by_words=by_words))}) for row in rows
    ]
    likely = [index for index, count in enumerate(counts) if count]
    if not any(likely) and any(_NUMERIC.fullmatch(cell.strip()) for cell in (rows[1] if len(rows) > 1 else ())):
        # numbers in the second row: titles do not continue there
        return [(0, 0)] if likely else []
    best = counts.index(max(counts)) if counts else 0
    near = range(max(0, best - _DEPTH), min(len(rows), best + _DEPTH))
    tall = [(last - depth, last) for last in near for depth in range(1, _DEPTH) if last >= depth]
    return [(index, index) for index in likely] + tall


def strongest(sheet: Sheet) -> Header | None:
    """The row that looks most like a header when no name is known: the first of those with the most words."""
    rows = [[cell or "" for cell in row] for row in sheet.cells.head(_SEARCHED).rows()]
    counts = [sum(bool(cell.strip()) and not _NUMERIC.fullmatch(cell.strip()) for cell in row) for row in rows]
    if not counts or not max(counts):
        return None
    index = counts.index(max(counts))
    return Header(index, index, tuple(" ".join(cell.split()) for cell in rows[index]), frozenset())


def _block(
    sheet: Sheet, rows: list[list[str]], first: int, last: int, vocabulary: Vocabulary, *, by_words: bool = False
) -> Header | None:
    if not any(cell.strip() for cell in rows[first]) or not any(cell.strip() for cell in rows[last]):
        return None
    parts = [_filled(sheet, rows, index, last) for index in range(first, last + 1)]
    titles = _titles(parts, vocabulary)
    called = (vocabulary.called(title, by_words=by_words) for title in titles if title)
    columns = frozenset(column for column in called if column is not None)
    return Header(first, last, tuple(titles), columns)


def _filled(sheet: Sheet, rows: list[list[str]], index: int, last: int) -> list[str]:
    """A row of titles; above the last one, a title also covers merged or blank cells to its right."""
    row = [" ".join(cell.split()) for cell in rows[index]]
    if index == last:
        return row
    for (top, left), (bottom, right) in sheet.merged:
        if top <= index <= bottom and left < len(row):
            for column in range(left, min(right, len(row) - 1) + 1):
                row[column] = row[column] or " ".join(rows[top][left].split())
    if not sheet.merged:
        for column in range(1, len(row)):
            if not row[column] and any(rows[below][column].strip() for below in range(index + 1, last + 1)):
                row[column] = row[column - 1]
    return row


def _titles(parts: list[list[str]], vocabulary: Vocabulary) -> list[str]:
    if len(parts) == 1:
        return parts[0]
    lowest = [next((row[column] for row in reversed(parts) if row[column]), "") for column in range(len(parts[0]))]
    joined = [" ".join(dict.fromkeys(row[c] for row in parts if row[c])) for c in range(len(parts[0]))]
    repeated = {title for title, count in Counter(map(fold, lowest)).items() if count > 1}
    by_words = len(lowest) <= _WIDE
    return [
        whole if vocabulary.find(whole) or fold(low) in repeated or is_unit(low)
        or (by_words and _says_more(whole, low, vocabulary)) else low
        for low, whole in zip(lowest, joined, strict=True)
    ]  # fmt: skip


def _says_more(whole: str, low: str, vocabulary: Vocabulary) -> bool:
    """Whether a title gains a meaning from the one above it."""
    if not low or whole == low or _NUMERIC.fullmatch(low) or vocabulary.find(low):
        return False
    meant = vocabulary.called(whole, by_words=True)
    return meant is not None and meant != vocabulary.called(low, by_words=True)


def _with_units(header: Header, rows: list[list[str]]) -> Header:
    """A row of units under the titles belongs to them, whether or not it says which columns are texts and codes."""
    below = header.last + 1
    if below >= len(rows):
        return header
    cells = [(column, cell.strip()) for column, cell in enumerate(rows[below]) if cell.strip()]
    said = [(column, cell.strip("()[] ")) for column, cell in cells if is_unit(cell)]
    kinds = [cell for _, cell in cells if not is_unit(cell)]
    # a code may be a unit (`M2`), but no row of data is made of such alone
    is_code_alone = len(cells) == 1 and cells[0][0] == 0
    if not said or is_code_alone or not all(words(cell) in _KINDS for cell in kinds):
        return header
    titles = list(header.titles)
    for column, unit in said:
        titles[column] = f"{titles[column]} ({unit})"
    return Header(header.first, below, tuple(titles), header.columns)
