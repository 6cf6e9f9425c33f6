"""Files of the same titles are stacked and decoded once; one of which a row may be no unit is read apart.

A folder may hold thousands of files of a few rows: what is asked of a column costs the same for two cells as for a
thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.codes import alike_codes
from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.column_notes import noted_columns
from hlmdiag.data.decoded import absent, value_type
from hlmdiag.data.match import TOLD, Match
from hlmdiag.data.portions import put_together
from hlmdiag.data.privacy import CERTAIN, nominative_files, nominative_title
from hlmdiag.data.read_log import ReadLog, StockSheet
from hlmdiag.data.remarks_alike import say_columns, say_titles
from hlmdiag.data.rows import ClassifiedRows, may_be_aside
from hlmdiag.data.rows_aside import labels_of
from hlmdiag.data.stacked import Stack, stacked
from hlmdiag.data.table import frame_of, places_of, understood_sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.titles import titles_of
from hlmdiag.data.units_around import units_around
from hlmdiag.data.unread_columns import hangs_on_rows
from hlmdiag.states import KNOWN

FEW = 8
"""From so many files of the same titles, they are read together."""


def groups_of(candidates: Sequence[Candidate], form: TableSchema, log: ReadLog) -> list[list[Candidate]]:
    """The candidates that can be read together, in groups; the others are in none."""
    if log.account or len(candidates) < FEW:
        return []
    named = [(_titles(candidate), place) for place, candidate in enumerate(candidates) if _is_plain(candidate, form)]
    groups = [[candidates[place] for _, place in some] for _, some in groupby(sorted(named), key=lambda pair: pair[0])]
    return [group for group in groups if len(group) >= FEW]


def _is_plain(candidate: Candidate, form: TableSchema) -> bool:
    """Whether nothing but its cells, one by one, tells how a sheet is read."""
    sheet = candidate.sheet
    seen = [match.column for match in candidate.matches if match.column is not None]
    return (
        sheet.checked and candidate.form is form
        and not (sheet.date_1904 or sheet.hidden_rows or sheet.coloured or sheet.struck)
        and not (candidate.doubled or sheet.lines or units_around(candidate))
        and not any(bottom > candidate.header.last for _, (bottom, _) in sheet.merged)
        and len(set(seen)) == len(seen) and not {form.respondent, form.role} & {*seen} and candidate.header.depth == 1
        and not noted_columns(form, seen) and all(match.how != "note" for match in candidate.matches)
        and not any(map(hangs_on_rows, candidate.matches))
        and not any(_is_withheld(match, candidate) for match in candidate.matches if match.how in TOLD)
    )  # fmt: skip


def _is_withheld(match: Match, candidate: Candidate) -> bool:
    """Whether a column that a person declared is not read, for its title names people."""
    return nominative_title(match.header, ColumnContent.begun(candidate.sheet.cells[str(match.index)])) is not None


def _titles(candidate: Candidate) -> tuple[tuple[str, ...], int, int, bool, bool]:
    sheet = candidate.sheet
    own_width = -1 if sheet.own_width is None else sheet.own_width
    return candidate.header.titles, sheet.cells.width, own_width, sheet.name is None, sheet.spelled is None


def read_alike(
    candidates: Sequence[Candidate], form: TableSchema, log: ReadLog
) -> tuple[StockSheet | None, list[Candidate]]:
    """Read the candidates of a group as one; those that must be read apart are returned."""
    matches, _ = titles_of(candidates[0], form)
    stack = stacked(candidates, matches, form)
    apart = _told_apart(stack)
    if len(candidates) - len(apart) < FEW:
        return None, list(candidates)
    if apart:
        stack = stack.without(apart)
    by_column = stack.by_column
    portions = {column: stack.portions(match) for column, match in by_column.items()}
    blank = {value_type(column): absent(column, len(stack.part)) for column in form.columns.values()}
    decoded = {
        column.id: put_together(portions[column.id]) if column.id in portions else blank[value_type(column)]
        for column in form.columns.values()
    }
    say_titles(stack, log)
    say_columns(stack, portions, log)
    rows = stack.part.value_counts(sort=False).sort("part")["count"]
    log.understood += [
        understood_sheet(each.sheet, each.header, ClassifiedRows(), height, form, ())
        for each, height in zip(stack.candidates, rows, strict=True)
    ]
    log.count(form.id, {"rows_read": len(stack.part), "rows_set_aside": 0})
    frame = frame_of(stack.lines, decoded, form).with_columns(stack.part)
    first = stack.candidates[0]
    sheets = tuple(each.sheet for each in stack.candidates)
    piece = StockSheet(first.sheet, places_of(first.sheet, by_column), frame, first.answers, sheets=sheets)
    return piece, [candidates[part] for part in sorted(apart)]


def _told_apart(stack: Stack) -> set[int]:
    """The files of which a row may be no unit, a key is not plain, or a column is withheld."""
    by_column, form = stack.by_column, stack.form
    own = stack.cells[:, : stack.own_width]
    keys = [by_column[key].index for key in form.keys if by_column[key].index < own.width] or [0]
    titles = stack.candidates[0].header.titles[: own.width]
    aside = may_be_aside(own, keys, titles, labels_of(by_column, form, own.width))
    texts = [match for column, match in by_column.items() if _is_text(column, form)]
    withheld = [
        part
        for match in texts
        for part, kind in nominative_files(stack.texts(match), stack.part).items()
        if kind in CERTAIN
    ]
    return {*stack.part.filter(aside).to_list(), *withheld, *_of_keys(stack, by_column)}


def _is_text(column: str, form: TableSchema) -> bool:
    return column not in form.keys and form.columns[column].type in ("text", "id")


def _of_keys(stack: Stack, by_column: dict[str, Match]) -> list[int]:
    """The files with a key that is unreadable, repeated, or that a person could take for another."""
    read = {key: put_together(stack.portions(by_column[key])) for key in stack.form.keys}
    keys = pl.DataFrame({key: found.values.cast(pl.String) for key, found in read.items()})
    alike = keys.select(alike_codes(each).alias(each.name) for each in keys)
    doubtful = keys.with_columns(stack.part).is_duplicated() | alike.with_columns(stack.part).is_duplicated()
    for found in read.values():
        doubtful |= found.states != int(KNOWN)
    return stack.part.filter(doubtful).to_list()
