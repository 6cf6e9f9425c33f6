"""Which units a roll-up counts: a condition over each, decided once its final level is known."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.errors import Problem, Severity
from hlmdiag.expression import compile
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.classify import FINAL_INDEX, alert_bounds, flag_column
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import result_resolver
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.text.phrase import Listed


def count(frame: pl.DataFrame, grid: Grid, tree: ScoreTree) -> pl.DataFrame:
    """Add `share:<id>` for each share: true, false, or null where it cannot be decided."""
    if grid.roll_up is None:
        return frame
    flags = {each: pl.col(flag_column(each)) for each in grid.flags}
    find = result_resolver(grid, tree.resolve, flags, pl.col(FINAL_INDEX))
    alerts = alert_bounds(grid, frozenset(grid.flags))
    return frame.with_columns(
        compile(share.when, find, pl, tree.day, alerts=alerts).value.alias(published("share", share.id))
        for share in grid.roll_up.shares
    )


def left_out(frame: pl.DataFrame, grid: Grid) -> list[Problem]:
    """Warnings about the units that a roll-up cannot place or cannot weigh."""
    if grid.roll_up is None:
        return []
    nowhere = pl.any_horizontal((pl.col(data_text(key)).fill_null("") == "") for key in grid.roll_up.key)
    troubles = {"notation.regroupement-sans-cle": nowhere}
    if grid.roll_up.weight is not None:
        troubles["notation.regroupement-sans-poids"] = (
            nowhere.not_() & pl.col(data_value(grid.roll_up.weight)).is_null()
        )
    counts = frame.select(condition.sum().alias(code) for code, condition in troubles.items()).row(0, named=True)
    columns = {"notation.regroupement-sans-cle": Listed((*grid.roll_up.key,))}
    return [
        Problem(
            code, values={"count": number, "column": columns.get(code, grid.roll_up.weight)}, severity=Severity.WARNING
        )
        for code, number in counts.items()
        if number
    ]
