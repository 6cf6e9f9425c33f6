"""The forms that came back beside a stock: what each voice judges, what they add to the units, what is wrong with them.

A judgement is one voice among others where the grid hears several; any other answer fills a blank of the stock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset import DecodedTable, InputFile, Provenance
from hlmdiag.data.dataset_columns import data_columns, data_state, data_value
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.form_answers import FormAnswers, read_answers
from hlmdiag.data.form_checks import fit_for, in_the_future, rewritten, role_of, unknown_unit
from hlmdiag.data.form_facts import filled, units_of_forms
from hlmdiag.data.form_merge import merged
from hlmdiag.data.form_model import Form
from hlmdiag.data.form_notes import notes_of
from hlmdiag.data.read_log import ReadLog
from hlmdiag.data.row_keys import nearly_known
from hlmdiag.data.sheet import address
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.voices import SheetVoices
from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.grid.certainty import is_certainty
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.states import KNOWN, State

FORMS = "forms"
"""Kind of input of a form."""
_DAY = Column("day", "date", "date")
_FEW = 20
"""Rows with an unknown code that are reported one by one."""


def hear(
    forms: Sequence[Form], stock: DecodedTable | None, grid: Grid, schema: TableSchema, day: date | None, log: ReadLog
) -> tuple[DecodedTable, tuple[InputFile, ...], frozenset[tuple[tuple[str, ...], str | None]]]:
    """The stock with the facts from the forms of a grid, and these forms as input files; voices go to the log.

    Last, the units about which something is answered, each with the role that does.

    Without a stock, the units are those that the forms are about. What is wrong is said in the log, never in silence;
    raises `HlmdiagError` where there is no stock and the forms answer nothing.
    """
    kept, problems = fit_for(forms, grid)
    log.problems += problems
    asked = _texts_of_questions(grid)
    for form in kept:
        log.problems += _about(form, grid, day, asked)
    inputs = tuple(InputFile(form.file, form.sha256, FORMS, sum(len(it.rows) for it in form.pages)) for form in kept)
    answers = read_answers(kept, schema, log) if kept else None
    if answers is None:
        if stock is None:
            raise HlmdiagError([*log.problems, Problem("donnees.formulaires-vides", forms[0].place(None))])
        return stock, inputs, frozenset()
    stock = stock or units_of_forms(answers, schema)
    frame = _of_known_units(answers, stock, schema, log)
    judged = [column for column in answers.columns if column in schema.judged]
    facts = [column for column in answers.columns if column not in schema.judged]
    keys = [data_value(key) for key in schema.keys]
    if facts:
        told = merged(_answering(frame, facts), keys, facts, answers.parts, "donnees.formulaires-differents")
        log.problems += told.problems
        stock = filled(stock, told, facts, schema, log)
    if judged:
        log.voices += _voices(_answering(frame, judged), keys, judged, answers, grid, log)
    log.problems.append(_counted(kept, answers, frame))
    units = set(stock.frame.select(pl.col(key).cast(pl.String) for key in keys).rows())
    log.notes += notes_of(kept, schema.keys, units, dict(grid.roles))
    return stock, inputs, _answered(frame, keys, answers, grid)


def _answered(
    frame: pl.DataFrame, keys: Sequence[str], answers: FormAnswers, grid: Grid
) -> frozenset[tuple[tuple[str, ...], str | None]]:
    roles = [role_of(part.form, grid.roles)[0] for part in answers.parts]
    return frozenset((tuple(unit), roles[part]) for *unit, part in frame.select(*keys, "part").unique().rows())


def _texts_of_questions(grid: Grid) -> dict[str, frozenset[str]]:
    """The texts under which each column is asked."""
    asked: dict[str, frozenset[str]] = {}
    for leaf in grid.indicators:
        for name in leaf.columns:
            texts = leaf.wordings if leaf.column == name else frozenset[str]()
            asked[name] = asked.get(name, frozenset()) | texts | {grid.columns[name].label}
    return asked


def _about(form: Form, grid: Grid, day: date | None, asked: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Notices on the respondent, the date, and reworded questions."""
    _, fault = role_of(form, grid.roles)
    if fault is not None:
        yield fault
    if (said := _date_of(form)) is not None and day is not None and said > day:
        yield in_the_future(form, said, day)
    yield from rewritten(form, asked)


def _date_of(form: Form) -> date | None:
    cell = form.voice.get("day")
    if cell is None or not cell.text:
        return None
    found = decode(pl.Series([cell.text]), _DAY, ColumnContext(date_1904=form.is_1904)).values[0]
    return found if isinstance(found, date) else None


def _of_known_units(answers: FormAnswers, stock: DecodedTable, schema: TableSchema, log: ReadLog) -> pl.DataFrame:
    """Rows whose code is a known unit; the others are reported with their cell."""
    keys = [data_value(key) for key in schema.keys]
    frame = answers.frame
    known = frame.join(stock.frame.select(keys), on=keys, how="semi", maintain_order="left")
    lost = frame.join(stock.frame.select(keys), on=keys, how="anti", maintain_order="left")
    key = schema.keys[0]
    for row in lost.head(_FEW).iter_rows(named=True):
        part = answers.parts[row["part"]]
        values = [row[name] for name in keys]
        is_blank = any(row[data_state(each)] != int(KNOWN) for each in schema.keys)
        advice = nearly_known(pl.Series([values[-1]]), stock.frame[keys[-1]]) if not is_blank else ""
        place = part.sheet.place(row["row"], part.columns.index(key))
        shown = "" if is_blank else key_text(values)
        log.problems.append(unknown_unit(schema.columns[key], place, shown, advice, is_blank=is_blank))
    if lost.height > _FEW:
        part = answers.parts[lost["part"][_FEW]]
        place = part.sheet.place(lost["row"][_FEW], part.columns.index(key))
        log.problems.append(Problem("donnees.formulaire-unites", place, {"count": lost.height - _FEW}))
    return known


def _answering(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rows that answer one of some columns."""
    return frame.filter(pl.any_horizontal(pl.col(data_state(each)) != int(State.MISSING) for each in columns))


def _voices(
    frame: pl.DataFrame, keys: Sequence[str], judged: Sequence[str], answers: FormAnswers, grid: Grid, log: ReadLog
) -> list[SheetVoices]:
    """One row per unit and voice: who answers is the role and the mark of the form, else the name of its file."""
    if frame.is_empty():
        return []
    said = [(part.form.respondent, role_of(part.form, grid.roles)[0]) for part in answers.parts]
    part = pl.col("part")
    numbers = list(range(len(said)))
    frame = frame.select(
        *keys,
        part.replace_strict(numbers, [name for name, _ in said], return_dtype=pl.String).alias("respondent"),
        part.replace_strict(numbers, [role for _, role in said], return_dtype=pl.String).alias("role"),
        "row",
        "part",
        *(name for column in judged for name in data_columns(column) if name in frame.columns),
    )
    told = merged(frame, [*keys, "respondent", "role"], judged, answers.parts, "donnees.formulaire-voix-differentes")
    log.problems += told.problems
    heard = told.frame["part"].unique(maintain_order=True)
    places = tuple(told.places[part] for part in heard)
    renumbered = part.replace_strict(heard, list(range(len(heard))), return_dtype=pl.UInt32)
    rows = told.frame.with_columns(renumbered).sort("part", maintain_order=True)
    return [SheetVoices(rows, places, partial(_cell, places))]


def _cell(places: Sequence[Mapping[str, Provenance]], part: int, column: str, row: int) -> Location:
    place = places[part][column]
    return Location(place.file, sheet=place.sheet, cell=address(place.letter, row), header=place.header)


def _counted(forms: Sequence[Form], answers: FormAnswers, frame: pl.DataFrame) -> Problem:
    """Notice on the number of forms read, and of their answers."""
    states = frame.select(data_state(column) for column in answers.columns if not is_certainty(column))
    count = int((states != int(State.MISSING)).sum_horizontal().sum() or 0) if states.height else 0
    place = forms[0].place(None)
    values: Mapping[str, int] = {"forms": len(forms), "answers": count, "units": frame.select(_units(frame)).n_unique()}
    return Problem("donnees.formulaires-lus", place, values, Severity.NOTICE)


def _units(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.startswith("v:")][:1]
