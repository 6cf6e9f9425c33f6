"""The tables that the sheets may feed, as all of the files are read, or one sheet about which something is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hlmdiag.data.answer_sheet import SheetAnswers
from hlmdiag.data.answered import OBEYED, Resolved, about_answers, resolved
from hlmdiag.data.assign import Candidate, Tables
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import WITHHELD
from hlmdiag.data.table_schemas import OVERRIDES, STOCK, event_schema, overrides_schema, stock_schema
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid

OVERRIDES_NAMES = ("derogations", "derogation")
_STOCK_NAMES = ("stock", "parc", "patrimoine", "releve")


def names_declared(grid: Grid) -> list[str]:
    """The names by which a file may be declared to hold a table of a grid."""
    return [STOCK, *OVERRIDES_NAMES[:1], *grid.tables]


def tables_of(grid: Grid, settings: Settings) -> Tables:
    """The tables of a grid, with what the user says of titles and texts."""
    forms = {STOCK: replace(stock_schema(grid, settings.values), together=settings.together)}
    names: dict[str, tuple[str, ...]] = {STOCK: _STOCK_NAMES}
    for table in grid.tables.values():
        forms[table.id] = event_schema(grid, table, settings.values)
        names[table.id] = (table.id, *([table.title] if table.title else []), *table.aliases)
    forms[OVERRIDES], names[OVERRIDES] = overrides_schema(grid), OVERRIDES_NAMES
    vocabularies = {
        id: Vocabulary(form.columns, settings.columns, settings.answered, form.criteria) for id, form in forms.items()
    }
    return Tables(
        {id: replace(form, decimal=settings.decimal, told=settings.told) for id, form in forms.items()},
        vocabularies,
        names,
    )


@dataclass(frozen=True)
class Answered:
    """The answers about some sheets, and the tables of each of these."""

    answers: SheetAnswers
    usual: Tables
    found: Mapping[Sheet, Resolved]
    own: Mapping[Sheet, Tables]

    def tables(self, sheet: Sheet) -> Tables:
        """Schemas of the tables that a sheet may feed."""
        return self.own.get(sheet, self.usual)

    def problems(self, found: Sequence[tuple[Sheet, Candidate | None]]) -> list[Problem]:
        """Problems of the answers, once the titles of the sheets are found."""
        said = self.answers.unplaced([sheet for sheet, _ in found])
        for sheet, candidate in found:
            if sheet in self.found:
                said += about_answers(sheet, self.found[sheet], candidate, self.usual.columns)
        # an answer that applies to several sheets is reported once
        return list({(each.code, each.location): each for each in reversed(said)}.values())[::-1]


def answered(answers: SheetAnswers, sheets: Sequence[Sheet], usual: Tables, grid: Grid, settings: Settings) -> Answered:
    """Answers of workbooks about their sheets; a sheet with answers gets its own tables."""
    found = {sheet: resolved(own, usual.columns) for sheet in sheets if (own := answers.of(sheet))}
    return Answered(
        answers, usual, found, {sheet: tables_of(grid, each.over(settings)) for sheet, each in found.items()}
    )


def without_withheld(problems: Sequence[Problem]) -> list[Problem]:
    """The same but for answers about titles whose column is withheld: they are not read as answered."""
    withheld = {(each.location.file, each.values["title"]) for each in problems if each.code == WITHHELD}
    return [
        each for each in problems if each.code != OBEYED or (each.location.file, each.values["title"]) not in withheld
    ]
