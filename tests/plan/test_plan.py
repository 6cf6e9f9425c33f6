"""Requirements (design-2 §14): a plan is continued, and nothing that people typed in it is ever lost."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.plan import LISTS, PEOPLE, Plan, PlanRow, counted, read_plan, undecided

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  bruit: {type: number}
  halls: {type: number}
indicators:
  BRU: {title: Bruit, value: bruit, score: {identity: {}}}
  HAL: {title: Halls, value: halls, score: {identity: {}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions:
  A1: {title: Isoler, when: score(BRU) >= 50, lever: structurel, tfpb_axis: 8}
  A2: {title: Nettoyer, when: score(HAL) >= 50, lever: operationnel, tfpb_axis: 3}
"""
FIRST = "code,nom,bruit,halls\nR1,Les Lilas,80,90\nR2,Le Parc,70,10\nR3,La Tour,90,95\n"
SECOND = "code,nom,bruit,halls\nR1,Les Lilas,10,90\nR2,Le Parc,70,80\n"
TYPED: dict[str, list[Any]] = {
    **{key: list(words) for key, words in LISTS.items()},
    "direction": ["Patrimoine"], "responsible": ["Gardien", "Chef d’agence"], "partner": ["Ville"],
    "start": [datetime(2026, 1, 5)], "deadline": [datetime(2026, 3, 1), "au printemps"], "cost": [1200, "à voir", 99.5],
    "tfpb": [300], "comment": ["vu avec l’amicale", "=1+1 n’est pas une formule"],
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("resultats")
    found = []
    # the grid is of another version at the second diagnosis: a plan follows it
    for name, text, version, day in (
        ("un", FIRST, "1.0", date(2026, 1, 1)),
        ("deux", SECOND, "2.0", date(2026, 6, 30)),
    ):
        (folder / f"{name}.yaml").write_text(GRID.replace('"1.0"', f'"{version}"'), encoding="utf-8")
        grid = hlmdiag.load_grid(folder / f"{name}.yaml")
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        result = hlmdiag.score(grid, hlmdiag.read(folder / f"{name}.csv", grid, date=day), date=day)
        hlmdiag.render(result, folder / f"{name}.json")
        found.append(folder / f"{name}.json")
    return found[0], found[1]


def made(result: Path, output: Path, *plans: Path) -> Path:
    given = [part for path in plans for part in ("--plan", str(path))]
    assert run(["plan", str(result), "-o", str(output), "--force", "--quiet", *given]) == 0
    return output


def plan_sheet(book: openpyxl.Workbook) -> tuple[Worksheet, int, dict[str, int]]:
    """The sheet, the row of its titles and the column of each key."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=60):
            keys = {
                str(cell.value).split("|")[1]: cell.column
                for cell in row
                if str(cell.value).startswith("hlmdiag:plan|")
            }
            if keys:
                return sheet, row[0].row + 1, keys
    raise AssertionError("no plan")


def typed_in(path: Path) -> list[tuple[str, str, str, Any]]:
    """Every cell that people typed: unit, action, column, value; in the order of rows."""
    plan, _ = read_plan(path.read_bytes(), path.name)
    found = []
    for row in plan.rows:
        mine = {key: row.cells.get(key) for key in PEOPLE} | dict(row.added)
        found += [(*row.key, column, value) for column, value in sorted(mine.items()) if value is not None]
    return found


@given(data=st.data())
def test_every_cell_that_was_typed_is_there_when_the_plan_is_continued(
    data: st.DataObject, results: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    path = made(results[0], folder / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, titles, keys = plan_sheet(book)
    rows = list(range(titles + 1, sheet.max_row + 1))
    for row in rows:
        for key in data.draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4)):
            sheet.cell(row, keys[key]).value = data.draw(st.sampled_from(TYPED[key]))
    if data.draw(st.booleans()):
        sheet.title = "Mon plan à moi"
    if data.draw(st.booleans()):
        sheet.cell(titles, sheet.max_column + 1).value = "Budget voté"
        sheet.cell(rows[0], sheet.max_column).value = 42
    if data.draw(st.booleans()):
        sheet.insert_cols(data.draw(st.integers(1, 12)))
    if data.draw(st.booleans()):
        # a step of one action, and a row of the people's own
        copied = [sheet.cell(rows[0], column).value for column in range(1, sheet.max_column + 1)]
        sheet.append(copied)
        sheet.append([None] * (keys["comment"] + 1) + ["une idée à nous"])
    if data.draw(st.booleans()):
        sheet.delete_rows(rows[-1])
    book.save(path)
    before = typed_in(path)
    again = made(results[1], folder / "suite.xlsx", path)
    assert [each for each in typed_in(again) if each in before] == before
    assert len(typed_in(again)) == len(before)
    twice = made(results[1], folder / "encore.xlsx", again)
    assert twice.read_bytes() == again.read_bytes()


def test_what_is_proposed_no_more_stays_and_what_is_new_comes_after(results: tuple[Path, Path], tmp_path: Path) -> None:
    first = made(results[0], tmp_path / "plan.xlsx")
    second = made(results[1], tmp_path / "suite.xlsx", first)
    plan, problems = read_plan(second.read_bytes(), second.name)
    assert problems == []
    still = {row.key: row.cells["still"] for row in plan.rows}
    gone = "l’unité n’est plus au parc"
    assert still == {
        ("R1", "A1"): "n’est plus proposée", ("R1", "A2"): "oui", ("R2", "A1"): "oui", ("R3", "A1"): gone,
        ("R3", "A2"): gone, ("R2", "A2"): "oui",
    }  # fmt: skip
    assert [row.key for row in plan.rows][-1] == ("R2", "A2")
    assert [row.cells["since"] for row in plan.rows] == [date(2026, 1, 1)] * 5 + [date(2026, 6, 30)]
    last = {row.key: row.cells["last"] for row in plan.rows}
    assert (last["R1", "A1"], last["R1", "A2"]) == (date(2026, 1, 1), date(2026, 6, 30))


def test_parts_that_came_back_fill_what_is_blank_and_disputes_are_listed(
    results: tuple[Path, Path], tmp_path: Path
) -> None:
    plan = made(results[0], tmp_path / "plan.xlsx")
    for name, cost, who in (("plan", 100, None), ("partie", 200, "Gardien")):
        book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
        sheet, titles, keys = plan_sheet(book)
        sheet.cell(titles + 1, keys["cost"]).value, sheet.cell(titles + 1, keys["responsible"]).value = cost, who
        book.save(tmp_path / f"{name}.xlsx")
    suite = made(results[0], tmp_path / "suite.xlsx", plan, tmp_path / "partie.xlsx")
    row = read_plan(suite.read_bytes(), suite.name)[0].rows[0]
    assert (row.cells["cost"], row.cells["responsible"]) == (100, "Gardien")
    disputed = openpyxl.load_workbook(suite)["Conflits"]
    assert [cell.value for cell in list(disputed.rows)[-1]][:7] == [
        "R1", "A2", "Coût (€)", 100, "plan.xlsx", 200, "partie.xlsx",
    ]  # fmt: skip


def test_cells_that_say_something_else_are_said_with_their_place_and_kept(
    results: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(results[0], tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, titles, keys = plan_sheet(book)
    for key, value in (("status", "bientôt"), ("deadline", "au printemps"), ("cost", "1 200 €")):
        sheet.cell(titles + 1, keys[key]).value = value
    again = sheet.cell(titles + 2, keys["status"])
    again.value = "bientôt"
    book.save(path)
    capsys.readouterr()
    made(results[0], tmp_path / "suite.xlsx", path)
    told = capsys.readouterr().err
    assert told.count("« bientôt »") == 1 and f"\n  De même : {again.coordinate}.\n" in told
    for code in ("plan.hors-liste", "plan.pas-une-date", "plan.pas-un-montant"):
        assert f"[{code}]" in told and "plan.xlsx, feuille « Plan »" in told


def test_a_plan_is_no_table_of_units_whatever_its_name(
    results: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid, path = results[0].with_suffix(".yaml"), made(results[0], tmp_path / "parc-2026.xlsx")
    assert run(["score", str(path), "-g", str(grid), "-o", str(tmp_path / "a.json")]) == 3
    assert "[donnees.document]" in capsys.readouterr().err
    # in a folder, it is left beside the data, as a diagnosis is
    (tmp_path / "parc.csv").write_text(FIRST, encoding="utf-8")
    assert run(["score", str(tmp_path), "-g", str(grid), "-o", str(tmp_path / "sortie" / "a.json")]) == 0
    assert "[donnees.dossier-diagnostics]" in capsys.readouterr().out


def test_a_plan_that_cannot_be_read_whole_is_not_continued(
    results: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(results[0], tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, _, keys = plan_sheet(book)
    sheet.delete_cols(keys["action"])
    book.save(tmp_path / "sans-cle.xlsx")
    other = openpyxl.load_workbook(path)
    sheet, titles, keys = plan_sheet(other)
    sheet.cell(titles - 1, keys["code"]).value = "hlmdiag:plan|code|autre@1"
    other.save(tmp_path / "autre.xlsx")
    openpyxl.Workbook().save(tmp_path / "vide.xlsx")
    (tmp_path / "abime.xlsx").write_bytes(b"PK\x03\x04rien")
    kept = sorted(each.name for each in tmp_path.iterdir())
    for name, code in (
        ("sans-cle", "plan.cle-absente"), ("autre", "plan.autre-grille"), ("vide", "plan.pas-un-plan"),
        ("abime", "plan.pas-un-plan"),
    ):  # fmt: skip
        command = [
            "plan",
            str(results[0]),
            "--plan",
            str(tmp_path / f"{name}.xlsx"),
            "-o",
            str(tmp_path / "suite.xlsx"),
        ]
        assert run(command) in (2, 3)
        assert f"[{code}]" in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == kept
    assert run(["plan", str(results[0]), "--plan", str(path), "-o", str(path), "--force"]) == 2
    assert "[sortie.entree]" in capsys.readouterr().err


def test_a_plan_is_not_moved_to_another_version_but_goes_on(
    results: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, grids = made(results[0], tmp_path / "plan.xlsx"), results[0].parent
    command = ["grid", "migrate", str(path), "--from", str(grids / "un.yaml"), "--to", str(grids / "deux.yaml")]
    assert run([*command, "--dry-run"]) == 2
    assert "[migration.plan]" in capsys.readouterr().err


def test_the_head_counts_what_is_late_and_amounts_by_axis_those_without_one_too() -> None:
    rows = [
        {"axis": "3. Sur-entretien", "tfpb": 200, "deadline": date(2026, 1, 2), "decision": "retenue", "cost": 10.5},
        {"axis": "3. Sur-entretien", "tfpb": 50, "deadline": date(2026, 1, 2), "status": "fait"},
        {"tfpb": 30, "deadline": date(2026, 12, 1), "cost": "à voir"},
        {"deadline": date(2026, 1, 2), "decision": "écartée"},
        # what people mean by another word is not known: it is not late
        {"deadline": date(2026, 1, 2), "decision": "retenue", "status": "fini"},
    ]
    plan = Plan("essai@1.0", tuple(PlanRow({"code": f"R{place}", **row}) for place, row in enumerate(rows)))
    found = counted(plan, date(2026, 6, 30))
    assert [row.key[0] for row in found.late] == ["R0"]
    assert (found.rows, found.dated) == (5, 5)
    assert found.amounts == {"cost": (10.5, 1), "tfpb": (280.0, 3)}
    assert found.axes == {"3. Sur-entretien": 250.0, "": 30.0}
    assert found.by["decision"] == {"retenue": 2, "écartée": 1, "": 2}


def test_the_head_names_the_units_at_the_worst_level_of_which_no_action_is_retained(
    results: tuple[Path, Path], tmp_path: Path
) -> None:
    path = made(results[0], tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, titles, columns = plan_sheet(book)
    places = range(titles + 1, sheet.max_row + 1)
    codes = [sheet.cell(place, columns["code"]).value for place in places]
    sheet.cell(titles + 1 + codes.index("R1"), columns["decision"], "retenue")
    book.save(path)
    head = openpyxl.load_workbook(made(results[0], tmp_path / "plan-2.xlsx", path)).worksheets[0]
    lines = [[cell.value for cell in row if cell.value is not None] for row in head.iter_rows()]
    named = [line[0] for line in lines if line and line[0] in {"R1", "R2", "R3"}]
    assert named == ["R3"]  # R1 has a retained action; R2 has a mean of 40
    assert any("sans action retenue : 1 " in str(line[0]) for line in lines if line)


def test_a_unit_of_unknown_level_is_no_unit_at_another_level() -> None:
    units: dict[str, dict[str, str | None]] = {
        "A": {"name": "Les Lilas", "level": "Mauvais"}, "B": {"name": None, "level": "Non concluant"},
        "C": {"name": None, "level": "Mauvais"},
    }  # fmt: skip
    rows = (PlanRow({"code": "C", "decision": "retenue"}), PlanRow({"code": "A", "decision": "écartée"}))
    plan = Plan("essai@1.0", rows)
    assert undecided(plan, units, "Mauvais") == [("A", "Les Lilas")]
    assert undecided(plan, units, "Non concluant") == [("B", "")]
