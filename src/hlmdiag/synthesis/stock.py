"""From a Result to its Synthesis."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import gap_column
from hlmdiag.scoring.roles import role_of
from hlmdiag.states import NAMES
from hlmdiag.synthesis.answers import (
    coverage_bands,
    group_problems,
    indicator_states,
    median,
    theme_standings,
    to_collect,
)
from hlmdiag.synthesis.distribution import action_counts, distribute, distribute_groups, flag_counts, narrow
from hlmdiag.synthesis.first_look import standing
from hlmdiag.synthesis.model import Synthesis
from hlmdiag.synthesis.priorities import priority_units

_WHOLE = 2000
_FIRST = 500


def shown_units(units: int) -> int:
    """Units that a document for people lists: all of them up to 2 000, beyond that the 500 first concerns."""
    return units if units <= _WHOLE else _FIRST


def _with_a_gap(frame: pl.DataFrame) -> int:
    gaps = [name for name in frame.columns if name == "gap" or gap_column.has(name)]
    return int(frame.select(pl.any_horizontal(pl.col(*gaps).is_not_null()).sum()).item()) if gaps else 0


def synthesise(result: Result, top: int = 10) -> Synthesis:
    """The stock at a glance, with its `top` first concerns."""
    found = result.once("synthesis", lambda: _without_concerns(result))
    return replace(found, concerns=priority_units(result, found.order[:top]))


def _without_concerns(result: Result) -> Synthesis:
    frame, grid = result.frame, result.grid
    states = indicator_states(frame, grid)
    order, unsettled = list_order(frame, grid)
    size, group = role_of(grid, "size", frame), role_of(grid, "group", frame)
    counted = narrow(frame, grid)
    distribution = distribute(counted, grid)
    return Synthesis(
        units=frame.height,
        size=distribution.whole.size,
        size_column=grid.columns[size] if size else None,
        group_column=grid.columns[group] if group else None,
        distribution=distribution,
        standing=standing(frame, grid),
        groups=distribute_groups(counted, grid),
        states=states,
        state_totals={name: sum(each.counts[name] for each in states) for name in NAMES.values()},
        coverage=coverage_bands(frame, grid),
        median_coverage=median(frame.get_column("coverage")),
        themes=theme_standings(frame, grid),
        order=order,
        unsettled=unsettled,
        concerns=(),
        flags=flag_counts(counted, grid),
        actions=action_counts(counted, grid),
        overridden=frame.get_column("override").drop_nulls().len(),
        gaps=int(frame.get_column("flags").list.contains("ecart_regards").sum()),
        gaps_known=_with_a_gap(frame),
        problems=group_problems(result.manifest.problems),
        to_collect=to_collect(states, grid),
    )
