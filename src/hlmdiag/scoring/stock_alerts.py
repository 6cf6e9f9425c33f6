"""What the levels say of the whole stock, decided on bounds: a unit without a level may be at any of its own."""

from __future__ import annotations

import polars as pl

from hlmdiag.errors import Phrase, Problem, Severity
from hlmdiag.expression import DECIMALS
from hlmdiag.grid.model import Grid, StockAlert

__all__ = ["look_over"]


def look_over(result: pl.DataFrame, grid: Grid) -> list[Problem]:
    """The alerts on the stock that hold, and those that units without a level leave open."""
    alerts = [alert for alert in grid.stock_alerts if result.height >= alert.at_least]
    return [problem for alert in alerts if (problem := _decided(alert, result, grid)) is not None]


def _decided(alert: StockAlert, result: pl.DataFrame, grid: Grid) -> Problem | None:
    ids = [level.id for level in grid.levels]
    beyond = ids[ids.index(alert.level) :]
    level, possible = pl.col("level").cast(pl.String), pl.col("levels_possible")
    may_be = pl.any_horizontal([possible.list.contains(id) for id in beyond])
    sure, unsure = result.select(
        level.is_in(beyond).sum().alias("sure"), (level.is_null() & may_be).sum().alias("unsure")
    ).row(0)
    if _is_more(sure, result.height, alert.more_than):
        return _problem("notation.alerte-parc", Severity.WARNING, alert, grid, sure, 0, result.height)
    if _is_more(sure + unsure, result.height, alert.more_than):
        return _problem("notation.alerte-parc-ouverte", Severity.NOTICE, alert, grid, sure, unsure, result.height)
    return None


def _is_more(count: int, total: int, share: float) -> bool:
    return round(count / total, DECIMALS) > round(share, DECIMALS)


def _problem(
    code: str, severity: Severity, alert: StockAlert, grid: Grid, sure: int, unsure: int, total: int
) -> Problem:
    (title,) = [level.title for level in grid.levels if level.id == alert.level]
    values = {
        "message": alert.message, "level": title, "count": sure, "unsure": unsure, "total": total,
        "share": _share(sure / total), "limit": _share(alert.more_than),
    }  # fmt: skip
    return Problem(code, values=values, severity=severity)


def _share(share: float) -> Phrase:
    """A share in percent, with its decimal mark in the reader's language."""
    whole, _, tenths = f"{share * 100:.1f}".partition(".")
    code = "notation.mots.part" if tenths == "0" else "notation.mots.part-dixieme"
    return Phrase(code, whole=whole, tenths=tenths)
