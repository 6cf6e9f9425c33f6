"""Which rows under the titles are units: totals, repeated titles, notes and blanks are set aside, and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from hlmdiag.data.fold import mark

__all__ = ["Sorted", "sort_rows"]

_TOTAL = re.compile(
    r"(sous[ -]?)?tota(l|ux)\b.*|moyennes?( .*)?|cumul( .*)?|sommes?( .*)?|ensemble( du parc| total| general)?"
    r"|(grand|general) total"
)
_MAYBE_TOTAL = r"(?i)^\s*(?:sous[ -]?|grand |général )?tota(?:l|ux)\b|^\s*(?:moyenne|cumul|somme|ensemble)"
_NOTE = re.compile(
    r"(source|sources|nota|note|notes|n\.?b|remarque|remarques|legende|lecture|champ|mise a jour|maj|edite|extrait"
    r"|extraction|donnees|attention|observation|observations|commentaire|page|fin)\b.*|[*(\[].*|.*:\s.*"
)
_WORDY = 4


@dataclass(eq=False)
class Sorted:
    """Indexes of rows by what they are, in order; `units` are scored, `keyless` hold answers but no key."""

    units: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))
    blank: list[int] = field(default_factory=list)
    total: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    note: list[int] = field(default_factory=list)
    keyless: list[int] = field(default_factory=list)

    @property
    def set_aside(self) -> int:
        """How many rows hold something and are no unit."""
        return len(self.total) + len(self.titles) + len(self.note)


def sort_rows(cells: pl.DataFrame, keys: Sequence[int], titles: Sequence[str]) -> Sorted:
    """The rows of a table below its titles, sorted; only doubtful ones are looked at one by one."""
    doubtful = _doubtful(cells, keys, titles)
    found = Sorted()
    others = [str(index) for index in range(cells.width) if index not in keys]
    look = cells.with_row_index("at").filter(doubtful)
    empty = look.select(pl.all_horizontal(pl.exclude("at").str.strip_chars() == "")).to_series()
    found.blank = look.get_column("at").filter(empty).to_list()
    spaced = _keys_hold_spaces(cells, keys, doubtful, others)
    named: list[int] = []
    for row in look.filter(~empty).iter_rows():
        _place(found, named, row[0], [cell or "" for cell in row[1:]], keys, titles, spaced)
    found.units = (~doubtful).arg_true().append(pl.Series(named, dtype=pl.UInt32)).sort()
    last = found.units[-1] if len(found.units) else -1
    found.blank = [index for index in found.blank if index < last]
    return found


def _doubtful(cells: pl.DataFrame, keys: Sequence[int], titles: Sequence[str]) -> pl.Series:
    """Rows with a blank key, a word of total, a title again, or a wordy key that stands alone."""
    names = [str(key) for key in keys]
    texts = [pl.col(name).str.strip_chars() for name in names]
    blank = pl.any_horizontal(text == "" for text in texts)
    total = pl.any_horizontal(text.str.contains(_MAYBE_TOTAL) for text in texts)
    again = pl.all_horizontal(pl.col(str(key)).str.strip_chars() == titles[key].strip() for key in keys)
    wordy = texts[0].str.contains(r"\s|[:*]|^[^\d]+$")
    first = cells.select((blank | total | again).alias("a"), wordy.alias("w"))
    if not first["w"].any():
        return first["a"]
    alone = (
        pl.all_horizontal(pl.col(name).str.strip_chars() == "" for name in cells.columns if name != names[0])
        if cells.width > 1
        else pl.lit(False)
    )
    return cells.select(((blank | total | again) | (wordy & alone)).alias("a"))["a"]


def _keys_hold_spaces(cells: pl.DataFrame, keys: Sequence[int], doubtful: pl.Series, others: list[str]) -> bool:
    """Whether the keys of ordinary rows are names, so that a wordy key alone on its row is one too."""
    usual = cells.filter(~doubtful).get_column(str(keys[0]))
    return bool(len(usual)) and bool((usual.str.strip_chars().str.contains(r"\s|^[^\d]+$")).mean() or 0.0)


def _place(
    found: Sorted,
    units: list[int],
    index: int,
    row: list[str],
    keys: Sequence[int],
    titles: Sequence[str],
    spaced: bool,
) -> None:
    filled = [column for column, cell in enumerate(row) if cell.strip()]
    words = [mark(row[column]) for column in filled]
    keyed = all(row[key].strip() for key in keys)
    if _repeats(row, titles):
        found.titles.append(index)
    elif _is_total(row, keys, filled, words):
        found.total.append(index)
    elif len(filled) == 1 and len(row) > 2 and _is_note(words[0], filled[0] in keys, spaced):
        found.note.append(index)
    elif keyed:
        units.append(index)
    else:
        found.keyless.append(index)


def _repeats(row: list[str], titles: Sequence[str]) -> bool:
    same = [
        mark(cell) == mark(title) for cell, title in zip(row, titles, strict=False) if title.strip() and cell.strip()
    ]
    return len(same) >= 2 and all(same)


def _is_total(row: list[str], keys: Sequence[int], filled: list[int], words: list[str]) -> bool:
    keyed = all(row[key].strip() for key in keys)
    looked = [mark(row[key]) for key in keys] if keyed else words
    return any(_TOTAL.fullmatch(word) for word in looked)


def _is_note(word: str, in_key: bool, spaced: bool) -> bool:
    """A single cell on its row: a code with nothing known of it, or words about the table."""
    if not in_key or _NOTE.fullmatch(word) or len(word.split()) >= _WORDY:
        return True
    return not spaced and (" " in word or not any(letter.isdigit() for letter in word))
