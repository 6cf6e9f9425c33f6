"""What the roles say of units, the widest gaps between them first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hlmdiag.grid.model import Theme
from hlmdiag.scoring.consolidation import UNSAID
from hlmdiag.scoring.crossed_views import CrossedViews, crossed_views
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import coverage_column, score_column


@dataclass(frozen=True)
class CrossedScore:
    """A score, null where too little was answered, and its coverage."""

    score: float | None
    coverage: float | None


@dataclass(frozen=True)
class CrossedLine:
    """What is said of a theme of a unit: by each role, by all voices together, by the data.

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
        return tuple(each for each in self.lines if each.row == row)


def crossed(result: Result) -> Crossed | None:
    """What each role says; None where nobody is heard, or only voices without role."""
    views = crossed_views(result)
    if views is None:
        return None
    heard = set(views.roles["role"].unique())
    roles = tuple(each for each in (*result.grid.roles, UNSAID) if each in heard)
    return None if roles == (UNSAID,) else Crossed(roles, tuple(_lines(views)))


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
