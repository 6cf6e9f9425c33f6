"""Expected values of a column, in a few words to be read aloud."""

from __future__ import annotations

from dataclasses import dataclass

from hlmdiag.data.normalise_text import signed
from hlmdiag.grid.data_model import Column
from hlmdiag.text import say
from hlmdiag.text.figures import plain

_SHOWN = 8


def expected(column: Column, language: str) -> str:
    """The kind of answer of a column, with its answers, its unit or its bounds.

    >>> expected(Column("vacance", "percent", "Vacance"), "fr")
    'un pourcentage, entre 0 et 100'
    """
    kind = say(f"rapport.attendu.{column.type}", language)
    if column.choices:
        shown = [_shown(code, label) for code, label in list(column.choices.items())[:_SHOWN]]
        more = ", …" if len(column.choices) > _SHOWN else ""
        return say("rapport.attendu.reponses", language, answers=", ".join(shown) + more)
    unit = f" ({column.unit})" if column.unit and column.type in ("integer", "number") else ""
    low, high = column.min, column.max
    if column.type == "percent":
        low, high = 0.0 if low is None else low, 100.0 if high is None else high
    return kind + unit + _bounds(low, high, language)


@dataclass(frozen=True)
class ExpectedAnswer:
    """Expected value of a column, within a sentence."""

    column: Column

    def say(self, language: str) -> str:
        """It in a language."""
        return expected(self.column, language)


def _bounds(low: float | None, high: float | None, language: str) -> str:
    if low is not None and high is not None:
        return say("rapport.attendu.entre", language, low=plain(low, language), high=plain(high, language))
    if low is not None:
        return say("rapport.attendu.au-moins", language, low=plain(low, language))
    return say("rapport.attendu.au-plus", language, high=plain(high, language)) if high is not None else ""


def _shown(code: str, label: str) -> str:
    return label or code if not label or signed(code) == signed(label) else f"{code} = {label}"
