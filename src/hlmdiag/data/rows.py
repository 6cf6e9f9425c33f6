"""Classifies the rows under the titles: units, totals, repeated titles, notes, blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from hlmdiag.data.group_rows import MOST, group_rows
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import mark, unaccented
from hlmdiag.data.total_words import is_no_name, is_strong, is_word
from hlmdiag.data.totals import Totals

_BEGINS_AS_TOTAL = (
    r"(?i)^[^\pL∑Σ]*(?:(?:sous|s/s?|grand|g[ée]n[ée]ral)[^\pL]*)?"
    r"(?:t\W?o\W?t\W?a\W?(?:l|u\W?x)|moyenne|cumul|somme|ensemble|r[ée]sultat|overall result|t\W?o\W?t(?-u:\b)"
    r"|ens(?-u:\b)|ttl(?-u:\b)|s/t(?-u:\b)|∑|Σ)"
)
_ENDS_AS_TOTAL = r"(?i)\s(?:total|somme|r[ée]sultat)[\s.]*$"
_NOTE = re.compile(
    r"(source|sources|nota|note|notes|n\.?b|remarque|remarques|legende|lecture|champ|mise a jour|maj|edite|extrait"
    r"|extraction|donnees|attention|observation|observations|commentaire|page|fin)\b.*|[*(\[].*|.*:\s.*"
)
_NUMBER = re.compile(r"[-+]?[\d\s.,]*\d[\d\s.,%€]*")
_TWO = 2
_WORDY = 4
_NUMBERED = 4
"""From so many columns on, 1, 2, 3, 4 under the titles number them."""
_KINDS = ("1", "0", "a")
"""Beginning of such a row."""
_PREFIX = r"^(?:col(?:onne)?\.? ?|c)([0-9]+)$"
_LINE = "[-=_*+–—]{2,}"
"""A line drawn under the titles: `----`."""
_RULE = re.compile(_LINE)
_NOT_SPELLED = re.compile(r"[\W_]+")
_MANY = 5000
"""So many rows that have a word of total are names: nobody writes as many totals, and each is looked at."""


@dataclass(eq=False)
class ClassifiedRows:
    """Indexes of rows by what they are, in order; `units` are scored, `keyless` hold answers but no key.

    `unsure` are units, and `unsure_keyless` rows without key, that have a word of total and add nothing up.
    `other_titles` are the titles of another table, put after this one: what follows is not under its own.
    """

    units: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))
    blank: list[int] = field(default_factory=list)
    total: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    other_titles: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    note: list[int] = field(default_factory=list)
    keyless: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    unsure_keyless: list[int] = field(default_factory=list)

    @property
    def set_aside(self) -> int:
        """Number of rows that are neither blank nor a unit."""
        return len(self.total) + len(self.titles) + len(self.numbers) + len(self.note)


@dataclass(frozen=True)
class _Word:
    """A row that has a word of total: the text that does, whether it is the key, whether the row has its key."""

    text: str
    in_key: bool
    keyed: bool


def classify_rows(
    cells: pl.DataFrame,
    keys: Sequence[int],
    titles: Sequence[str],
    *,
    labels: Sequence[int] = (),
    apart: Iterable[int] = (),
    hidden: Iterable[int] = (),
) -> ClassifiedRows:
    """Sort the rows of a table below its titles; only doubtful ones are examined one by one.

    `labels` are the columns that name a row beside its key, `apart` those that cannot be added up, `hidden` the rows
    that a workbook hides.
    """
    doubtful = _doubtful(cells, keys, titles, labels)
    found = ClassifiedRows()
    others = [str(index) for index in range(cells.width) if index not in keys]
    look = cells.with_row_index("at").filter(doubtful)
    empty = look.select(pl.all_horizontal(pl.exclude("at").str.strip_chars() == "")).to_series()
    found.blank = look.get_column("at").filter(empty).to_list()
    spaced = _keys_hold_spaces(cells, keys, doubtful, others)
    named: list[int] = []
    said: dict[int, _Word] = {}
    for row in look.filter(~empty).iter_rows():
        texts = [cell or "" for cell in row[1:]]
        word = _word(texts, keys, labels)
        if not _place(found, row[0], texts, keys, titles, spaced):
            if word is not None:
                said[row[0]] = word
            elif all(texts[key].strip() for key in keys):
                named.append(row[0])
            else:
                found.keyless.append(row[0])
    totals = Totals(cells, titles, {*keys, *apart}, hidden) if said else None
    if totals is not None:
        _decide(found, named, said, totals)
    found.keyless.sort()
    found.units = (~doubtful).arg_true().append(pl.Series(named, dtype=pl.UInt32)).sort()
    if totals is not None:
        _set_groups_aside(found, said, totals)
    last = found.units[-1] if len(found.units) else -1
    found.blank = [index for index in found.blank if index < last]
    return found


def bears_words(cells: pl.DataFrame, keys: Sequence[int], labels: Sequence[int] = ()) -> bool:
    """Whether a row may be a total or number the columns: the other rows decide."""
    blank = cells.filter(pl.any_horizontal(pl.col(str(key)).str.strip_chars() == "" for key in keys))
    named = [may_be_total(pl.col(str(place))).any() for place in (*keys, *labels)]
    anywhere = [may_be_total(pl.col(name)).any() for name in cells.columns]
    if cells.select(pl.any_horizontal(named)).item() or _is_numbering(cells):
        return True
    return bool(blank.height) and bool(blank.select(pl.any_horizontal(anywhere)).item())


def may_be_aside(cells: pl.DataFrame, keys: Sequence[int], titles: Sequence[str], labels: Sequence[int]) -> pl.Series:
    """The rows that could be no unit in a table of their own, wherever it begins among these."""
    numbers = pl.all_horizontal(
        pl.col(str(key)).str.to_lowercase().str.strip_chars(" ()[]").str.replace(_PREFIX, "$1")
        .is_in([_nth(kind, key) for kind in _KINDS])
        for key in keys
    )  # fmt: skip
    return _doubtful(cells, keys, titles, labels) | cells.select(numbers.alias("a"))["a"]


def _decide(found: ClassifiedRows, named: list[int], said: dict[int, _Word], totals: Totals) -> None:
    """Whether each row that has a word of total is one, from the first to the last."""
    totals.forget([*found.titles, *found.numbers, *found.note])
    rows = sorted(said)
    for row in sorted({*rows, *found.blank}):
        word = said.get(row)
        if word is None:
            totals.pass_blank(row)
            continue
        if len(rows) < _MANY and totals.holds(row, word.text, is_keyed=word.keyed, bearing=rows):
            totals.pass_total(row)
            found.total.append(row)
        elif word.keyed:
            named.append(row)
            found.unsure += [row] if word.in_key or is_no_name(word.text) else []
        else:
            found.keyless.append(row)
            found.unsure_keyless.append(row)


def _set_groups_aside(found: ClassifiedRows, said: Mapping[int, _Word], totals: Totals) -> None:
    """Where a total that can be no name counts each row twice, its groups are rows too, and are no units."""
    strong = [each for each in found.unsure if is_strong(said[each].text)]
    # taken once, and not at all of a table that is too long to be a pivot table
    numbers = {each: totals.numbers(each) for each in found.units} if strong and len(found.units) <= MOST + 1 else {}
    for row in strong if numbers else ():
        others = [each for each in found.units.to_list() if each != row]
        groups = group_rows([numbers[each] for each in others], numbers[row])
        if groups is not None:
            aside = [row, *(others[place] for place in groups)]
            found.unsure.remove(row)
            found.total = sorted([*found.total, *aside])
            found.units = found.units.filter(~found.units.is_in(aside))


def _word(row: list[str], keys: Sequence[int], labels: Sequence[int]) -> _Word | None:
    keyed = all(row[key].strip() for key in keys)
    looked = [*keys, *labels] if keyed else range(len(row))
    place = next((place for place in looked if row[place].strip() and is_word(row[place])), None)
    return None if place is None else _Word(row[place], place in keys, keyed)


def _doubtful(cells: pl.DataFrame, keys: Sequence[int], titles: Sequence[str], labels: Sequence[int]) -> pl.Series:
    """Rows with a blank key, a word of total, a title for a key, or a wordy key that is alone."""
    names = [str(key) for key in keys]
    texts = [pl.col(name).str.strip_chars() for name in names]
    blank = pl.any_horizontal(text == "" for text in texts)
    total = pl.any_horizontal(
        *(may_be_total(text) for text in texts),
        *(may_be_total(pl.col(str(place))) for place in labels),
    )
    odd = _may_be_titles(pl.col(names[0]), titles)
    first_row = pl.int_range(pl.len()) == 0 if _is_numbering(cells) else pl.lit(False)
    wordy = texts[0].str.contains(r"\s|[:*]|^[^\d]+$")
    first = cells.select((blank | total | odd | first_row).alias("a"), wordy.alias("w"))
    if not first["w"].any():
        return first["a"]
    alone = (
        pl.all_horizontal(pl.col(name).str.strip_chars() == "" for name in cells.columns if name != names[0])
        if cells.width > 1
        else pl.lit(False)
    )
    return cells.select(((blank | total | odd | first_row) | (wordy & alone)).alias("a"))["a"]


def _is_numbering(cells: pl.DataFrame) -> bool:
    """Whether the first row numbers the columns (1, 2, 3, 4…) and the second is not the next code of a series."""
    if not cells.height or cells.width < _NUMBERED:
        return False
    first, *others = cells.head(2).rows()
    following = _numbers([cell or "" for cell in first])
    return following is not None and _number_of(others[0][0] or "" if others else "") != following


def _numbers(row: Sequence[str]) -> str | None:
    """Cells after the first one of a row that numbers its columns, from 0, 1 or A on; None for other rows."""
    found = [_number_of(cell) for cell in row]
    if len(row) < _NUMBERED or found not in [[_nth(kind, place) for place in range(len(row))] for kind in _KINDS]:
        return None
    return found[1]


def _nth(kind: str, place: int) -> str:
    """The number of a column in a row that begins with 0, 1 or A."""
    return chr(ord(kind) + place) if kind == "a" else str(int(kind) + place)


def _number_of(cell: str) -> str:
    """The number of a column, out of `(1)`, `Col1`, `c1`."""
    return re.sub(_PREFIX, r"\1", cell.strip(" ()[]").lower())


def _keys_hold_spaces(cells: pl.DataFrame, keys: Sequence[int], doubtful: pl.Series, others: list[str]) -> bool:
    """Whether the keys of ordinary rows are names, so that a wordy key alone on its row is one too."""
    usual = cells.filter(~doubtful).get_column(str(keys[0]))
    return bool(len(usual)) and bool((usual.str.strip_chars().str.contains(r"\s|^[^\d]+$")).mean() or 0.0)


def _place(
    found: ClassifiedRows, index: int, row: list[str], keys: Sequence[int], titles: Sequence[str], spaced: bool
) -> bool:
    """Set a row aside that is no unit for certain; tells whether it was."""
    filled = [column for column, cell in enumerate(row) if cell.strip()]
    ruled = all(_RULE.fullmatch(row[column].strip()) for column in filled)
    if _repeats(row, titles):
        found.titles.append(index)
    elif _names_columns(row, keys[0], titles):
        (found.titles if index == 0 and not _moves_titles(row, titles) else found.other_titles).append(index)
    elif index == 0 and _numbers(row) is not None:
        found.numbers.append(index)
    elif ruled or (len(filled) == 1 and len(row) > 2 and _is_note(mark(row[filled[0]]), filled[0] in keys, spaced)):
        found.note.append(index)
    else:
        return False
    return True


def _repeats(row: list[str], titles: Sequence[str]) -> bool:
    same = [
        fold(cell) == fold(title) for cell, title in zip(row, titles, strict=False) if title.strip() and cell.strip()
    ]
    return len(same) >= _TWO and all(same)


def may_be_total(text: pl.Expr) -> pl.Expr:
    """Whether a text may be a word of total: those of rows that are looked at, more than those that are one."""
    # one pattern for both, or words ended as Unicode ends them, would take several times as long
    return text.str.contains(_BEGINS_AS_TOTAL) | text.str.contains(_ENDS_AS_TOTAL)


def _may_be_titles(key: pl.Expr, titles: Sequence[str]) -> pl.Expr:
    """Whether a key is a title, as it may be written again (`coût`, `Cout`, on two lines), or a line under them."""
    lower = [title.lower() for title in titles]
    spelled = {re.sub(_NOT_SPELLED, "", title) for title in (*lower, *map(unaccented, lower))} - {""}
    text = key.str.replace_all(r"[^\pL\pN]+", "").str.to_lowercase()
    is_title = text.is_in(pl.Series(sorted(spelled), dtype=pl.String).implode())
    return is_title | key.str.strip_chars().str.contains(rf"^{_LINE}$")


def _names_columns(row: list[str], key: int, titles: Sequence[str]) -> bool:
    """Whether a row holds titles that are not of its columns: its key is one, and no cell is a number."""
    known = {fold(title) for title in titles} - {""}
    named = [fold(cell) for cell in row if cell.strip()]
    if len(named) < _TWO or fold(row[key]) not in known or any(_NUMBER.fullmatch(cell.strip()) for cell in row):
        return False
    return fold(row[key]) == fold(titles[key]) or sum(each in known for each in named) >= _TWO


def _moves_titles(row: list[str], titles: Sequence[str]) -> bool:
    """Whether a title is in another column than its own; else a first row repeats the titles."""
    places = {fold(title): place for place, title in enumerate(titles) if title.strip()}
    return any(places.get(fold(cell), place) != place for place, cell in enumerate(row) if cell.strip())


def _is_note(word: str, in_key: bool, spaced: bool) -> bool:
    """A single cell on its row: a code with nothing known of it, or words about the table."""
    if not in_key or _NOTE.fullmatch(word) or len(word.split()) >= _WORDY:
        return True
    return not spaced and (" " in word or not any(letter.isdigit() for letter in word))
