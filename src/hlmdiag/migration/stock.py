"""Moves the answers of a stock file to another version of its grid, cell by cell, in place.

A cell is written anew only where the new version would not read there what the answer has become. The file that comes
out is read again, in memory, before anything is written: what would not be read as it should be is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.data.answer_sheet import SheetAnswers
from hlmdiag.data.assign import Candidate
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.match import Match, Vocabulary
from hlmdiag.data.read import stock_tables
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead
from hlmdiag.data.table_schemas import stock_schema
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.model import Grid
from hlmdiag.migration.account import Edit, MigratedSheet, Migration, total
from hlmdiag.migration.column import ColumnMove, MovedColumn, moved
from hlmdiag.migration.spelling import title_of
from hlmdiag.scoring.held_answers import Carried, carried_columns

Opened = Sequence[tuple[Sheet, str | None]]


def migrate_stock(opened: Opened, old: Grid, new: Grid, settings: Settings, answers: SheetAnswers) -> Migration:
    """The sheets of a stock whose answers `old` reads, rewritten for `new`.

    `opened`: the sheets of the file, each with the table that it was said to feed. Raises `HlmdiagError` where `old`
    reads no stock in them, or where `new` would read something else than what the answers have become.
    """
    sheets = []
    for candidate, read in stock_tables(opened, old, settings, answers):
        if candidate.sheet.lines or candidate.sheet.letters:
            raise HlmdiagError([candidate.sheet.problem("migration.tableau-couche")])
        sheets.append(_SheetMove(candidate, read, old, new, settings).done())
    found = Migration(tuple(each for each, _ in sheets))
    _check(opened, found, [expected for _, expected in sheets], new, settings, answers)
    return found


class _SheetMove:
    def __init__(self, candidate: Candidate, read: TableRead, old: Grid, new: Grid, settings: Settings) -> None:
        self.candidate, self.read, self.old, self.new = candidate, read, old, new
        self.sheet = candidate.sheet
        place = {number: index for index, number in enumerate(self.sheet.rows.to_list())}
        self.rows = [place[number] for number in read.frame["row"].to_list()]
        self.vocabulary = Vocabulary(stock_schema(new, settings.values).columns, settings.columns)
        self.targets: dict[str, list[Carried]] = {}
        for each in carried_columns(old, new):
            self.targets.setdefault(each.older.id, []).append(each)

    def done(self) -> tuple[MigratedSheet, dict[str, pl.DataFrame]]:
        """The sheet, and the values and states that the new version is to read of each of its columns."""
        columns = [self._moved(match) for match in sorted(self.candidate.matches, key=lambda each: each.index)]
        columns = _without_conflicts(columns)
        edits = [edit for each in columns for edit in each.edits]
        edits += self._titles(columns)
        edits += self._beside(columns)
        orphans = tuple(orphan for each in columns for orphan in each.orphans)
        told = MigratedSheet(self.sheet, tuple(edits), orphans, total(each.account for each in columns))
        return told, {name: table for each in columns for name, table in each.becomes.items()}

    def _moved(self, match: Match) -> MovedColumn:
        column = self.old.columns.get(match.column or "")
        is_read = column is not None and match.column in self.read.provenance
        texts = self.sheet.cells[str(match.index)].gather(self.rows).str.strip_chars()
        units = self.read.frame[data_value(self.old.keys[0])].cast(pl.String).fill_null("").to_list()
        move = ColumnMove(self.candidate, match, tuple(self.rows), texts, units, column if is_read else None)
        if column is None or not is_read:
            return moved(move, [], None)
        known = self.read.frame.select(
            pl.col(data_value(column.id)).alias("value"), pl.col(data_state(column.id)).alias("state")
        )
        return moved(move, self.targets.get(column.id, []), known)

    def _titles(self, columns: Sequence[MovedColumn]) -> Iterator[Edit]:
        """A title that names another column for the new version, or none, is written anew; an orphaned one is left."""
        row = self.candidate.header.last
        for each in columns:
            match, named = each.move.match, self.vocabulary.called(each.move.match.header)
            if each.target is None:
                if each.is_orphaned and named is not None:
                    yield from (Edit(index, match.index, None) for index in (row, *self.rows))
            elif named != each.target.id and match.how in ("id", "label", "alias"):
                yield Edit(row, match.index, title_of(each.target, self.vocabulary))

    def _beside(self, columns: Sequence[MovedColumn]) -> Iterator[Edit]:
        """New columns made of one that another also uses: they are added after the last."""
        after = self.sheet.cells.width
        for each in columns:
            for column, texts in each.beside:
                yield Edit(self.candidate.header.last, after, title_of(column, self.vocabulary))
                yield from (
                    Edit(row, after, text) for row, text in zip(self.rows, texts, strict=True) if text is not None
                )
                after += 1


def _without_conflicts(columns: Sequence[MovedColumn]) -> list[MovedColumn]:
    """Where the column of a sheet takes the place of another that has its name, both say the same or neither counts."""
    made = {each.target.id: each for each in columns if each.target is not None}
    found = []
    for each in columns:
        own = each.move.column
        over = made.get(own.id) if own is not None and each.is_orphaned else None
        found.append(each)
        if over is not None and over is not each:
            agreed, disputed = over.compared(each)
            found[found.index(over)] = disputed
            found[-1] = agreed
    return found


def _check(
    opened: Opened, found: Migration, expected: Sequence[Mapping[str, pl.DataFrame]], new: Grid, settings: Settings,
    answers: SheetAnswers,
) -> None:  # fmt: skip
    """Refuse a file that the new version would not read as the answers have become."""
    edited = {each.sheet: with_edits(each) for each in found.sheets}
    again = stock_tables([(edited.get(sheet, sheet), table) for sheet, table in opened], new, settings, answers)
    read = {(candidate.sheet.file, candidate.sheet.name): table.frame for candidate, table in again}
    wrong = []
    for each, columns in zip(found.sheets, expected, strict=True):
        frame = read.get((each.sheet.file, each.sheet.name))
        for name, wanted in columns.items():
            if frame is None or not _says(frame, name, wanted):
                wrong.append(each.sheet.problem("migration.relecture", title=new.columns[name].label))
    if wrong:
        raise HlmdiagError(wrong)


def _says(frame: pl.DataFrame, column: str, wanted: pl.DataFrame) -> bool:
    if data_value(column) not in frame.columns or frame.height != wanted.height:
        return False
    value, state = frame[data_value(column)], frame[data_state(column)]
    if value.dtype.is_float():
        apart = (value - wanted["value"].cast(pl.Float64)).abs() > 1e-9
        same = not bool(apart.any()) and value.is_null().equals(wanted["value"].is_null())
    else:
        same = value.cast(pl.String).equals(wanted["value"].cast(pl.String))
    return same and state.equals(wanted["state"])


def with_edits(each: MigratedSheet) -> Sheet:
    """The sheet as texts, its edits written."""
    rows = [list(row) for row in each.sheet.cells.iter_rows()]
    width = max([each.sheet.cells.width, *(edit.column + 1 for edit in each.edits)])
    for row in rows:
        row += [""] * (width - len(row))
    for edit in each.edits:
        rows[edit.row][edit.column] = as_text(edit.value)
    names = [str(index) for index in range(width)]
    cells = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return replace(each.sheet, cells=cells, own_width=None)


def as_text(value: str | float | None) -> str:
    """Text of a cell, as reading finds it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.15g}"
