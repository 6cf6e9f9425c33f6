"""What « Simuler » is tried on: units picked, answers typed in its sheet, grids that its formulas have to follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hlmdiag.grid import load_document, load_grid
from hlmdiag.grid.model import Grid
from hlmdiag.scoring import Result, score
from report.stock import DATE, GRID, UNITS, dataset
from report.variants import VARIANTS, Document


@dataclass(frozen=True)
class Case:
    """A unit that is picked, what is typed for it in the sheet, and the same as answers of its row."""

    name: str
    code: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    change: str = ""


CASES = (
    Case("autre-ligne", "000102"),
    Case("aggravee", "000101", {"TR1": 60, "TR3": "Difficulté majeure (3)", "TR2": "Menaces × Quotidienne", "OC1": 7.5},
         {"troubles": 60, "TR3": "3", "nature": "menaces", "recurrence": "quotidienne", "vacance": 7.5}),
    Case("sur-un-seuil", "000101", {"TR1": 25, "OC1": 15}, {"troubles": 25, "vacance": 15}),
    Case("drapeau-tenu", "000103", {"TR1": 30}, {"troubles": 30}),
    Case("devient-concluante", "000105", {"TR1": 30, "TR2": "Menaces × Rare", "TR3": "Difficulté réelle (2)"},
         {"troubles": 12, "nature": "menaces", "recurrence": "rare", "TR3": "2"}),
    Case("sans-objet", "000104", {"QS1": 40, "TR1": 5}, {"dispo_ascenseur": 40, "troubles": 5}),
    Case("effectif", "@A-1", {"TR1": 50, "TR3": "Difficulté majeure (3)"}, {"troubles": 4, "TR3": "3"}),
    Case("texte-hostile", UNITS[6]["code"], {"OC1": 3}, {"vacance": 3}),
    Case("refusee", "000101", {"TR1": -4}, {"troubles": -4}),
    Case("pire", "000105", {"TR1": -4, "OC1": 12}, {"troubles": -4, "vacance": 12}, "worst_missing"),
    Case("nombre", "000105", {"OC1": 12}, {"vacance": 12}, "number_missing"),
    Case("bloque", "000105", {"OC1": 12}, {"vacance": 12}, "block_missing"),
    Case("merite", "000101", {"TR1": 30, "OC1": 9}, {"troubles": 30, "vacance": 9}, "merit"),
    Case("extremes", "000101", {"TR1": 30, "OC1": 9}, {"troubles": 30, "vacance": 9}, "extremes"),
    Case("somme", "000101", {"TR1": 60, "TR3": "Difficulté majeure (3)", "OC1": 9},
         {"troubles": 60, "TR3": "3", "vacance": 9}, "summed"),
    Case("autres-regles", "000101", {"QS1": 92, "OC1": 13, "TR1": 33, "TR3": "Difficulté majeure (3)"},
         {"dispo_ascenseur": 92, "vacance": 13, "troubles": 33, "TR3": "3"}, "other_rules"),
    Case("drapeaux", "000101", {"TR1": 60, "TR3": "Difficulté majeure (3)"}, {"troubles": 60, "TR3": "3"},
         "more_flags"),
    Case("drapeaux-leves", "000102", {"TR1": 5, "TR3": "Pas de difficulté (1)"}, {"troubles": 5, "TR3": "1"},
         "more_flags"),
    Case("mesure-alerte", "000101", {"QS1": 85}, {"dispo_ascenseur": 85}, "more_flags"),
    Case("mesure-reparee", "000102", {"QS1": 99}, {"dispo_ascenseur": 99}, "more_flags"),
    Case("alerte-absente", "000104", {}, {}, "more_flags"),
    Case("drapeaux-indecis", "000106", {}, {}, "more_flags"),
    Case("sans-echelle", "000101", {"OC1": 9}, {"vacance": 9}, "unbounded"),
)  # fmt: skip


def worst_missing(document: Document) -> None:
    document["missing"] = "worst"


def number_missing(document: Document) -> None:
    document["missing"] = 50


def block_missing(document: Document) -> None:
    document["themes"]["tranquillite"]["missing"] = "block"


def extremes(document: Document) -> None:
    document["themes"]["tranquillite"]["aggregation"] = "worst"
    document["themes"]["service"]["themes"]["occupation"]["aggregation"] = "best"


def summed(document: Document) -> None:
    document["themes"]["tranquillite"] |= {"aggregation": {"sum": {"out_of": 800, "cap": 70}}, "missing": "best"}


def other_rules(document: Document) -> None:
    service = document["themes"]["service"]
    service["indicators"]["QS1"]["score"] = {
        "target": {"goal": "90 + nb_ascenseurs * 2", "better": "higher", "tolerance": 2, "points": [0, 40, 100]}
    }
    service["themes"]["occupation"]["indicators"]["OC1"]["score"] = {"linear": {"worst": 20, "best": 1}}
    document["themes"]["tranquillite"]["indicators"]["TR1"]["score"] = {"identity": {}, "out_of": 50}


def more_flags(document: Document) -> None:
    document["flags"] |= {
        "personnel": {"when": "score(TR3) >= 100", "message": "Personnel empêché", "alert": True},
        "rouge": {"when": '60 < score(tranquillite) and not flag("trafic-installe")',
                  "message": "Tranquillité au rouge", "alert": True},
        "cumul": {"when": "alerts() >= 2", "message": "Deux alertes", "no_better_than": "fragile"},
        "deja": {"when": "level >= vigilance", "message": "Déjà en vigilance"},
    }  # fmt: skip


CHANGES = {change.__name__: change for change in VARIANTS} | {
    each.__name__: each
    for each in (worst_missing, number_missing, block_missing, extremes, summed, other_rules, more_flags)
}


def grid_of(change: str) -> Grid:
    document = deepcopy(dict(load_grid(GRID).document))
    if change:
        CHANGES[change](document)
    return load_document(document)


def scored(grid: Grid, code: str = "", answers: Mapping[str, Any] | None = None) -> Result:
    units = [unit | (dict(answers or {}) if unit["code"] == code else {}) for unit in UNITS]
    received = dataset(grid, units)
    known = pl.col("level").is_in([level.id for level in grid.levels])
    assert received.overrides is not None
    return score(grid, dataclasses.replace(received, overrides=received.overrides.filter(known)), date=DATE)
