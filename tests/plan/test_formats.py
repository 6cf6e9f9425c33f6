"""Requirements (design-2 §14): a plan is written in the formats that are read and in those that programs read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.plan import PEOPLE, Plan, PlanRow, read_plan
from hlmdiag.report.action_plan import read_json, render_json

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  agence: {type: text, role: group}
  bruit: {type: number}
indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions: {A1: {title: Isoler, when: score(BRU) >= 50}}
"""
STOCK = "code,nom,agence,bruit\nR1,Les Lilas,Nord,80\nR2,Le Parc,Sud,70\nR3,La Tour,,90\n"
TYPED = {
    "decision": "retenue", "deadline": date(2026, 3, 1), "cost": 1200.5, "status": "bientôt", "comment": "=1+1",
    "start": "2026-01-05",
}  # fmt: skip
NAMES = ("plan.json", "plan.csv", "plan.md", "plan.html", "plan.docx")


def result_of(folder: Path, stock: str, name: str) -> Path:
    (folder / "grille.yaml").write_text(GRID, encoding="utf-8")
    (folder / f"{name}.csv").write_text(stock, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "grille.yaml")
    day = date(2026, 6, 30)
    hlmdiag.render(hlmdiag.score(grid, hlmdiag.read(folder / f"{name}.csv", grid), date=day), folder / f"{name}.json")
    return folder / f"{name}.json"


def marked(path: Path) -> tuple[openpyxl.Workbook, Worksheet, int, dict[str, int]]:
    """The workbook, its sheet « Plan », the row of its titles, the column of each key."""
    book = openpyxl.load_workbook(path)
    sheet = book["Plan"]
    top = next(line[0].row for line in sheet.iter_rows() if str(line[0].value).startswith("hlmdiag:plan|"))
    return book, sheet, top + 1, {str(it.value).split("|")[1]: it.column for it in sheet[top] if it.value}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result, and a plan of it of which the first row and a column of their own are filled."""
    folder = tmp_path_factory.mktemp("plan")
    result = result_of(folder, STOCK, "parc")
    assert run(["plan", str(result), "-o", str(folder / "plan.xlsx"), "-q"]) == 0
    book, sheet, titles, columns = marked(folder / "plan.xlsx")
    codes = [sheet.cell(place, columns["code"]).value for place in range(titles + 1, sheet.max_row + 1)]
    row = titles + 1 + codes.index("R1")
    for key, value in TYPED.items():
        cell = sheet.cell(row, columns[key])
        cell.value = value
        cell.data_type = "s" if key == "comment" else cell.data_type
    sheet.cell(titles, len(columns) + 1).value, sheet.cell(row, len(columns) + 1).value = "Budget voté", True
    book.save(folder / "plan.xlsx")
    for name in NAMES:
        assert continued(folder, "plan.xlsx", name) == 0
    return folder


def continued(desk: Path, plan: str, output: str) -> int:
    return run(["plan", str(desk / "parc.json"), "--plan", str(desk / plan), "-o", str(desk / output), "--force", "-q"])


def test_a_plan_in_json_is_continued_as_the_workbook_is_whatever_was_typed(desk: Path) -> None:
    plan, problems = read_json((desk / "plan.json").read_bytes(), "plan.json")
    row = next(each for each in plan.rows if each.key[0] == "R1")
    assert {key: row.cells[key] for key in TYPED} == TYPED
    assert (plan.added, row.added) == (("Budget voté",), {"Budget voté": True})
    assert {each.code for each in problems} == {"plan.pas-une-date", "plan.hors-liste"}
    assert continued(desk, "plan.json", "encore.json") == 0
    assert (desk / "encore.json").read_bytes() == (desk / "plan.json").read_bytes()
    assert continued(desk, "plan.json", "par-json.xlsx") == continued(desk, "plan.xlsx", "par-xlsx.xlsx") == 0
    whole = [read_plan((desk / name).read_bytes(), name)[0] for name in ("par-json.xlsx", "par-xlsx.xlsx")]
    assert [(row.cells, row.added) for row in whole[0].rows] == [(row.cells, row.added) for row in whole[1].rows]


def test_a_csv_has_every_cell_under_its_key_and_no_formula(desk: Path) -> None:
    with (desk / "plan.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert (rows["R1"]["deadline"], rows["R1"]["cost"], rows["R1"]["comment"]) == ("2026-03-01", "1200.5", "'=1+1")
    assert (rows["R1"]["Budget voté"], rows["R2"]["decision"]) == ("True", "")


def test_the_formats_that_are_read_say_the_same_and_give_each_group_a_page(desk: Path) -> None:
    texts = [(desk / name).read_text(encoding="utf-8") for name in ("plan.md", "plan.html")]
    document = Document(str(desk / "plan.docx"))
    word = [line.text for line in document.paragraphs]
    for told in ("Nord", "Sud", "(sans groupe)", "Coût (€) : 1 201 € (1 ligne chiffrée)."):
        assert all(told.replace(" 201", "\u202f201") in text or told in text for text in texts), told
    begun = [line.text for line in document.paragraphs if line.paragraph_format.page_break_before]
    assert begun[:3] == ["Nord", "Sud", "(sans groupe)"] and "Actions, Nord" in word
    assert texts[1].count("class=new-page") == 6
    assert "01/03/2026" in texts[0] and "bientôt" in texts[0]


def test_the_same_plan_gives_the_same_bytes_in_every_format(desk: Path) -> None:
    before = [(desk / name).read_bytes() for name in NAMES]
    for name in NAMES:
        assert continued(desk, "plan.xlsx", name) == 0
    assert [(desk / name).read_bytes() for name in NAMES] == before


def other_stock(desk: Path) -> list[str]:
    stock = "code,nom,agence,bruit\n" + "".join(f"Z{place},X,Nord,80\n" for place in range(9))
    result = result_of(desk, stock, "ailleurs")
    return ["plan", str(result), "--plan", str(desk / "plan.xlsx")]


def damaged_json(desk: Path) -> list[str]:
    document = json.loads((desk / "plan.json").read_bytes())
    document["rows"][0]["cells"]["deadline"] = {"day": "jamais"}
    (desk / "abime.json").write_text(json.dumps(document), encoding="utf-8")
    return ["plan", str(desk / "parc.json"), "--plan", str(desk / "abime.json")]


def left_by_excel(desk: Path) -> list[str]:
    (desk / "~$autre.xlsx").write_bytes(b"x")
    return ["plan", str(desk / "parc.json"), "--plan", str(desk / "~$autre.xlsx")]


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        (other_stock, "plan.autre-parc", "« R1 »"),
        (damaged_json, "plan.pas-un-plan", "abime.json"),
        (left_by_excel, "usage.temporaire", "autre.xlsx"),
        (lambda desk: ["plan", str(desk / "parc.json"), "--plan", str(desk / "plan.csv")], "plan.format", ".csv"),
        (lambda desk: ["plan", str(desk / "parc.json"), "--plan", str(desk / "parc.json")], "plan.pas-un-plan", "parc"),
    ],
)
def test_what_cannot_be_read_whole_is_not_continued_and_the_old_plan_stays(
    command: Callable[[Path], list[str]], code: str, told: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed, before = command(desk), (desk / "plan.xlsx").read_bytes()
    assert run([*typed, "-o", str(desk / "suite.xlsx")]) in (2, 3)
    said = capsys.readouterr().err
    assert f"[{code}]" in said and told in said
    assert not (desk / "suite.xlsx").exists() and (desk / "plan.xlsx").read_bytes() == before


def test_an_action_that_the_grid_does_not_have_is_said_with_its_cell_and_kept(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, sheet, titles, columns = marked(desk / "plan.xlsx")
    cell = sheet.cell(titles + 1, columns["action"])
    cell.value = "A9"
    book.save(desk / "faute.xlsx")
    assert continued(desk, "faute.xlsx", "suite-faute.xlsx") == 0
    said = capsys.readouterr().err
    assert f"faute.xlsx, feuille « Plan », {cell.coordinate}" in said and "« A9 »" in said
    assert "[plan.action-inconnue]" in said
    plan, _ = read_plan((desk / "suite-faute.xlsx").read_bytes(), "suite-faute.xlsx")
    assert [row.key[1] for row in plan.rows].count("A9") == 1 and len(plan.rows) == 4


def test_a_plan_that_is_open_in_excel_is_read_as_it_was_saved_and_that_is_said(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "ouvert.xlsx").write_bytes((desk / "plan.xlsx").read_bytes())
    (desk / "~$ouvert.xlsx").write_bytes(b"x")
    assert continued(desk, "ouvert.xlsx", "suite-ouverte.xlsx") == 0
    assert "[plan.ouvert]" in capsys.readouterr().err


def test_a_plan_that_may_not_be_read_is_said_to_be_open(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Path.open

    def locked(self: Path, *typed: Any, **named: Any) -> Any:
        if self.name == "plan.json":
            raise PermissionError(self)
        return usual(self, *typed, **named)

    monkeypatch.setattr(Path, "open", locked)
    assert continued(desk, "plan.json", "jamais.xlsx") in (2, 3)
    said = capsys.readouterr().err
    assert "plan.json" in said and "[donnees.fichier-verrouille]" in said
    monkeypatch.undo()
    assert not (desk / "jamais.xlsx").exists()


VALUES = st.one_of(
    st.text(min_size=1), st.integers(-(10**9), 10**9), st.booleans(), st.dates(),
    st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip
CELLS = st.dictionaries(st.sampled_from(("code", "action", *PEOPLE)), VALUES)


@given(st.lists(st.tuples(CELLS, st.dictionaries(st.text(min_size=1), VALUES, max_size=3)), max_size=6))
def test_whatever_a_plan_holds_comes_back_from_json_as_it_was(rows: list[tuple[Any, Any]]) -> None:
    plan = Plan("essai@1.0", tuple(PlanRow(*row) for row in rows), ("Budget voté",))
    written = BytesIO()
    render_json(plan, written)
    again, _ = read_json(written.getvalue(), "plan.json")
    assert [(row.cells, row.added) for row in again.rows] == rows
    assert [[type(it) for it in row.cells.values()] for row in again.rows] == [
        [type(it) for it in cells.values()] for cells, _ in rows
    ]
