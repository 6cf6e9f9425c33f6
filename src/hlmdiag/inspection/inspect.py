"""Opens and reads files as for scoring; where that fails, examines them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hlmdiag.data import Dataset, Settings, SheetUnderstood
from hlmdiag.data.answer_sheet import SheetAnswers
from hlmdiag.data.apart_from_data import joined, set_apart
from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.form_model import Form
from hlmdiag.data.form_sheets import form_in
from hlmdiag.data.header_survey import SOME, recognised, survey
from hlmdiag.data.read import read_sheets
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import InputSource, list_sources
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables import answered, tables_of
from hlmdiag.data.typed_parquet import typed_stock
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid import load_shipped
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.inspection.faults import faults_of
from hlmdiag.inspection.model import Fit, Inspection
from hlmdiag.inspection.proposals import proposals

IDLE_TITLE = "donnees.entete-en-trop"
"""A column of remarks without meaning for the grid: it is reported, but no cell needs repair."""

_MANY = 0.5
"""Share of titles recognised under which another grid is worth looking for."""


def inspect(
    paths: Sequence[str], grid: Grid, *, date: date | None = None, encoding: str | None = None,
    separator: str | None = None, sheet: str | None = None, header_row: int | None = None,
    settings: Settings | None = None,
) -> Inspection:  # fmt: skip
    """Inspect files; raises only for wrong usage (exit code 2)."""
    settings = settings or Settings()
    sources = list_sources(paths, [STOCK, "derogations", *grid.tables])
    if (kept := typed_stock(source.path for source in sources)) is not None:
        raise HlmdiagError([Problem("donnees.compris-deja", Location(kept.name))], USAGE)
    opened, forms, problems = _opened(sources, FileOptions(encoding, separator, settings.limits))
    parts = [(source, set_apart([(sheet, source.table) for sheet in found], grid)) for source, found in opened]
    apart = joined([each for _, each in parts])
    problems += apart.copies
    forms += apart.forms
    dataset: Dataset | None = None
    if (apart.sheets or forms) and not problems:
        try:
            dataset = read_sheets(
                apart.sheets, grid, date=date, sheet=sheet, header_row=header_row, settings=settings,
                answers=apart.answers, forms=forms, expected=apart.expected, account=True,
            )  # fmt: skip
            dataset = replace(dataset, inputs=(*dataset.inputs, *settings.named))
        except HlmdiagError as fault:
            if fault.exit_code == USAGE:
                raise
            problems += fault.problems
    held = [
        (source, [sheet for sheet, _ in each.sheets]) for source, each in parts if each.sheets or each.answers.by_file
    ]
    return _inspection(grid, held, dataset, problems, settings, apart.answers, header_row)


def _opened(
    sources: Sequence[InputSource], asked: FileOptions
) -> tuple[list[tuple[InputSource, list[Sheet]]], list[Form], list[Problem]]:
    """The sheets of each file, the forms, and why files cannot be read."""
    opened: list[tuple[InputSource, list[Sheet]]] = []
    forms: list[Form] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            found = open_source(source, asked)
            if (form := form_in(found)) is not None:
                forms.append(form)
            else:
                opened.append((source, found))
        except HlmdiagError as fault:
            if fault.exit_code == USAGE:
                raise
            problems += fault.problems
    return opened, forms, problems


def _inspection(
    grid: Grid, opened: list[tuple[InputSource, list[Sheet]]], dataset: Dataset | None, problems: list[Problem],
    settings: Settings, answers: SheetAnswers, header_row: int | None,
) -> Inspection:  # fmt: skip
    received = [sheet for _, found in opened for sheet in found]
    known = {(each.file, each.sheet): each for each in (dataset.understood if dataset else ())}
    others = [sheet for sheet in received if (sheet.file, sheet.name) not in known]
    tables = tables_of(grid, settings)
    told = answered(answers, others, tables, grid, settings)
    looked = {
        (each.file, each.name): survey(each, grid, told.tables(each).vocabularies[STOCK], header_row) for each in others
    }
    sheets = tuple((known | looked)[sheet.file, sheet.name] for sheet in received)
    said = (*problems, *(dataset.problems if dataset else ()))
    faulty = [problem for problem in said if problem.code != IDLE_TITLE]
    inspection = Inspection(
        grid, opened, sheets, said, faults_of(faulty, dataset, grid), dataset, _absent(sheets, grid),
        counts=dataset.counts if dataset else {}, answers=answers,
    )  # fmt: skip
    count, total = inspection.recognised
    is_poor = not inspection.is_readable or count < _MANY * total
    return replace(inspection, proposals=proposals(inspection), fits=_fits(sheets) if is_poor else ())


def _absent(sheets: Sequence[SheetUnderstood], grid: Grid) -> tuple[Column, ...]:
    """The columns of the stock that no title names, whatever the sheet."""
    named = {column.column for sheet in sheets if sheet.table in (STOCK, None) for column in sheet.columns}
    return tuple(column for column in grid.columns.values() if column.id not in named)


def _fits(sheets: Sequence[SheetUnderstood]) -> tuple[Fit, ...]:
    """The shipped grids that know some of the titles, the one that knows most first."""
    titles = [column.header for sheet in sheets for column in sheet.columns]
    found = [Fit(grid, recognised(titles, grid), len(grid.columns)) for grid in load_shipped()]
    return tuple(sorted((fit for fit in found if fit.recognised >= SOME), key=lambda fit: -fit.recognised))
