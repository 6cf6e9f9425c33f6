"""An invented stock of six residences with levels, a flag and blanks, scored by the real scorer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.grid import load_grid
from hlmdiag.scoring.result import Result

GRID = """
language_version: 1
id: petite
version: "{version}"
title: Petite grille
unit: résidence
polarity: {polarity}
scale: [0, 100]
min_coverage: 0.6
columns:
  code: {{type: id, required: true}}
  nom: {{type: text, role: label}}
  agence: {{type: text, role: group}}
  logements: {{type: integer, role: size}}
  vacance: {{type: percent}}
  pannes: {{type: integer}}
themes:
  occupation:
    title: Occupation
    indicators:
      VAC: {{title: Vacance, value: vacance, score: {{steps: [0, 5, 10], points: {points}}}}}
      PAN: {{title: Pannes, value: pannes, score: {{steps: [0, 1, 5], points: {points}}}}}
levels:
  calme: {{title: Calme, from: {starts[0]}}}
  moyen: {{title: Moyen, from: {starts[1]}}}
  tendu: {{title: Tendu, from: {starts[2]}}}
flags:
  pannes-lourdes: {{when: pannes > 20, message: Pannes lourdes, alert: true}}{flags}
"""
HEADERS = "code;nom;agence;logements;vacance;pannes"
ROWS = (
    "R1;Les Tilleuls;Nord;40;2 %;0",
    "R2;Le Moulin;Nord;60;12 %;7",
    "R3;Les Acacias;Sud;20;1 %;30",
    "R4;La Garenne;Sud;10;;",
    "R5;Les Iris;Sud;10;6 %;0",
    "R6;Le Lavoir;Sud;10;3 %;0",
)
Scored = Callable[..., Result]


@pytest.fixture
def scored(tmp_path: Path) -> Scored:
    """The rows scored: R1 and R6 calm, R5 and R3 middling (R3 with its flag), R2 tense, R4 unknown."""

    def make(*rows: str, version: str = "1.0", polarity: str = "burden", flags: str = "") -> Result:
        day = date(2026, 10, 31)
        good = polarity == "burden"
        points, starts = ([0, 50, 100], (0, 25, 60)) if good else ([100, 50, 0], (76, 40, 0))
        grid, stock = tmp_path / "grille.yaml", tmp_path / "parc.csv"
        text = GRID.format(version=version, polarity=polarity, points=points, starts=starts, flags=flags)
        grid.write_text(text, encoding="utf-8")
        stock.write_text("\n".join((HEADERS, *(rows or ROWS))) + "\n", encoding="utf-8")
        loaded = load_grid(grid)
        return hlmdiag.score(loaded, hlmdiag.read([stock], loaded, date=day), date=day)

    return make


def changed(**replaced: str) -> list[str]:
    """The rows, some of them replaced, or removed when empty."""
    rows = {row.partition(";")[0]: row for row in ROWS} | replaced
    return [row for row in rows.values() if row]


def flat(text: str) -> str:
    """A sentence with plain spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")
