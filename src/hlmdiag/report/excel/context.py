"""Shared inputs of the sheets of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hlmdiag.explain import Diagnostic, NotScorableReason, goals_of, hindrances
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.report.excel.page import Page
from hlmdiag.report.excel.style import ExcelStyles, Styled
from hlmdiag.scoring.exactness import is_exact
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import PriorityUnit, Synthesis, level_text, ranks_in_order
from hlmdiag.text.figures import decimals_beside
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

# `_)` leaves the width of a parenthesis on the right: a figure does not touch a coloured neighbour
COUNT = {"num_format": "#,##0_)", "align": "right"}
SCORE = {"num_format": "0.0_)", "align": "right"}
PERCENT = {"num_format": "0.0%_)", "align": "right"}
WIDE = {"text_wrap": True}


@dataclass(frozen=True)
class Context:
    """The result, what was worked out of it, and the workbook that shows it.

    `concerns` and `diagnostics` are the units shown, in the same order.
    """

    result: Result
    stock: Synthesis
    concerns: tuple[PriorityUnit, ...]
    diagnostics: tuple[Diagnostic, ...]
    book: Workbook
    styles: ExcelStyles
    words: Wording
    organisation: str | None = None
    """The name that a brand puts at the head of the first sheet."""
    embeds: bool = False
    """Whether the workbook holds its result, which the first sheet says."""

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self.result.grid

    @property
    def size_title(self) -> str:
        """Title of the column of sizes."""
        column = self.stock.size_column
        name = (column.unit or column.label) if column is not None else ""
        return name[:1].upper() + name[1:]

    @cached_property
    def ranked(self) -> bool:
        """Whether the list goes by rank."""
        return ranks_in_order(self.concerns)

    @property
    def looked(self) -> bool:
        """Whether some unit has a first look only."""
        return self.stock.standing.looked > 0

    @cached_property
    def footer(self) -> str:
        """The line at the foot of every page."""
        date = self.words.day(self.result.manifest.reference_date)
        return self.say("classeur.pied", title=self.grid.title, version=self.grid.version, date=date)

    @cached_property
    def goals(self) -> dict[str, list[float | None]]:
        """The goal of every row of the result, by indicator that has one."""
        return goals_of(self.result)

    @cached_property
    def hindrances(self) -> dict[str, list[NotScorableReason | None]]:
        """Reasons why another answer would not be scored, by indicator, for every row of the result."""
        return hindrances(self.result)

    @cached_property
    def labels(self) -> dict[str, str | None]:
        """The name of each unit listed, by its code."""
        return {concern.code: concern.label for concern in self.concerns}

    def say(self, code: str, /, **values: Any) -> str:
        """A sentence of the reports' catalogue."""
        return self.words.say(f"rapport.{code}", **values)

    def page(self, name: str) -> Page:
        """A new sheet, by the code of its name."""
        return Page(self.book, self.styles, self.say(f"feuille.{name}"), self.footer, self.say("classeur.page"))

    def level(self, level: Level | None, **look: Any) -> Format:
        """The look of a cell that names a level."""
        return self.styles.level(level, self.grid.levels, **look)

    def severity(self, level: str | None) -> int | None:
        """The number that formulas know a level by, 1 for the best; None for no level."""
        place = self.grid.levels.places.get(level or "")
        return None if place is None else place + 1

    def score(self, value: Any, **look: Any) -> Any:
        """A score as a cell of a column of scores: with more decimals where one would show it past a bound."""
        if not isinstance(value, float) or (decimals := decimals_beside(value, self.grid.bounds)) == 1:
            return value
        return Styled(value, self.styles.cell(**SCORE | look | {"num_format": f"0.{'0' * decimals}_)"}))

    def ends(self, concern: PriorityUnit) -> tuple[Any, Any]:
        """Both ends of an interval as cells; where they are bounds, with the sign that says so."""
        if is_exact(concern.bound):
            return self.score(concern.low), self.score(concern.high)
        return self._bounded("\u2265", concern.low), self._bounded("\u2264", concern.high)

    def _bounded(self, sign: str, end: float | None) -> Any:
        decimals = 1 if end is None else decimals_beside(end, self.grid.bounds)
        form = f'"{sign} "0.{"0" * decimals}_)'
        return Styled(end, self.styles.cell(**SCORE | {"num_format": form}))

    def notes(self, first: str | None) -> str | None:
        """A note, and what the signs beside the intervals mean where some are bounds."""
        bounds = None if all(is_exact(each.bound) for each in self.concerns) else self.say("classeur.bornes")
        return " ".join(each for each in (first, bounds) if each) or None

    def verdict(self, concern: PriorityUnit) -> tuple[str, Format]:
        """Level of a unit in a list, with its format."""
        return level_text(concern, self.words), self.level(concern.level, text_wrap=True)

    def rest(self) -> str | None:
        """Sentence telling that the workbook holds only some units, if so."""
        if len(self.concerns) == self.stock.units:
            return None
        shown, units = self.words.integer(len(self.concerns)), self.words.integer(self.stock.units)
        return self.say("parc.reste", shown=shown, units=units)
