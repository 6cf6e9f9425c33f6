"""The data dictionary of generated grids, always the same, and the answers its columns may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

TODAY = date(2026, 11, 30)
"""The reference date of every generated diagnosis."""
HEAD = {
    "language_version": 1,
    "id": "grille-tiree",
    "version": "1",
    "title": "Grille tirée au hasard",
    "publisher": "essais",
    "licence": "CC-BY-4.0",
    "date": "2026-11-01",
    "statement": "Grille inventée pour les essais.",
    "unit": "residence",
}

NATURE = {"trouble": "Trouble de jouissance", "degradation": "Dégradation"}
COLUMNS: dict[str, dict[str, Any]] = {
    "code": {"type": "id", "required": True},
    "nom": {"type": "text", "role": "label"},
    "agence": {"type": "text", "role": "group"},
    "nb": {"type": "integer", "min": 0, "role": "size"},
    "n1": {"type": "number"},
    "n2": {"type": "number"},
    "p1": {"type": "percent"},
    "b1": {"type": "boolean"},
    "b2": {"type": "boolean"},
    "c1": {"type": "choice", "choices": {"a": "Très bien", "b": "Passable", "c": "Dégradé"}},
    "t1": {"type": "text"},
    "d1": {"type": "date"},
    "m1": {"type": "month"},
    "y1": {"type": "integer"},
}
TABLES: dict[str, dict[str, Any]] = {
    "incidents": {
        "key": "code",
        "date": "jour",
        "window": 12,
        "columns": {
            "nature": {"type": "choice", "choices": NATURE},
            "cout": {"type": "number"},
            "grave": {"type": "boolean"},
            "montant": {"type": "number", "min": 0},
            "frais": {"type": "number", "blank": 0},
        },
    },
    "visites": {"key": "code", "columns": {"note": {"type": "number"}}},
}
NUMBERS = [0.0, 1.0, 0.1, 0.2, 0.3, 0.7, 2.0, 3.0, 5.0, 7.5, 10.0, 12.5, 20.0, -1.0, -2.5, 0.25, 33.0, 100.0, 1 / 3]
"""Values and bounds come from one list, so that values stand exactly on bounds."""
DAYS = ["2026-11-30", "2025-11-30", "2025-12-01", "2026-12-01", "2026-05-31", "2024-02-29", "2020-01-01"]
VALUES: dict[str, list[Any]] = {
    "id": ["R1"],
    "text": ["Nord", "Sud", "Été", "ete"],
    "integer": [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 100.0],
    "number": NUMBERS,
    "percent": [0.0, 5.0, 12.5, 33.0, 50.0, 67.0, 90.0, 99.9, 100.0],
    "boolean": [False, True],
    "date": DAYS,
    "month": ["2026-11-01", "2024-02-01", "2019-06-01"],
}
YEARS = [2026.0, 2020.0, 2024.0, 1970.0]


def values_of(name: str, spec: dict[str, Any]) -> list[Any]:
    """What a column may hold when it is known."""
    if name == "y1":
        return YEARS
    if spec.get("min") == 0 and spec["type"] == "number":
        return [number for number in NUMBERS if number >= 0]
    return list(spec["choices"]) if spec["type"] == "choice" else VALUES[spec["type"]]
