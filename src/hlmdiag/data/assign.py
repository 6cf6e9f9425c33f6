"""Decides which table each sheet feeds: by the user, by its name, or by the columns that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hlmdiag.data.header import FEW, Header, is_well_named, locate, strongest
from hlmdiag.data.match import Match, Vocabulary, match_headers, with_supposed_date
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.side_tables import without_beside
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import OVERRIDES, STOCK
from hlmdiag.data.transposed import can_be_upright, lies_down, upright
from hlmdiag.errors import Problem
from hlmdiag.grid.data_model import Column


@dataclass(frozen=True)
class Tables:
    """The tables that may be fed, with the words for their columns and the names they go by."""

    forms: Mapping[str, TableSchema]
    vocabularies: Mapping[str, Vocabulary]
    names: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> dict[str, Mapping[str, Column]]:
        """The columns of each."""
        return {id: form.columns for id, form in self.forms.items()}


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sheet, the table that it feeds best, and its header; `keyed` if it has the whole key."""

    sheet: Sheet
    table: str
    header: Header
    matches: list[Match]
    keyed: bool
    named: bool
    forced: bool
    doubled: tuple[str, ...]
    """The columns that its folders give and that it has itself."""
    form: TableSchema
    """Schema of its table, with the settings of this sheet."""
    aside: tuple[Problem, ...] = ()
    """Notices about text beside the table, which is not read."""

    @property
    def is_found(self) -> bool:
        """Whether its titles were found: the key and at least one more, if only by words."""
        likely = set(self.form.keys) <= self.header.columns and len(self.header.columns) >= FEW
        return (self.keyed and bool(self.answers)) or likely

    @property
    def answers(self) -> frozenset[str]:
        """The columns of the table that it holds beside the key."""
        return frozenset(match.column for match in self.matches if match.column is not None) - frozenset(self.form.keys)


def assign(
    sheet: Sheet, tables: Tables, *, forced: str | None = None, header_row: int | None = None, alone: bool = False
) -> Candidate | None:
    """The best use of a sheet, None if nothing in it looks like a header. `alone`: no other sheet in its file."""
    found = _assigned(sheet, tables, forced, header_row, alone=alone)
    if header_row is not None or (found is not None and found.is_found) or not can_be_upright(sheet):
        return found
    other = _assigned(upright(sheet), tables, forced, None, alone=alone)
    is_better = other is not None and (
        (other.keyed and bool(other.answers)) or lies_down(found.header if found else None, other.header)
    )
    return other if is_better else found


def _assigned(
    sheet: Sheet, tables: Tables, forced: str | None, header_row: int | None, *, alone: bool
) -> Candidate | None:
    ids = [forced] if forced else list(tables.forms)
    row = _index(sheet, header_row) if header_row is not None else None
    found: list[Candidate] = []
    for table in ids:
        given = row if table == STOCK or forced else None
        if given is None:
            given = next((each.header.last for each in found if _is_evident(each)), None)
        by_words = not any(len(candidate.header.columns) >= FEW for candidate in found)
        candidate = _candidate(sheet, table, tables, given, forced is not None, alone, by_words=by_words)
        if candidate is not None:
            found.append(candidate)
    if not found:
        return None
    return _best(found, forced=forced is not None)


def _is_evident(candidate: Candidate) -> bool:
    """Whether one row surely holds the titles: most of them name a column, the key among them.

    The row is then that of every table: which is meant depends on its titles alone.
    """
    header = candidate.header
    return candidate.keyed and header.depth == 1 and is_well_named(header, candidate.form.keys)


def _best(found: list[Candidate], *, forced: bool) -> Candidate:
    usable = [c for c in found if c.keyed and _holds_enough(c)]
    if named := [c for c in usable if c.named]:
        return max(named, key=lambda c: len(c.answers))
    # `found` begins with the stock, so that it wins a tie
    best = max(usable or found, key=lambda c: (len(c.answers), len(c.header.columns)))
    return best if usable or best.table == STOCK or forced else next((c for c in found if c.table == STOCK), best)


def _candidate(
    sheet: Sheet, table: str, tables: Tables, row: int | None, forced: bool, alone: bool, *, by_words: bool
) -> Candidate | None:
    form, vocabulary = tables.forms[table], tables.vocabularies[table]
    header = locate(sheet, vocabulary, form.keys, row, by_words=by_words) or strongest(sheet)
    if header is None:
        return None
    sheet, header, aside = without_beside(sheet, header, form.keys, vocabulary)
    sheet, header, doubled = _with_folders(sheet, header, vocabulary)
    matches = with_supposed_date(match_headers(header.titles, vocabulary), form.date)
    keyed = set(form.keys) <= {match.column for match in matches}
    named = _is_named(sheet, tables.names[table], alone)
    return Candidate(sheet, table, header, matches, keyed, named, forced, doubled, form, aside)


def _with_folders(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> tuple[Sheet, Header, tuple[str, ...]]:
    """The sheet with the columns given by its folders, unless it has them already, which is reported."""
    if not sheet.given:
        return sheet, header, ()
    import polars as pl

    titles = {fold(title) for title in header.titles}
    own = {known[0] for title in header.titles if title and (known := vocabulary.find(title))}
    doubled = tuple(
        name for name, _ in sheet.given
        if fold(name) in titles or ((known := vocabulary.find(name)) and known[0] in own)
    )  # fmt: skip
    added = [(name, value) for name, value in sheet.given if name not in doubled]
    width, height, above = sheet.cells.width, sheet.cells.height, header.last + 1
    columns = [
        pl.Series(str(width + place), [""] * header.last + [name], dtype=pl.String).append(
            pl.Series([value], dtype=pl.String).new_from_index(0, height - above)
        )
        for place, (name, value) in enumerate(added)
    ]
    whole = replace(sheet, cells=sheet.cells.with_columns(columns), given=(), own_width=width)
    return whole, replace(header, titles=(*header.titles, *(name for name, _ in added))), doubled


def with_column(candidate: Candidate, column: str, value: str) -> Candidate:
    """The candidate with one more column, which is no part of its sheet and holds one value throughout."""
    import polars as pl

    sheet, header = candidate.sheet, candidate.header
    width, height = sheet.cells.width, sheet.cells.height
    texts = [*[""] * header.last, column, *[value] * (height - header.last - 1)]
    cells = sheet.cells.with_columns(pl.Series(str(width), texts, dtype=pl.String))
    own_width = sheet.own_width if sheet.own_width is not None else width
    titles, match = (*header.titles, column), Match(column, width, column, "id")
    return replace(
        candidate, sheet=replace(sheet, cells=cells, own_width=own_width), header=replace(header, titles=titles),
        matches=[*candidate.matches, match],
    )  # fmt: skip


def _holds_enough(candidate: Candidate) -> bool:
    if candidate.table == OVERRIDES:
        return "niveau" in candidate.answers and bool(candidate.answers & {"motif", "auteur"} or candidate.named)
    return candidate.forced or bool(candidate.answers)


def _is_named(sheet: Sheet, names: Sequence[str], alone: bool) -> bool:
    """Whether the name of a table is a whole word of the sheet's name, or of the file's if it has one sheet."""
    own = [words(sheet.name)] if sheet.name is not None else []
    if sheet.name is None or alone:
        own.append(words(sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    return any(f" {name} " in f" {title} " for title in own for name in map(words, names) if name)


def _index(sheet: Sheet, header_row: int) -> int | None:
    found = (sheet.rows == header_row).arg_true()
    return int(found[0]) if len(found) else None
