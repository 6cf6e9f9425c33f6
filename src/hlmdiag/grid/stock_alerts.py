"""Reads the alerts on the whole stock: too many units at a level or worse."""

from __future__ import annotations

from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.indicators import source_of
from hlmdiag.grid.levels import check_level
from hlmdiag.grid.stock_alert_model import StockAlert


def read_stock_alerts(document: GridBlock, faults: Faults) -> tuple[StockAlert, ...]:
    """The alerts in the order of the grid; the best level is refused, since every unit is there or worse."""
    best = next(iter(document.levels), None)
    alerts = []
    for id, block in document.stock_alerts.items():
        path = ("stock_alerts", id, "level")
        check_level(block.level, document.levels, path, faults)
        if block.level == best:
            faults.add("grille.alerte-meilleur-niveau", path, level=block.level)
        alerts.append(
            StockAlert(id, block.level, block.more_than, block.at_least, block.message, source_of(block.source))
        )
    return tuple(alerts)
