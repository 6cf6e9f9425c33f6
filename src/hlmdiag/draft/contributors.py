"""Landlord of each row of a stock, where several contribute to a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.disclosure.joining import publish
from hlmdiag.disclosure.tables import HeldUnits, SafeTable
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import in_quotes


def owners_of(stock: Dataset | Result, grid: Grid, frame: pl.DataFrame, named: str) -> pl.Series:
    """The landlord of each row of a frame, by a column that is named by its id or its title.

    Raises `HlmdiagError` where there is no such column, or where a row says no landlord: nothing then tells how many
    contribute to a figure.
    """
    held = stock.frame.columns if isinstance(stock, Result) else []
    column = next((each.id for each in grid.columns.values() if named in (each.id, each.label)), None)
    if named in held or column in held:
        assert isinstance(stock, Result)
        found = stock.frame[named if named in held else str(column)]
    elif column is not None:
        found = frame[data_value(column)]
    else:
        values = {"column": named, "columns": in_quotes(*(each.label for each in grid.columns.values()))}
        raise HlmdiagError([Problem("notation.reference-organisme", values=values)])
    if found.null_count():
        values = {"column": named, "count": found.null_count()}
        raise HlmdiagError([Problem("notation.reference-sans-organisme", values=values)])
    return found.cast(pl.String)


def tally(owners: pl.Series) -> Mapping[str, int]:
    """Number of rows of each landlord."""
    return dict(owners.value_counts().rows())


def by_owner(values: pl.Series, owners: pl.Series) -> Mapping[str, Sequence[float]]:
    """The values of each landlord."""
    return {name: values.filter(owners == name).to_list() for name in owners.unique().sort()}


def lines_alone(names: pl.Series, owners: pl.Series) -> set[str]:
    """The groups that are published by themselves, those of too few landlords being joined; a row without a group is
    of none."""
    groups = names.fill_null("")
    every = groups.unique().sort().to_list()
    counts = {(name, ""): tally(owners.filter(groups == name)) for name in every}
    table = publish(HeldUnits((*every,), ("",), counts, ordered=False))
    return {row.families[0] for row in table.rows if len(row.families) == 1} if isinstance(table, SafeTable) else set()
