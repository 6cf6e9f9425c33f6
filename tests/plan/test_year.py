"""A year of the invented landlord: its plan filled in, its stock counted again, the plan continued, what it teaches."""

from __future__ import annotations

import csv
import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.plan import PEOPLE, read_plan

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAYS = {"avant": date(2026, 10, 31), "apres": date(2027, 10, 31)}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve residences of the example, their plan filled, and their stock a year later; both scored."""
    folder = tmp_path_factory.mktemp("annee")
    script = runpy.run_path(str(EXAMPLES / "plan" / "une_annee.py"))
    lines = (EXAMPLES / "parc.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "avant.csv").write_text("".join(lines[:13]), encoding="utf-8")
    scored(folder, "avant")
    assert run(["plan", str(folder / "avant.json"), "-o", str(folder / "plan.xlsx"), "-q"]) == 0
    script["fill"](folder / "plan.xlsx", folder / "rempli.xlsx")
    with (folder / "apres.csv").open("w", encoding="utf-8", newline="") as file:
        rows = script["stock_after"](folder / "rempli.xlsx", folder / "avant.csv")
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
    scored(folder, "apres")
    return folder


def scored(folder: Path, name: str) -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    dataset = hlmdiag.read(folder / f"{name}.csv", grid, date=DAYS[name])
    hlmdiag.render(hlmdiag.score(grid, dataset, date=DAYS[name]), folder / f"{name}.json")


def typed_in(path: Path) -> list[tuple[str, str, str, Any]]:
    plan, problems = read_plan(path.read_bytes(), path.name)
    assert problems == []
    return [(*row.key, key, row.cells[key]) for row in plan.rows for key in PEOPLE if row.cells.get(key) is not None]


def test_every_cell_that_was_typed_in_a_year_is_in_the_plan_of_the_next(year: Path) -> None:
    command = ["plan", str(year / "apres.json"), "--plan", str(year / "rempli.xlsx"), "-o", str(year / "plan-2.xlsx")]
    assert run([*command, "-q"]) == 0
    before = typed_in(year / "rempli.xlsx")
    assert len(before) > 100 and typed_in(year / "plan-2.xlsx") == before


def test_the_year_has_its_lessons_and_its_page_for_tenants(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = ["--with", str(year / "avant.json"), "--with", str(year / "apres.json")]
    assert run(["lessons", str(year / "rempli.xlsx"), *results, "--for", "0107", "-o", str(year / "lecons.md")]) == 0
    told = (year / "lecons.md").read_text(encoding="utf-8")
    assert "ne prouve rien" in told and "Les lieux les plus semblables à 0107 Tour des Érables" in told
    page = year / "locataires.md"
    plan = ["plan", str(year / "avant.json"), "--plan", str(year / "rempli.xlsx"), "--public", "0107", "-o", str(page)]
    assert run([*plan, "-q"]) == 0
    said = page.read_text(encoding="utf-8")
    assert "## Ce qui est décidé" in said and "Tour des Érables" in said and "Les Glycines" not in said
