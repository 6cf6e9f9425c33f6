"""Requirements (design-2 §16): plans of several organisations teach together, and nobody is read in what they teach."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.grid import Grid
from hlmdiag.grid.organisation import for_organisations
from hlmdiag.plan.model import Plan, PlanRow
from hlmdiag.plan.shared_lessons import SharedLessons, shared_lessons
from hlmdiag.report.action_plan import render_json
from hlmdiag.scoring import Result

GRID = """
language_version: 1
id: essai
version: "1"
title: Essai
unit: résidence
polarity: burden
columns:
  code: {type: id, required: true}
  bruit: {type: number, min: 0, max: 100}
  halls: {type: number, min: 0, max: 100}
themes:
  son: {title: Son, indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}}
  bati: {title: Bâti, indicators: {HAL: {title: Halls, value: halls, score: {identity: {}}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions:
  A1: {title: Isoler, when: bruit > 10, success: BRU, how: Poser un isolant., tfpb_axis: 2}
  A2: {title: Repeindre, when: halls > 10, success: HAL}
  A3: {title: Fleurir, when: halls > 90}
"""
THEN, NOW = date(2025, 10, 31), date(2026, 10, 31)
Sizes = Mapping[str, int]


@pytest.fixture
def grid(tmp_path: Path) -> Grid:
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")
    return for_organisations(hlmdiag.load_grid(tmp_path / "essai.yaml"))


def units_of(sizes: Sizes) -> list[tuple[str, str]]:
    return [(name, f"R{place}") for name, count in sizes.items() for place in range(count)]


def results(grid: Grid, folder: Path, sizes: Sizes, seed: int = 1) -> tuple[Result, Result]:
    """The same units of invented organisations in two campaigns; some have no answer on noise."""
    draw, found = Random(seed), []
    for day in (THEN, NOW):
        lines = [
            f"{name},{code},{draw.choice(['', 20, 60, 80])},{draw.randint(20, 90)}" for name, code in units_of(sizes)
        ]
        path = folder / f"{day}.csv"
        path.write_text("\n".join(["organisation,code,bruit,halls", *lines]) + "\n", encoding="utf-8")
        found.append(hlmdiag.score(grid, hlmdiag.read(path, grid, date=day), date=day))
    return found[0], found[1]


def plan_of(sizes: Sizes, seed: int = 2) -> Plan:
    """A plan where half of the actions of each unit are done, judged by chance."""
    draw = Random(seed)
    words = ("a fonctionné", "sans effet")
    rows = [
        PlanRow({
            "code": f"{name}/{code}", "action": action, "since": THEN,
            "status": draw.choice(["fait", "à faire"]), "result": draw.choice(words),
        })
        for name, code in units_of(sizes) for action in ("A1", "A2")
    ]  # fmt: skip
    return Plan("essai@1", tuple(rows))


def taught(grid: Grid, folder: Path, sizes: Sizes) -> tuple[SharedLessons, Plan, tuple[Result, Result]]:
    plan, found = plan_of(sizes), results(grid, folder, sizes)
    return shared_lessons([plan], [("avant", found[0]), ("après", found[1])]), plan, found


def measured(plan: Plan, found: tuple[Result, Result], action: str, column: str, status: str) -> Iterator[str]:
    """The owners of the units of an action, measured both times, told one by one."""
    values = [{(row["organisation"], row["code"]): row for row in each.frame.rows(named=True)} for each in found]
    for row in plan.rows:
        name, _, code = str(row.cells["code"]).partition("/")
        both = [each[name, code] for each in values]
        is_asked = status == "fait" or action in (both[0]["actions"] or ())
        is_measured = all(each[column] is not None for each in both)
        if (row.cells["action"], row.cells["status"]) == (action, status) and is_asked and is_measured:
            yield name


@pytest.mark.parametrize(
    "sizes",
    [
        {"A": 30, "B": 25, "C": 20, "D": 18},
        {"A": 12, "B": 10, "C": 9},
        {"A": 90, "B": 4, "C": 3},
        {"A": 40, "B": 40},
        {"A": 6, "B": 5, "C": 4, "D": 3, "E": 2},
    ],
    ids=str,
)
def test_each_count_leaves_five_units_of_two_others_whoever_reads(grid: Grid, tmp_path: Path, sizes: Sizes) -> None:
    told, plan, found = taught(grid, tmp_path, sizes)
    for lesson in told.actions:
        for name, status in (("done", "fait"), ("undone", "à faire")):
            held = Counter(measured(plan, found, lesson.action.id, f"value:{lesson.indicator.id}", status))
            group = lesson.groups.get(name)  # type: ignore[call-overload]
            is_safe = len(held) >= 3 and all(
                held.total() - own >= 5 and own <= 0.8 * held.total() for own in held.values()
            )
            assert (group is not None) == is_safe
            if group is not None:
                assert group.units.units == held.total()
    assert {each.id for each in told.silent} | {each.action.id for each in told.actions} == {"A1", "A2", "A3"}
    if len(sizes) < 3:
        assert told.actions == ()


def test_a_large_region_is_told_and_its_sheets_say_what_the_json_says(
    grid: Grid, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = {"Habitat Rives": 30, "Foyer Val": 25, "Logis Clair": 20}
    plan, found = plan_of(sizes), results(grid, tmp_path, sizes)
    for day, result in zip((THEN, NOW), found, strict=True):
        hlmdiag.render(result, tmp_path / f"{day}.json")
    with (tmp_path / "plan.json").open("wb") as out:
        render_json(plan, out)
    given, then, now = (str(tmp_path / name) for name in ("plan.json", f"{THEN}.json", f"{NOW}.json"))
    asked = [given, "--with", then, "--with", now]
    outputs = ["-o", f"{tmp_path}/l.json", "-o", f"{tmp_path}/l.md", "-o", f"{tmp_path}/fiches/"]
    assert run(["lessons", *asked, *outputs]) == 0
    figures = {each["id"]: each for each in json.loads((tmp_path / "l.json").read_text())["actions"]}
    assert set(figures) == {"A1", "A2"}
    text = (tmp_path / "l.md").read_text(encoding="utf-8")
    for id, each in figures.items():
        sheet = (tmp_path / "fiches" / f"retour-{id.lower()}.html").read_text(encoding="utf-8")
        for page in (text, sheet):
            assert f"Faite dans {each['groups']['done']['units']} résidences" in page
            assert "Rives" not in page and "Logis" not in page and "R1" not in page
    assert "A3 Fleurir" in text
    capsys.readouterr()
    assert run(["lessons", *asked, "--for", "Foyer Val/R1", "-o", f"{tmp_path}/x.md"]) == 2
    assert "lecons.pour-region" in capsys.readouterr().err
