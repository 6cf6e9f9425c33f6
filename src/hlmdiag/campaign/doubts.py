"""Units that may have got worse or better, undecided for want of answers, and the answers that would decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from hlmdiag.campaign.evidence import known
from hlmdiag.campaign.moves import Move
from hlmdiag.campaign.units import KEPT, UnitNamer
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import Doubt, NamedUnit
from hlmdiag.scoring.result import Result

_OVERRIDE = "overrides"
"""The name, among lost answers, of a decision that is no longer given."""


def doubts_of(both: pl.DataFrame, moves: Sequence[Move], result: Result, then: Result) -> tuple[tuple[Doubt, ...], int]:
    """The first of the units with something undecided, and how many there are.

    Those that lost an answer come first, then those whose level is shown otherwise, each in the order of lists.
    """
    open_ones = {move.name: move.column("undecided") for move in moves}
    if not open_ones:
        return (), 0
    columns = [name for name in result.grid.columns if {known(name), f"{known(name)}|then"} <= set(both.columns)]
    lost = [pl.col(f"{known(name)}|then") & ~pl.col(known(name)) for name in columns]
    found = both.with_columns(
        pl.any_horizontal([pl.lit(value=False), *lost]).alias("|lost"),
        pl.col("level").ne_missing(pl.col("level|then")).alias("|moved"),
    ).filter(pl.any_horizontal(open_ones.values()))
    units = UnitNamer(result)
    place = {row: at for at, row in enumerate(units.ordered(found["row"].to_list()))}
    first = sorted(
        found.select("row", "|lost", "|moved").iter_rows(),
        key=lambda each: (not each[1], not each[2], place[each[0]]),
    )[:KEPT]
    kept = [row for row, _, _ in first]
    lines = {line["row"]: line for line in found.filter(pl.col("row").is_in(kept)).iter_rows(named=True)}
    possible = dict(zip(kept, result.frame["levels_possible"][kept].to_list(), strict=True)) if kept else {}
    named = [
        _doubt(unit, lines[row] | {"possible": possible[row]}, open_ones, columns, result.grid)
        for row, unit in zip(kept, units.of(kept), strict=True)
    ]
    return tuple(named), found.height


def _doubt(
    unit: NamedUnit, line: Mapping[str, Any], names: Mapping[str, str], columns: Sequence[str], grid: Grid
) -> Doubt:
    best, worst = line["best"], line["worst"]
    levels = grid.levels.ids
    ends = {levels[place] for place in (best, worst) if place is not None}
    possible = [level for level in levels if level in ends or level in line["possible"]]
    then, now = ({name for name in columns if line[known(name) + side]} for side in ("|then", ""))
    lost = [name for name in columns if name in then - now]
    if line["override|then"] is not None and line["override"] is None:
        lost.append(_OVERRIDE)
    about = tuple(name for name, column in names.items() if line[column])
    gained = tuple(name for name in columns if name in now - then)
    return Doubt(unit, about, line["level|then"], line["level"], tuple(possible), tuple(lost), gained)
