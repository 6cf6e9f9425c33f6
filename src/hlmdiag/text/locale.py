"""Spelling in a language, whatever the subject: sentences, figures, dates, units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hlmdiag.text import figures, quantities, say
from hlmdiag.text.file_names import file_name
from hlmdiag.text.phrase import Said


@dataclass(frozen=True)
class Locale:
    """A language: its sentences, its figures, its dates, its units. What is absent is spelled by nothing."""

    language: str

    def say(self, code: str, /, **values: Any) -> str:
        """The sentence of a code of the catalogue, its blanks filled."""
        return say(code, self.language, **values)

    def said(self, found: Said) -> str:
        """A place or a problem."""
        return found.say(self.language)

    def joined(self, texts: Iterable[str]) -> str:
        """Several texts in a row."""
        return self.say("rapport.joint").join(texts)

    def labelled(self, label: str, text: str) -> str:
        """A text after what it is called."""
        return f"{label}{self.say('rapport.deux-points')}{text}"

    def either(self, texts: Iterable[str]) -> str:
        """Several texts of which one holds."""
        return self.say("rapport.ou").join(texts)

    def integer(self, value: float | None) -> str:
        """A count, its thousands set apart."""
        return "" if value is None else figures.integer(value, self.language)

    def number(self, value: float | None, decimals: int = 1) -> str:
        """A measure with a fixed number of decimals, so that a column of them lines up."""
        return "" if value is None else figures.number(value, self.language, decimals)

    def plain(self, value: float | None, decimals: int = 3) -> str:
        """A received or computed value with the decimals it has, no trailing zero."""
        return "" if value is None else figures.plain(value, self.language, decimals)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share of one as a percentage, cut and not rounded: a bound that is not reached never shows."""
        return "" if share is None else figures.percent(share, self.language, decimals)

    def proportion(self, share: float | None, decimals: int = 0) -> str:
        """A share of one as a percentage, rounded: for parts of a whole that a reader adds up."""
        return "" if share is None else figures.proportion(share, self.language, decimals)

    def hundredths(self, share: float) -> str:
        """A share of one as a percentage, with the decimals that it has."""
        return self.plain(share * 100) + figures.percent_sign(self.language)

    def size(self, size: float | None) -> str:
        """A size, a whole number most often."""
        return self.plain(size, 0)

    def file(self, name: str) -> str:
        """An input, by its name."""
        return file_name(name, self.language)

    def day(self, value: date | None) -> str:
        """A date in figures."""
        return "" if value is None else figures.day(value, self.language)

    def month(self, value: date) -> str:
        """The month of a date, in figures."""
        return figures.month(value, self.language)

    def day_written(self, text: str) -> str:
        """A date as a grid holds it: a whole day in figures, a year unchanged."""
        return figures.day_written(text, self.language)

    def points(self, value: float, decimals: int = 3) -> str:
        """A number of points, its noun in agreement: the plural begins at two in French, at all but one in English."""
        one = abs(value) < 2 if self.language == "fr" else abs(value) == 1
        return self.say("rapport.point" if one else "rapport.points", number=self.plain(value, decimals))

    def distance(self, distance: float) -> str:
        """Distance of a score from a bound: to a tenth of a point, and never zero where it is not reached."""
        return self.points(distance, figures.decimals_apart(distance, [0.0]))

    def quantity(
        self, value: float, unit: str | None, limits: Iterable[float] = (), decimals: int | None = None
    ) -> str:
        """A value with its unit in words; `limits`: those on whose side it must be read."""
        return quantities.quantity(value, unit, self.language, limits, decimals)

    def unit_words(self, unit: str | None, value: float) -> str:
        """Unit in words, after a number."""
        return quantities.unit_words(unit, value, self.language)

    def state(self, state: str) -> str:
        """The state of an answer that gives no points."""
        return self.say(f"rapport.etat.{state}")
