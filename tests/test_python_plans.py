"""Plans and regions from Python: what a command finds is data, and what it writes is the same file."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
from hlmdiag.cli.app import run as command
from hlmdiag.plan import Plan
from hlmdiag.scoring import Result

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
unit: résidence
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  agence: {type: text, role: group, label: Agence}
  logements: {type: integer, role: size, label: Nombre de logements}
  quartier: {type: text, role: district, label: Quartier}
  bruit: {type: number}
  halls: {type: number}
themes:
  son: {title: Son, indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}}
  bati: {title: Bâti, indicators: {HAL: {title: Halls, value: halls, score: {identity: {}}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions: {A1: {title: Isoler, lever: structurel, success: BRU, public: true, when: bruit > 50}}
families: {taille: {title: nombre de logements, column: logements, steps: [20]}}
"""
DAY, LATER = date(2026, 10, 31), date(2027, 10, 31)
NAMES = ("Habitat Rives", "Foyer Val", "Logis Clair")
HEAD = "code,nom,agence,logements,quartier,bruit,halls\n"


def rows(bruit: int) -> str:
    """Twelve invented residences, all noisy."""
    return "".join(f"R{k},Le Clos {k},{'Sud' if k % 2 else 'Nord'},{10 + k},Hauts,{bruit + k},{10 if k % 2 else 70}\n"
                   for k in range(12))  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the grid, what three invented organisations sent, and the list of two that agreed."""
    folder = tmp_path_factory.mktemp("bureau")
    (folder / "essai.yaml").write_text(GRID, encoding="utf-8")
    for place, name in enumerate(NAMES):
        path = folder / "recus" / name / "parc.csv"
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + rows(70 + place), encoding="utf-8")
    (folder / "recus" / "Logis Clair" / "notes.json").write_text("{}", encoding="utf-8")
    (folder / "accords.csv").write_text("organisme\nHabitat Rives\nFoyer Val\n", encoding="utf-8")
    return folder


def scored(desk: Path, bruit: int, day: date) -> Result:
    path = desk / f"parc-{day.year}.csv"
    path.write_text(HEAD + rows(bruit), encoding="utf-8")
    return hlmdiag.run(path, desk / "essai.yaml", date=day).result


@pytest.fixture(scope="module")
def result(desk: Path) -> Result:
    found = scored(desk, 70, DAY)
    hlmdiag.render(found, desk / "avant.json")
    return found


@pytest.fixture(scope="module")
def filled(result: Result) -> Plan:
    """A plan as people might fill it: done in six units, not in the others; one deadline is no date."""
    plan = hlmdiag.plan_actions(result).plan
    done = {"decision": "retenue", "status": "fait", "result": "a fonctionné", "cost": 1000, "start": date(2026, 11, 2)}
    left = {"decision": "écartée", "deadline": "au printemps", "responsible": "Chef d’agence"}
    lines = [replace(row, cells={**row.cells, **(done if k < 6 else left)}) for k, row in enumerate(plan.rows)]
    return replace(plan, rows=tuple(lines))


def test_a_plan_is_a_table_and_the_file_of_the_command(desk: Path, result: Result, filled: Plan) -> None:
    frame = filled.frame
    assert frame.filter(pl.col("status") == "fait").select(pl.sum("cost"), pl.len()).row(0) == (6000.0, 6)
    assert frame["start"].dtype == pl.Date and frame["deadline"].null_count() == 12
    assert frame["unread"].to_list() == [[]] * 6 + [["deadline"]] * 6
    run = hlmdiag.plan_actions(desk / "avant.json", output=desk / "a.json")
    assert (run.new, run.path) == (12, desk / "a.json")
    assert command(["plan", str(desk / "avant.json"), "-o", str(desk / "b.json"), "-q"]) == 0
    assert (desk / "a.json").read_bytes() == (desk / "b.json").read_bytes()
    again = hlmdiag.plan_actions(result, filled, target="bon")
    assert (again.new, again.path, again.told.target is not None) == (0, None, True)
    assert again.plan.frame.equals(frame)


def test_parts_of_a_plan_and_what_tenants_are_told_are_data(result: Result, filled: Plan) -> None:
    parts = hlmdiag.split_plan(result, filled, by="agence")
    assert ({name: len(part.rows) for name, part in parts.parts.items()}, parts.paths) == ({"Nord": 6, "Sud": 6}, [])
    told = hlmdiag.tell_tenants(result, filled, "R0")
    assert (told.name, told.path) == ("Le Clos 0", None)
    assert [(each.action.id, each.is_done) for each in told.page.actions] == [("A1", True)]


def test_lessons_are_rows(desk: Path, result: Result, filled: Plan) -> None:
    found = hlmdiag.learn(filled, [scored(desk, 40, LATER), result], like="R7", output=desk / "lecons.json")
    row = found.rows.row(by_predicate=pl.col("standing") == "done", named=True)
    assert (row["action"], row["done"], row["worked"], row["units"]) == ("A1", 6, 6, 6)
    assert (row["criterion_median"], row["theme_median"]) == (-30.0, -30.0)
    written = json.loads((desk / "lecons.json").read_text(encoding="utf-8"))["actions"][0]["groups"]
    assert found.rows["criterion_median"].to_list() == [group["criterion"]["median"] for group in written.values()]
    assert found.like is not None and found.like.code == "R7"


@pytest.fixture(scope="module")
def region(desk: Path) -> Result:
    run = hlmdiag.collect(desk / "recus", desk / "essai.yaml", date=DAY)
    aside = {each.name: each.reason.code for each in run.region.aside if each.reason is not None}
    assert (run.written, run.exit_code, [*aside]) == ([], 0, ["Logis Clair/notes.json"])
    return run.result


def test_a_region_is_a_result_as_the_command_writes_it(desk: Path, region: Result) -> None:
    typed = [str(desk / "recus"), "-g", str(desk / "essai.yaml"), "--date", "2026-10-31", "-o", str(desk / "r.md")]
    assert command(["collect", *typed, "-q"]) == 0
    assert region.frame.equals(hlmdiag.load_result(desk / "r.parquet").frame)
    assert hlmdiag.chart(region, "groups").svg


def test_what_leaves_is_seen_before_it_is_written(desk: Path, result: Result) -> None:
    seen = hlmdiag.share(result, organisation="Habitat Rives")
    assert (seen.path, seen.share.units, seen.share.rows) == (None, 12, None) and seen.share.fields and seen.left_out
    hlmdiag.share(desk / "avant.json", organisation="Habitat Rives", output=desk / "envoi.json")
    assert json.loads((desk / "envoi.json").read_text(encoding="utf-8")) == seen.share.model_dump(
        mode="json", exclude_none=True
    )


def test_a_landlord_stands_among_the_others_as_data(desk: Path, region: Result, result: Result) -> None:
    run = hlmdiag.consolidate(region, output=desk / "c.json")
    assert run.organisations == sorted(NAMES) and run.exit_code == 0
    whole = run.rows.filter(pl.col("is_total"), pl.col("kind") == "taille")
    assert (whole["units"].to_list(), whole["landlords"].to_list()) == ([18, 18], [3, 3])
    table = next(each for each in run.positions("Foyer Val") if each.table.kind == "taille")
    assert table.lines[-1].own.units == 12
    with pytest.raises(hlmdiag.HlmdiagError, match=r"consolidation\.organisme-inconnu"):
        run.positions("Personne")
    alone = hlmdiag.consolidate(hlmdiag.share(result, organisation="Seul").share)
    assert (alone.rows["unpublished_because"].unique().to_list(), alone.written) == (["landlords"], [])


def test_the_units_of_a_district_are_of_those_who_agreed(desk: Path, region: Result) -> None:
    run = hlmdiag.gather_districts(region, desk / "accords.csv")
    [district] = run.districts
    assert (district.name, district.organisations, run.written) == ("Hauts", ("Foyer Val", "Habitat Rives"), [])
    assert run.units_of(district).height == 24
    assert [each.code for each in run.problems] == ["quartier.sans-accord"]
