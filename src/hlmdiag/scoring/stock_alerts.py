"""Checks the alerts on the whole stock on bounds: a unit may be at any level that is still possible.

The level that a unit shows is no more certain than the answers that it still lacks: it counts where it stays beyond the
limit whatever they are, as limits set on a result do (decision 0016).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.errors import Problem, Severity
from hlmdiag.expression import DECIMALS, Expression, ResultRef
from hlmdiag.grid.model import Grid
from hlmdiag.grid.stock_alert_model import StockAlert
from hlmdiag.scoring.classify import flags_read
from hlmdiag.scoring.open_ends import left_open_by
from hlmdiag.scoring.result_columns import published
from hlmdiag.text.phrase import Phrase


def columns_looked_at(grid: Grid) -> list[str]:
    """Columns of a result that stock alerts read."""
    return ["levels_possible", "override", *_coverages(grid)] if grid.stock_alerts else []


def check_stock_alerts(result: pl.DataFrame, grid: Grid) -> list[Problem]:
    """Alerts on the stock that hold whatever the missing answers, and alerts that these leave open."""
    alerts = [alert for alert in grid.stock_alerts if result.height >= alert.at_least]
    return [problem for alert in alerts if (problem := _decided(alert, result, grid)) is not None]


def _decided(alert: StockAlert, result: pl.DataFrame, grid: Grid) -> Problem | None:
    beyond = grid.levels.at_least(alert.level)
    before = grid.levels.ids[: -len(beyond)]
    given, possible = pl.col("override").cast(pl.String), pl.col("levels_possible")
    any_out, any_in = (
        pl.any_horizontal([pl.lit(value=False), *(possible.list.contains(id) for id in each)])
        for each in (before, beyond)
    )
    all_in = any_in & ~any_out
    are_moved = any(_reads_results(rule, grid) for rule in _rules(grid, beyond))
    moves = _may_move(grid) if are_moved else pl.lit(value=False)
    is_sure = pl.when(given.is_not_null()).then(given.is_in(beyond)).otherwise(all_in & ~moves)
    may_be = pl.when(given.is_not_null()).then(given.is_in(beyond)).otherwise(any_in | (moves & any_out))
    sure, may = result.select(is_sure.sum().alias("sure"), may_be.sum().alias("may")).row(0)
    if _is_more(sure, result.height, alert.more_than):
        return _problem("notation.alerte-parc", Severity.WARNING, alert, grid, sure, 0, result.height)
    if _is_more(may, result.height, alert.more_than):
        return _problem(
            "notation.alerte-parc-ouverte", Severity.NOTICE, alert, grid, sure, may - sure, result.height,
            of_scores=are_moved,
        )  # fmt: skip
    return None


def _rules(grid: Grid, beyond: Sequence[str]) -> list[Expression]:
    """The conditions that may take a unit beyond the level or away from it."""
    flags = [flag.when for flag in grid.flags.values() if flag.no_better_than in beyond]
    return [*flags, *(rule.when for rule in grid.level_rules if rule.when is not None)]


def _may_move(grid: Grid) -> pl.Expr:
    """Whether a rule that reads a published result may yet turn.

    Scoring decides it on the score as it is published, while the answers that lack can still move that score.
    """
    return pl.any_horizontal([pl.col(each) < 1 for each in _coverages(grid)]).fill_null(value=False)


def _coverages(grid: Grid) -> list[str]:
    nodes = [*(theme.id for theme in grid.themes), *(view.id for view in grid.views)]
    return ["coverage", *(published("coverage", node) for node in nodes)]


def _reads_results(rule: Expression, grid: Grid) -> bool:
    read = [rule, *(grid.flags[flag].when for flag in flags_read(grid, [rule]))]
    own = [it for each in read for it in each.references if isinstance(it, ResultRef) and it.grid is None]
    return any(each.kind not in ("flag", "alerts") for each in own)


def _is_more(count: int, total: int, share: float) -> bool:
    return round(count / total, DECIMALS) > round(share, DECIMALS)


def _problem(
    code: str, severity: Severity, alert: StockAlert, grid: Grid, sure: int, unsure: int, total: int,
    *, of_scores: bool = False,
) -> Problem:  # fmt: skip
    title = grid.levels.titles[alert.level]
    values = {
        "message": alert.message, "level": title, "count": sure, "unsure": unsure, "total": total,
        "share": _share(sure / total), "limit": _share(alert.more_than),
        "open": Phrase(f"notation.mots.selon{'-notes' if of_scores else ''}", open=left_open_by(grid.indicators)),
    }  # fmt: skip
    return Problem(code, values=values, severity=severity)


def _share(share: float) -> Phrase:
    """A share in percent, to a tenth."""
    return Phrase("notation.mots.part", share=round(share * 100, 1))
