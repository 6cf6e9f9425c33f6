"""Requirements (design-2 §14): what plans teach compares, proves nothing, and says nothing of fewer than five units."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import polars as pl
import pytest
from docx import Document

import hlmdiag
from hlmdiag.campaign.order import Named, in_order
from hlmdiag.cli.app import run
from hlmdiag.grid.model import Grid
from hlmdiag.plan import Plan, PlanRow
from hlmdiag.plan.alike import alike
from hlmdiag.plan.lessons import ActionLesson, lessons
from hlmdiag.plan.model import Typed
from hlmdiag.plan.steps import standing
from hlmdiag.scoring.result import Result

GRID = """\
language_version: 1
id: essai
version: "{version}"
title: Essai
polarity: burden
columns:
  code: {{type: id, required: true}}
  nom: {{type: text, role: label}}
  bruit: {{type: number}}
  halls: {{type: number}}
themes:
  calme:
    title: Calme
    min_coverage: 1
    indicators:
      BRU: {{title: Bruit, value: bruit, score: {score}}}
  net:
    title: Propreté
    indicators:
      HAL: {{title: Halls, value: halls, score: {{identity: {{}}}}}}
levels: {{bon: {{title: Bon, from: 0}}, mauvais: {{title: Mauvais, from: 50}}}}
actions:
  A1: {{title: Isoler, when: score(BRU) >= 50, success: BRU}}
  A2: {{title: Nettoyer, when: score(HAL) >= 50, success: Des halls nets}}
"""
FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 6, 1), date(2027, 1, 1)


def grid_of(text: str) -> Grid:
    with TemporaryDirectory() as folder:
        (Path(folder) / "grille.yaml").write_text(text, encoding="utf-8")
        return hlmdiag.load_grid(Path(folder) / "grille.yaml")


def campaign(
    answers: Mapping[str, tuple[float | None, float]], day: date, version: str = "1.0", score: str = "{identity: {}}"
) -> Named:
    grid = grid_of(GRID.format(version=version, score=score))
    rows = [
        {"code": code, "nom": f"Lieu {code}", "bruit": noise, "halls": halls}
        for code, (noise, halls) in answers.items()
    ]
    return f"{day}.json", hlmdiag.score(grid, hlmdiag.read(pl.DataFrame(rows), grid), date=day)


def row(code: str, action: str, status: str | None = None, **cells: Typed) -> PlanRow:
    typed: dict[str, Typed] = {"code": code, "action": action, "since": FIRST, "last": FIRST, "status": status, **cells}
    return PlanRow({key: value for key, value in typed.items() if value is not None})


def plan(*rows: PlanRow) -> Plan:
    return Plan("essai@1.0", rows)


def only(plans: Sequence[Plan], *campaigns: Named) -> ActionLesson:
    (found,) = lessons(plans, in_order(campaigns)).actions
    return found


EIGHT = [f"R{place}" for place in range(8)]
THEN = dict.fromkeys(EIGHT, (80.0, 90.0))
NOW = {code: (80.0 - 10 * place, 90.0) for place, code in enumerate(EIGHT)}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["fait"], "done"), (["fait", "abandonné"], "done"), (["fait", "en cours"], "undone"),
        (["abandonné"], "undone"), (["à faire"], "undone"), ([None], "unsaid"), (["fait", None], "unsaid"),
        (["bientôt"], "unsaid"), ([], "unsaid"),
    ],
)  # fmt: skip
def test_an_action_is_done_when_each_of_its_steps_is_but_those_dropped(steps: list[str | None], expected: str) -> None:
    assert standing([row("R1", "A1", status) for status in steps]) == expected


def test_an_action_that_was_put_aside_is_not_done_and_a_retained_one_without_status_is_unknown() -> None:
    assert standing([row("R1", "A1", decision="écartée")]) == "undone"
    assert standing([row("R1", "A1", decision="à décider")]) == "undone"
    assert standing([row("R1", "A1", decision="retenue")]) == "unsaid"


def test_a_change_is_given_where_it_is_done_beside_where_it_is_not_and_where_nobody_says() -> None:
    rows = [row(code, "A1", "fait") for code in EIGHT[:5]] + [row(EIGHT[5], "A1", "à faire")]
    found = only([plan(*rows)], campaign(THEN, FIRST), campaign(NOW, THIRD))
    assert (found.id, found.done, found.outside) == ("A1", 5, 0)
    done = found.groups["done"].criterion
    # changes 0, −10, −20, −30, −40: Hazen's quartiles
    assert done is not None and (done.count, done.median, done.low, done.high) == (5, -20.0, -32.5, -7.5)
    assert found.groups["undone"].units == 1 and found.groups["unsaid"].units == 2
    few = found.groups["undone"].criterion
    assert few is not None and (few.count, few.median, few.low, few.high) == (1, None, None, None)
    theme = found.groups["done"].theme
    assert theme is not None and theme.median == -20.0


def test_fewer_than_five_units_teach_nothing() -> None:
    rows = [row(code, "A1", "fait") for code in EIGHT[:4]]
    found = lessons([plan(*rows)], in_order([campaign(THEN, FIRST), campaign(NOW, THIRD)]))
    assert (found.actions, found.few) == ((), (("A1", "Isoler"),))


def test_a_unit_without_the_criterion_in_one_result_is_counted_apart_and_is_no_change_of_nothing() -> None:
    rows = [row(code, "A1", "fait") for code in EIGHT]
    now = NOW | {"R7": (None, 90.0)}
    found = only([plan(*rows)], campaign(THEN, FIRST), campaign(now, THIRD))
    for moved in (found.groups["done"].criterion, found.groups["done"].theme):
        assert moved is not None and (moved.count, moved.without, moved.median) == (7, 1, -30.0)


def test_a_unit_that_no_result_has_before_or_after_is_in_no_group() -> None:
    late = row("R0", "A1", "fait", start=date(2027, 3, 1))
    early = row("R1", "A1", "fait", start=date(2025, 12, 1))
    rows = [late, early, row("R9", "A1", "fait"), *(row(code, "A1", "fait") for code in EIGHT[2:])]
    now = {code: answers for code, answers in NOW.items() if code != "R7"}
    found = lessons([plan(*rows)], in_order([campaign(THEN, FIRST), campaign(now, THIRD)]))
    assert found.absent == 1
    assert (found.actions[0].done, found.actions[0].outside, found.actions[0].groups["done"].units) == (9, 4, 5)


def test_the_result_before_an_action_is_the_last_one_before_it_began() -> None:
    between = dict.fromkeys(EIGHT, (40.0, 90.0))
    rows = [row(code, "A1", "fait", start=date(2026, 7, 1)) for code in EIGHT]
    three = campaign(THEN, FIRST), campaign(between, SECOND), campaign(NOW, THIRD)
    moved = only([plan(*rows)], *three).groups["done"].criterion
    assert moved is not None and moved.median == 80 - 35 - 40


def test_judgements_are_counted_by_unit_what_nobody_said_apart() -> None:
    rows = [row(code, "A1", "fait", result="a fonctionné") for code in EIGHT[:3]]
    rows += [row("R3", "A1", "fait", result="sans effet"), row("R3", "A1", "fait", result="a fonctionné")]
    rows += [row("R4", "A1", "fait"), row("R5", "A1", "fait", result="je ne sais plus")]
    found = only([plan(*rows)], campaign(THEN, FIRST), campaign(NOW, THIRD))
    assert found.judged == {"a fonctionné": 3, "several": 1, "": 2}


def test_an_action_whose_success_no_criterion_measures_is_judged_and_not_measured() -> None:
    rows = [row(code, "A2", "fait", result="a fonctionné") for code in EIGHT]
    found = only([plan(*rows)], campaign(THEN, FIRST), campaign(NOW, THIRD))
    assert (found.id, found.groups["done"].criterion, found.groups["done"].theme) == ("A2", None, None)


def test_the_latest_of_two_plans_says_where_an_action_stands() -> None:
    before = plan(*(row(code, "A1", "en cours", start=FIRST) for code in EIGHT[:5]))
    after = plan(*(row(code, "A1", "fait", last=SECOND) for code in EIGHT[:5]))
    for plans in ([before, after], [after, before]):
        found = lessons(plans, in_order([campaign(THEN, FIRST), campaign(NOW, THIRD)]))
        assert (found.actions[0].done, found.conflicts) == (5, 5)


def test_earlier_answers_are_scored_again_where_the_grid_scores_otherwise() -> None:
    rows = [row(code, "A1", "fait") for code in EIGHT]
    harsher = campaign(THEN, THIRD, version="1.1", score="{steps: [0, 50], points: [0, 100]}")
    found = lessons([plan(*rows)], in_order([campaign(THEN, FIRST), harsher]))
    moved = found.actions[0].groups["done"].criterion
    assert not found.is_one_grid
    assert moved is not None and (moved.count, moved.median) == (8, 0.0)


def test_the_units_most_alike_are_those_with_the_same_actions_and_levels_where_something_was_done() -> None:
    then = {"R0": (10.0, 10.0), "R1": (80.0, 90.0), "R2": (80.0, 10.0), "R3": (None, 90.0)}
    rows = [row(code, "A1", "fait", result="sans effet") for code in ("R0", "R1", "R2", "R3")]
    now = {**then, "R0": (90.0, 95.0), "R1": (20.0, 90.0)}
    found = alike([plan(*rows)], in_order([campaign(then, FIRST), campaign(now, THIRD)]), 0)
    assert (found.code, found.done_in) == ("R0", 3)
    first = found.units[0]
    assert (first.code, first.common, first.actions, first.same, first.themes) == ("R1", 2, 2, 2, 2)
    assert (first.done[0].then, first.done[0].now, first.done[0].judged) == (80.0, 20.0, "sans effet")
    assert first.done[0].is_proposed
    unknown = next(each for each in found.units if each.code == "R3")
    # a level that is not known is no level in common, nor one that differs
    assert (unknown.same, unknown.themes, unknown.done[0].then) == (1, 1, None)


def test_a_unit_has_the_code_of_all_its_keys() -> None:
    document = GRID.replace("  code: {{type", "  organisation: {{type: id, required: true}}\n  code: {{type")
    grid = grid_of(document.format(version="1.0", score="{identity: {}}"))
    found = []
    for day, noise in ((FIRST, 80.0), (THIRD, 60.0)):
        rows = [{"organisation": "B1", "code": code, "bruit": noise, "halls": 1} for code in EIGHT]
        found.append((f"{day}", hlmdiag.score(grid, hlmdiag.read(pl.DataFrame(rows), grid), date=day)))
    moved = only([plan(*(row(f"B1/{code}", "A1", "fait") for code in EIGHT))], *found).groups["done"].criterion
    assert moved is not None and (moved.count, moved.median) == (8, -20.0)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two results and a filled plan, as files."""
    folder = tmp_path_factory.mktemp("lecons")
    for name, (_, result) in (("avant", campaign(THEN, FIRST)), ("apres", campaign(NOW, THIRD))):
        saved: Result = result
        hlmdiag.render(saved, folder / f"{name}.json")
    assert run(["plan", str(folder / "avant.json"), "-o", str(folder / "plan.xlsx"), "-q"]) == 0
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    sheet = book["Plan"]
    top = next(line[0].row for line in sheet.iter_rows() if str(line[0].value).startswith("hlmdiag:plan|"))
    columns = {str(cell.value).split("|")[1]: cell.column for cell in sheet[top] if cell.value}
    for place in range(top + 2, sheet.max_row + 1):
        sheet.cell(place, columns["status"]).value = "fait"
    book.save(folder / "plan.xlsx")
    return folder


def asked(desk: Path, *more: str) -> list[str]:
    return [
        "lessons",
        str(desk / "plan.xlsx"),
        "--with",
        str(desk / "apres.json"),
        "--with",
        str(desk / "avant.json"),
        *more,
    ]


def test_every_format_says_the_same_median_and_that_nothing_is_proved(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["lecons.md", "lecons.html", "lecons.docx", "lecons.xlsx", "lecons.json"]
    outputs = [part for name in names for part in ("-o", str(desk / name))]
    assert run(asked(desk, "--for", "R7", *outputs)) == 0
    assert "ne prouve rien" in capsys.readouterr().out
    document = Document(str(desk / "lecons.docx"))
    word = " ".join(cell.text for table in document.tables for line in table.rows for cell in line.cells)
    texts = [(desk / name).read_text(encoding="utf-8") for name in names[:2]]
    assert all("−35,0" in text and "ne prouve rien" in text for text in texts) and "−35,0" in word
    told: dict[str, Any] = json.loads((desk / "lecons.json").read_bytes())
    assert told["actions"][0]["groups"]["done"]["criterion"]["median"] == -35.0
    book = openpyxl.load_workbook(desk / "lecons.xlsx")
    values = [cell.value for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert -35 in values
    before = [(desk / name).read_bytes() for name in names]
    assert run(asked(desk, "--for", "R7", "--force", "-q", *outputs)) == 0
    assert [(desk / name).read_bytes() for name in names] == before


def test_without_a_name_lessons_stand_beside_the_plan_under_the_next_free_name(desk: Path) -> None:
    for _ in range(2):
        assert run(asked(desk, "-q")) == 0
    assert {"plan-lecons.md", "plan-lecons-2.md"} <= {each.name for each in desk.iterdir()}


def test_what_does_not_go_together_is_refused_before_anything_is_written(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = sorted(each.name for each in desk.iterdir())
    command, other = asked(desk), str(desk / "avant.json")
    for wrong, code in (
        (["lessons", str(desk / "plan.xlsx"), "--with", other], "suivi.un-seul"),
        (["lessons", other, *command[2:]], "plan.pas-un-plan"),
        ([*command, "--for", "R99"], "rapport.code-inconnu"),
        ([*command, "-o", str(desk / "x.pdf")], "sortie.suffixe"),
    ):
        assert run(wrong) in (2, 3), code
        assert f"[{code}" in capsys.readouterr().err
    assert sorted(each.name for each in desk.iterdir()) == kept
