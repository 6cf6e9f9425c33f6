"""The criteria that may be said to lighten a score: at their best, and raising no flag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hlmdiag.explain.diagnostic import IndicatorReading
from hlmdiag.expression import Expression
from hlmdiag.expression.names import EventRef, ResultRef
from hlmdiag.grid.model import Flag, Grid, Indicator
from hlmdiag.scoring.reads import columns_of, columns_read, events_of, tables_read


def favourable(
    readings: tuple[IndicatorReading, ...], raised: Iterable[Flag], grid: Grid
) -> tuple[IndicatorReading, ...]:
    """The criteria at their best, and whose fact raises no flag: an armed assault lightens nothing."""
    columns, events, leaves = _facts(raised, grid)
    return tuple(
        reading
        for reading in readings
        if reading.favour is not None
        and round(reading.against or 0.0, 9) <= 0
        and reading.indicator.id not in leaves
        and not columns & set(columns_read(reading.indicator))
        and not events & set(_counted(reading.indicator, grid))
    )


def _facts(raised: Iterable[Flag], grid: Grid) -> tuple[set[str], set[EventRef], set[str]]:
    """Inputs of raised flags: columns, counted events, indicators read by score.

    A column that has a role (logements, agency) says how large a unit is or where it stands: no fact of its own.
    """
    columns: set[str] = set()
    events: set[EventRef] = set()
    leaves: set[str] = set()
    for flag in raised:
        columns |= {name for name in columns_of(flag.when) if name in grid.columns and grid.columns[name].role is None}
        events |= set(_events(flag.when, columns, grid))
        leaves |= {it.node for it in flag.when.references if isinstance(it, ResultRef) and not it.grid and it.node}
    return columns, events, leaves & {leaf.id for leaf in grid.indicators}


def _counted(indicator: Indicator, grid: Grid) -> Iterator[EventRef]:
    yield from tables_read(indicator)
    yield from _events(None, columns_read(indicator), grid)


def _events(when: Expression | None, columns: Iterable[str], grid: Grid) -> Iterator[EventRef]:
    """The events that a condition counts, and those from which the columns that it reads are worked out."""
    yield from events_of(when)
    for name in columns:
        if name in grid.columns:
            yield from events_of(grid.columns[name].computed)
