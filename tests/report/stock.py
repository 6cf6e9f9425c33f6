"""A small invented stock that holds every case a report has to show, scored by the real scorer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from hlmdiag.data.dataset import Dataset, DecodedTable, InputFile, Provenance
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.scoring import Result, score
from hlmdiag.states import KNOWN, State

DATE = date(2026, 11, 1)
GRID = Path(__file__).with_name("stock.yaml")

_TYPES = {"integer": pl.Float64, "number": pl.Float64, "percent": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}

MISSING, UNKNOWN, INVALID, ABSENT = State.MISSING, State.UNKNOWN, State.INVALID, State.NOT_APPLICABLE

_FULL: dict[str, Any] = {
    "agence": "Nord",
    "commune": "Ville-sur-Exemple",
    "nb_logements": 100,
    "nb_ascenseurs": 2,
    "dispo_ascenseur": 99,
    "troubles": 5,
    "vacance": 2,
    "trafic": False,
    "nature": "presence",
    "recurrence": "rare",
    "TR3": "1",
    "OC2": "bonne",
}
_BLANK = {"troubles": MISSING, "TR3": UNKNOWN, "nature": MISSING, "recurrence": MISSING}

UNITS: list[dict[str, Any]] = [
    {**_FULL, "code": "000101", "nom": "Les Tilleuls"},
    {**_FULL, "code": "000102", "nom": "Le Grand Pré", "troubles": 60, "TR3": "3", "nature": "menaces",
     "recurrence": "quotidienne", "vacance": 18, "dispo_ascenseur": 85, "OC2": "faible"},
    {**_FULL, "code": "000103", "nom": "Bel Air", "agence": "Sud", "trafic": True},
    {**_FULL, "code": "000104", "nom": "La Source", "agence": "Sud", "nb_ascenseurs": 0, "dispo_ascenseur": ABSENT,
     "troubles": 30, "TR3": "2"},
    {**_FULL, **_BLANK, "code": "000105", "nom": "Les Acacias", "nb_logements": 40},
    {**_FULL, **_BLANK, "code": "000106", "nom": "La Croix", "trafic": True, "OC2": MISSING},
    {**_FULL, "code": "000107", "nom": '=HYPERLINK("http://exemple.invalid")|<script>alert(1)</script>\nsuite \u202e😀',
     "agence": None, "nb_logements": None, "trafic": UNKNOWN, "vacance": INVALID},
    {**_FULL, "code": "@A-1", "nom": "Le Petit Clos", "nb_logements": 8, "troubles": 4, "TR3": "2"},
]  # fmt: skip


@cache
def small_result() -> Result:
    """The stock, scored once for all the tests of a process: a result does not change."""
    grid = load_grid(GRID)
    return score(grid, dataset(grid, UNITS), date=DATE)


def dataset(grid: Grid, units: Sequence[Mapping[str, Any]]) -> Dataset:
    """Units as the reader would give them: a `State` stands for a value that is not there."""
    columns = {"row": pl.Series(range(5, 5 + len(units)), dtype=pl.UInt32)}
    for column in grid.columns.values():
        columns |= _decoded(column, [unit.get(column.id) for unit in units])
    letters = {id: chr(ord("A") + place) for place, id in enumerate(grid.columns)}
    labels = {id: column.label for id, column in grid.columns.items()}
    provenance = {id: Provenance("parc.xlsx", "Relevé", letter, labels[id]) for id, letter in letters.items()}
    cell = Location(file="parc.xlsx", sheet="Relevé", cell="I11", header="Vacance")
    overrides = pl.DataFrame(
        {"code": ["000104"], "level": ["complexe"], "author": ["directrice d'agence"], "date": [date(2026, 10, 20)],
         "reason": ["incendie du 12 octobre"]}
    )  # fmt: skip
    return Dataset(
        stock=DecodedTable(pl.DataFrame(columns), provenance),
        overrides=overrides,
        inputs=(InputFile("parc.xlsx", "0" * 64, "stock", len(units), sheet="Relevé", header_row=4),),
        problems=(Problem("rapport.code-inconnu", cell, {"code": "=beaucoup"}, Severity.ERROR),),
        counts={"rows_read": len(units)},
    )


def _decoded(column: Column, given: list[Any]) -> dict[str, pl.Series]:
    dtype = _TYPES.get(column.type, pl.String)
    states = [MISSING if each is None else each if isinstance(each, State) else KNOWN for each in given]
    values = [None if each is None or isinstance(each, State) else each for each in given]
    text = [None if each is None else str(each) for each in values]
    found = {
        f"v:{column.id}": pl.Series(values, dtype=dtype, strict=False),
        f"s:{column.id}": pl.Series([int(state) for state in states], dtype=pl.UInt8),
    }
    if column.role is not None or column.type == "id":
        found[f"t:{column.id}"] = pl.Series(text, dtype=pl.String)
    return found
