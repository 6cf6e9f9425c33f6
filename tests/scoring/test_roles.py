"""The name of a unit is the first that its row says, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import hlmdiag
from hlmdiag.campaign.units import UnitNamer
from hlmdiag.explain import Explainer
from hlmdiag.scoring.roles import label_of, role_of, unit_labels
from hlmdiag.synthesis.priorities import priority_units
from hlmdiag.wording import Wording

GRID = """
language_version: 1
id: visite
version: "1"
title: Visite
polarity: merit
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  adresse: {type: text, role: label}
  agence: {type: text, role: group}
  note: {type: number, min: 0, max: 100}
indicators:
  N: {title: Note, value: note, score: {linear: {worst: 0, best: 100}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
STOCK = "code;nom;adresse;note\nA;Les Lilas;1 rue Haute;60\nB;;2 rue Haute;40\nC;;;20\n"


def test_the_name_is_the_first_that_is_known(tmp_path: Path) -> None:
    (tmp_path / "visite.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "visite.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 10, 31))
    expected = ["Les Lilas", "2 rue Haute", None]
    assert [label_of(row, grid) for row in result.frame.rows(named=True)] == expected
    assert result.frame.select(unit_labels(grid, result.frame)).to_series().to_list() == expected
    assert [each.label for each in UnitNamer(result).of([0, 1, 2])] == expected
    assert [each.label for each in priority_units(result, [0, 1, 2])] == expected
    assert [each.label for each in Explainer(result, Wording("fr", grid)).units([0, 1, 2])] == expected


def test_a_role_that_no_column_of_the_result_plays_names_none(tmp_path: Path) -> None:
    (tmp_path / "visite.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "visite.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 10, 31))
    assert role_of(grid, "size", result.frame) is None
    bare = replace(result, frame=result.frame.drop("nom", "adresse"))
    assert [each.label for each in UnitNamer(bare).of([0])] == [None]
