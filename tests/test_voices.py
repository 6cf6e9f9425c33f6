"""Requirements (design-2 §11): a voice is a role and a respondent; voices come from any sheet, and from the stock."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.data import Dataset
from hlmdiag.grid import Grid
from hlmdiag.scoring import Result
from hlmdiag.scoring.whole_stock import is_divisible

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: voix
version: "1"
title: Voix
polarity: merit
roles: {agence: {title: Agence, weight: 2}, gardien: {title: Gardien d’immeuble}}
respondents: {column: repere, role: role, divergence: 1}
columns:
  code: {type: id, required: true}
  repere: {type: text}
  role: {type: text}
  nb: {type: integer}
indicators:
  HALL: {title: Hall, kind: judgement, score: {choices: {"1": 100, "2": 67, "3": 33, "4": 0}}}
  CAVE: {title: Caves, kind: judgement, score: {choices: {"1": 100, "4": 0}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""


@pytest.fixture
def grid(tmp_path: Path) -> Grid:
    (tmp_path / "voix.yaml").write_text(GRID, encoding="utf-8")
    return hlmdiag.load_grid(tmp_path / "voix.yaml")


def read(grid: Grid, folder: Path, **files: str) -> Dataset:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return hlmdiag.read([folder / f"{name}.csv" for name in files], grid)


def scored(grid: Grid, folder: Path, **files: str) -> Result:
    return hlmdiag.score(grid, read(grid, folder, **files), date=DAY)


def voices(data: Dataset) -> list[tuple[object, ...]]:
    assert data.respondents is not None
    return data.respondents.frame.select("v:code", "role", "respondent", "v:HALL").rows()


def test_a_role_is_read_by_its_id_or_its_title_whatever_the_case_and_the_accents(grid: Grid, tmp_path: Path) -> None:
    data = read(grid, tmp_path, avis="code;role;HALL\nR1;AGENCE;1\nR1;gardien d'immeuble;2\nR1;;3\nR1;gârdien;2\n")
    assert voices(data) == [
        ("R1", "agence", "?", "1"), ("R1", "gardien", "?", "2"), ("R1", None, "?", "3"),
    ]  # fmt: skip


def test_a_role_that_the_grid_does_not_have_is_refused_with_its_cell(grid: Grid, tmp_path: Path) -> None:
    data = read(grid, tmp_path, avis="code;repere;role;HALL\nR1;a;préfet;1\nR1;b;agence;2\n")
    assert [(each.code, each.location.cell) for each in data.problems] == [("donnees.reponse", "C2")]
    assert voices(data) == [("R1", None, "a", "1"), ("R1", "agence", "b", "2")]


def test_two_roles_with_the_same_mark_are_two_voices(grid: Grid, tmp_path: Path) -> None:
    found = scored(grid, tmp_path, avis="code;repere;role;HALL\nR1;nord;agence;1\nR1;nord;gardien;3\n")
    assert found.frame.select("respondents", "score:HALL").rows() == [(["nord", "nord"], 66.5)]


def test_a_voice_said_twice_completes_itself_and_counts_nowhere_it_differs(grid: Grid, tmp_path: Path) -> None:
    first = "code;repere;role;HALL;CAVE\nR1;nord;agence;1;1\nR1;sud;gardien;3;\n"
    second = "code;repere;role;HALL;CAVE\nR1;nord;Agence;2;1\nR1;sud;gardien;;4\n"
    data = read(grid, tmp_path, lundi=first, mardi=second)
    [said] = [each for each in data.problems if each.code == "donnees.repondant-repete"]
    assert (said.location.file, said.location.cell) == ("lundi.csv", "D2")
    assert "mardi.csv, ligne 2" in said.say("fr")
    row = hlmdiag.score(grid, data, date=DAY).frame.row(0, named=True)
    assert row["answers:HALL"] == ["invalid", "3"]
    assert row["answers:CAVE"] == ["1", "4"]
    assert (row["score:HALL"], row["score:CAVE"]) == (33.0, 50.0)


STOCK = "code;nb;HALL;CAVE\nR1;40;4;\nR2;50;3;1\nR3;8;;\n"
OPINIONS = "code;repere;role;HALL\nR1;nord;agence;1\nR1;nord;gardien;2\nR3;;gardien;1\n"


def test_what_the_stock_judges_is_one_more_voice_of_the_units_that_have_others(grid: Grid, tmp_path: Path) -> None:
    found = scored(grid, tmp_path, parc=STOCK, avis=OPINIONS).frame
    assert found.select("code", "respondents", "answers:HALL", "score:HALL").rows() == [
        ("R1", ["nord", "nord", "tableau du parc"], ["1", "2", "4"], 67.0),
        ("R2", [], [], 33.0),
        ("R3", ["?"], ["1"], 100.0),
    ]


def test_without_voices_a_result_is_that_of_the_grid_without_respondents(grid: Grid, tmp_path: Path) -> None:
    plain = tmp_path / "sans.yaml"
    plain.write_text(GRID.replace("respondents: {column: repere, role: role, divergence: 1}\n", ""), encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    alone = hlmdiag.load_grid(plain)
    expected = hlmdiag.score(alone, hlmdiag.read(tmp_path / "parc.csv", alone), date=DAY)
    found = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=DAY)
    assert found.frame.equals(expected.frame)
    assert is_divisible(grid)
