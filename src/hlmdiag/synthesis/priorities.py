"""The priority units that lists show first, with what makes their level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hlmdiag.grid.model import ROOT, Flag, Grid
from hlmdiag.scoring.exactness import Bound, bounds_of
from hlmdiag.scoring.held_result import whole_rows
from hlmdiag.scoring.looked import looked_at
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import against_column, contribution_column, score_column
from hlmdiag.scoring.roles import label_of, role_of
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.synthesis.model import LevelCause, PriorityUnit, Reason

_REASONS = 3


def priority_units(result: Result, rows: Iterable[int]) -> tuple[PriorityUnit, ...]:
    """The given rows, in the given order."""
    grid, wanted = result.grid, list(rows)
    roles = {role: role_of(grid, role, result.frame) for role in ("group", "size")}
    whole, places = whole_rows(result, wanted)
    found = whole.frame[places].rows(named=True) if wanted else []
    bounds = bounds_of(whole, places)
    each_row = zip(wanted, places, found, strict=True)
    return tuple(_concern(row, values, grid, roles, bounds[place].get(ROOT)) for row, place, values in each_row)


def ranks_in_order(listed: Iterable[PriorityUnit]) -> bool:
    """Whether a list goes by rank: elsewhere, a column of ranks out of their order reads as a mistake."""
    ranks = [concern.rank for concern in listed if concern.rank is not None]
    return bool(ranks) and ranks in (sorted(ranks), sorted(ranks, reverse=True))


def _concern(
    row: int, values: Mapping[str, Any], grid: Grid, roles: Mapping[str, str | None], bound: Bound | None
) -> PriorityUnit:
    cause, deciding = _cause(values, grid)
    level, possible = grid.levels.named(values["level"]), grid.levels.all_named(values["levels_possible"])
    group, size = (values[column] if column else None for column in roles.values())
    return PriorityUnit(
        row=row,
        code=unit_code(values, grid.keys),
        label=label_of(values, grid),
        group=group,
        size=size,
        level=level,
        conclusive=values["conclusive"],
        possible=possible,
        least=possible[0] if level is None and possible and possible[0] != grid.levels[0] else None,
        score=values["score"],
        low=values["low"],
        high=values["high"],
        coverage=values["coverage"],
        rank=values["rank"],
        gap=values.get("gap"),
        cause=cause,
        deciding=deciding,
        reasons=_reasons(values, grid),
        flags=_flags(values["flags"], grid),
        flags_to_check=_flags(values["flags_to_check"], grid),
        overridden_by=values["override_author"],
        bound=bound,
        robustness=values.get("robustness"),
        rank_low=values.get("rank_low"),
        rank_high=values.get("rank_high"),
        first_look=looked_at(values, grid),
    )


def _cause(values: Mapping[str, Any], grid: Grid) -> tuple[LevelCause, tuple[Flag, ...]]:
    level = values["level"]
    if values["override"] is not None:
        return "override", ()
    if level is None and grid.level_rules:
        return "undecided", ()
    if level is None:
        return ("not-conclusive" if grid.levels else "no-level"), ()
    if level != values["level_computed"]:
        raising = tuple(flag for flag in _flags(values["flags"], grid) if flag.no_better_than == level)
        if raising:
            return "flag", raising
        return "certain", ()
    return ("rule" if grid.level_rules else "score"), ()


def _flags(ids: Iterable[str] | None, grid: Grid) -> tuple[Flag, ...]:
    return tuple(grid.flags[id] for id in ids or () if id in grid.flags)


def _reasons(values: Mapping[str, Any], grid: Grid) -> tuple[Reason, ...]:
    """Indicators that weigh most against the unit, if its score is published and splits into contributions."""
    against = contribution_column if grid.scale.burden else against_column
    weighed = [
        Reason(leaf, values[score_column(leaf.id)], values[against(leaf.id)])
        for leaf in grid.indicators
        if round(values.get(against(leaf.id)) or 0.0, 9) > 0 and values["score"] is not None
    ]
    return tuple(sorted(weighed, key=lambda reason: -reason.weight)[:_REASONS])
