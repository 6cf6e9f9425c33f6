"""Findings that got worse, or better, with the names of their units: levels, then scores, then flags."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.campaign.causes import why
from hlmdiag.campaign.moves import Move
from hlmdiag.campaign.units import KEPT, UnitNamer
from hlmdiag.scoring.gate_results import Worsening
from hlmdiag.scoring.result import Result


def changes_of(
    both: pl.DataFrame, moves: Sequence[Move], result: Result, then: Result, *, better: bool = False
) -> tuple[Worsening, ...]:
    """The first of what got worse, or better; `both`: the evidence of the units of both results."""
    units, changes = UnitNamer(result), list[Worsening]()
    for move in moves:
        wanted = both.filter(move.column("better" if better else "worse")).select(
            "row",
            pl.col("row|then").alias("then"),
            pl.col(move.column("before")).alias("before"),
            pl.col(move.column("after")).alias("after"),
        )
        left = KEPT - len(changes)
        if not wanted.height or left <= 0:
            continue
        of_row = {row["row"]: row for row in wanted.iter_rows(named=True)}
        rows = units.ordered(of_row)[:left]
        reasons = why(result, then, [(row, of_row[row]["then"]) for row in rows], move.about, better=better)
        for row, unit, reason in zip(rows, units.of(rows), reasons, strict=True):
            before, after = of_row[row]["before"], of_row[row]["after"]
            changes.append(Worsening(unit, move.about, move.id, before, after, *reason))
    return tuple(changes)
