"""Which units a roll-up counts: a condition over each, decided once its final level is known."""

from __future__ import annotations

from functools import partial

import polars as pl

from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.errors import Problem, Severity
from hlmdiag.expression import compile
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.classify import FINAL_INDEX, alert_bounds, flag_column
from hlmdiag.scoring.result_columns import published
from hlmdiag.scoring.result_references import result_resolver
from hlmdiag.scoring.tallies import Tally
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


def left_out(frame: pl.DataFrame, grid: Grid) -> list[Tally]:
    """The units that a roll-up cannot place, and those that it cannot weigh."""
    if grid.roll_up is None:
        return []
    nowhere = pl.any_horizontal((pl.col(data_text(key)).fill_null("") == "") for key in grid.roll_up.key)
    troubles: dict[str, tuple[object, pl.Expr]] = {
        "notation.regroupement-sans-cle": (Listed((*grid.roll_up.key,)), nowhere)
    }
    if (weight := grid.roll_up.weight) is not None:
        troubles["notation.regroupement-sans-poids"] = weight, nowhere.not_() & pl.col(data_value(weight)).is_null()
    counts = frame.select(condition.sum().alias(code) for code, (_, condition) in troubles.items()).row(0)
    return [
        Tally(number, partial(_told, code, column))
        for (code, (column, _)), number in zip(troubles.items(), counts, strict=True)
    ]


def _told(code: str, column: object, found: Tally) -> Problem:
    return Problem(code, values={"count": found.count, "column": column}, severity=Severity.WARNING)
