"""A unit is in the family of what was read of it, however its file writes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import hlmdiag
from hlmdiag.benchmark.families import families_of
from hlmdiag.benchmark.shared_grid import UNKNOWN, WHOLE, shared_grid

GRID = """
language_version: 1
id: visite
version: "1"
title: Visite
polarity: merit
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group}
  qpv: {type: boolean, role: identity}
  chauffage: {type: choice, role: identity, choices: {gaz: Gaz, bois: Bois}}
  annee: {type: integer, min: 1850, max: 2100, role: identity}
  logements: {type: integer, role: size}
  note: {type: number, min: 0, max: 100}
families:
  taille: {column: logements, steps: [20]}
  quartier: {column: qpv}
  energie: {column: chauffage}
  epoque: {column: annee, steps: [1975]}
  lieu: {column: agence}
indicators:
  N: {title: Note, value: note, score: {linear: {worst: 0, best: 100}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
STOCK = """code;agence;qpv;chauffage;annee;logements;note
A;Nord;O;Gaz;1960;12;60
B;Sud;N;bois;1975;20;40
C;Nord;;;;;20
"""


def test_families_are_of_what_was_read_and_all_units_are_together_first(tmp_path: Path) -> None:
    (tmp_path / "visite.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "visite.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 10, 31))
    hlmdiag.render(result, tmp_path / "visite.csv")
    for each in (result, hlmdiag.load_result(tmp_path / "visite.csv")):
        assert families_of(each) == {
            WHOLE: [WHOLE] * 3,
            "taille": ["<20", ">=20", UNKNOWN],
            "quartier": ["true", "false", UNKNOWN],
            "energie": ["gaz", "bois", UNKNOWN],
            "epoque": ["<1975", ">=1975", UNKNOWN],
            "lieu": ["Nord", "Sud", "Nord"],
        }
    kinds = shared_grid(grid).kinds
    assert [each.id for each in kinds] == [WHOLE, "taille", "quartier", "energie", "epoque", "lieu"]
    assert [each.id for each in kinds if each.years] == ["epoque"]
