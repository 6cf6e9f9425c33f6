"""Figures published of several landlords: every figure of it may be read by anyone, and none shows anyone's units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import ValidationError

from hlmdiag.benchmark.shared_grid import SharedDocument, SharedGrid
from hlmdiag.disclosure.rule import SafeFigure, Weakness
from hlmdiag.disclosure.tables import SafeRow, SafeTable, Together
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.received_json import read_json

PUBLICATION_FORMAT: Literal["hlmdiag-consolidation/1"] = "hlmdiag-consolidation/1"


class PublishedCount(SharedDocument):
    """A count; `landlords`: of how many, where it can be said; `mostly_one`: more than half is one landlord's."""

    units: int
    landlords: int | None = None
    mostly_one: bool = False


class PublishedLine(SharedDocument):
    """Families counted together: each group of levels, their sum, the units without a level.

    `scores`, `coverage`: quantiles over units; `medians`, `worst`: over landlords, of their median and of the share
    that they have at the last group of levels.
    """

    families: Together
    cells: tuple[PublishedCount, ...]
    whole: PublishedCount
    undecided: PublishedCount | None = None
    scores: Mapping[int, float] = {}
    coverage: Mapping[int, float] = {}
    medians: Mapping[int, float] = {}
    worst: Mapping[int, float] = {}


class PublishedTable(SharedDocument):
    """The families of one kind by level; without lines, it is not published, and `because` says why."""

    kind: str
    levels: tuple[Together, ...] = ()
    lines: tuple[PublishedLine, ...] = ()
    total: PublishedLine | None = None
    because: Weakness | None = None

    @property
    def safe(self) -> SafeTable | None:
        """The counts of it, as the next release compares them."""
        if self.total is None:
            return None
        return SafeTable(self.levels, tuple(map(_row, self.lines)), _row(self.total))


class PublishedTheme(SharedDocument):
    """A theme over all units: quantiles of its scores, and in how many landlords' first ones it is, where three are."""

    id: str
    scores: Mapping[int, float] = {}
    first_of: int | None = None


class Publication(SharedDocument):
    """A release. `sources`: a mark of what each landlord sent; `detailed`: how many sent rows.

    `first`: how many themes of each landlord are counted as its first ones.
    """

    format: Literal["hlmdiag-consolidation/1"] = PUBLICATION_FORMAT
    grid: SharedGrid
    date: date
    landlords: int
    detailed: int
    first: int
    sources: tuple[str, ...]
    tables: tuple[PublishedTable, ...]
    themes: tuple[PublishedTheme, ...]


def published(figure: SafeFigure) -> PublishedCount:
    """A count as it is written."""
    return PublishedCount(units=figure.units, landlords=figure.landlords, mostly_one=figure.mostly_one)


def _row(line: PublishedLine) -> SafeRow:
    return SafeRow(line.families, tuple(map(as_figure, line.cells)), as_figure(line.whole))


def as_figure(count: PublishedCount) -> SafeFigure:
    """A count as the next release compares it."""
    return SafeFigure(count.units, count.landlords, count.mostly_one)


def read_publication(content: bytes, name: str) -> Publication:
    """The release of a file; raises `HlmdiagError` where it is none."""
    found = read_json(content, name)
    if not isinstance(found, dict) or found.get("format") != PUBLICATION_FORMAT:
        raise HlmdiagError([Problem("consolidation.pas-une", Location(name), {})])
    try:
        return Publication.model_validate(found)
    except ValidationError as faults:
        where = ".".join(str(part) for part in faults.errors()[0]["loc"])
        raise HlmdiagError([Problem("envoi.illisible", Location(name), {"where": where})]) from None
