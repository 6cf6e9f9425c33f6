"""Columns and values that a result of a grid may hold: a saved result is checked against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hlmdiag.grid.data_model import Column
from hlmdiag.grid.level import Levels
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.consolidation import UNSAID
from hlmdiag.scoring.external_references import columns_read, read_beyond, reference_text
from hlmdiag.scoring.result_columns import (
    ALWAYS,
    COUNT,
    LIST,
    NUMBER,
    PERCENTILE,
    RANK,
    SHARE,
    STATE,
    TEXT,
    YES_OR_NO,
    Family,
    Held,
    against_column,
    answer_column,
    answer_state_column,
    contribution_column,
    coverage_column,
    declared,
    gap_column,
    high_column,
    level_column,
    level_without_column,
    low_column,
    points_high_column,
    points_low_column,
    read_column,
    read_state_column,
    score_column,
    share_column,
    state_column,
    value_column,
)
from hlmdiag.scoring.views import GAP_FLAG, gap_themes

_OPTIONAL = frozenset({"poids", "parties", "indecis", "decomptes", "places", "repondants", "preuves"})
"""Conditions on which only some results of a grid have a column."""


def held_by(grid: Grid) -> dict[str, Held]:
    """The columns that every result of this grid has."""
    return dict(
        [*_identity(grid), *_whole(grid), *_sometimes(grid), *_nodes(grid), *_indicators(grid), *_read(grid), *_end()]
    )


def optional(name: str, grid: Grid) -> Held | None:
    """Contents of a column that only some results of a grid have; None for any other name."""
    column = declared(name)
    if column is None or column.when not in _OPTIONAL or (column.when == "repondants" and grid.respondents is None):
        return None
    indicators = frozenset(each.id for each in grid.indicators)
    if not isinstance(column, Family):
        themes = frozenset(theme.id for theme in grid.themes)
        among = {
            "decisive_themes": themes,
            "level_equal": frozenset(grid.levels.ids),
            "divergences": indicators,
            "unproven": indicators,
            "to_renew": indicators,
            "respondent_roles": frozenset((*grid.roles, UNSAID)),
        }
        return replace(column.held, among=among.get(name))
    known = {"themes": {each.id for each in grid.themes}, "criteres": indicators}
    if column.about in known and column.id_of(name) not in known[column.about]:
        return None
    return _level(grid.levels) if column is level_without_column else column.held


def _identity(grid: Grid) -> Iterator[tuple[str, Held]]:
    for column in grid.columns.values():
        if column.id in grid.keys:
            yield column.id, replace(TEXT, needed=True, unique=True)
        elif column.role is not None:
            yield column.id, NUMBER if column.role == "size" else TEXT


def _whole(grid: Grid) -> Iterator[tuple[str, Held]]:
    level = _level(grid.levels)
    yield from (("level", level), ("level_computed", level))
    yield "levels_possible", replace(LIST, among=level.among)
    yield "conclusive", ALWAYS
    yield from _scores("", grid)
    yield from (("rank", RANK), ("percentile", PERCENTILE))
    if grid.first_look is not None:
        within = Held("number", low=grid.scale.low, high=grid.scale.high)
        yield "first_look_level", level
        yield from ((f"first_look_{what}", within) for what in ("score", "low", "high"))
        yield "first_look_coverage", SHARE
    yield "adjustment", NUMBER
    flags = frozenset(grid.flags)
    yield "flags", replace(LIST, among=flags | {GAP_FLAG})
    yield "flags_to_check", replace(LIST, among=flags)
    if any(each.certainty is not None for each in grid.indicators):
        yield "flags_unsure", replace(LIST, among=flags)
    yield "actions", replace(LIST, among=frozenset(action.id for action in grid.actions))
    yield "override", level
    yield from ((f"override_{what}", TEXT) for what in ("author", "date", "reason"))


def _sometimes(grid: Grid) -> Iterator[tuple[str, Held]]:
    """Columns that only some grids give: views, shares, a parent, columns worked out of tables."""
    yield from ((gap_column(theme), NUMBER) for theme in gap_themes(grid))
    if grid.roll_up is not None:
        yield from ((share_column(share.id), YES_OR_NO) for share in grid.roll_up.shares)
    if grid.parent is not None:
        yield "parent_level", _level(grid.parent.levels)
        yield from ((f"parent_{what}", NUMBER) for what in ("score", "low", "high"))
        yield "parent_coverage", SHARE
    computed = frozenset(column.id for column in grid.columns.values() if column.computed is not None)
    if computed:
        yield "computed", replace(LIST, among=computed)


def _scores(node: str, grid: Grid) -> Iterator[tuple[str, Held]]:
    within = Held("number", low=grid.scale.low, high=grid.scale.high)
    yield from ((of(node), within) for of in (score_column, low_column, high_column))
    yield coverage_column(node), SHARE


def _nodes(grid: Grid) -> Iterator[tuple[str, Held]]:
    themes = ((theme.id, theme.levels) for theme in grid.themes)
    for name, levels in (*themes, *((view.id, grid.levels) for view in grid.views)):
        yield from _scores(name, grid)
        yield level_column(name), _level(levels)


def _indicators(grid: Grid) -> Iterator[tuple[str, Held]]:
    for indicator in grid.indicators:
        yield value_column(indicator.id), _value(indicator, grid)
        yield state_column(indicator.id), STATE
        yield score_column(indicator.id), NUMBER
        yield contribution_column(indicator.id), NUMBER
        if not grid.scale.burden:
            yield against_column(indicator.id), NUMBER
        if indicator.may_be_other:
            yield from ((of(indicator.id), NUMBER) for of in (points_low_column, points_high_column))


def _read(grid: Grid) -> Iterator[tuple[str, Held]]:
    for column in columns_read(grid):
        if not grid.columns[column].is_free_text:
            yield answer_column(column), _answer(grid.columns[column])
        yield answer_state_column(column), STATE
    for reference in read_beyond(grid):
        yield read_column(reference_text(reference)), Held(None)
        yield read_state_column(reference_text(reference)), STATE


def _end() -> Iterator[tuple[str, Held]]:
    yield "contribution_exact", ALWAYS
    yield "source_row", replace(COUNT, needed=True)


def _level(levels: Levels) -> Held:
    return replace(TEXT, among=frozenset(levels.ids))


def _value(indicator: Indicator, grid: Grid) -> Held:
    if isinstance(indicator.rule, Matrix):
        cells = indicator.rule.matrix.points
        return replace(TEXT, among=frozenset(f"{row}×{column}" for row in cells for column in cells[row]))
    return Held(None) if indicator.column is None else _answer(grid.columns[indicator.column])


def _answer(column: Column) -> Held:
    match column.type:
        case "integer" | "number" | "percent":
            return NUMBER
        case "boolean":
            return YES_OR_NO
        case "date" | "month":
            return Held("date")
        case "choice":
            return replace(TEXT, among=frozenset(column.choices))
        case "id" | "text":
            return TEXT
