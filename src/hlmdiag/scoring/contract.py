"""The columns that a result of a grid holds, and what may stand in each: what a saved result is checked against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from hlmdiag.grid.data_model import Column
from hlmdiag.grid.level import Levels
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.external_references import columns_read, read_beyond, reference_text
from hlmdiag.scoring.result_columns import (
    against_column,
    answer_column,
    answer_state_column,
    answers_column,
    contribution_column,
    coverage_column,
    divergence_column,
    gap_column,
    high_column,
    level_column,
    low_column,
    read_column,
    read_state_column,
    score_column,
    share_column,
    state_column,
    value_column,
)
from hlmdiag.scoring.views import GAP_FLAG, gap_themes
from hlmdiag.states import NAMES

Kind = Literal["text", "number", "integer", "boolean", "date", "list"]

_STATES = frozenset(NAMES.values())


@dataclass(frozen=True)
class Held:
    """What a column of a result holds: its kind (None: whatever a value may be), and which values.

    `among`: the ids that it may hold, or that its lists may; `needed`: never null; `unique`: never twice the same, with
    the other columns so marked.
    """

    kind: Kind | None
    among: frozenset[str] | None = None
    low: float | None = None
    high: float | None = None
    needed: bool = False
    unique: bool = False


_TEXT, _NUMBER, _YES_OR_NO = Held("text"), Held("number"), Held("boolean")
_COUNT = Held("integer")
_RANK = Held("integer", low=1)
_SHARE = Held("number", low=0, high=1)
_LIST = Held("list", needed=True)
_STATE = Held("text", among=_STATES, needed=True)


def held_by(grid: Grid) -> dict[str, Held]:
    """The columns that every result of this grid has."""
    return dict(
        [*_identity(grid), *_whole(grid), *_sometimes(grid), *_nodes(grid), *_indicators(grid), *_read(grid), *_end()]
    )


def optional(name: str, grid: Grid) -> Held | None:
    """What a column holds that only some results of a grid have; None for a name that none has."""
    prefix, sign, rest = name.partition(":")
    under_other_weights = {
        "robustness": _SHARE, "rank_low": _RANK, "rank_high": _RANK, "level_equal": _level(grid.levels),
        "decisive_themes": replace(_LIST, among=frozenset(theme.id for theme in grid.themes)), "source_part": _COUNT,
    }  # fmt: skip
    if not sign:
        return under_other_weights.get(name)
    match prefix:
        case "level_without" if rest in {theme.id for theme in grid.themes}:
            return _level(grid.levels)
        case "rows" | "rows_undecided" | "rows_valued" | "group_size" | "source_row":
            return _COUNT
        case "value_low" | "value_high" if rest in {each.id for each in grid.indicators}:
            return _NUMBER
        case "read_low" | "read_high":
            return Held(None)
        case _:
            return None


def _identity(grid: Grid) -> Iterator[tuple[str, Held]]:
    for column in grid.columns.values():
        if column.id in grid.keys:
            yield column.id, replace(_TEXT, needed=True, unique=True)
        elif column.role is not None:
            yield column.id, _NUMBER if column.role == "size" else _TEXT


def _whole(grid: Grid) -> Iterator[tuple[str, Held]]:
    level = _level(grid.levels)
    yield from (("level", level), ("level_computed", level))
    yield "levels_possible", replace(_LIST, among=level.among)
    yield "conclusive", replace(_YES_OR_NO, needed=True)
    yield from _scores("", grid)
    yield from (("rank", _RANK), ("percentile", Held("number", low=0, high=100)))
    if grid.first_look is not None:
        within = Held("number", low=grid.scale.low, high=grid.scale.high)
        yield "first_look_level", level
        yield from ((f"first_look_{what}", within) for what in ("score", "low", "high"))
        yield "first_look_coverage", _SHARE
    yield "adjustment", _NUMBER
    flags = frozenset(grid.flags)
    yield "flags", replace(_LIST, among=flags | {GAP_FLAG})
    yield "flags_to_check", replace(_LIST, among=flags)
    yield "actions", replace(_LIST, among=frozenset(action.id for action in grid.actions))
    yield "override", level
    yield from ((f"override_{what}", _TEXT) for what in ("author", "date", "reason"))


def _sometimes(grid: Grid) -> Iterator[tuple[str, Held]]:
    """What grids of some make have: views, respondents, shares, a parent, columns worked out of tables."""
    yield from ((gap_column(theme), _NUMBER) for theme in gap_themes(grid))
    if grid.respondents is not None:
        yield from (("respondents", _LIST), ("respondent_rows", _LIST))
        yield "divergences", replace(_LIST, among=frozenset(each.id for each in grid.indicators))
    if grid.roll_up is not None:
        yield from ((share_column(share.id), _YES_OR_NO) for share in grid.roll_up.shares)
    if grid.parent is not None:
        yield "parent_level", _level(grid.parent.levels)
        yield from ((f"parent_{what}", _NUMBER) for what in ("score", "low", "high"))
        yield "parent_coverage", _SHARE
    computed = frozenset(column.id for column in grid.columns.values() if column.computed is not None)
    if computed:
        yield "computed", replace(_LIST, among=computed)


def _scores(node: str, grid: Grid) -> Iterator[tuple[str, Held]]:
    within = Held("number", low=grid.scale.low, high=grid.scale.high)
    yield from ((of(node), within) for of in (score_column, low_column, high_column))
    yield coverage_column(node), _SHARE


def _nodes(grid: Grid) -> Iterator[tuple[str, Held]]:
    themes = ((theme.id, theme.levels) for theme in grid.themes)
    for name, levels in (*themes, *((view.id, grid.levels) for view in grid.views)):
        yield from _scores(name, grid)
        yield level_column(name), _level(levels)


def _indicators(grid: Grid) -> Iterator[tuple[str, Held]]:
    for indicator in grid.indicators:
        yield value_column(indicator.id), _value(indicator, grid)
        yield state_column(indicator.id), _STATE
        yield score_column(indicator.id), _NUMBER
        yield contribution_column(indicator.id), _NUMBER
        if not grid.scale.burden:
            yield against_column(indicator.id), _NUMBER
        if indicator.consolidate is not None:
            yield divergence_column(indicator.id), _NUMBER
            yield answers_column(indicator.id), _LIST


def _read(grid: Grid) -> Iterator[tuple[str, Held]]:
    for column in columns_read(grid):
        if not grid.columns[column].is_free_text:
            yield answer_column(column), _answer(grid.columns[column])
        yield answer_state_column(column), _STATE
    for reference in read_beyond(grid):
        yield read_column(reference_text(reference)), Held(None)
        yield read_state_column(reference_text(reference)), _STATE


def _end() -> Iterator[tuple[str, Held]]:
    yield "contribution_exact", replace(_YES_OR_NO, needed=True)
    yield "source_row", replace(_COUNT, needed=True)


def _level(levels: Levels) -> Held:
    return replace(_TEXT, among=frozenset(levels.ids))


def _value(indicator: Indicator, grid: Grid) -> Held:
    if isinstance(indicator.rule, Matrix):
        cells = indicator.rule.matrix.points
        return replace(_TEXT, among=frozenset(f"{row}×{column}" for row in cells for column in cells[row]))
    return Held(None) if indicator.column is None else _answer(grid.columns[indicator.column])


def _answer(column: Column) -> Held:
    match column.type:
        case "integer" | "number" | "percent":
            return _NUMBER
        case "boolean":
            return _YES_OR_NO
        case "date" | "month":
            return Held("date")
        case "choice":
            return replace(_TEXT, among=frozenset(column.choices))
        case "id" | "text":
            return _TEXT
