"""The sheet of a plan that says what is expected of its actions: a row a unit."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.plan import ExpectedLine, Typed
from hlmdiag.plan.expected_shown import COLUMNS
from hlmdiag.plan.target_shown import TARGET_COLUMNS, TargetTold
from hlmdiag.report.excel.context import SCORE
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.report.excel.style import Styled
from hlmdiag.text.figures import decimals_beside
from hlmdiag.wording import Wording

_WIDTHS = {"code": 11, "name": 22, "level": 16, "retenue-actions": 18, "retenue-niveau": 18, "faite-actions": 18}
_USUAL, _WIDE = 11, 50
_TARGET = {"code": 11, "name": 22, "level": 16, "choisies": 60, "retenue-niveau": 18, "remarque": 34}
_PLAIN = tuple(TARGET_COLUMNS.index(name) for name in ("effort", "cout-choisi"))
"""What is no score: efforts and euros."""


def expected_sheet(page: Page, lines: Sequence[ExpectedLine], words: Wording) -> None:
    """Write it; the scores as the other reports show them."""
    titles = [words.say(f"rapport.plan.colonne.{name}") for name in (*COLUMNS, "remarques")]
    sizes = [*(_WIDTHS.get(name, 18 if name.endswith("niveau") else _USUAL) for name in COLUMNS), _WIDE]
    page.widths(sizes)
    page.title(words.say("rapport.plan.attendu.titre"))
    page.paragraph(words.say("rapport.plan.attendu.consigne"), 8, height=42)
    if not lines:
        page.paragraph(words.say("rapport.plan.attendu.rien"), 8)
        page.finish()
        return
    page.row += 1
    head = page.row
    columns = [SheetColumn(title, size, {"text_wrap": True}) for title, size in zip(titles, sizes, strict=True)]
    rows = [[*(_shown(cell, page, words) for cell in each.cells), " ".join(each.remarks)] for each in lines]
    cells = page.table(columns, rows)
    page.finish(head, cells, frozen_columns=2)


def _shown(cell: Typed, page: Page, words: Wording) -> object:
    """A score with the decimals that keep it on its side of a bound."""
    if not isinstance(cell, float):
        return cell
    decimals = decimals_beside(cell, words.grid.bounds)
    return Styled(cell, page.style.cell(**SCORE | {"num_format": f"0.{'0' * decimals}_)"}))


def target_sheet(page: Page, told: TargetTold, words: Wording) -> None:
    """The cheapest plan for a level: a row a unit."""
    sizes = [_TARGET.get(name, _USUAL) for name in TARGET_COLUMNS]
    page.widths(sizes)
    page.title(words.say("rapport.plan.objectif.titre"))
    for text in told.texts:
        page.paragraph(text, 6, height=16 if len(text) < _WIDE * 2 else 44)
    page.row += 1
    head = page.row
    titles = [words.say(f"rapport.plan.colonne.{name}") for name in TARGET_COLUMNS]
    columns = [SheetColumn(title, size, {"text_wrap": True}) for title, size in zip(titles, sizes, strict=True)]
    lines = [
        [cell if place in _PLAIN else _shown(cell, page, words) for place, cell in enumerate(line)]
        for line in told.lines
    ]
    cells = page.table(columns, lines)
    page.finish(head, cells, frozen_columns=2)
