"""Whether the texts of a column could be answers to a column of the grid, whatever its title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmdiag.data import dates, numbers
from hlmdiag.data.missing_markers import usual_marker
from hlmdiag.data.values import CellRefusal, reader
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State

if TYPE_CHECKING:
    import polars as pl

LOOKED = 200
"""The rows by which a column is judged."""
_DIFFERENT = 40
"""The different texts that are read, of these rows."""
_WORDY = 5
WIDE_SCALE, FIRST_PART, FEWEST_MARKS = 50.0, 5, 3
"""A mark on a scale so wide is not given in units: that many marks that all stay in the first part of it, of so many
parts, are on another scale."""
_CODE = re.compile(r"(?=.*\d)[^\s]{1,24}")
_FAULTY = frozenset(
    ["donnees.approximation", "donnees.deux-annees", "donnees.echelle", "donnees.erreur-excel", "donnees.milliers"]
)
"""The refusals of texts that were meant as answers of the column: they say nothing against it."""
_DURATION = re.compile(r"(?i)j|jrs?|jours?|h|heures?|mois|ans?|min")


@dataclass(frozen=True)
class ColumnContent:
    """The texts of a column that are answers, in their order; marks of absence are none."""

    texts: tuple[str, ...]

    @classmethod
    def begun(cls, texts: pl.Series) -> ColumnContent:
        """The content of a column, by its first rows."""
        return cls.of(texts.head(LOOKED))

    @classmethod
    def of(cls, texts: Iterable[str]) -> ColumnContent:
        """The content of some texts."""
        return cls(tuple(text for each in texts if (text := (each or "").strip()) and usual_marker(text) is None))

    @cached_property
    def different(self) -> tuple[str, ...]:
        """Its different texts."""
        return tuple(dict.fromkeys(self.texts))[:_DIFFERENT]

    @cached_property
    def spelled(self) -> tuple[numbers.ParsedNumber, ...]:
        """The numbers among its texts, with their units."""
        return tuple(found for text in self.texts if (found := numbers.parse_number(text)) and " " not in found.unit)

    @cached_property
    def measures(self) -> frozenset[str]:
        """The forms that it shows by itself: a rate by its signs, a duration by its units, years, dates, codes."""
        if not self.texts:
            return frozenset()
        values = [each.value for each in self.spelled]
        units = {each.unit for each in self.spelled if each.unit}
        found = set()
        if len(values) == len(self.texts):
            if units and units <= {"%"}:
                found.add("taux")
            if units and all(_DURATION.fullmatch(unit) for unit in units):
                found.add("durée")
            if all("€" in unit for unit in units) and units:
                found.add("montant")
            if all(value == int(value) and 1700 <= value <= 2100 for value in values):
                found.add("année")
        elif all(dates.day(text) is not None for text in self.different):
            found.add("date")
        if all(_CODE.fullmatch(text) for text in self.different):
            found.add("code")
        return frozenset(found)

    @cached_property
    def is_wordy(self) -> bool:
        """Whether it holds sentences."""
        return any(len(text.split()) >= _WORDY for text in self.different)

    @cached_property
    def is_numeric(self) -> bool:
        """Whether it holds numbers for the most part."""
        return len(self.spelled) * 2 > len(self.texts)

    @cached_property
    def repeats(self) -> float:
        """The share of its texts that another one repeats."""
        return 1 - len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    def shows(self, form: str, measures: frozenset[str]) -> bool:
        """Whether a rate is one for certain: the title says so, or the numbers do, which a count could not be."""
        if form != "taux" or "taux" in measures | self.measures or not self.texts:
            return True
        return any(each.value != int(each.value) for each in self.spelled)

    def fits(self, column: Column, cls: str) -> float:
        """The share of its texts that a column can read; 0 where their scale or their kind is another.

        `cls`: the form in which the column answers.
        """
        if not self.texts:
            return 1.0
        if column.type in ("text", "id"):
            return self._fits_text(cls)
        read = reader(column)
        understood = {text: read(text) for text in self.different}
        readings = [understood[text] for text in self.texts if text in understood]
        readings = [each for each in readings if not (isinstance(each, CellRefusal) and each.code in _FAULTY)]
        values = [each for each in readings if not isinstance(each, CellRefusal | State)]
        figures = [float(each) for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
        if figures and self._is_other_scale(figures, column, cls):
            return 0.0
        low, high = (0.0, 100.0) if column.type == "percent" else (None, None)
        low, high = (low if column.min is None else column.min), (high if column.max is None else column.max)
        out = sum((low is not None and each < low) or (high is not None and each > high) for each in figures)
        return (len(values) - out) / len(readings) if readings else 0.0

    def _is_other_scale(self, figures: list[float], column: Column, cls: str) -> bool:
        """Whether readable numbers belong to another question: years, yes or no, marks on a smaller scale."""
        if cls != "année" and len(figures) > 2 and "année" in self.measures and min(figures) > 1900:
            return cls in ("nombre", "taux", "note")
        if cls == "taux" and set(figures) == {0.0, 1.0} and "taux" not in self.measures:
            return True
        if (
            cls == "note"
            and column.min is not None
            and column.max is not None
            and column.max - column.min >= WIDE_SCALE
        ):
            return len(figures) >= FEWEST_MARKS and max(figures) <= column.max / FIRST_PART
        return False

    def _fits_text(self, cls: str) -> float:
        """Names are words, codes are not sentences."""
        if self.is_wordy and cls == "code":
            return 0.0
        if cls == "code":
            return sum(len(text.split()) <= 3 for text in self.different) / len(self.different)
        plain = [text for text in self.different if not _is_number(text) and dates.day(text) is None]
        return len(plain) / len(self.different)


def _is_number(text: str) -> bool:
    found = numbers.parse_number(text)
    return found is not None and " " not in found.unit
