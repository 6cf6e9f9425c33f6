"""The sentences and figures of a dossier, in one language and for one grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hlmdiag import explain, synthesis
from hlmdiag.dossier import answered_in_words
from hlmdiag.explain import IndicatorReading, ThemeReading, Verdict
from hlmdiag.explain.diagnostic import FlagReading
from hlmdiag.grid.model import Grid
from hlmdiag.text import say
from hlmdiag.text.figures import day, number, percent, plain, proportion


class Words:
    """What a dossier says; `words("plan")` is the sentence of that name in the catalogue of dossiers."""

    def __init__(self, grid: Grid, language: str) -> None:
        self.grid, self.language = grid, language

    def __call__(self, code: str, /, **values: object) -> str:
        """A sentence of the catalogue of dossiers."""
        return say(f"rapport.dossier.{code}", self.language, **values)

    def of(self, grid: Grid) -> Words:
        """The same for another grid."""
        return Words(grid, self.language)

    def shared(self, code: str, /, **values: object) -> str:
        """A sentence that every report says."""
        return say(f"rapport.{code}", self.language, **values)

    def sheet(self, code: str, /, **values: object) -> str:
        """A sentence of the sheets of units."""
        return self.shared(f"fiche.{code}", **values)

    def columns(self, *codes: str) -> tuple[str, ...]:
        """The titles of columns: those of dossiers, else those of every report (`=theme`)."""
        return tuple(
            self.shared(f"colonne.{code[1:]}") if code.startswith("=") else self(f"colonne.{code}") for code in codes
        )

    def joined(self, texts: Iterable[str]) -> str:
        """Several texts in a row."""
        return self.shared("joint").join(texts)

    def day(self, value: date) -> str:
        """A date."""
        return day(value, self.language)

    def figure(self, value: float | None, decimals: int = 1) -> str:
        """A measure; nothing where there is none."""
        return "" if value is None else number(value, self.language, decimals)

    def score(self, value: float, decimals: int = 1) -> str:
        """A score, on its side of each bound of a level."""
        return number(value, self.language, decimals, self.grid.bounds)

    def signed(self, value: float, decimals: int = 1) -> str:
        """A difference, its sign always shown."""
        shown = self.figure(value, decimals)
        return self("signe-plus", number=shown) if value > 0 else shown

    def plain(self, value: float | None) -> str:
        """A value with the decimals it has."""
        return "" if value is None else plain(value, self.language)

    def percent(self, share: float | None) -> str:
        """A coverage."""
        return "" if share is None else percent(share, self.language)

    def proportion(self, share: float | None) -> str:
        """A part of a whole."""
        return "" if share is None else proportion(share, self.language, 1)

    def interval(self, found: Verdict | ThemeReading, *, why: bool = False) -> str:
        """An interval of scores; `why`: with the reason where it is a bound."""
        return synthesis.interval_text(found, self.grid, self.language, why=why)

    def headline(self, verdict: Verdict) -> str:
        """Level and score, or that there is none to show."""
        return explain.headline(verdict, self.grid, self.language)

    def answer(self, reading: IndicatorReading) -> str:
        """What was answered."""
        return answered_in_words(reading, self.language)

    def opinions(self, reading: IndicatorReading) -> str:
        """That people answered differently, or why there is no answer."""
        return self("avis-differents") if reading.opinions else reading.state_text

    def named(self, reading: IndicatorReading) -> str:
        """An indicator by its id and title."""
        return f"{reading.indicator.id} {reading.indicator.title}"

    def flag(self, reading: FlagReading) -> tuple[str, str]:
        """A flag: its message, then its situation, its effect and its rule in words."""
        parts = [self.sheet("leve" if reading.holds else "a-verifier")]
        if reading.flag.alert:
            parts.append(self.sheet("alerte"))
        if reading.floor is not None:
            parts.append(self.sheet("drapeau-effet", level=reading.floor.title))
        text = f"{', '.join(parts)} ({reading.rule})"
        if reading.unknown:
            answers = ", ".join(answer.label for answer in reading.unknown)
            text = self.joined([text, self.sheet("drapeau-manque", answers=answers)])
        return reading.flag.message, text

    def grid_named(self, grid: Grid) -> str:
        """A grid by its title, id and version."""
        return self("grille", title=grid.title, id=grid.id, version=grid.version)


def present(rows: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    """The rows whose value is there."""
    return tuple((label, text) for label, text in rows if text)
