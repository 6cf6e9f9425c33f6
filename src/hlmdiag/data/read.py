"""Reads files into a Dataset: open files, recognise sheets, read the stock, then its event tables and overrides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hlmdiag.data.answer_sheet import SheetAnswers
from hlmdiag.data.answered import counted
from hlmdiag.data.apart_from_data import SetApart, set_apart
from hlmdiag.data.assign import Candidate, Tables
from hlmdiag.data.checks import few_columns_recognised
from hlmdiag.data.chosen_sheets import ChosenSheets, assigned, check_options, choose_sheets
from hlmdiag.data.dataset import Dataset, DecodedTable, InputFile, Provenance
from hlmdiag.data.events import event_rows, keyed_otherwise, say_of_all
from hlmdiag.data.expected_forms import ExpectedForms, awaited
from hlmdiag.data.files import FileOptions, OpenedFiles, open_sources
from hlmdiag.data.form_model import Form
from hlmdiag.data.frames import given_data, sheets_of
from hlmdiag.data.hidden import hidden
from hlmdiag.data.overrides import overrides
from hlmdiag.data.read_log import ReadLog
from hlmdiag.data.received_forms import hear
from hlmdiag.data.refused_cells import NONE_REFUSED
from hlmdiag.data.repeated_remarks import summed_up
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import list_sources, passed_over
from hlmdiag.data.stock import assemble_stock, read_candidate
from hlmdiag.data.table import TableRead
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables import Answered, answered, names_declared, tables_of, without_withheld
from hlmdiag.data.titles_of_used_grids import without_titles_of_used, written_for_a_used_grid
from hlmdiag.data.typed_parquet import read_typed, typed_stock
from hlmdiag.data.units_from_events import units_of
from hlmdiag.data.unknown_titles import decide_unknown_titles
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import in_quotes


def read(
    data: Any,
    grid: Grid,
    *,
    date: date | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    settings: Settings | None = None,
    account: bool = False,
) -> Dataset:
    """Read the stock of a grid, its event files and its overrides.

    `data`: what `given_data` takes. `account`: whether each column is also described, with its range, its states and a
    sample, which costs a look at it. Raises `HlmdiagError` where nothing can be scored (exit code 3) or a path or an
    option is wrong (2); every other fault is in `Dataset.problems`.
    """
    settings, tables = settings or Settings(), names_declared(grid)
    paths, frames = given_data(data)
    sources = list_sources(paths, tables)
    if (kept := typed_stock([*(source.path for source in sources), *[None for _ in frames]])) is not None:
        typed = read_typed(kept, grid, date)
        return replace(typed, date=date, organisation=settings.organisation or typed.organisation)
    opened = open_sources(sources, FileOptions(encoding, separator, settings.limits))
    apart = set_apart(opened.sheets, grid)
    if apart.are_copies_alone and not (frames or opened.forms):
        raise HlmdiagError(apart.copies)
    sheets = [*apart.sheets, *sheets_of(frames, tables, settings.limits)]
    dataset = read_sheets(
        sheets, grid, date=date, sheet=sheet, header_row=header_row, settings=settings, answers=apart.answers,
        forms=[*opened.forms, *apart.forms], expected=apart.expected, account=account,
    )  # fmt: skip
    return replace(
        with_files_said(dataset, opened, apart, paths), inputs=(*dataset.inputs, *settings.named), date=date,
        organisation=settings.organisation,
    )  # fmt: skip


def with_files_said(dataset: Dataset, opened: OpenedFiles, apart: SetApart, given: Sequence[str | Path]) -> Dataset:
    """The dataset of some files with what is said of the files that are not in it; `given`: as they were typed."""
    return replace(dataset, problems=(*opened.aside, *apart.copies, *dataset.problems, *passed_over(given)))


def read_sheets(
    sheets: Sequence[tuple[Sheet, str | None]],
    grid: Grid,
    *,
    date: date | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    settings: Settings | None = None,
    answers: SheetAnswers | None = None,
    forms: Sequence[Form] = (),
    expected: Sequence[ExpectedForms] = (),
    account: bool = False,
    units: pl.DataFrame | None = None,
) -> Dataset:
    """The same from sheets already open, each with its declared table (None: to be recognised).

    `answers`: what the workbooks themselves answer, of those of their sheets that are named there; `forms`: those that
    came back; `expected`: those that were sent; `units`: the keys of every unit (values and texts), where the sheet of
    the stock is a piece of it.
    """
    settings, answers = settings or Settings(), answers or SheetAnswers()
    tables = tables_of(grid, settings)
    check_options(sheets, sheet, header_row)
    log = ReadLog(account=account)
    told = answered(answers, [each for each, _ in sheets], tables, grid, settings)
    chosen = _chosen(sheets, told, (tables, grid, sheet, header_row), log, alone=not forms)
    return _read_all(chosen, [each for each, _ in sheets], (forms, expected), tables, grid, date, log, units)


def stock_tables(
    sheets: Sequence[tuple[Sheet, str | None]], grid: Grid, settings: Settings, answers: SheetAnswers
) -> list[tuple[Candidate, TableRead]]:
    """The sheets of the stock, recognised as `read_sheets` does, each read by itself whoever its rows are of."""
    tables, log = tables_of(grid, settings), ReadLog()
    told = answered(answers, [each for each, _ in sheets], tables, grid, settings)
    chosen = _chosen(sheets, told, (tables, grid, None, None), log, alone=True)
    return [(candidate, read_candidate(candidate, log)) for candidate in chosen.stock]


def event_table(
    sheet: Sheet, declared: str | None, grid: Grid, settings: Settings
) -> tuple[Candidate, TableRead, TableRead] | None:
    """The rows of a sheet of events alone, then the same with the keys that other columns give; None for another."""
    tables, log = tables_of(grid, settings), ReadLog()
    told = answered(SheetAnswers(), [sheet], tables, grid, settings)
    chosen = _chosen([(sheet, declared)], told, (tables, grid, None, None), log, alone=False)
    found = [candidate for candidates in chosen.events.values() for candidate in candidates]
    if len(found) != 1 or chosen.stock or chosen.overrides:
        return None
    read = read_candidate(found[0], log)
    keyed = keyed_otherwise(read, sheet, grid.tables[found[0].table], log)
    return found[0], replace(read, problems=log.problems), keyed


def _chosen(
    sheets: Sequence[tuple[Sheet, str | None]], told: Answered, asked: tuple[Tables, Grid, str | None, int | None],
    log: ReadLog, *, alone: bool,
) -> ChosenSheets:  # fmt: skip
    """The table that each sheet feeds; `asked`: needs of the grid, and the named sheet and row of titles."""
    tables, grid, sheet, header_row = asked
    of_file = Counter(each.file for each, _ in sheets)
    found = [(each, assigned(each, told.tables(each[0]), of_file, header_row)) for each in sheets]
    settled = decide_unknown_titles(
        [each for _, each in found], lambda it: told.tables(it.sheet).vocabularies[it.table]
    )
    given = [(each, candidate) for ((each, _), _), candidate in zip(found, settled, strict=True)]
    kept, about = counted(given, told.found)
    log.problems += [*told.problems(given), *about]
    try:
        found_here = [(each, kept[each[0]]) for each, _ in found if each[0] in kept]
        return choose_sheets(found_here, tables, grid, sheet, alone=alone)
    except HlmdiagError as fault:
        wrong = [problem for problem in log.problems if problem.severity is not Severity.NOTICE]
        raise HlmdiagError([*wrong, *fault.problems], fault.exit_code) from None


def _read_all(
    chosen: ChosenSheets, sheets: Sequence[Sheet], sent: tuple[Sequence[Form], Sequence[ExpectedForms]],
    tables: Tables, grid: Grid, day: date | None, log: ReadLog, units: pl.DataFrame | None,
) -> Dataset:  # fmt: skip
    log.problems += [problem for each in sheets for problem in (*each.problems, *hidden(each))] + chosen.unread
    early = {id: _reads(chosen.events[id], tables, grid, log) for id in _naming(chosen, grid)}
    stock = _units(early, chosen, tables, grid, log) if early else None
    if chosen.stock:
        stock = assemble_stock(chosen.stock, tables.forms[STOCK], log)
    forms, expected = sent
    stock, returned, came = hear(forms, stock, grid, tables.forms[STOCK], day, log)
    lacking, told = awaited(expected, came)
    log.problems += told
    own = [candidate for candidate in chosen.stock if not written_for_a_used_grid(candidate, grid)]
    log.problems += [problem for candidate in own for problem in few_columns_recognised(candidate, grid)]
    inputs = [input_of(candidate) for candidate in chosen.stock]
    known = stock.frame if units is None else units
    events: dict[str, DecodedTable] = {}
    for id, candidates in chosen.events.items():
        reads = early[id] if id in early else _reads(candidates, tables, grid, log)
        found = [
            event_rows(read, candidate.sheet, grid.tables[id], grid, known, day, log)
            for candidate, read in zip(candidates, reads, strict=True)
        ]
        if found:
            read_from = [(each.sheet, each.header) for each in candidates]
            say_of_all(found, read_from, grid.tables[id], grid, known, log)
            events[id] = _continued(found)
        inputs += map(input_of, candidates)
    given = _overruled(chosen, grid, known, log)
    inputs += [*map(input_of, chosen.overrides), *returned]
    respondents = log.respondents(tables.forms[STOCK])
    refused = pl.concat(log.refused) if log.refused else NONE_REFUSED
    problems = summed_up(
        without_titles_of_used(without_withheld(log.problems), grid),
        ((each.file, each.name) for each in sheets),
        log.elsewhere,
    )
    counts = log.counts | {"rows_kept": stock.frame.height, "refused_cells": refused.height}
    return Dataset(
        stock, events, given, tuple(inputs), tuple(problems), counts, refused,
        tuple(log.understood), respondents, tuple(log.translated),
        doubled=tuple(log.doubled), of_parts=tuple(log.of_parts), awaited=tuple(lacking), notes=tuple(log.notes),
    )  # fmt: skip


def _overruled(chosen: ChosenSheets, grid: Grid, units: pl.DataFrame, log: ReadLog) -> pl.DataFrame | None:
    """The levels that somebody decided, where a file gives some."""
    if not chosen.overrides:
        return None
    said = [(read_candidate(each, log), each.sheet) for each in chosen.overrides]
    given, wrong = overrides(said, grid, units)
    log.problems += wrong
    return given


def _naming(chosen: ChosenSheets, grid: Grid) -> list[str]:
    """The table that names the units, where no file is the stock."""
    return [grid.units_from] if grid.units_from is not None and not chosen.stock else []


def _reads(candidates: list[Candidate], tables: Tables, grid: Grid, log: ReadLog) -> list[TableRead]:
    """The sheets of one event table, read; rows without a key may have another."""
    return [
        keyed_otherwise(
            read_candidate(candidate, log), candidate.sheet,
            grid.tables[candidate.table], log,
        )
        for candidate in candidates
    ]  # fmt: skip


def _units(
    early: dict[str, list[TableRead]], chosen: ChosenSheets, tables: Tables, grid: Grid, log: ReadLog
) -> DecodedTable:
    """The stock made of the units of a table, which is reported."""
    [(id, reads)] = early.items()
    stock = units_of(reads, grid.tables[id], tables.forms[STOCK])
    said: dict[str, Any] = {"table": in_quotes(grid.tables[id].title or id), "count": stock.frame.height}
    sheet = chosen.events[id][0].sheet
    log.problems.append(sheet.problem("donnees.unites-de-table", severity=Severity.NOTICE, **said))
    log.counts["rows_read"] = stock.frame.height
    return stock


def _continued(tables: list[DecodedTable]) -> DecodedTable:
    """Files of the same events, one after the other."""
    if len(tables) == 1:
        return tables[0]
    frames = [table.frame.with_columns(pl.lit(part, pl.UInt32).alias("part")) for part, table in enumerate(tables)]
    places: dict[str, Provenance] = {}
    for table in reversed(tables):
        places |= table.provenance
    return DecodedTable(pl.concat(frames), places, tuple(table.provenance for table in tables))


def input_of(candidate: Candidate) -> InputFile:
    """What a file fed."""
    sheet = candidate.sheet
    rows = sheet.cells.height - candidate.header.last - 1
    return InputFile(
        sheet.file, sheet.sha256, candidate.table, rows, sheet.name, sheet.encoding, sheet.separator,
        sheet.row(candidate.header.last),
    )  # fmt: skip
