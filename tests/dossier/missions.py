"""Results of the examples that a dossier is drawn from: the stock, the same six months before, a walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import hlmdiag
from hlmdiag.dossier import Dossier, Drafter
from hlmdiag.explain import find
from hlmdiag.grid.shipped import shipped_folder
from hlmdiag.scoring import Result, score
from report.stock import GRID, UNITS, dataset, small_result
from worded import drafter_of

NOW, BEFORE = date(2026, 10, 31), date(2026, 4, 30)
VISITED, INTERRUPTED, NEVER_VISITED, NOT_CONCLUSIVE = "0204", "0313", "0201", "0215"


def scored(grid_id: str, day: date, *names: str) -> Result:
    grid = hlmdiag.load_grid(grid_id)
    files = [shipped_folder("examples") / name for name in names]
    return hlmdiag.score(grid, hlmdiag.read(files, grid, date=day), date=day)


@cache
def present() -> Result:
    return scored("residence-complexe", NOW, "parc.xlsx", "incidents.csv", "reclamations.csv")


@cache
def before() -> Result:
    return scored("residence-complexe", BEFORE, "parc.csv", "incidents.csv")


@cache
def walked() -> Result:
    return scored("diagnostic-en-marchant", NOW, "parcours.csv")


@cache
def drafter() -> Drafter:
    return drafter_of(present(), [("avant.json", before())], [("parcours.json", walked())])


@cache
def dossier_of(code: str) -> Dossier:
    return next(drafter().units([find(present(), code)]))


def alone(result: Result, code: str, history: Sequence[Result] = (), language: str = "fr") -> Dossier:
    """The dossier of a unit of any result."""
    named = [(f"{place}.json", each) for place, each in enumerate(history)]
    return next(drafter_of(result, named, (), language).units([find(result, code)]))


@cache
def small() -> Result:
    return small_result()


@cache
def small_before() -> Result:
    """The small stock a year before: one unit was well, another did not stand in it."""
    grid = hlmdiag.load_grid(GRID)
    well = {"troubles": 5, "TR3": "1", "dispo_ascenseur": 99, "vacance": 2, "recurrence": "rare"}
    units = [{**unit, **well} if unit["code"] == "000102" else unit for unit in UNITS if unit["code"] != "000103"]
    found = replace(dataset(grid, units), overrides=None)
    return score(grid, found, date=date(2025, 11, 1))
