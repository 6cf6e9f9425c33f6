"""Reads answers given on phones, as exported by ODK and KoboToolbox: one row per submission.

The form has its grid in a field of its own. The title of a column is the name of its field, after those of its groups
(`abords-AB1`, `abords/AB1`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hlmdiag.data import survey_names as names
from hlmdiag.data.form_identity import FormMark, Part
from hlmdiag.data.form_model import Form, FormCell, FormPage, FormRow
from hlmdiag.data.sheet import Sheet
from hlmdiag.grid.model import Grid

_STATES = {names.UNKNOWN: "ne sait pas", names.NOT_APPLICABLE: "sans objet"}
_VOICE: Mapping[str, Part] = {names.ROLE: "role", names.RESPONDENT: "respondent", names.DAY: "day"}
_TITLES = 5
"""Rows among which the titles are looked for."""

Given = Sequence[tuple[Sheet, str | None]]


def take_exports(given: Given, grid: Grid) -> tuple[list[tuple[Sheet, str | None]], list[Form]]:
    """The sheets that hold data, each with its table, and the forms that exports hold: one for each submission."""
    kept: list[tuple[Sheet, str | None]] = []
    forms: list[Form] = []
    for sheet, table in given:
        found = list(_forms(sheet, grid))
        if found:
            forms += found
        else:
            kept.append((sheet, table))
    return kept, forms


def _forms(sheet: Sheet, grid: Grid) -> Iterator[Form]:
    fields = _fields(grid)
    rows = sheet.cells.head(_TITLES).rows()
    for top, titles in enumerate(rows):
        places = {
            name: column for column, title in enumerate(titles) if (name := _field(title or "", fields)) is not None
        }
        if names.FORM in places:
            yield from _submissions(sheet, top, places, fields)
            return


def _fields(grid: Grid) -> dict[str, str]:
    """Meaning of each field name: a column of the grid, by its id, or one of our fields."""
    own = (names.FORM, names.ROLE, names.RESPONDENT, names.DAY)
    keys = {(names.UNIT if not place else f"{names.UNIT}{place}"): key for place, key in enumerate(grid.keys)}
    columns = {names.survey_name(id): id for id in grid.columns}
    parts = {f"{name}{end}": f"{name}{end}" for name in columns for end in (names.ABSENT, names.EVIDENCE)}
    themes = {
        f"{names.survey_name(id)}{names.COMMENT}": f"{names.survey_name(id)}{names.COMMENT}"
        for id in (grid.id, *(theme.id for theme in grid.themes))
    }
    return {**columns, **parts, **themes, **keys, **{name: name for name in own}}


def _field(title: str, fields: Mapping[str, str]) -> str | None:
    """The field name in a title: groups precede it, and any name may contain a dash."""
    left = names.field_of(title)
    while left not in fields and "-" in left:
        left = left.partition("-")[2]
    return left if left in fields else None


def _submissions(sheet: Sheet, top: int, places: Mapping[str, int], fields: Mapping[str, str]) -> Iterator[Form]:
    numbers = sheet.rows.to_list()
    for index, row in enumerate(sheet.cells.rows()):
        about = _about(row[places[names.FORM]]) if index > top else None
        if about is None:
            continue
        cells = {
            name: FormCell((row[column] or "").strip(), int(numbers[index]) - 1, column)
            for name, column in places.items()
        }
        yield _form(sheet, about, cells, fields)


def _about(text: str | None) -> FormMark | None:
    """The grid and the version that a submission says it is of."""
    grid, sign, version = (text or "").strip().partition("@")
    return FormMark(grid, version, "tableau", "") if sign and grid and version else None


def _form(sheet: Sheet, about: FormMark, cells: Mapping[str, FormCell], fields: Mapping[str, str]) -> Form:
    answers, notes = dict[str, FormCell](), dict[str, dict[Part, FormCell]]()
    for name, cell in cells.items():
        if name.endswith(names.EVIDENCE) or name.endswith(names.COMMENT):
            if cell.text:
                is_evidence = name.endswith(names.EVIDENCE)
                about_id = fields.get(name.removesuffix(names.EVIDENCE), "") if is_evidence else ""
                notes.setdefault(about_id, {})["evidence" if is_evidence else "comment"] = cell
        elif name not in _VOICE and name != names.FORM and not name.endswith(names.ABSENT):
            answers[fields[name]] = _answer(cell, cells.get(f"{name}{names.ABSENT}"))
    voice = {part: cells[name] for name, part in _VOICE.items() if name in cells}
    respondent = voice.get("respondent")
    if respondent is None or not respondent.text:
        row = next(iter(cells.values())).row
        voice["respondent"] = FormCell(f"envoi {row + 1}", row, respondent.column if respondent is not None else 0)
    page = FormPage(sheet.name, "tableau", (FormRow(answers, notes),), tuple(answers))
    return Form(
        sheet.file, sheet.sha256, about, (page,), is_pasted=False, voice=voice, voice_sheet=sheet.name,
        is_checked=sheet.checked, is_1904=sheet.date_1904,
    )  # fmt: skip


def _answer(cell: FormCell, absent: FormCell | None) -> FormCell:
    """An answer; why a number is not given takes its place."""
    said = absent if absent is not None and not cell.text else cell
    return FormCell(_STATES.get(said.text, said.text), said.row, said.column) if said.text else cell
