"""Requirements (design-2 §11): what each role says of a unit, beside what all say and what the data say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import hlmdiag
from hlmdiag.scoring import Result
from hlmdiag.scoring.crossed_views import CrossedViews, crossed_views
from report.round_trip import round_trip

GRID = """\
language_version: 1
id: voix
version: "1"
title: Voix
polarity: merit
roles: {agence: {title: Agence}, gardien: {title: Gardien}}
respondents: {column: repere, role: role, divergence: 1}
columns:
  code: {type: id, required: true}
  repere: {type: text}
  role: {type: text}
  nb: {type: integer}
  pieges: {type: integer}
themes:
  lieux:
    title: Lieux
    min_coverage: 0.5
    indicators:
      HALL: {title: Hall, kind: judgement, score: {choices: {"1": 100, "2": 67, "3": 33, "4": 0}}}
      CAVE: {title: Caves, kind: judgement, score: {choices: {"1": 100, "4": 0}}, asked: [gardien]}
      NOMBRE: {title: Nombre, value: nb, score: {linear: {worst: 100, best: 0}}}
  gens:
    title: Gens
    indicators:
      RATS: {title: Rats, kind: judgement, value: pieges, score: {linear: {worst: 10, best: 0}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
ROWS = """\
code;repere;role;HALL;CAVE;pieges;nb
R1;a;agence;1;;;40
R1;b;gardien;3;4;5;
R1;c;gardien;4;1;nsp;
R2;a;agence;2;4;;10
"""


def scored(folder: Path) -> Result:
    (folder / "voix.yaml").write_text(GRID, encoding="utf-8")
    (folder / "avis.csv").write_text(ROWS, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "voix.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "avis.csv", grid), date=date(2026, 11, 30))


def found(result: Result) -> CrossedViews:
    views = crossed_views(result)
    assert views is not None
    return views


def test_each_role_has_the_score_of_its_own_answers(tmp_path: Path) -> None:
    views = found(scored(tmp_path))
    shown = views.roles.select("row", "role", "score:lieux", "coverage:lieux", "score:gens", "coverage:gens")
    assert shown.rows() == [
        # the agency is not asked of the cellars, nor answers of them; nobody but a caretaker counted the traps
        (0, "agence", 100.0, 1.0, None, 0.0),
        (0, "gardien", 33.25, 1.0, 50.0, 1.0),
        # here the agency answered of the cellars too
        (1, "agence", 33.5, 1.0, None, 0.0),
    ]


def test_all_voices_and_the_data_stand_beside_the_roles(tmp_path: Path) -> None:
    views = found(scored(tmp_path))
    assert views.together.select("row", "score:lieux").rows() == [(0, 41.5), (1, 33.5)]
    assert views.data.select("row", "score:lieux").rows() == [(0, 60.0), (1, 90.0)]
    assert [theme.id for theme in views.themes] == ["", "lieux", "gens"]


def test_crossed_views_come_out_of_a_saved_result_alike(tmp_path: Path) -> None:
    result = scored(tmp_path)
    for format in ("json", "parquet", "csv"):
        assert found(round_trip(result, format)).roles.equals(found(result).roles)


def test_nothing_is_crossed_where_nobody_is_heard(tmp_path: Path) -> None:
    (tmp_path / "voix.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;HALL;nb\nR1;1;40\n", encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "voix.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 11, 30))
    assert crossed_views(result) is None
