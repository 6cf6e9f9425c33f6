"""A sheet and the columns it may hold become a table of values and states, with all that must be said of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import polars as pl

from hlmdiag.data.about_answers import about_answers
from hlmdiag.data.around_cells import around_cells
from hlmdiag.data.codes import about_codes
from hlmdiag.data.colour_only_cells import colour_problems, with_tints
from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.column_summary import ColumnUnderstood, SheetUnderstood, understood_column
from hlmdiag.data.dashes import DASHES, about_dashes
from hlmdiag.data.dataset import Provenance
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext, Decoded, absent, value_type
from hlmdiag.data.header import Header
from hlmdiag.data.match import TOLD, Match
from hlmdiag.data.normalise_text import units
from hlmdiag.data.privacy import CERTAIN, nominative_column, nominative_title, nominative_values
from hlmdiag.data.refused_cells import NONE_REFUSED, ColumnFaults, refused_cells
from hlmdiag.data.rows import ClassifiedRows
from hlmdiag.data.rows_aside import about_rows, filled_above, rows_of
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.translations import Translated, translations
from hlmdiag.data.unread_columns import about_unread
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State
from hlmdiag.text.phrase import Phrase

WITHHELD = "donnees.colonne-nominative"
"""Code of the notice on a column that looks nominative, and is not read."""

_TEXTS = frozenset({"id", "text", "choice"})
_PERCENTS = frozenset({"%", "pct", "pourcent", "pour cent", "pourcentage"})


@dataclass(frozen=True, eq=False)
class TableRead:
    """A sheet once read for a table: rows in the received order, those without key included."""

    frame: pl.DataFrame
    provenance: dict[str, Provenance]
    problems: list[Problem]
    refused: pl.DataFrame
    understood: SheetUnderstood
    counts: dict[str, int]
    translated: tuple[Translated, ...] = ()


def read_table(
    sheet: Sheet, header: Header, matches: list[Match], form: TableSchema, *, account: bool = False
) -> TableRead:
    """The rows of a sheet, decoded; columns of the grid that it lacks are missing everywhere.

    `account`: whether each column is described.
    """
    by_column = {match.column: match for match in matches if match.column is not None}
    body = as_shown(sheet, by_column, form).slice(header.last + 1)
    own = body[:, : sheet.own_width] if sheet.own_width is not None else body
    sorted_rows = rows_of(sheet, header, own, by_column, form)
    kept = pl.concat([sorted_rows.units, pl.Series(sorted_rows.keyless, dtype=pl.UInt32)]).sort()
    cells, rows = body, sheet.rows.slice(header.last + 1)
    if len(kept) < body.height:
        cells, rows = cells[kept], rows[kept]
    private = private_columns(sheet, header, matches, cells, form)
    for match, problem in private:
        if problem.code == WITHHELD:
            by_column.pop(match.column or "", None)
    decoded = _decode_all(sheet, header, by_column, cells, form)
    refused = partial(refused_cells, sheet)
    faults = [refused(match.header, match.index, column, rows, decoded[column]) for column, match in by_column.items()]
    problems = [*about_rows(sheet, header, sorted_rows), *[problem for _, problem in private]]
    problems += about_unread(sheet, header, matches, cells, rows, form)
    problems += around_cells(sheet, header, sorted_rows, by_column, form)
    problems += about_answers(sheet, header, by_column, decoded, rows, form)
    problems += _about_dashes(sheet, header, by_column, cells, decoded, form)
    told = sorted(translations(sheet, form, by_column, cells, rows), key=lambda each: each.line or 0)
    problems += [each.problem(is_free_text=form.columns[each.column].is_free_text) for each in told]
    for key in form.keys:
        match = by_column[key]
        problems += about_codes(cells[str(match.index)], sheet, header.last, match, form)
    if sheet.coloured:
        problems += colour_problems(sheet, by_column.values(), {header.last + 1 + row for row in kept}, form)
    problems += rows_in_order(fault for fault, key in zip(faults, by_column, strict=True) if not _is_said(key, form))
    hidden = {match.index for match, _ in private}
    described = [
        _column(sheet, match, cells, decoded, form, private=match.index in hidden) for match in matches if account
    ]
    understood = understood_sheet(sheet, header, sorted_rows, cells.height, form, tuple(described))
    return TableRead(
        frame_of(rows, decoded, form), places_of(sheet, by_column), problems,
        pl.concat([NONE_REFUSED, *(fault.cells for fault in faults if fault.cells.height)]), understood,
        {"rows_read": cells.height, "rows_set_aside": sorted_rows.set_aside},
        tuple(each for each in told if not form.columns[each.column].is_free_text),
    )  # fmt: skip


def as_shown(sheet: Sheet, by_column: Mapping[str, Match], form: TableSchema) -> pl.DataFrame:
    """The cells, with codes, texts and choices as displayed: `000007` for a cell that holds 7."""
    if not sheet.shown:
        return with_tints(sheet.cells, sheet, by_column, form) if sheet.coloured else sheet.cells
    seen = {
        match.index: sheet.shown[match.index]
        for column, match in by_column.items()
        if match.index in sheet.shown and form.columns[column].type in _TEXTS
    }
    cells = sheet.cells.with_columns(
        sheet.cells[str(index)].clone().scatter(shown["row"], shown["text"]) for index, shown in seen.items()
    )
    return with_tints(cells, sheet, by_column, form) if sheet.coloured else cells


def _decode_all(
    sheet: Sheet, header: Header, by_column: Mapping[str, Match], cells: pl.DataFrame, form: TableSchema
) -> dict[str, Decoded]:
    # absent columns of one type share one series in memory
    kinds = {value_type(column): column for column in form.columns.values()}
    blank = {kind: absent(column, cells.height) for kind, column in kinds.items()}

    def one(column: Column) -> Decoded:
        match = by_column.get(column.id)
        if match is None:
            return blank[value_type(column)]
        return decode(cells[str(match.index)], column, context_of(sheet, header, match, form))

    workers = min(4, os.cpu_count() or 1)
    if cells.height * len(by_column) < 20_000:
        return {column.id: one(column) for column in form.columns.values()}
    with ThreadPoolExecutor(workers) as threads:
        return dict(zip(form.columns, threads.map(one, form.columns.values()), strict=True))


def context_of(sheet: Sheet, header: Header, match: Match, form: TableSchema) -> ColumnContext:
    """Context of the column that a title names."""
    column = match.column or ""
    return ColumnContext(
        percent_header=_says_percent(match.header),
        formats_known=sheet.checked,
        date_1904=sheet.date_1904,
        translations=dict(form.translations.get(column, {})),
        decimal=form.decimal.get(column),
        written=sheet.written(match.index, below=header.last),
    )


def _says_percent(header: str) -> bool:
    return bool(_PERCENTS & set(units(header))) or "%" in header


def frame_of(rows: pl.Series, decoded: Mapping[str, Decoded], form: TableSchema) -> pl.DataFrame:
    """The columns of a table: the numbers of its rows, then values, states, and texts where they are kept."""
    columns = [rows.cast(pl.UInt32).alias("row")]
    for column, found in decoded.items():
        columns += [found.values.alias(data_value(column)), found.states.alias(data_state(column))]
        if column in form.as_received:
            columns.append(found.texts.alias(data_text(column)))
    return pl.DataFrame(columns)


def places_of(sheet: Sheet, by_column: Mapping[str, Match]) -> dict[str, Provenance]:
    """Places of the columns of a sheet."""
    return {
        column: Provenance(sheet.file, sheet.name, sheet.letter(match.index), match.header)
        for column, match in by_column.items()
    }


def private_columns(
    sheet: Sheet, header: Header, matches: list[Match], cells: pl.DataFrame, form: TableSchema
) -> list[tuple[Match, Problem]]:
    """Columns that look nominative, with the warning that they draw; keys are what they are.

    A column that the grid declares is read all the same: a code of ten digits is like a telephone number. One that a
    person declared is not where its title says that it names people.
    """
    found = []
    row = sheet.row(header.last)
    for match in matches:
        if match.column in form.keys:
            continue
        kind = None
        if match.column is None:
            kind = nominative_column(match.header, ColumnContent.begun(cells[str(match.index)]))
        elif match.how in TOLD:
            kind = nominative_title(match.header, ColumnContent.begun(cells[str(match.index)]))
        is_withheld = kind is not None
        read_as_text = match.column is None or form.columns[match.column].type in ("text", "id")
        if kind is None and read_as_text:
            kind = nominative_values(cells[str(match.index)])
        if kind is not None:
            is_withheld = is_withheld or match.column is None or kind in CERTAIN
            code = WITHHELD if is_withheld else "donnees.nominative-declaree"
            problem = sheet.problem(
                code, row=row, column=match.index, header=match.header,
                severity=Severity.WARNING, title=match.header, kind=Phrase(f"donnees.mots.{kind}"),
            )  # fmt: skip
            found.append((match, problem))
    return found


def _about_dashes(
    sheet: Sheet, header: Header, by_column: Mapping[str, Match], cells: pl.DataFrame, decoded: Mapping[str, Decoded],
    form: TableSchema,
) -> Iterator[Problem]:  # fmt: skip
    missing = {
        column: cells[str(match.index)].filter(decoded[column].states == int(State.MISSING))
        for column, match in by_column.items()
    }
    written = (each.filter(each != "").alias("") for each in missing.values())
    if pl.concat([pl.Series(dtype=pl.String), *written]).str.strip_chars().is_in(DASHES).any():
        for column, match in by_column.items():
            yield from about_dashes(sheet, header, match, form, missing[column])


def _is_said(column: str, form: TableSchema) -> bool:
    """Report an unreadable key with its row."""
    return form.id == "stock" and column in form.keys


def rows_in_order(faults: Iterable[ColumnFaults]) -> list[Problem]:
    """Problems of the cells of a sheet, from top to bottom, then from left to right."""
    numbered = [(row, order, problem) for order, fault in enumerate(faults) for row, problem in fault.problems]
    return [problem for _, _, problem in sorted(numbered, key=lambda item: item[:2])]


def understood_sheet(
    sheet: Sheet,
    header: Header,
    found: ClassifiedRows,
    height: int,
    form: TableSchema,
    columns: tuple[ColumnUnderstood, ...],
) -> SheetUnderstood:
    """Summary of a sheet as understood: how its rows were sorted, how many are read, and its columns on demand."""
    start = header.last + 1
    aside = {"titles above": filled_above(sheet, header)} | {
        reason: [start + row for row in rows]
        for reason, rows in (
            ("blank", found.blank), ("total", found.total), ("repeated titles", found.titles),
            ("column numbers", found.numbers), ("note", found.note),
        )
    }  # fmt: skip
    return SheetUnderstood(
        sheet.file, sheet.name, form.id, sheet.encoding, sheet.separator,
        tuple(sheet.row(index) for index in range(header.first, header.last + 1)), height,
        {reason: tuple(sheet.row(row) for row in rows) for reason, rows in aside.items() if rows},
        columns, sheet.visible, sheet.hidden_rows, tuple(letter(column) for column in sheet.hidden_columns),
        sheet.checked, bool(sheet.lines),
    )  # fmt: skip


def _column(
    sheet: Sheet, match: Match, cells: pl.DataFrame, decoded: Mapping[str, Decoded], form: TableSchema, *, private: bool
) -> ColumnUnderstood:
    column = None if private else match.column
    return understood_column(
        match.header, sheet.letter(match.index), cells[str(match.index)], column=column,
        how=match.how if column or match.how == "note" else None, nearest=None if match.unit else match.nearest,
        type=form.columns[column].type if column else None,
        decoded=decoded.get(column) if column else None,
        private=private or match.how == "note" or (column is not None and form.columns[column].is_free_text),
    )  # fmt: skip
