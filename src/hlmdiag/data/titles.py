"""Matches the titles of a sheet to its table, with all the notices about them."""

from __future__ import annotations

from dataclasses import replace

from hlmdiag.data.assign import Candidate
from hlmdiag.data.checks import unambiguous, unknown_headers
from hlmdiag.data.column_content import ColumnContent
from hlmdiag.data.groups_above import without_other_figures
from hlmdiag.data.match import Match
from hlmdiag.data.privacy import nominative_column
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.units_around import without_contradicted
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed, Phrase, in_quotes


def titles_of(candidate: Candidate, form: TableSchema) -> tuple[list[Match], list[Problem]]:
    """The column of each title, and notices on the unmatched ones."""
    matches, problems = unambiguous(candidate)
    doubled = frozenset(
        match.header for match in matches if match.nearest is not None and _is_doubled(match.header, candidate)
    )
    cells = candidate.sheet.cells.slice(candidate.header.last + 1)
    private = frozenset(
        match.header for match in matches if match.column is None
        and nominative_column(match.header, ColumnContent.begun(cells[str(match.index)])) is not None
    )  # fmt: skip
    problems = problems + unknown_headers(replace(candidate, matches=matches), form, doubled | private)
    matches, contradicted = without_contradicted(candidate, matches, form)
    matches, others = without_other_figures(candidate, matches, form)
    contradicted += others
    problems += _supposed(candidate) + _by_words(candidate, form) + _doubled(candidate) + _of_the_sheet(candidate)
    return matches, problems + contradicted


def _of_the_sheet(candidate: Candidate) -> list[Problem]:
    """Notices on the place of the table: transposed, or with something beside it."""
    said = list(candidate.aside)
    if candidate.sheet.lines:
        count = len([title for title in candidate.header.titles if title.strip()])
        said.insert(0, candidate.sheet.problem("donnees.tableau-couche", severity=Severity.NOTICE, count=count))
    return said


def _supposed(candidate: Candidate) -> list[Problem]:
    row = candidate.sheet.row(candidate.header.last)
    return [
        candidate.sheet.problem(
            "donnees.date-supposee",
            row=row,
            column=match.index,
            header=match.header,
            severity=Severity.NOTICE,
            title=match.header,
            table=in_quotes(candidate.table),
        )
        for match in candidate.matches
        if match.how == "supposed"
    ]


def _by_words(candidate: Candidate, form: TableSchema) -> list[Problem]:
    """Notice on titles recognised by their words, in one sentence, so that each can be denied."""
    found = [match for match in candidate.matches if match.how == "words"]
    if not found:
        return []
    row, first = candidate.sheet.row(candidate.header.last), found[0]
    shown = tuple(
        Phrase("place.cite-to", text=match.header, to=form.columns[match.column or ""].label) for match in found
    )
    return [
        candidate.sheet.problem(
            "donnees.titres-compris", row=row, column=first.index, header=first.header, severity=Severity.NOTICE,
            count=len(found), titles=Listed(shown, joint=BETWEEN_SENTENCES), title=first.header,
        )
    ]  # fmt: skip


def _doubled(candidate: Candidate) -> list[Problem]:
    sheet = candidate.sheet
    return [
        sheet.problem("donnees.dossier-colonne", severity=Severity.WARNING, title=name) for name in candidate.doubled
    ]


def _is_doubled(header: str, candidate: Candidate) -> bool:
    column = next(match.column for match in candidate.matches if match.header == header)
    return column is not None
