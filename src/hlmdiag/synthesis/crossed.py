"""Crossed views of units as reports show them, the widest gaps between roles first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from hlmdiag.grid.model import Theme
from hlmdiag.scoring.consolidation import UNSAID
from hlmdiag.scoring.crossed_views import CrossedViews, crossed_views
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import coverage_column, score_column
from hlmdiag.wording import Wording


@dataclass(frozen=True)
class CrossedScore:
    """A score, null where too little was answered, and its coverage."""

    score: float | None
    coverage: float | None


@dataclass(frozen=True)
class CrossedLine:
    """Scores of a theme of a unit: by each role, by all voices together, by the data.

    `row`: the place of the unit in the result; `gap`: between the two roles that are furthest apart, null for one.
    """

    row: int
    theme: Theme
    roles: Mapping[str, CrossedScore]
    together: CrossedScore
    data: CrossedScore
    gap: float | None


@dataclass(frozen=True)
class Crossed:
    """The roles that were heard, in the order of the grid (`?` for none said), and the lines of each unit."""

    roles: tuple[str, ...]
    lines: tuple[CrossedLine, ...]

    @property
    def widest(self) -> tuple[CrossedLine, ...]:
        """The lines on which two roles have a score, those furthest apart first, then in the order of the result."""
        return tuple(sorted((each for each in self.lines if each.gap is not None), key=lambda each: -(each.gap or 0.0)))

    def of(self, row: int) -> tuple[CrossedLine, ...]:
        """The lines of a unit."""
        return self._by_row.get(row, ())

    @cached_property
    def _by_row(self) -> Mapping[int, tuple[CrossedLine, ...]]:
        return {row: tuple(lines) for row, lines in groupby(self.lines, key=lambda each: each.row)}


@dataclass(frozen=True)
class CrossedCell:
    """A score in words, with its number if it has one."""

    text: str
    score: float | None = None


@dataclass(frozen=True)
class CrossedTable:
    """Crossed views of one unit, one theme per row: its title, then each role, all voices, the data, the gap."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CrossedCell, ...]], ...]


def crossed(result: Result, rows: Sequence[int] | None = None) -> Crossed | None:
    """Crossed views of all units or of some rows; None without voices, or with voices that have no role."""
    views = crossed_views(result, rows)
    if views is None:
        return None
    heard = set(views.roles["role"].unique())
    roles = tuple(each for each in (*result.grid.roles, UNSAID) if each in heard)
    return None if roles == (UNSAID,) else Crossed(roles, tuple(_lines(views)))


def crossed_headers(roles: Sequence[str], words: Wording) -> tuple[str, ...]:
    """The titles of the columns that follow a theme."""
    beside = (words.say(f"rapport.regards.{code}") for code in ("ensemble", "donnees", "ecart"))
    return (*(words.role(role) for role in roles), *beside)


def crossed_cells(line: CrossedLine, roles: Sequence[str], words: Wording) -> tuple[CrossedCell, ...]:
    """Cells under these titles; an empty text where a role did not answer, or is asked nothing of the theme."""
    said = (*(line.roles.get(role) for role in roles), line.together, line.data)
    gap = CrossedCell("" if line.gap is None else words.number(line.gap))
    return (*(_cell(each, words) for each in said), gap)


def crossed_table(found: Crossed | None, row: int, words: Wording) -> CrossedTable | None:
    """Crossed views of the roles that answered about a unit; None if no role did, or has enough to show."""
    lines = found.of(row) if found is not None else ()
    heard = tuple(
        role for role in (found.roles if found is not None else ()) if any(role in each.roles for each in lines)
    )
    shown = [each for each in lines if any(score.score is not None for score in each.roles.values())]
    if not shown or heard == (UNSAID,):
        return None
    rows = ((theme_title(each.theme, words), crossed_cells(each, heard, words)) for each in shown)
    return CrossedTable(crossed_headers(heard, words), tuple(rows))


def theme_title(theme: Theme, words: Wording) -> str:
    """A theme by its title, the root as the whole."""
    return theme.title if theme.id else words.say("rapport.mot.ensemble")


def _cell(said: CrossedScore | None, words: Wording) -> CrossedCell:
    if said is None or said.coverage is None:
        return CrossedCell("")
    if said.score is None:
        return CrossedCell(words.say("rapport.classeur.non-publie"))
    return CrossedCell(words.score(said.score), said.score)


def _lines(views: CrossedViews) -> Iterator[CrossedLine]:
    by_role = {(each["row"], each["role"]): each for each in views.roles.iter_rows(named=True)}
    data = {each["row"]: each for each in views.data.iter_rows(named=True)}
    heard: dict[int, list[str]] = {}
    for row, role in by_role:
        heard.setdefault(row, []).append(role)
    for line in views.together.iter_rows(named=True):
        row = line["row"]
        for theme in views.themes:
            said = {role: _score(by_role[row, role], theme) for role in heard[row]}
            scores = [each.score for each in said.values() if each.score is not None]
            gap = max(scores) - min(scores) if len(scores) > 1 else None
            yield CrossedLine(row, theme, said, _score(line, theme), _score(data[row], theme), gap)


def _score(values: Mapping[str, float | None], theme: Theme) -> CrossedScore:
    name, coverage = (of(theme.id) if theme.id else of.name for of in (score_column, coverage_column))
    return CrossedScore(values.get(name), values.get(coverage))
