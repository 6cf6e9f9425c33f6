"""Requirements (design-2 §14): what `[plan]` of hlmdiag.toml says is suggested in new rows, and refused by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.configuration import load
from hlmdiag.errors import HlmdiagError
from hlmdiag.plan import read_plan
from hlmdiag.plan.own_actions import with_own_actions

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group}
  bruit: {type: number}
  halls: {type: number}
indicators:
  BRU: {title: Bruit, value: bruit, score: {identity: {}}}
  HAL: {title: Halls, value: halls, score: {identity: {}}}
flags:
  F1: {when: bruit > 85, message: Bruit fort, alert: true}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions:
  A1: {title: Isoler, when: score(BRU) >= 50, lever: structurel, tfpb_axis: 8}
"""
OWN = """  L1: {title: Veiller, when: score(HAL) >= 20 or flag("F1"), effort: 2}
  L2: {title: Ranger, when: level >= mauvais, lever: operationnel}
"""
DATA = "code,agence,bruit,halls\nR1,Nord,90,90\nR2,Sud,70,40\nR3,Nord,,30\nR4,Nord,30,\n"
SETTINGS = """\
[plan]
delay = 90
columns = ["Budget voté"]
[plan.responsible]
Nord = "Chef d’agence"
[plan.delays]
A1 = 10
[plan.actions.L1]
title = "Veiller"
when = 'score(HAL) >= 20 or flag("F1")'
effort = 2
[plan.actions.L2]
title = "Ranger"
when = "level >= mauvais"
lever = "operationnel"
"""
DAY = date(2026, 1, 1)


def scored(folder: Path, text: str) -> hlmdiag.Result:
    (folder / "g.yaml").write_text(text, encoding="utf-8")
    (folder / "parc.csv").write_text(DATA, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "g.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "parc.csv", grid, date=DAY), date=DAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reglages")
    hlmdiag.render(scored(folder, GRID), folder / "r.json")
    return folder


def written(folder: Path, text: str) -> Path:
    (folder / "hlmdiag.toml").write_text(text, encoding="utf-8")
    return folder / "hlmdiag.toml"


def test_own_actions_are_proposed_as_if_the_grid_had_them(folder: Path) -> None:
    settings = load(written(folder, SETTINGS))
    found = with_own_actions(scored(folder, GRID), settings)
    whole = scored(folder, GRID + OWN)
    assert found.frame["actions"].to_list() == whole.frame["actions"].to_list()
    assert [each.id for each in found.grid.actions] == ["A1", "L1", "L2"]
    assert any("L1" in each for each in found.frame["actions"].to_list())


def test_suggestions_stand_in_new_rows_only(folder: Path) -> None:
    command = ["plan", str(folder / "r.json"), "--force", "--quiet"]
    assert run([*command, "--no-config", "-o", str(folder / "plan.xlsx")]) == 0
    config = str(written(folder, SETTINGS))
    for given, output in (("plan", "suite"), ("suite", "encore")):
        plan = str(folder / f"{given}.xlsx")
        assert run([*command, "--config", config, "--plan", plan, "-o", str(folder / f"{output}.xlsx")]) == 0
    assert (folder / "suite.xlsx").read_bytes() == (folder / "encore.xlsx").read_bytes()
    plan, problems = read_plan((folder / "suite.xlsx").read_bytes(), "suite.xlsx")
    assert (problems, plan.added) == ([], ("Budget voté",))
    said = {row.key: (row.cells.get("responsible"), row.cells.get("deadline")) for row in plan.rows}
    assert said["R1", "A1"] == (None, None)
    assert said["R1", "L1"] == ("Chef d’agence", date(2026, 4, 1))
    assert said["R2", "L2"] == (None, date(2026, 4, 1))
    assert run([*command, "--config", config, "-o", str(folder / "neuf.xlsx")]) == 0
    fresh, _ = read_plan((folder / "neuf.xlsx").read_bytes(), "neuf.xlsx")
    assert {row.cells["deadline"] for row in fresh.rows if row.key[1] == "A1"} == {date(2026, 1, 11)}


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("plan = 3\n", 1, "reglages.plan"),
        ("[plan]\ndelai = 3\n", 2, "reglages.plan-inconnu"),
        ('[plan]\ndelay = "90 jours"\n', 2, "reglages.plan-delai"),
        ("[plan.delays]\nA1 = 0\n", 2, "reglages.plan-delai"),
        ('[plan]\ncolumns = ["a", "A"]\n', 2, "reglages.plan-colonne"),
        ("[plan]\ncosts = 3\n", 2, "reglages.plan-tableau"),
        ("[plan.responsible]\nNord = 3\n", 2, "reglages.plan-responsable"),
        ('[plan.costs]\nA1 = "1500 €"\n', 2, "reglages.plan-cout"),
        ('[plan.costs]\nA1 = { amount = 12, per = "hall" }\n', 2, "reglages.plan-cout"),
        ("[plan.actions]\nL1 = 3\n", 2, "reglages.plan-action"),
        ("[plan.costs]\nA1 = 3\nA7 = 3\n", 3, "reglages.plan-action-inconnue"),
        ('[plan]\ncolumns = ["Statut"]\n', 2, "reglages.plan-titre"),
        ('[plan.actions.A1]\ntitle = "t"\nwhen = "halls > 3"\n', 1, "reglages.plan-action-connue"),
        ('[plan.actions.L1]\ntitle = "t"\nwhen = "halls >"\n', 3, "expression.inachevee"),
        ('[plan.actions.L1]\ntitle = "t"\nquand = "halls > 3"\n', 3, "grille.cle-inconnue"),
        ('[plan.actions.L1]\ntitle = "t"\nwhen = "is_known(agence)"\n', 3, "reglages.plan-action-refusee"),
    ],
)
def test_each_fault_of_the_section_has_its_line_and_nothing_is_written(
    folder: Path, text: str, line: int, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = written(folder, text)
    output = folder / "rien.xlsx"
    assert run(["plan", str(folder / "r.json"), "--config", str(config), "-o", str(output)]) == 2
    told = capsys.readouterr().err
    assert f"hlmdiag.toml:{line}" in told and f"[{code}]" in told
    assert not output.exists()


def test_a_group_that_no_unit_has_is_said_with_the_nearest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = written(folder, '[plan.responsible]\nNor = "Chef"\n')
    command = ["plan", str(folder / "r.json"), "--config", str(config), "-o", str(folder / "g.xlsx"), "--force"]
    assert run(command) == 0
    assert "« Nor » n’est le groupe d’aucune unité" in (told := capsys.readouterr().err) and "« Nord »" in told


def test_all_faults_of_a_file_are_said_at_once(folder: Path) -> None:
    with pytest.raises(HlmdiagError) as caught:
        load(written(folder, "[plan]\ndelay = 0\n[plan.costs]\nA1 = -1\nA2 = true\n"))
    assert [each.location.line for each in caught.value.problems] == [2, 4, 5]
