"""Reads a returned form: answers lie where the marks of rows and columns cross.

A sheet about one unit has the marks of its questions in a column, and those of what is held of each (the answer, a
comment…) in a row; one about many units has the marks of its questions in a row, and a unit on each row below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from sys import intern

from hlmdiag.data.form_identity import FORM_HERE, KNOWN_HERE, FormMark, Part, mark_in
from hlmdiag.data.form_model import Form, FormCell, FormPage, FormRow
from hlmdiag.data.sheet import Sheet
from hlmdiag.grid.certainty import certainty_column

_Rows = Sequence[Sequence[str]]
_Marks = Sequence[tuple[FormMark, int, int]]
"""Marks, each with its row and column."""


_SEEN, _MOST = 200, 10_000
"""Area searched for the first mark, and largest area read."""


def form_in(sheets: Sequence[Sheet]) -> Form | None:
    """The form that the sheets of a file are; None where they have no mark, which is seen in their first cells."""
    if not any(_bears_marks(sheet) for sheet in sheets):
        return None
    about: FormMark | None = None
    pages, strange = list[FormPage](), list[str]()
    voice: Mapping[Part, FormCell] = {}
    voice_sheet, hidden = None, None
    for sheet in sheets:
        rows = _rows(sheet)
        if (found := _hidden(rows)) is not None:
            hidden = found
            continue
        marks = _marks(rows)
        if not marks:
            if any(text.strip() for row in rows for text in row):
                strange.append(sheet.title)
            continue
        about = about or marks[0][0]
        across, down = _axes(marks)
        if any(mark.part in ("role", "respondent", "day") for mark in down.values()):
            voice, voice_sheet = _voice(rows, across, down), sheet.name
        elif marks[0][0].layout == "fiche":
            pages.append(_page_of_unit(sheet.name, rows, marks))
        elif (page := _page_of_units(sheet.name, rows, marks)) is not None:
            pages.append(page)
    if about is None:
        return None
    return Form(
        sheets[0].file, sheets[0].sha256, about, tuple(pages), hidden is None, voice, voice_sheet, hidden or {},
        tuple(strange),        all(each.checked for each in sheets), sheets[0].date_1904,
    )  # fmt: skip


def _bears_marks(sheet: Sheet) -> bool:
    """Whether the first cells hold a mark: a long table is not searched whole."""
    return any(mark_in(text) is not None for row in sheet.cells.head(_SEEN)[:, :_SEEN].rows() for text in row)


def _rows(sheet: Sheet) -> list[list[str]]:
    """The cells as placed in the file: rows skipped by a reader are blank."""
    rows: list[list[str]] = []
    kept = sheet.cells.head(_MOST)[:, :_MOST]
    for number, cells in zip(sheet.rows.head(_MOST).to_list(), kept.rows(), strict=True):
        rows += [[] for _ in range(number - 1 - len(rows))]
        rows.append([cell or "" for cell in cells])
    return rows


def _marks(rows: _Rows) -> _Marks:
    """The marks of a sheet, with their row and column."""
    return [
        (mark, place, column)
        for place, row in enumerate(rows)
        for column, text in enumerate(row)
        if (mark := mark_in(text)) is not None
    ]


def _axes(marks: _Marks) -> tuple[dict[int, FormMark], dict[int, FormMark]]:
    """Marks of columns, by column, then marks of rows, by row.

    Marks of columns share their row with another, or are of a part that only columns have.
    """
    of_columns: dict[int, FormMark] = {}
    of_rows: dict[int, FormMark] = {}
    counts: dict[int, int] = {}
    for _, row, _ in marks:
        counts[row] = counts.get(row, 0) + 1
    for mark, row, column in marks:
        if mark.part in ("answer", "certainty", "comment", "evidence", "date", "shown") or counts[row] > 1:
            of_columns[column] = mark
        else:
            of_rows[row] = mark
    return of_columns, of_rows


def _voice(rows: _Rows, across: Mapping[int, FormMark], down: Mapping[int, FormMark]) -> dict[Part, FormCell]:
    column = next((place for place, mark in across.items() if mark.part == "answer"), None)
    if column is None:
        return {}
    return {mark.part: _cell(rows, row, column) for row, mark in down.items() if mark.part is not None}


def _page_of_unit(name: str | None, rows: _Rows, marks: _Marks) -> FormPage:
    across, down = _axes(marks)
    parts = {mark.part: column for column, mark in across.items() if mark.part is not None}
    answer = parts.get("answer")
    answers: dict[str, FormCell] = {}
    notes: dict[str, dict[Part, FormCell]] = {}
    asked: dict[str, FormCell] = {}
    twice = []
    for row, mark in down.items():
        if answer is None or mark.part is not None:
            continue
        found = _cell(rows, row, answer)
        held = answers.get(mark.id)
        if held is not None and held.text and found.text and held.text != found.text:
            twice.append((held, found))
            answers[mark.id] = FormCell("", held.row, held.column)
        elif held is None or not held.text:
            answers[mark.id] = found
        if "certainty" in parts and (sure := _cell(rows, row, parts["certainty"])).text:
            answers[certainty_column(mark.id)] = sure
        for part in ("comment", "evidence", "date"):
            if part in parts and (note := _cell(rows, row, parts[part])).text:
                notes.setdefault(mark.id, {})[part] = note
        if "question" in parts:
            asked[mark.id] = _first_line(_cell(rows, row, parts["question"]))
    added = _added(rows, {*parts.values(), *(column for _, _, column in marks)}, down)
    said = FormRow(answers, notes)
    return FormPage(name, "fiche", (said,), tuple(answers), tuple(added), tuple(twice), asked)


def _added(rows: _Rows, known: set[int], down: Mapping[int, FormMark]) -> Iterator[FormCell]:
    """The first filled cell of each column that is not ours, on the lines of questions."""
    seen = set(known)
    for row in down:
        for column, text in enumerate(rows[row] if row < len(rows) else ()):
            if column not in seen and text.strip():
                seen.add(column)
                yield FormCell(text.strip(), row, column)


def _page_of_units(name: str | None, rows: _Rows, marks: _Marks) -> FormPage | None:
    """Units below the row of titles, or below the marks if that row is gone."""
    across, down = _axes(marks)
    columns: dict[str, list[int]] = {}
    for column, mark in across.items():
        if mark.part is None:
            columns.setdefault(mark.id, []).append(column)
    if not columns:
        return None
    titles = [row for row, mark in down.items() if mark.part == "question"]
    top = titles[0] if titles else min(row for _, row, _ in marks)
    remark = next((column for column, mark in across.items() if mark.part == "comment"), None)
    found, twice = [], list[tuple[FormCell, FormCell]]()
    for row in range(top + 1, len(rows)):
        answers = {id: _one_of(rows, row, places, twice) for id, places in columns.items()}
        said = _cell(rows, row, remark) if remark is not None else None
        notes: dict[str, Mapping[Part, FormCell]] = {"": {"comment": said}} if said is not None and said.text else {}
        found.append(FormRow(answers, notes))
    asked = {id: _cell(rows, top, places[0]) for id, places in columns.items()} if titles else {}
    added = [
        _cell(rows, top, column)
        for column, text in enumerate(rows[top] if titles else ())
        if text.strip() and column not in across and mark_in(text) is None
    ]
    return FormPage(name, "tableau", tuple(found), tuple(columns), tuple(added), tuple(twice), asked)


def _one_of(rows: _Rows, row: int, places: Sequence[int], twice: list[tuple[FormCell, FormCell]]) -> FormCell:
    """The answer of columns that ask the same: the one that is given, nothing where two differ."""
    cells = [_cell(rows, row, column) for column in places]
    filled = [each for each in cells if each.text]
    if len({each.text for each in filled}) > 1:
        twice.append((filled[0], filled[1]))
        return FormCell("", row, places[0])
    return (filled or cells)[0]


def _cell(rows: _Rows, row: int, column: int) -> FormCell:
    cells = rows[row] if row < len(rows) else ()
    return FormCell(intern(cells[column].strip()) if column < len(cells) else "", row, column)


def _first_line(cell: FormCell) -> FormCell:
    """The question alone, without what helps to answer; the same text in thousands of forms takes the memory of one."""
    return replace(cell, text=intern(" ".join(cell.text.partition("\n")[0].split())))


def _hidden(rows: _Rows) -> dict[tuple[tuple[str, ...], str], str] | None:
    """Values shown as known, from the hidden sheet, by key of unit and column; None for any other sheet."""
    first = next((row for row in rows[:3] if FORM_HERE in row), None)
    if first is None:
        return None
    start = first.index(FORM_HERE)
    known, begun = {}, False
    for row in rows:
        cells = [*row[start : start + 3], "", "", ""]
        if begun and (keys := _keys_in(cells[0])) is not None:
            known[keys, cells[1]] = cells[2]
        begun = begun or cells[0] == KNOWN_HERE
    return known


def _keys_in(text: str) -> tuple[str, ...] | None:
    """The key of a unit, None where the cell was damaged: the file comes from outside."""
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(map(str, keys)) if isinstance(keys, list) else None
