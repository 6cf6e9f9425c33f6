"""The words of results: every format takes them from here for the units of one grid in one language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol, Self

from hlmdiag.data.voices import OWN_TABLE, UNSAID
from hlmdiag.expression.fold import fold
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.scoring.exactness import Bound, is_exact
from hlmdiag.scoring.open_ends import left_open_by
from hlmdiag.states import NAMES
from hlmdiag.text import figures
from hlmdiag.text.locale import Locale
from hlmdiag.text.quantities import shown_decimals


class Interval(Protocol):
    """Protocol of an interval of scores."""

    @property
    def low(self) -> float | None:
        """None: there is no lower end."""

    @property
    def high(self) -> float | None:
        """None: there is no upper end."""

    @property
    def bound(self) -> Bound | None:
        """Whether the ends are exact, or an outer bound; None: there is no interval."""


class Scored(Interval, Protocol):
    """Protocol of a score with its interval."""

    @property
    def score(self) -> float | None:
        """None: it is not published."""


def is_settled(low: float | None, high: float | None) -> bool:
    """Whether nothing can change a score any more: its interval is one point, which no sentence calls an interval."""
    return low is not None and low == high


class Cited(Protocol):
    """Source of an indicator, of a flag, of a threshold."""

    @property
    def title(self) -> str | None:
        """Of the publication."""

    @property
    def note(self) -> str | None:
        """Content cited from it."""

    @property
    def date(self) -> str | None:
        """A day, a month or a year, as it was typed."""

    @property
    def url(self) -> str | None:
        """Address where it can be opened."""


@dataclass(frozen=True)
class Wording(Locale):
    """Words of the results of a grid in a language: units, levels, scores and answers by their names.

    Built once for a result; whatever explains, sums up or shows it says it by these words.
    """

    grid: Grid

    def of(self, grid: Grid) -> Self:
        """The same language for another grid."""
        return replace(self, grid=grid)

    def count(self, units: int) -> str:
        """A number of units with their name, in the plural from two on (« 1 résidence », « 60 résidences »)."""
        noun = self.grid.unit
        return f"{self.integer(units)} {noun if abs(units) < 2 or noun.endswith(('s', 'x')) else f'{noun}s'}"

    @property
    def views(self) -> str:
        """The views whose gap is looked at, by their titles: the first and the last; one alone by its own."""
        views = self.grid.views
        if len(views) < 2:
            return "".join(view.title for view in views)
        return self.say("rapport.deux-regards", first=views[0].title, last=views[-1].title)

    def score(self, value: float | None, decimals: int = 1) -> str:
        """A score, with as many decimals as it takes not to show it on the wrong side of a bound of a level."""
        return "" if value is None else figures.number(value, self.language, decimals, self.grid.bounds)

    def level(self, level: Level | None) -> str:
        """The title of a level, or that there is none."""
        return self.say("rapport.mot.non-concluant") if level is None else level.title

    def titles(self, levels: Iterable[Level]) -> str:
        """Several levels of which one holds."""
        return self.either(level.title for level in levels)

    def level_bounds(self, level: Level, levels: Levels | None = None) -> str:
        """The scores of a level, among those of the grid or others: it owns its lower bound."""
        if level.start is None:
            return ""
        known = levels or self.grid.levels
        scale, (low, high) = known.scale, known.span(level)
        at_bottom = math.isinf(low) and (scale.low is None or level.start <= scale.low)
        lowest = scale.low if at_bottom else level.start
        if math.isinf(high):
            return self.band(lowest, scale.high, closed=True)
        return self.band(lowest, high)

    def band(self, start: float | None, end: float | None, closed: bool = False) -> str:
        """The values from `start` to `end`, which is among them where it is `closed`."""
        if start is None:
            code = "toute" if end is None else "moins"
        else:
            code = "plus" if end is None else "fermee" if closed else "entre"
        return self.say(f"rapport.tranche.{code}", start=self.plain(start), end=self.plain(end))

    def interval(self, found: Interval, why: bool = False) -> str:
        """An interval of scores: a missing end is named, a bound is called one; `why`: with its reason."""
        text, bound = self.ends(found.low, found.high, exact=is_exact(found.bound)), found.bound
        if not why or bound is None:
            return text
        completed = self.ends(bound.low, bound.high) if "outside" in bound.reasons else ""
        reasons = [self.say(f"rapport.borne.{each}", completed=completed) for each in bound.reasons]
        return self.say("rapport.borne.raison", interval=text, reasons=self.joined(reasons))

    def interval_cell(self, found: Scored) -> str:
        """An interval beside its score, in a table; nothing where the score is settled."""
        return "" if found.score is not None and is_settled(found.low, found.high) else self.interval(found)

    def interval_line(self, found: Scored, *, names_causes: bool = True) -> str:
        """An interval with what leaves it open, unless it goes without saying; or that the score is settled."""
        if is_settled(found.low, found.high):
            code = "certaine" if found.score is not None else "certaine-non-publiee"
            return self.say(f"rapport.fiche.note-{code}", score=self.score(found.low))
        sheet = "fiche" if names_causes else "page"
        interval = self.interval(found, why=True)
        return self.say(f"rapport.{sheet}.intervalle", open=self.left_open, interval=interval)

    @property
    def left_open(self) -> str:
        """Causes that leave the scores of the grid open, in words."""
        return self.said(left_open_by(self.grid.indicators))

    def ends(self, low: float | None, high: float | None, *, exact: bool = True) -> str:
        """Both ends of an interval of scores; not `exact`: bounds, that nothing reaches for certain."""
        if low is None and high is None:
            return self.say("rapport.mot.intervalle-inconnu")
        if is_settled(low, high):
            return self.score(low)
        both = "intervalle" if exact else "bornes"
        code = "au-plus" if low is None else "au-moins" if high is None else both
        return self.say(f"rapport.mot.{code}", low=self.score(low), high=self.score(high))

    def named(self, indicator: Indicator) -> str:
        """An indicator by its id and its title."""
        return f"{indicator.id} {indicator.title}"

    def unit_of(self, indicator: Indicator) -> str | None:
        """The unit of an indicator's value: its own, else that of the column it reads."""
        if indicator.unit is not None or indicator.column is None:
            return indicator.unit
        return self.grid.columns[indicator.column].said_unit

    def value(self, value: object, indicator: Indicator, decimals: int | None = None) -> str | None:
        """The value of an indicator in words: label of a choice, number with its unit.

        `decimals`: as many at most, in the place of those that the value deserves.
        """
        if value is None:
            return None
        rule = indicator.rule
        if isinstance(rule, Choices) and isinstance(value, str | bool):
            code = str(value).lower() if isinstance(value, bool) else value
            choice = rule.choices.get(code)
            return self.column_value(value, indicator.column, label=choice.label if choice else None)
        if isinstance(rule, Matrix) and isinstance(value, str):
            columns = (rule.matrix.rows, rule.matrix.columns)
            return " × ".join(self._half(code, it) for code, it in zip(value.split("×"), columns, strict=False))
        if isinstance(value, int | float) and not isinstance(value, bool):
            if indicator.column is not None and self.grid.columns[indicator.column].is_year:
                return self.column_value(value, indicator.column)
            return self.quantity(value, self.unit_of(indicator), rule.limits, decimals)
        return self.column_value(value, indicator.column)

    def _half(self, code: str, column: str) -> str:
        """One answer of a matrix, or the state of the one that is not needed."""
        declared = self.grid.columns.get(column)
        is_state = code in NAMES.values() and (declared is None or code not in declared.choices)
        return self.state(code) if is_state else self.column_value(code, column)

    def source(self, source: Cited | None) -> str:
        """Source of a rule or a threshold, on one line."""
        if source is None:
            return ""
        day = self.day_written(source.date) if source.date else ""
        return ". ".join(part.rstrip(".") for part in (source.title, source.note, day, source.url) if part)

    def shown_number(self, value: float, indicator: Indicator) -> str:
        """The number of an indicator's value alone, with the decimals that it deserves beside its limits."""
        decimals = shown_decimals(value, self.unit_of(indicator), indicator.rule.limits)
        return self.plain(value, decimals)

    def role(self, role: str) -> str:
        """Role of a respondent: its title, or that it is unknown."""
        found = self.grid.roles.get(role)
        return found.title if found is not None else self.say("rapport.regards.sans-role")

    def certainty(self, code: str) -> str:
        """Certainty of an answer, in words."""
        return self.say(f"rapport.certitude.choix.{code}")

    def voice(self, role: str, respondent: str) -> str:
        """A voice: its role and the mark of the respondent, as far as they are known."""
        if respondent == OWN_TABLE:
            return self.say("rapport.regards.tableau-du-parc")
        if role not in self.grid.roles:
            return respondent
        title = self.role(role)
        if respondent == UNSAID:
            return title
        return self.say("rapport.regards.voix", role=title, respondent=respondent)

    def column_value(self, value: object, column: str | None, label: str | None = None) -> str:
        """The value of a column in words: the label of a code, a date in figures, a number with its decimals."""
        if isinstance(value, bool):
            return label or self.say("rapport.oui" if value else "rapport.non")
        declared = self.grid.columns.get(column) if column else None
        if isinstance(value, int | float):
            return f"{value:.0f}" if declared is not None and declared.is_year else self.plain(value)
        if isinstance(value, date):
            return self.month(value) if declared is not None and declared.type == "month" else self.day(value)
        known = label or (declared.choices.get(str(value)) if declared else None)
        return _labelled(known, str(value)) if known else str(value)


@lru_cache(maxsize=4096)
def _labelled(label: str, code: str) -> str:
    """A label with its code, unless they are one word."""
    return label if fold(label) == fold(code) else f"{label} ({code})"
