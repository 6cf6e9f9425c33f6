"""Requirements (design-2 §14): money is added up by year, axis, district, unit; what is not given is counted apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.plan import Plan, PlanRow, counted
from hlmdiag.plan.convention import AgreementLine, agreement
from hlmdiag.plan.places import UnitPlace, places_of
from plan.test_plan import plan_sheet
from worded import words_of

DAY = date(2026, 6, 30)
CLEAN, CALM = "Sur-entretien", "Tranquillité résidentielle"
PLACES = {"R1": UnitPlace(100.0, "Les Tours"), "R2": UnitPlace(None, "Les Tours"), "R3": UnitPlace(40.0, "")}
ROWS: list[dict[str, Any]] = [
    {"code": "R1", "axis": CLEAN, "decision": "retenue", "status": "fait", "cost": 900, "tfpb": 500,
     "deadline": date(2026, 3, 1)},
    {"code": "R1", "axis": CLEAN, "decision": "retenue", "tfpb": 300, "deadline": date(2026, 9, 1)},
    {"code": "R2", "axis": CLEAN, "decision": "retenue", "tfpb": "à voir", "start": date(2026, 1, 1)},
    {"code": "R2", "axis": CALM, "decision": "retenue", "status": "fait", "deadline": date(2027, 1, 1)},
    {"code": "R3", "axis": CALM, "decision": "retenue", "status": "abandonné", "tfpb": 999},
    {"code": "R3", "axis": CALM, "decision": "écartée", "tfpb": 999},
    {"code": "R3", "decision": "retenue", "tfpb": 50},
    {"code": "R3", "decision": "retenue", "cost": 70},
]  # fmt: skip


def told(line: AgreementLine) -> tuple[Any, ...]:
    amounts = (line.planned, line.done, line.valued)
    return (line.key, *((each.shown, each.lacking) for each in amounts))


def test_the_agreement_is_planned_done_and_valued_by_year_axis_district_and_unit() -> None:
    found = agreement(Plan("g@1", tuple(map(PlanRow, ROWS))), PLACES)
    assert [told(each) for each in found.by_axis] == [
        (("2026", CLEAN), (800, 1), (900, 0), (500, 0)),
        (("2027", CALM), (None, 1), (None, 1), (None, 1)),
        (("", ""), (50, 0), (0, 0), (0, 0)),
    ]
    assert [(each.key, sorted(each.codes)) for each in found.by_district] == [
        (("2026", "Les Tours"), ["R1", "R2"]), (("2027", "Les Tours"), ["R2"]), (("", ""), ["R3"]),
    ]  # fmt: skip
    assert [each.key for each in found.by_unit] == [
        ("2026", "Les Tours", "R1", CLEAN), ("2026", "Les Tours", "R2", CLEAN), ("2027", "Les Tours", "R2", CALM),
        ("", "", "R3", ""),
    ]  # fmt: skip


def test_the_parts_of_the_agreement_add_up_to_what_the_plan_holds() -> None:
    found = agreement(Plan("g@1", tuple(map(PlanRow, ROWS))), PLACES)
    for lines in (found.by_axis, found.by_district, found.by_unit):
        assert sum(each.planned.total for each in lines) == 850
        assert sum(each.planned.lacking for each in lines) == 2
        assert (sum(each.done.total for each in lines), sum(each.valued.total for each in lines)) == (900, 500)


def test_the_head_counts_by_axis_year_and_district_with_logements() -> None:
    found = counted(Plan("g@1", tuple(map(PlanRow, ROWS))), DAY, PLACES).tallies
    assert {year: tally.rows for year, tally in found["year"].items()} == {"2026": 3, "2027": 1, "": 4}
    assert {axis: tally.rows for axis, tally in found["axis"].items()} == {CLEAN: 3, CALM: 3, "": 2}
    towers, unsaid = found["district"]["Les Tours"], found["district"][""]
    assert (towers.units, towers.logements, towers.without_logements) == (2, 100, 1)
    assert (unsaid.cost.shown, unsaid.cost.lacking, unsaid.units) == (70, 3, 1)
    assert "district" not in counted(Plan("g@1", ()), DAY).tallies


GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  nb_logements: {type: integer, role: size}
  qpv: {type: boolean, role: identity}
  quartier: {type: text, role: district}
  bruit: {type: number}
indicators:
  BRU: {title: Bruit, value: bruit, score: {identity: {}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions:
  A1: {title: Isoler, when: score(BRU) >= 50, tfpb_axis: 8}
"""
DATA = "code,nb_logements,qpv,quartier,bruit\nR1,10,oui,Les Tours,80\nR2,,O,,70\nR3,30,non,,60\nR4,40,,,90\n"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[hlmdiag.Result, Path]:
    folder = tmp_path_factory.mktemp("argent")
    (folder / "g.yaml").write_text(GRID, encoding="utf-8")
    (folder / "parc.csv").write_text(DATA, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "g.yaml")
    found = hlmdiag.score(grid, hlmdiag.read(folder / "parc.csv", grid, date=DAY), date=DAY)
    hlmdiag.render(found, folder / "r.json")
    return found, folder


def test_a_unit_is_in_its_district_else_in_or_out_of_a_priority_one_else_nowhere_said(
    result: tuple[hlmdiag.Result, Path],
) -> None:
    places = places_of(result[0], words_of(result[0].grid))
    assert [each.district for each in places.values()] == [
        "Les Tours", "En quartier prioritaire (quartier non dit)", "Hors quartier prioritaire", "",
    ]  # fmt: skip
    assert [each.logements for each in places.values()] == [10, None, 30, 40]


def test_the_workbook_has_the_agreement_with_its_axes_in_words(result: tuple[hlmdiag.Result, Path]) -> None:
    folder = result[1]
    command = ["plan", str(folder / "r.json"), "--force", "--quiet"]
    assert run([*command, "-o", str(folder / "plan.xlsx")]) == 0
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    assert "Convention TFPB" not in book.sheetnames
    sheet, titles, keys = plan_sheet(book)
    for row in range(titles + 1, titles + 3):
        sheet.cell(row, keys["decision"]).value = "retenue"
    sheet.cell(titles + 1, keys["tfpb"]).value = 1200
    book.save(folder / "plan.xlsx")
    assert run([*command, "--plan", str(folder / "plan.xlsx"), "-o", str(folder / "suite.xlsx")]) == 0
    lines = [
        [cell for cell in row if cell is not None]
        for row in openpyxl.load_workbook(folder / "suite.xlsx")["Convention TFPB"].iter_rows(values_only=True)
    ]
    assert ["(non dit)", "Petits travaux d’amélioration de la qualité de service", 2, 1200, 1, 0, 0, 0, 0, 0] in lines
    assert run([*command, "--plan", str(folder / "plan.xlsx"), "-o", str(folder / "suite.md")]) == 0
    told = (folder / "suite.md").read_text(encoding="utf-8").split("## Convention TFPB")[1]
    assert "| Petits travaux d’amélioration de la qualité de service | 1\u202f200 | 1 | 0 | 0 | 0 | 0 |" in told
