"""The sentences of a dossier, beside the words of every report."""

from __future__ import annotations

from collections.abc import Iterable

from hlmdiag import explain
from hlmdiag.dossier import answered_in_words
from hlmdiag.explain import IndicatorReading, Verdict
from hlmdiag.explain.diagnostic import FlagReading
from hlmdiag.grid.model import Grid
from hlmdiag.wording import Wording


class Words(Wording):
    """Words of a dossier; `words("plan")` is the sentence of that name in the catalogue of dossiers."""

    def __call__(self, code: str, /, **values: object) -> str:
        """A sentence of the catalogue of dossiers."""
        return self.say(f"rapport.dossier.{code}", **values)

    def sheet(self, code: str, /, **values: object) -> str:
        """A sentence of the sheets of units."""
        return self.say(f"rapport.fiche.{code}", **values)

    def columns(self, *codes: str) -> tuple[str, ...]:
        """Titles of columns: a dossier's own, else the shared ones (`=theme`)."""
        return tuple(
            self.say(f"rapport.colonne.{code[1:]}") if code.startswith("=") else self(f"colonne.{code}")
            for code in codes
        )

    def signed(self, value: float, decimals: int = 1) -> str:
        """A difference, its sign always shown."""
        shown = self.number(value, decimals)
        return self("signe-plus", number=shown) if value > 0 else shown

    def headline(self, verdict: Verdict) -> str:
        """Level and score, or that there is none to show."""
        return explain.headline(verdict, self)

    def answer(self, reading: IndicatorReading) -> str:
        """An answer in words."""
        return answered_in_words(reading, self)

    def opinions(self, reading: IndicatorReading) -> str:
        """Differing opinions of respondents, or the reason why there is no answer."""
        return self("avis-differents") if reading.opinions else reading.state_text

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
