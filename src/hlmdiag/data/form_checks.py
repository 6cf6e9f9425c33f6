"""Whether a form is of the grid that is scored, and what was done to it that has to be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from hlmdiag.data.form_identity import FormMark
from hlmdiag.data.form_model import Form, FormPage
from hlmdiag.data.normalise_text import words
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.data_model import AskedRole, Column
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import Listed, Phrase, in_quotes

_NOTICE, _WARNING = Severity.NOTICE, Severity.WARNING


def fit_for(forms: Sequence[Form], grid: Grid) -> tuple[list[Form], list[Problem]]:
    """The forms of a grid, of one that it extends, or of another minor version; the others are set aside, and said."""
    kept, problems = [], list[Problem]()
    for form in forms:
        fault = _other_grid(form.about, grid, form.place(None))
        if fault is not None:
            problems.append(fault)
        else:
            kept.append(form)
            problems += _about(form, grid)
    return kept, problems


def _other_grid(about: FormMark, grid: Grid, place: Location) -> Problem | None:
    of = _of(about, grid)
    if of is None:
        return Problem("donnees.formulaire-autre-grille", place, {"found": about.grid, "grid": grid.id})
    if _major(about.version) != _major(of.version):
        values = {"grid": of.id, "found": about.version, "version": of.version}
        return Problem("donnees.formulaire-autre-version", place, values)
    return None


def _of(about: FormMark, grid: Grid) -> Grid | None:
    """The grid of a form: this one or one that it extends."""
    found: Grid | None = grid
    while found is not None and found.id != about.grid:
        found = found.parent
    return found


def _major(version: str) -> str:
    return version.removeprefix("v").partition(".")[0]


def _about(form: Form, grid: Grid) -> Iterator[Problem]:
    """Notices on a form."""
    of = _of(form.about, grid)
    assert of is not None
    if of is not grid:
        yield Problem(
            "donnees.formulaire-grille-etendue", form.place(None), {"parent": of.id, "grid": grid.id}, _NOTICE
        )
    if form.about.version != of.version:
        values = {"found": form.about.version, "version": of.version}
        yield Problem("donnees.formulaire-version", form.place(None), values, _NOTICE)
    if form.is_pasted:
        yield Problem("donnees.formulaire-recopie", form.place(None), {}, _NOTICE)
    if form.strange:
        yield Problem("donnees.formulaire-feuilles", form.place(None), {"sheets": in_quotes(*form.strange)}, _NOTICE)
    for page in form.pages:
        yield from _about_page(form, page, of)


def _about_page(form: Form, page: FormPage, grid: Grid) -> Iterator[Problem]:
    for cell in page.added:
        values = {"column": cell.letters, "text": cell.text}
        yield Problem("donnees.formulaire-colonne", form.place(page.name, cell.cell), values, _NOTICE)
    for first, second in page.twice:
        values = {"first": first.text, "second": second.text, "other": second.cell}
        yield Problem("donnees.formulaire-deux-reponses", form.place(page.name, first.cell), values)
    unknown = [id for id in page.asked if id not in grid.columns]
    if unknown:
        yield Problem("donnees.formulaire-inconnues", form.place(page.name), {"ids": Listed((*unknown,))}, _WARNING)


def rewritten(form: Form, asked: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Questions whose text is none of the grid's, by id of column."""
    for page in form.pages:
        for id, cell in page.texts.items():
            if id in asked and cell.text and " ".join(cell.text.split()) not in asked[id]:
                values = {"text": cell.text, "asked": min(asked[id], key=len)}
                yield Problem("donnees.formulaire-question", form.place(page.name, cell.cell), values, _WARNING)


def role_of(form: Form, roles: Mapping[str, AskedRole]) -> tuple[str | None, Problem | None]:
    """Role of the respondent of a form, by its id or its title; empty if unknown."""
    cell = form.voice.get("role")
    if cell is None or not cell.text:
        place = form.place(form.voice_sheet, cell.cell if cell is not None else None)
        return None, Problem("donnees.formulaire-sans-role", place, {}, _NOTICE) if roles else None
    said = words(cell.text)
    for id, role in roles.items():
        if said in (words(id), words(role.title)):
            return id, None
    values = {"value": cell.text, "roles": in_quotes(*(role.title for role in roles.values()))}
    return None, Problem("donnees.formulaire-role", form.place(form.voice_sheet, cell.cell), values)


def in_the_future(form: Form, cell_date: date, day: date) -> Problem:
    """A form that says it was filled after the reference date."""
    cell = form.voice["day"]
    values = {"date": cell_date, "day": day}
    return Problem("donnees.formulaire-date", form.place(form.voice_sheet, cell.cell), values, _WARNING)


def unknown_unit(column: Column, place: Location, value: str, advice: Phrase | str, *, is_blank: bool) -> Problem:
    """A row of answers whose code is that of no unit, or has no code."""
    code = "donnees.formulaire-sans-code" if is_blank else "donnees.formulaire-unite"
    return Problem(code, place, {"label": column.label, "value": value, "advice": advice})
