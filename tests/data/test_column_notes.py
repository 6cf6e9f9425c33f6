"""Requirements (design-2 §12): what a row of a walk says stays together, with who wrote it and its cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.data.written_findings import written_findings
from hlmdiag.grid import Grid
from hlmdiag.synthesis import by_deadline

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: parcours
version: "1"
title: Parcours
polarity: merit
roles: {gardien: {title: Gardien}}
respondents: {column: qui, role: role}
columns:
  code: {type: id, required: true}
  qui: {type: text}
  role: {type: text}
  constats: {type: text, role: identity, remark: comment}
  lieu: {type: text, role: identity, remark: place}
  service: {type: text, role: identity, remark: owner}
  echeance: {type: text, role: identity, remark: deadline}
indicators:
  HALL: {title: Hall, kind: judgement, score: {choices: {"1": 100, "4": 0}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
ROWS = """\
code;qui;role;HALL;constats;lieu;service;echeance
R1;a;gardien;1;Porte cassée;hall B;agence;1 mois
R1;b;;4;Tag;pignon;;48 heures
R1;b;;;Épave;parking;ville;programme de travaux
R1;c;;4;;;;
R2;a;;1;Lampe;cave;agence;15/12/2026
"""


@pytest.fixture
def grid(tmp_path: Path) -> Grid:
    (tmp_path / "parcours.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "avis.csv").write_text(ROWS, encoding="utf-8")
    return hlmdiag.load_grid(tmp_path / "parcours.yaml")


def test_each_row_is_a_finding_with_its_own_place_owner_and_deadline(grid: Grid, tmp_path: Path) -> None:
    found = written_findings(hlmdiag.read(tmp_path / "avis.csv", grid).notes)
    assert [(each.first.unit, each.first.respondent, each.first.role, dict(each.texts)) for each in found] == [
        (("R1",), "a", "gardien",
         {"comment": "Porte cassée", "place": "hall B", "owner": "agence", "deadline": "1 mois"}),
        (("R1",), "b", None, {"comment": "Tag", "place": "pignon", "deadline": "48 heures"}),
        (("R1",), "b", None,
         {"comment": "Épave", "place": "parking", "owner": "ville", "deadline": "programme de travaux"}),
        (("R2",), "a", None, {"comment": "Lampe", "place": "cave", "owner": "agence", "deadline": "15/12/2026"}),
    ]  # fmt: skip
    assert [each.first.cell for each in found] == ["E2", "E3", "E4", "E6"]


def test_findings_go_by_deadline_then_by_owner_and_those_without_a_time_last(grid: Grid, tmp_path: Path) -> None:
    found = by_deadline(written_findings(hlmdiag.read(tmp_path / "avis.csv", grid).notes), DAY)
    # two days, then fifteen, then a month; no time is said of the last
    assert [each.texts["comment"] for each in found] == ["Tag", "Lampe", "Porte cassée", "Épave"]


def test_a_finding_changes_no_score_and_a_row_without_any_is_none(grid: Grid, tmp_path: Path) -> None:
    with_notes = hlmdiag.score(grid, hlmdiag.read(tmp_path / "avis.csv", grid), date=DAY)
    bare = "\n".join(";".join(line.split(";")[:4]) for line in ROWS.splitlines())
    (tmp_path / "avis.csv").write_text(bare, encoding="utf-8")
    without = hlmdiag.score(grid, hlmdiag.read(tmp_path / "avis.csv", grid), date=DAY)
    assert with_notes.frame["score"].to_list() == without.frame["score"].to_list()
    assert (len(with_notes.manifest.notes), without.manifest.notes) == (15, ())


def test_many_files_of_the_same_titles_keep_their_findings(grid: Grid, tmp_path: Path) -> None:
    head = ROWS.partition("\n")[0]
    folder = tmp_path / "retours"
    folder.mkdir()
    for place in range(12):
        text = f"{head}\nR{place};a;;1;Constat {place};ici;agence;1 mois\n"
        (folder / f"{place:02}.csv").write_text(text, encoding="utf-8")
    found = written_findings(hlmdiag.read(sorted(folder.iterdir()), grid).notes)
    assert sorted(each.texts["comment"] for each in found) == sorted(f"Constat {place}" for place in range(12))
