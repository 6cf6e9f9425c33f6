"""Forms asked for: the stock is read for its units and what is known of them, workbooks are written, one per recipient.

Beside the workbooks of a folder stands the list of those from whom an answer is expected.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import hlmdiag
from hlmdiag.configuration import Configuration
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.chosen_units import rows_where
from hlmdiag.runs.given_results import result_of
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.request import ReadRequest, StockRequest
from hlmdiag.runs.reserved_names import free
from hlmdiag.runs.settings import settings_for
from hlmdiag.runs.stock import read_stock, with_contents
from hlmdiag.scoring.unit_code import rows_of_codes
from hlmdiag.text import say
from hlmdiag.text.phrase import Listed, in_quotes

if TYPE_CHECKING:
    from hlmdiag.errors import Problem
    from hlmdiag.form import Asked, AskedUnit, Known, Layout, Questionnaire, Recipient
    from hlmdiag.grid import Grid
    from hlmdiag.grid.data_model import AskedRole
    from hlmdiag.scoring.result import Result
    from hlmdiag.wording import Wording

EXPECTED = "attendus.csv"
"""The list of those from whom a form is expected, beside the forms."""
_SUFFIX = ".xlsx"
_PHONE = ".xlsform.xlsx"
"""The ending of the name of a form for phones."""
_ASKED: tuple[Asked, ...] = ("judgements", "missing", "all")
_LAYOUTS: tuple[Layout, ...] = ("fiche", "tableau")
_FOLDER, _ONE = "formulaires", "formulaire"


@dataclass(frozen=True)
class FormRequest:
    """Everything that was asked: `data` may be empty, for a blank form; `output`: None for a folder beside the data."""

    data: tuple[str, ...]
    grid: str
    date: date
    language: str
    ask: str = "judgements"
    roles: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    where: str | None = None
    split: str | None = None
    layout: str | None = None
    history: Path | None = None
    output: str | None = None
    reading: ReadRequest = field(default_factory=ReadRequest)
    force: bool = False
    configuration: Configuration = field(default_factory=Configuration)


@dataclass(frozen=True)
class FormRun:
    """The files written, the number of units asked about, the largest number of questions, and the problems."""

    written: Sequence[Path]
    units: int
    questions: int
    problems: Sequence[Problem]


def write_forms(asked: FormRequest, listener: Listener = unheard) -> FormRun:
    """Write the forms that were asked for; what would be refused to be written is refused before data is read."""
    from hlmdiag.form import parts_of, recipients
    from hlmdiag.grid import in_language, load_grid
    from hlmdiag.wording import Wording

    grid = in_language(load_grid(asked.grid), asked.language)
    questions = _questionnaires(grid, asked)
    folder, file = _place(asked, grid)
    files = with_contents(data_files(asked.data)) if asked.data else []
    check_outputs([OutputTarget(folder / file if file else folder, "xlsx" if file else None)], files, force=asked.force)
    with listener(3) as progress:
        progress.begin(say("cli.etape.lecture", asked.language))
        units, problems = _units(grid, asked, questions, Wording(asked.language, grid))
        found = list(recipients(questions, parts_of(units, asked.split), _layout(asked), _ONE))
        if not found:
            raise refusal("formulaire.tout-connu")
        if file is not None and len(found) > 1:
            raise refusal("formulaire.un-seul-fichier", count=len(found), path=folder / file)
        progress.begin(say("cli.formulaire.ecriture", asked.language))
        written = list(_write(found, folder, file, asked, problems))
    return FormRun(written, len(units), max(len(each.handout.open_questions) for each in found), problems)


def _questionnaires(grid: Grid, asked: FormRequest) -> list[Questionnaire]:
    from hlmdiag.form import questionnaire

    ask = chosen("--ask", asked.ask, _ASKED)
    if ask == "missing" and not asked.data:
        raise refusal("formulaire.sans-parc", option="--ask missing")
    roles: list[AskedRole | None] = [_role(grid, name) for name in asked.roles]
    found = [questionnaire(grid, ask, role) for role in roles or [None]]
    if not any(each.questions for each in found):
        code = "formulaire.sans-question-pour-le-role" if asked.roles else "formulaire.sans-question"
        raise refusal(code, grid=grid.id, roles=Listed((*asked.roles,)))
    return [each for each in found if each.questions]


def _role(grid: Grid, typed: str) -> AskedRole:
    from hlmdiag.data.normalise_text import words

    said = words(typed)
    for id, role in grid.roles.items():
        if said in (words(id), words(role.title)):
            return role
    if not grid.roles:
        raise refusal("formulaire.sans-role", grid=grid.id)
    raise refusal("formulaire.role-inconnu", value=typed, known=Listed((*grid.roles,)))


def _layout(asked: FormRequest) -> Layout | None:
    return None if asked.layout is None else chosen("--layout", asked.layout, _LAYOUTS)


def _place(asked: FormRequest, grid: Grid) -> tuple[Path, str | None]:
    """The folder of the forms and, where one workbook was asked for, its name."""
    if asked.output is None:
        data = Path(asked.data[0]) if asked.data else Path(f"{grid.id}.yaml")
        stem = data.name if data.is_dir() else data.stem
        if not asked.data:
            return data.parent, f"{free(data.parent, f'{stem}-{_ONE}', [_SUFFIX])}{_SUFFIX}"
        return data.parent / free(data.parent, f"{stem}-{_FOLDER}", [""]), None
    path = Path(asked.output)
    if is_folder(asked.output):
        return path, None
    if path.suffix.lower() != _SUFFIX:
        raise refusal("formulaire.format", path=path)
    return path.parent, path.name


def _units(
    grid: Grid, asked: FormRequest, questions: Sequence[Questionnaire], words: Wording
) -> tuple[list[AskedUnit], list[Problem]]:
    """The units of the data with what is known of them; none for a blank form."""
    from hlmdiag.form import Known
    from hlmdiag.scoring.unit_code import unit_code

    if not asked.data:
        given = {"--split": asked.split, "--history": asked.history, "--code": asked.codes, "--where": asked.where}
        for option in (name for name, value in given.items() if value):
            raise refusal("formulaire.sans-parc", option=option)
        return [], []
    settings = settings_for(asked.configuration, [grid])
    request = StockRequest(
        asked.data, (asked.grid,), None, asked.date, asked.reading, asked.language, configuration=asked.configuration
    )
    result = hlmdiag.score(grid, read_stock(grid, request, settings), date=asked.date)
    column = _split_column(grid, asked.split)
    known = Known(result, words, questions[0].asked, column)
    every = list({each.id: each for some in questions for each in some.questions}.values())
    before = _previous(asked, words, grid)
    rows = list(known.rows())
    found = [
        known.unit(rows[place], every, before.get(unit_code(rows[place], grid.keys), {}))
        for place in _asked_about(result, asked)
    ]
    return found, list(result.manifest.problems)


def _asked_about(result: Result, asked: FormRequest) -> list[int]:
    """The rows of the units that the forms are about: those asked for, all of them where nothing is said."""
    if asked.codes and asked.where is not None:
        raise refusal("dossier.codes")
    if asked.where is not None:
        return rows_where(result, asked.where, "formulaire.aucune")
    return rows_of_codes(result, asked.codes) if asked.codes else [*range(result.frame.height)]


def _split_column(grid: Grid, split: str | None) -> str | None:
    """The column by which units are split: by its id or its label."""
    from hlmdiag.data.normalise_text import header
    from hlmdiag.form import BY_UNIT

    groups = {each.id: each for each in grid.columns.values() if each.role == "group"}
    if split is None or split == BY_UNIT:
        return next(iter(groups), None)
    for id, column in groups.items():
        if header(split) in (header(id), header(column.label)):
            return id
    raise refusal("formulaire.part-inconnue", value=split, known=in_quotes(BY_UNIT, *groups))


def _previous(asked: FormRequest, words: Wording, grid: Grid) -> Mapping[str, Mapping[str, str]]:
    """The answers of an earlier result, by code of unit and column."""
    from hlmdiag.form import Known, questionnaire
    from hlmdiag.scoring.unit_code import unit_code

    if asked.history is None:
        return {}
    result = result_of(asked.history, asked.language)
    if result.grid.id != grid.id:
        raise refusal("formulaire.autre-grille", path=asked.history, grid=grid.id, other=result.grid.id)
    known: Known = Known(result, words, "all")
    questions = questionnaire(result.grid, "all").questions
    return {
        unit_code(row, result.grid.keys): {
            each.id: text for each in questions if (text := known.answer(row, each)) is not None
        }
        for row in known.rows()
    }


def _write(
    found: Sequence[Recipient], folder: Path, file: str | None, asked: FormRequest, problems: list[Problem]
) -> Iterator[Path]:
    """Write each workbook, then the list of those expected; what a phone cannot decide joins the problems."""
    from hlmdiag.report import xlsform
    from hlmdiag.report.excel.form import render

    for each in found:
        path = folder / (file or f"{each.name}{_SUFFIX}")
        with opened(path) as stream:
            if path.name.lower().endswith(_PHONE):
                problems += xlsform.render(each.handout, stream, asked.language, asked.date)
            else:
                render(each.handout, stream, asked.language, asked.date)
        yield path
    if file is None and any(each.handout.units for each in found):
        with opened(folder / EXPECTED) as stream:
            stream.write(_expected(found).encode("utf-8-sig"))
        yield folder / EXPECTED


def _expected(found: Sequence[Recipient]) -> str:
    """The list of those from whom an answer is expected: the unit, the role, the file."""
    from hlmdiag.data.expected_forms import titles_of_expected

    keys = found[0].handout.questionnaire.grid.keys
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow(titles_of_expected(keys))
    for each in found:
        for unit in (unit for unit in each.handout.units if each.handout.asked_about(unit)):
            role = each.role.id if each.role is not None else ""
            lines.writerow([*(unit.keys[key] for key in keys), role, f"{each.name}{_SUFFIX}"])
    return out.getvalue()
