"""The small grid made over: every kind of grid that a report has to show."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from hlmdiag.grid import load_document, load_grid
from hlmdiag.scoring import Result, score
from report.stock import DATE, GRID, UNITS, dataset

Document = dict[str, Any]


def without_levels(document: Document) -> None:
    for key in ("levels", "flags", "actions", "views", "view_gap", "first_look"):
        del document[key]


def without_roles(document: Document) -> None:
    for column in document["columns"].values():
        column.pop("role", None)


def merit(document: Document) -> None:
    document["polarity"] = "merit"
    document["levels"] = {
        "bon": {"title": "Bon", "from": 60},
        "moyen": {"title": "Moyen", "from": 30},
        "faible": {"title": "Faible", "from": 0},
    }
    document["flags"] = {}
    document["actions"] = {}


def unbounded(document: Document) -> None:
    without_levels(document)
    document["scale"] = "none"
    document["themes"]["service"]["indicators"]["QS1"]["score"] = {"identity": {}}


def geometric(document: Document) -> None:
    merit(document)
    document["themes"]["service"]["aggregation"] = "geometric"


def by_rules(document: Document) -> None:
    del document["themes"], document["views"], document["view_gap"], document["first_look"], document["actions"]
    for level in document["levels"].values():
        del level["from"]
    document["level_rules"] = [
        {"level": "complexe", "when": "trafic"},
        {"level": "fragile", "when": "vacance > 10"},
        {"level": "courant"},
    ]


def worst(document: Document) -> None:
    document["aggregation"] = "worst"
    document["adjust"] = "max(5, score)"


def median(document: Document) -> None:
    document["aggregation"] = "median"
    document["themes"]["service"]["aggregation"] = "median"


VARIANTS: tuple[Callable[[Document], None], ...] = (
    without_levels,
    without_roles,
    merit,
    unbounded,
    geometric,
    median,
    by_rules,
    worst,
)


@cache
def varied(change: Callable[[Document], None]) -> Result:
    """The small stock under a grid made over."""
    document = deepcopy(dict(load_grid(GRID).document))
    change(document)
    grid = load_document(document)
    units = [{**unit, "dispo_ascenseur": 40} if change is unbounded else unit for unit in UNITS]
    received = dataset(grid, units)
    known = {level.id for level in grid.levels}
    overrides = (
        received.overrides.filter(pl.col("level").is_in(list(known))) if received.overrides is not None else None
    )
    return score(grid, replace(received, overrides=overrides), date=DATE)
