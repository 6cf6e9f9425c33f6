"""Checks the titles of a sheet: key present, no repeated title, no two columns that could be confused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from hlmdiag.data.assign import Candidate
from hlmdiag.data.header_survey import better_grid
from hlmdiag.data.match import Match, nearest_headers
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.note_titles import note_title
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.values import expected
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import Listed, Phrase, cited_at, first_of
from hlmdiag.text.shell import quoted

_FEW = 5
"""Under this number of titles, most of them unknown is no sign of a wrong grid."""


def check_header(candidate: Candidate, form: TableSchema, *, codes_suffice: bool = False) -> list[Problem]:
    """The faults for which a file is refused whole; `codes_suffice`: a column of codes alone is not one."""
    sheet, header = candidate.sheet, candidate.header
    row = sheet.row(header.last)
    positions: dict[str, list[int]] = defaultdict(list)
    for index, title in enumerate(header.titles):
        if title.strip():
            positions[fold(title) or title].append(index)
    problems = [
        sheet.problem(
            "donnees.entete-repete", row=row, column=places[0], header=header.titles[places[0]],
            title=header.titles[places[0]], cells=Listed(tuple(sheet.address(place, row) for place in places)),
        )
        for places in positions.values() if len(places) > 1
    ]  # fmt: skip
    if not problems:
        problems += _two_for_a_key(candidate, form)
    if sheet.name is None:
        problems += _beyond_titles(candidate)
    is_alone = len([title for title in header.titles if title.strip()]) == 1
    if is_alone and not (codes_suffice and candidate.keyed) and not problems:
        title = next(title for title in header.titles if title.strip())
        problems.append(sheet.problem("donnees.une-colonne", row=row, title=title))
    if sheet.cells.height <= header.last + 1 and not problems:
        problems.append(sheet.problem("donnees.sans-ligne", row=row, header_row=str(row)))
    return problems


def _two_for_a_key(candidate: Candidate, form: TableSchema) -> list[Problem]:
    return [
        _two("donnees.deux-entetes-cle", candidate, key, matches)
        for key, matches in _by_column(candidate.matches).items()
        if key in form.keys and len(matches) > 1
    ]


def _beyond_titles(candidate: Candidate) -> list[Problem]:
    """In a text file, cells past the last title mean a missing title or separator: everything may be shifted."""
    sheet, header = candidate.sheet, candidate.header
    width = max((index + 1 for index, title in enumerate(header.titles) if title.strip()), default=0)
    beyond = sheet.cells.slice(header.last + 1)[:, width:]
    if not beyond.width:
        return []
    import polars as pl

    rows = beyond.select(pl.any_horizontal(pl.all().str.contains(r"\S")).alias("a"))["a"].arg_true()
    if not len(rows):
        return []
    lines = [sheet.row(header.last + 1 + int(row)) for row in rows[:11]]
    return [
        sheet.problem(
            "donnees.lignes-irregulieres",
            row=lines[0],
            count=len(rows),
            lines=first_of(lines, 10, str),
            found=sheet.cells.width,
            expected=width,
        )
    ]


def few_columns_recognised(candidate: Candidate, grid: Grid) -> list[Problem]:
    """Advice where few titles belong to the grid."""
    titles = len(candidate.matches)
    known = sum(match.column is not None for match in candidate.matches)
    if titles < _FEW or known * 3 >= titles:
        return []
    better = better_grid([match.header for match in candidate.matches], grid)
    other = Phrase("donnees.mots.autre-grille")
    if better is not None:
        other = Phrase("donnees.mots.meilleure-grille", title=better[0].title, found=better[1], id=better[0].id)
    file = candidate.sheet.file
    values: dict[str, Any] = {"count": known, "total": titles, "grid": grid.title, "other": other, "file": quoted(file)}
    return [candidate.sheet.problem("donnees.peu-reconnu", severity=Severity.WARNING, **values)]


def key_absent(candidate: Candidate, form: TableSchema) -> list[Problem]:
    """The key columns that no title names, with what was read instead."""
    seen = {match.column for match in candidate.matches}
    titles = [title for title in candidate.header.titles if title.strip()]
    problems = []
    for key in form.keys:
        if key in seen:
            continue
        column = form.columns[key]
        free = [match.header for match in candidate.matches if match.column is None]
        near = nearest_headers(column, free) or free[:3]
        problems.append(
            candidate.sheet.problem(
                "donnees.cle-absente",
                row=candidate.sheet.row(candidate.header.last),
                title=key,
                label=column.label,
                headers=_listed(titles),
                nearest=_listed(near) if near else Phrase("donnees.mots.aucun"),
            )
        )
    return problems


def unambiguous(candidate: Candidate) -> tuple[list[Match], list[Problem]]:
    """Matches of one title to one column; if two titles match one column, neither is read, and this is reported."""
    problems = []
    doubled = {column for column, matches in _by_column(candidate.matches).items() if len(matches) > 1}
    for column in doubled:
        problems.append(_two("donnees.deux-entetes", candidate, column, _by_column(candidate.matches)[column]))
    kept = [
        Match(match.header, match.index, nearest=match.column) if match.column in doubled else match
        for match in candidate.matches
    ]
    return kept, sorted(problems, key=lambda problem: problem.location.cell or "")


def unknown_headers(candidate: Candidate, form: TableSchema, skipped: frozenset[str]) -> list[Problem]:
    """The titles that name nothing, each with the column that looks most like it, and columns without title."""
    sheet, row = candidate.sheet, candidate.sheet.row(candidate.header.last)
    problems = []
    for match in candidate.matches:
        if match.column is not None or match.header in skipped or match.is_settled:
            continue
        common: dict[str, Any] = {
            "row": row,
            "column": match.index,
            "header": match.header,
            "severity": Severity.WARNING,
            "title": match.header,
        }
        if (noted := note_title(match.header, form.criteria)) is not None:
            problems.append(sheet.problem("donnees.remarque-inconnue", **common, about=noted.about))
        elif match.unit is not None and match.nearest is not None:
            column = form.columns[match.nearest]
            values: dict[str, Any] = {"unit": match.unit, "name": column.id, "expected": expected(column)}
            problems.append(sheet.problem("donnees.entete-unite", **common, **values))
        elif match.nearest is not None:
            label = form.columns[match.nearest].label
            problems.append(sheet.problem("donnees.entete-inconnu", **common, nearest=match.nearest, label=label))
        else:
            problems.append(sheet.problem("donnees.entete-en-trop", **common | {"severity": Severity.NOTICE}))
    return problems + _untitled(candidate)


def _untitled(candidate: Candidate) -> list[Problem]:
    sheet, header = candidate.sheet, candidate.header
    row = sheet.row(header.last)
    body = sheet.cells.slice(header.last + 1)
    return [
        sheet.problem(
            "donnees.entete-absent", row=row, column=index, severity=Severity.WARNING, cell=sheet.address(index, row)
        )
        for index, title in enumerate(header.titles)
        if not title.strip() and body[str(index)].str.contains(r"\S").any()
    ]


def _two(code: str, candidate: Candidate, column: str, matches: list[Match]) -> Problem:
    row = candidate.sheet.row(candidate.header.last)
    headers = Listed(tuple(cited_at(match.header, candidate.sheet.address(match.index, row)) for match in matches))
    first = matches[0]
    return candidate.sheet.problem(
        code, row=row, column=first.index, header=first.header, title=column, headers=headers
    )


def _by_column(matches: list[Match]) -> Mapping[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.column is not None:
            found[match.column].append(match)
    return found


def _listed(names: list[str], limit: int = 30) -> Listed:
    return first_of(names, limit, more=", …", quoted=True)
