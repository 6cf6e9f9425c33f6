"""Reads the notes of forms: comments, evidence, dates, each with its author and cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from hlmdiag.data.dataset import WrittenNote
from hlmdiag.data.form_checks import role_of
from hlmdiag.data.form_model import Form
from hlmdiag.data.sheet import unmarked
from hlmdiag.grid.data_model import AskedRole

UNIT = ""
"""Subject of a note that is about no question."""


def notes_of(
    forms: Sequence[Form], keys: Sequence[str], units: Collection[tuple[str, ...]], roles: dict[str, AskedRole]
) -> Iterator[WrittenNote]:
    """Notes about units of the stock; those about unknown codes are reported."""
    for form in forms:
        role, _ = role_of(form, roles)
        for page in form.pages:
            for row in page.rows:
                unit = tuple(row.answers[key].text for key in keys if key in row.answers)
                if unit not in units:
                    continue
                for column, said in row.notes.items():
                    for kind, cell in said.items():
                        yield WrittenNote(
                            unit,
                            column or None,
                            kind,
                            unmarked(cell.text),
                            form.respondent,
                            role,
                            form.file,
                            page.name,
                            cell.cell,
                        )
