"""The answers of a form that came back, as a form of another version of its grid holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.form_identity import FormMark
from hlmdiag.data.form_model import Form, FormCell, FormPage
from hlmdiag.grid.certainty import certainty_column, is_certainty
from hlmdiag.grid.model import Grid
from hlmdiag.migration.account import Account, Orphan, OrphanReason
from hlmdiag.migration.column import answer_as_new
from hlmdiag.migration.spelling import spelled
from hlmdiag.scoring.held_answers import Carried, carried_columns
from hlmdiag.states import KNOWN, State


@dataclass(frozen=True)
class FormEdit:
    """An answer to write: its sheet, its row and its column, counted from 0; None leaves it blank."""

    sheet: str | None
    row: int
    column: int
    value: str | float | None


@dataclass(frozen=True)
class MovedForm:
    """A form as another version is to read it: its answers, and what its hidden marks become."""

    new: Grid
    ids: Mapping[str, str | None]
    """By id of a question, the one that takes its place; None where it has none."""
    edits: tuple[FormEdit, ...]
    orphans: tuple[Orphan, ...]
    account: Account

    def mark(self, mark: FormMark) -> str | None:
        """New content of a hidden mark; None if the question is no longer read."""
        if mark.part is not None:
            return FormMark(self.new.id, self.new.version, mark.layout, "", mark.part).written()
        id = self.ids.get(mark.id, mark.id)
        return None if id is None else FormMark(self.new.id, self.new.version, mark.layout, id).written()


def migrate_form(form: Form, old: Grid, new: Grid) -> MovedForm:
    """The answers of a form that `old` reads, as `new` is to read them in the same cells."""
    targets: dict[str, Carried] = {}
    for each in carried_columns(old, new):
        if each.older.id not in targets or each.column.id == each.older.id:
            targets[each.older.id] = each
    ids = {id: targets[id].column.id if id in targets else None for id in old.columns}
    ids |= {
        certainty_column(id): certainty_column(to) if to else None for id, to in ids.items() if not is_certainty(id)
    }
    moving = _Moving(form, old, targets)
    for page in form.pages:
        for row in page.rows:
            unit = tuple(row.answers[key].text for key in old.keys if key in row.answers)
            for id, cell in row.answers.items():
                if cell.text and id not in old.keys and form.known.get((unit, id)) != cell.text:
                    moving.answer(page, "/".join(unit), id, cell)
    return MovedForm(new, ids, tuple(moving.edits), tuple(moving.orphans), Account(**moving.counts))


@dataclass
class _Moving:
    form: Form
    old: Grid
    targets: Mapping[str, Carried]
    edits: list[FormEdit] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def answer(self, page: FormPage, unit: str, id: str, cell: FormCell) -> None:
        """One cell: it stays, is written anew, or finds no place and is left blank."""
        column, carried = self.old.columns.get(id), self.targets.get(id)
        if column is None:
            self._count("aside")
        elif carried is None:
            self._orphan(page, unit, column.label, cell, "retiree")
        elif carried.is_as_it_was:
            self._count("not_applicable" if self._read(id, cell.text)[1] == State.NOT_APPLICABLE else "carried")
        else:
            self._recoded(page, unit, carried, cell)

    def _recoded(self, page: FormPage, unit: str, carried: Carried, cell: FormCell) -> None:
        value, state = self._read(carried.older.id, cell.text)
        if state == State.INVALID:
            self._orphan(page, unit, carried.older.label, cell, "illisible")
        elif state != KNOWN:
            self._count("not_applicable" if state == State.NOT_APPLICABLE else "carried")
        elif (now := answer_as_new(value, carried)) is None:
            self._orphan(page, unit, carried.older.label, cell, "sans-place")
        else:
            text = spelled(now, carried.column, is_text=False)
            self._count("carried" if str(text) == cell.text else "recoded")
            self.edits.append(FormEdit(page.name, cell.row, cell.column, text))

    def _read(self, id: str, text: str) -> tuple[Any, int]:
        # in a form, shares are asked in percent
        found = decode(pl.Series([text]), self.old.columns[id], ColumnContext(percent_header=True))
        return found.values[0], int(found.states[0])

    def _orphan(self, page: FormPage, unit: str, title: str, cell: FormCell, reason: OrphanReason) -> None:
        self._count("orphaned")
        self.orphans.append(Orphan(self.form.place(page.name, cell.cell), unit, title, cell.text, reason))
        self.edits.append(FormEdit(page.name, cell.row, cell.column, None))

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
