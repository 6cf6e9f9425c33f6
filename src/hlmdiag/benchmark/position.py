"""The place of one landlord among those of a release, from what is published and its own figures, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hlmdiag.benchmark.consolidate import OwnFigures, standing_of
from hlmdiag.benchmark.publication import Publication, PublishedLine, PublishedTable
from hlmdiag.benchmark.share import LandlordShare
from hlmdiag.benchmark.shared_grid import OTHERS
from hlmdiag.disclosure.quantiles import place_among
from hlmdiag.disclosure.tables import Together


@dataclass(frozen=True)
class Percentile:
    """The percentile of a figure, and the published ones that it lies between."""

    place: float
    low: int
    high: int


@dataclass(frozen=True)
class LinePosition:
    """A landlord in a line. `among_units`: its median among units; `among_medians`: among landlords' medians;
    `among_worst`: its share of units at the worst levels among landlords'."""

    line: PublishedLine
    own: OwnFigures
    among_units: Percentile | None
    among_medians: Percentile | None
    among_worst: Percentile | None


@dataclass(frozen=True)
class TablePosition:
    """A landlord in the table of one kind of families; no line where it is not published."""

    table: PublishedTable
    lines: tuple[LinePosition, ...]


def positions(share: LandlordShare, release: Publication) -> tuple[TablePosition, ...]:
    """The place of a landlord in each table of a release, in the lines where it has units."""
    return tuple(TablePosition(table, tuple(_lines(share, table))) for table in release.tables)


def _lines(share: LandlordShare, table: PublishedTable) -> list[LinePosition]:
    several = table.lines if len(table.lines) > 1 else ()
    lines = [*several, *([table.total] if table.total else [])]
    standings = [standing_of(share, table.kind, _own_families(share, table, line), table.levels[-1]) for line in lines]
    return [_line(line, own) for line, own in zip(lines, standings, strict=True) if own.units]


def _own_families(share: LandlordShare, table: PublishedTable, line: PublishedLine) -> Together:
    """The families of a line as the landlord names them: those that the release does not name are all its others."""
    if OTHERS not in line.families:
        return line.families
    apart = {id for other in table.lines if other is not line and line is not table.total for id in other.families}
    return tuple(id for id in share.figures.get(table.kind, {}) if id not in apart)


def _line(line: PublishedLine, own: OwnFigures) -> LinePosition:
    return LinePosition(
        line, own, _placed(own.median, line.scores), _placed(own.median, line.medians), _placed(own.worst, line.worst)
    )


def _placed(value: float | None, quantiles: Mapping[int, float]) -> Percentile | None:
    if value is None or not quantiles:
        return None
    return Percentile(*place_among(value, quantiles))
