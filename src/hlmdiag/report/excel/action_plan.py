"""A plan as a workbook: what is decided and done at a glance, the rows to fill, what two files dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.data.spreadsheet_days import EPOCH
from hlmdiag.plan import LISTS, OURS, PEOPLE, Plan, PlanCounts, PlanRow, Typed, counted, undecided
from hlmdiag.plan.convention import agreement
from hlmdiag.plan.model import AMOUNTS, DATES, LINE
from hlmdiag.plan.told import ToldPlan
from hlmdiag.plan.workbook import KEYS, mark
from hlmdiag.report.excel.book import new_book
from hlmdiag.report.excel.page import Page, SheetColumn, check
from hlmdiag.report.excel.plan_expected import expected_sheet, target_sheet
from hlmdiag.report.excel.plan_money import agreement_sheet, late_table, tally_table
from hlmdiag.report.excel.style import ExcelStyles
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDTHS = {
    "code": 11, "name": 22, "group": 16, "level": 18, "action": 8, "title": 34, "lever": 14, "axis": 24, "why": 36,
    "gain": 18, "effort": 8, "comment": 34, "responsible": 20, "direction": 18, "partner": 18,
}  # fmt: skip
_OURS, _THEIRS = {"bg_color": "#f4f6f8", "text_wrap": True}, {"bg_color": "#fffbea", "text_wrap": True}
_USUAL = 14
_SPARE = 500
"""The rows below the last one where the lists are offered too: people add rows."""


def render(told: ToldPlan, words: Wording, out: BinaryIO) -> None:
    """Write the workbook: the same plan gives the same bytes."""
    plan, units, places, day = told.plan, told.units, told.places, told.day
    with new_book(out, words.say("rapport.plan.titre"), day, is_document=True) as book:
        writer = _Writer(book, plan, words)
        writer.head(counted(plan, day, places), day, units)
        writer.rows()
        expected_sheet(writer.page("attendu"), told.expected, words)
        if told.target is not None:
            target_sheet(writer.page("objectif"), told.target, words)
        found = agreement(plan, places)
        if found.by_axis:
            agreement_sheet(writer.page("convention"), found, units, places, words)
        if plan.conflicts:
            writer.conflicts()


def _written(value: Typed) -> Typed:
    """A value as a cell holds it: a day is a number that its format shows as one."""
    return (value - EPOCH.date()).days if isinstance(value, date) else value


class _Writer:
    def __init__(self, book: Workbook, plan: Plan, words: Wording) -> None:
        self._book, self._plan, self._words = book, plan, words
        self._styles = ExcelStyles(book)

    def _say(self, key: str, **told: object) -> str:
        return self._words.say(f"rapport.plan.{key}", **told)

    def _amount(self, total: float) -> str:
        return self._words.number(total, 0)

    def page(self, name: str) -> Page:
        """A new sheet, by the code of its name."""
        title, foot = self._say("titre"), self._words.say("rapport.classeur.page")
        return Page(self._book, self._styles, self._say(f"feuille.{name}"), title, foot)

    def _list(self, page: Page, keys: Sequence[str], rows: Sequence[Sequence[Typed]]) -> None:
        if rows:
            page.table([SheetColumn(self._say(f"colonne.{key}"), 20) for key in keys], rows)
        page.row += 1

    def head(self, counts: PlanCounts, day: date, units: Mapping[str, Mapping[str, str | None]]) -> None:
        """What is decided, done and late, what it amounts to, and which units wait for a decision."""
        page = self.page("synthese")
        page.widths([44, 14, 14, 14, 30, 14, 14, 14])
        page.title(self._say("titre"), self._say("au", day=self._words.day(day), count=counts.rows))
        for key, by in counts.tallies.items():
            if by:
                page.heading(self._say(f"par.{key}"))
                tally_table(page, key, by, self._words)
                page.row += 1
        self._amounts(page, counts)
        page.heading(self._say("en-retard", count=len(counts.late), dated=counts.dated))
        late_table(page, counts.late, self._words)
        self._waiting(page, units)
        page.finish()

    def _amounts(self, page: Page, counts: PlanCounts) -> None:
        page.heading(self._say("montants"))
        for key, (total, given) in counts.amounts.items():
            code, title = "montant" if given else "sans-montant", self._say(f"colonne.{key}")
            page.paragraph(self._say(code, title=title, total=self._amount(total), count=given), 3)
        for axis, total in counts.axes.items():
            named = axis or self._say("sans-axe")
            page.paragraph(self._say("montant-axe", axis=named, total=self._amount(total)), 3)
        page.row += 1

    def _waiting(self, page: Page, units: Mapping[str, Mapping[str, str | None]]) -> None:
        """The units at the worst level without a retained action; those whose level is not known are said apart."""
        if not self._words.grid.levels:
            return
        worst, unknown = self._words.grid.levels[-1].title, self._words.say("rapport.titre-niveau.non-concluant")
        waiting, unsure = undecided(self._plan, units, worst), undecided(self._plan, units, unknown)
        page.heading(self._say("sans-decision", units=self._words.count(len(waiting)), level=worst))
        if unsure:
            page.paragraph(self._say("sans-decision-inconnu", units=self._words.count(len(unsure))), 3)
        self._list(page, ("code", "name"), waiting)

    def rows(self) -> None:
        """The plan itself, under a row of marks that nobody sees."""
        page = self.page("plan")
        columns = [self._column(key) for key in KEYS]
        columns += [SheetColumn(title, _USUAL, dict(_THEIRS)) for title in self._plan.added]
        page.widths([column.width for column in columns])
        page.title(self._say("titre"), self._say("consigne"))
        for place, key in enumerate(KEYS):
            check(page.sheet.write_string(page.row, place, mark(key, self._plan.grid)))
        page.sheet.set_row(page.row, None, None, {"hidden": True})
        page.row += 1
        head = page.row
        cells = page.table(columns, [self._line(row) for row in self._plan.rows])
        for place, key in enumerate(KEYS):
            if key in LISTS:
                rule = {"validate": "list", "source": list(LISTS[key]), "error_type": "warning"}
                check(page.sheet.data_validation(cells[0], place, cells[1] + _SPARE, place, rule))
        hidden = KEYS.index(LINE)
        check(page.sheet.set_column(hidden, hidden, None, None, {"hidden": True}))
        page.finish(head, cells, frozen_columns=2)

    def _column(self, key: str) -> SheetColumn:
        look = dict(_THEIRS if key in PEOPLE else _OURS)
        if key in DATES:
            look["num_format"] = "dd/mm/yyyy"
        if key in AMOUNTS:
            look["num_format"] = "#,##0"
        if key == "gain":
            look["num_format"] = "0.0"
        return SheetColumn(self._say(f"colonne.{key}"), _WIDTHS.get(key, _USUAL), look)

    def _line(self, row: PlanRow) -> list[Typed]:
        own = [row.added.get(title) for title in self._plan.added]
        return [_written(value) for value in (*(row.cells.get(key) for key in KEYS), *own)]

    def conflicts(self) -> None:
        """Cells that two files fill otherwise."""
        page = self.page("conflits")
        names = ("code", "action", "colonne", "garde", "fichier-garde", "autre", "fichier-autre")
        columns = [SheetColumn(self._say(f"conflit.{name}"), 22, {"text_wrap": True}) for name in names]
        page.widths([column.width for column in columns])
        page.title(self._say("feuille.conflits"), self._say("conflits", count=len(self._plan.conflicts)))
        head = page.row
        cells = page.table(columns, list(self._disputed()))
        page.finish(head, cells, frozen_columns=1)

    def _disputed(self) -> Iterator[list[Typed]]:
        for each in self._plan.conflicts:
            title = self._say(f"colonne.{each.column}") if each.column in (*OURS, *PEOPLE) else each.column
            yield [each.code, each.action, title, each.kept, each.kept_in, each.other, each.other_in]
