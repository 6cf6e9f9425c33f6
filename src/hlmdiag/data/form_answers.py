"""The answers of the forms that came back, all decoded together: one row for each sheet and unit, with who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.dataset import Provenance
from hlmdiag.data.decoded import absent, value_type
from hlmdiag.data.form_model import Form, FormPage, FormRow
from hlmdiag.data.header import Header
from hlmdiag.data.match import Match
from hlmdiag.data.portions import put_together
from hlmdiag.data.read_log import ReadLog
from hlmdiag.data.remarks_alike import say_columns
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.data.stacked import Stack
from hlmdiag.data.table import frame_of
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.certainty import is_certainty
from hlmdiag.grid.data_model import Column


@dataclass(frozen=True, eq=False)
class FormPart:
    """A sheet of a form among those read together, with the places of its columns."""

    form: Form
    page: FormPage
    sheet: Sheet
    columns: tuple[str, ...]
    places: dict[str, Provenance]


@dataclass(frozen=True, eq=False)
class FormAnswers:
    """`frame`: the columns of the stock as a decoded table has them, `row`, and `part`, the index in `parts` of the
    sheet of each row; `columns`: those that some form asks, without the key.
    """

    frame: pl.DataFrame
    parts: tuple[FormPart, ...]
    columns: tuple[str, ...]


def read_answers(forms: Sequence[Form], schema: TableSchema, log: ReadLog) -> FormAnswers | None:
    """Decode the answers of forms; None without any answer about a unit. Refused cells go to the log."""
    asked = [column for column in schema.columns if column in _asked(forms) and column not in schema.keys]
    columns = [*schema.keys, *asked]
    parts, texts, numbers, lines = list[FormPart](), list[list[str]](), list[int](), list[int]()
    for form in forms:
        for page in form.pages:
            told = [_without_known(form, page, row, schema.keys, log) for row in page.rows]
            kept = [row for row in told if _says_something(row, asked)]
            if not kept:
                continue
            for row in kept:
                numbers.append(len(parts))
                lines.append(_line(page, row))
                texts.append([_text(row, column) for column in columns])
            parts.append(_part(form, page, kept, columns, schema))
    if not parts:
        return None
    matches = [Match(_title(schema.columns[column]), place, column, "id") for place, column in enumerate(columns)]
    stack = _stack(parts, matches, schema, texts, numbers, lines)
    portions = {column: stack.portions(match) for column, match in stack.by_column.items()}
    blank = {value_type(column): absent(column, len(texts)) for column in schema.columns.values()}
    decoded = {
        column.id: put_together(portions[column.id]) if column.id in portions else blank[value_type(column)]
        for column in schema.columns.values()
    }
    say_columns(stack, portions, log)
    return FormAnswers(frame_of(stack.lines, decoded, schema).with_columns(stack.part), tuple(parts), tuple(asked))


def _title(column: Column) -> str:
    """Title of a column; a form announces percents, so that no number is in doubt."""
    return f"{column.label} (%)" if column.type == "percent" and "%" not in column.label else column.label


def _asked(forms: Sequence[Form]) -> set[str]:
    return {id for form in forms for page in form.pages for id in page.asked}


def _without_known(form: Form, page: FormPage, row: FormRow, keys: Sequence[str], log: ReadLog) -> FormRow:
    """The answers without values shown as known, unless they were changed, which is reported."""
    if not form.known:
        return row
    unit = tuple(row.answers[key].text for key in keys if key in row.answers)
    own = {}
    for id, cell in row.answers.items():
        known = form.known.get((unit, id))
        if known is not None and cell.text and cell.text != known:
            place = form.place(page.name, cell.cell)
            values = {"known": known, "value": cell.text}
            log.problems.append(Problem("donnees.formulaire-verrouillee", place, values, Severity.WARNING))
        own[id] = replace(cell, text="") if known is not None and cell.text == known else cell
    return replace(row, answers=own)


def _says_something(row: FormRow, columns: Sequence[str]) -> bool:
    return any(row.answers[column].text for column in columns if column in row.answers)


def _text(row: FormRow, column: str) -> str:
    found = row.answers.get(column)
    return found.text if found is not None else ""


def _line(page: FormPage, row: FormRow) -> int:
    """The number of a row; of a sheet about one unit, that of the column of its answers, as of a table on its side."""
    first = next(iter(row.answers.values()))
    return (first.column if page.layout == "fiche" else first.row) + 1


def _part(form: Form, page: FormPage, rows: Sequence[FormRow], columns: Sequence[str], schema: TableSchema) -> FormPart:
    """A sheet without its cells, which knows their addresses."""
    there = rows[0].answers
    numbers = pl.Series("row", [1, *(_line(page, row) for row in rows)], dtype=pl.UInt32)
    lines, letters = tuple[int, ...](), tuple[str, ...]()
    if page.layout == "fiche" and any(map(is_certainty, there)):
        # the certainty has its own column, so that the line of an answer is not enough: keep its whole cell
        letters = tuple(there[column].cell if column in there else "" for column in columns)
    elif page.layout == "fiche":
        lines = tuple(there[column].row + 1 if column in there else 0 for column in columns)
    else:
        lines = ()
        letters = tuple(letter(there[column].column) if column in there else "" for column in columns)
    sheet = Sheet(
        form.file, page.name, pl.DataFrame(), numbers, form.sha256, checked=form.is_checked, date_1904=form.is_1904,
        lines=lines, letters=letters,
    )  # fmt: skip
    places = {
        column: Provenance(form.file, page.name, sheet.letter(place), _title(schema.columns[column]))
        for place, column in enumerate(columns)
        if column in there
    }
    return FormPart(form, page, sheet, tuple(columns), places)


def _stack(
    parts: Sequence[FormPart], matches: Sequence[Match], schema: TableSchema, texts: list[list[str]],
    numbers: list[int], lines: list[int],
) -> Stack:  # fmt: skip
    titles = tuple(match.header for match in matches)
    header = Header(0, 0, titles, frozenset(match.column or "" for match in matches))
    candidates = tuple(
        Candidate(part.sheet, STOCK, header, list(matches), True, False, False, (), schema) for part in parts
    )
    cells = pl.DataFrame(texts, schema={str(match.index): pl.String for match in matches}, orient="row")
    part, line = pl.Series("part", numbers, dtype=pl.UInt32), pl.Series("line", lines, dtype=pl.UInt32)
    return Stack(candidates, matches, schema, cells, part, line)
