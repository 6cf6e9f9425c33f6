"""Says which groups of a stock bear the same name but for its case, its accents or its signs: they count apart."""

from __future__ import annotations

import polars as pl

from hlmdiag.data.normalise_text import words
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import cited_at, first_of

_ROLES = frozenset({"group", "district"})
_SHOWN = 5


def group_columns(grid: Grid) -> list[str]:
    """The columns by which the units of a result are put together."""
    return [each.id for each in grid.columns.values() if each.role in _ROLES and each.type == "text"]


def groups_alike(result: pl.DataFrame, grid: Grid) -> list[Problem]:
    """A warning for each column of groups in which some may be one; none of rows that another engine holds."""
    found: list[Problem] = []
    if not isinstance(result, pl.DataFrame):
        return found
    for column in group_columns(grid):
        if column in result.columns and (alike := _alike(result[column])):
            named = [cited_at(name, str(count)) for names in alike for name, count in names]
            values = {"label": grid.columns[column].label, "names": first_of(named, _SHOWN)}
            found.append(Problem("notation.groupes-proches", values=values, severity=Severity.WARNING))
    return found


def _alike(groups: pl.Series) -> list[list[tuple[str, int]]]:
    """The names that may be of one group, with the number of their units, the most numerous first."""
    counted = groups.drop_nulls().cast(pl.String).alias("name").value_counts()
    together: dict[str, list[tuple[str, int]]] = {}
    for name, count in sorted(counted.rows(), key=lambda row: (-row[1], row[0])):
        together.setdefault(words(name), []).append((name, count))
    return [names for folded, names in together.items() if folded and len(names) > 1]
