"""The units of a region counted by organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from hlmdiag.campaign.tallies import tallies
from hlmdiag.scoring.result import Result


def counts_of(stock: Result) -> Iterator[dict[str, Any]]:
    """A line per organisation, in the order of their names, then one of all, whose `group` is null: see `tallies`."""
    found = tallies([stock], stock.grid).filter(pl.col("is_throughout").not_())
    yield from found.filter(pl.col("is_whole").not_()).iter_rows(named=True)
    yield from found.filter("is_whole").iter_rows(named=True)
