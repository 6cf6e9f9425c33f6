"""Requirements (design-2 §14): tenants are told of their own place what the grid says public, and nothing that was
typed but days."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.document.public_told import public_told
from hlmdiag.explain import find
from hlmdiag.method import compare
from hlmdiag.method.change_kinds import ChangeSize
from hlmdiag.plan import Plan, PlanRow
from hlmdiag.plan.public import PublicPage, public_page
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

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
  satisfaits: {type: percent}
  sondes: {type: integer}
  panne: {type: boolean}
  arrete: {type: boolean}
  repondant: {type: text}
  role_repondant: {type: text}
roles: {locataires: {title: Locataires}, gardien: {title: Gardien}}
respondents: {column: repondant, role: role_repondant, consolidate: median, divergence: 1}
indicators:
  SAT: {title: Satisfaits, value: satisfaits, score: {linear: {worst: 0, best: 100}}, survey: {answers: sondes}}
  PRO:
    title: Propreté
    kind: judgement
    score: {choices: {"1": {label: Propre, points: 0}, "2": {label: Sale, points: 100}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
flags:
  panne: {when: panne, message: Ascenseur en panne, public: true}
  arrete: {when: arrete, message: Arrêté de police}
actions:
  A1: {title: Réparer l’ascenseur, when: score(SAT) >= 50, public: true}
  A2: {title: Porter plainte, when: score(SAT) >= 50}
  A3: {title: Sur-entretien, when: score(SAT) >= 50, public: true, plain_words: Plus de ménage}
"""
DAY = date(2026, 6, 30)
STOCK = """\
code,nom,satisfaits,sondes,panne,arrete
R1,Les Lilas,40,12,oui,oui
R2,Le Parc,30,4,,non
R3,La Tour,20,,non,non
"""


def result_of(folder: Path, voices: str = "") -> Result:
    (folder / "grille.yaml").write_text(GRID, encoding="utf-8")
    (folder / "parc.csv").write_text(STOCK, encoding="utf-8")
    files = [folder / "parc.csv"]
    if voices:
        (folder / "avis.csv").write_text("code,repondant,role_repondant,PRO\n" + voices, encoding="utf-8")
        files.append(folder / "avis.csv")
    grid = hlmdiag.load_grid(folder / "grille.yaml")
    return hlmdiag.score(grid, hlmdiag.read(files, grid, date=DAY), date=DAY)


def plan(*rows: dict[str, Any]) -> Plan:
    return Plan("essai@1.0", tuple(PlanRow({"decision": "retenue"} | row) for row in rows))


def page_of(result: Result, code: str, *rows: dict[str, Any]) -> PublicPage:
    return public_page(result, plan(*rows), find(result, code))


def test_a_share_is_told_where_five_answered_and_unknown_numbers_are_not_enough(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    told = {code: page_of(result, code) for code in ("R1", "R2", "R3")}
    assert [(each.indicator.id, each.value, each.answers) for each in told["R1"].shares] == [("SAT", 40.0, 12)]
    assert [(len(told[code].shares), told[code].unshown) for code in ("R1", "R2", "R3")] == [(1, 0), (0, 1), (0, 1)]


def test_what_tenants_answered_is_counted_from_five_on_and_what_others_answered_never_is(tmp_path: Path) -> None:
    voices = "".join(f"R1,t{n},locataires,{1 + n % 2}\n" for n in range(5))
    voices += "R1,g1,gardien,2\n" + "".join(f"R2,t{n},locataires,1\n" for n in range(4)) + "R2,g,gardien,1\n"
    result = result_of(tmp_path, voices)
    first, second = page_of(result, "R1"), page_of(result, "R2")
    assert [dict(each.counts) for each in first.opinions] == [{"1": 3, "2": 2}]
    assert (second.opinions, second.unshown) == ((), 2)


def test_only_public_flags_are_told_and_one_that_nobody_can_decide_is_being_checked(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    told = {code: page_of(result, code) for code in ("R1", "R2", "R3")}
    assert {code: [flag.id for flag in page.flags] for code, page in told.items()} == {
        "R1": ["panne"], "R2": [], "R3": [],
    }  # fmt: skip
    assert {code: [flag.id for flag in page.to_check] for code, page in told.items()} == {
        "R1": [], "R2": ["panne"], "R3": [],
    }  # fmt: skip


def test_retained_public_actions_of_the_place_are_told_with_the_day_of_their_last_step(tmp_path: Path) -> None:
    rows = [
        {"code": "R1", "action": "A1", "deadline": date(2026, 9, 1)}, {"code": "R1", "action": "A1", "deadline": DAY},
        {"code": "R1", "action": "A2", "deadline": DAY}, {"code": "R2", "action": "A3", "deadline": DAY},
        {"code": "R1", "action": "A3", "deadline": "au printemps"},
    ]  # fmt: skip
    result = result_of(tmp_path)
    told = [(each.action.id, each.deadline, each.is_done) for each in page_of(result, "R1", *rows).actions]
    assert told == [("A1", date(2026, 9, 1), False), ("A3", None, False)]
    done = [{"code": "R1", "action": "A1", "status": "fait"}, {"code": "R1", "action": "A3", "status": "abandonné"}]
    assert [(each.action.id, each.is_done) for each in page_of(result, "R1", *done).actions] == [("A1", True)]
    nothing = page_of(result, "R1", {"code": "R1", "action": "A1", "decision": "à décider"})
    assert (nothing.actions, nothing.untold) == ((), 0)


def test_where_no_retained_action_may_be_told_the_page_does_not_say_that_none_is_decided(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    page = page_of(result, "R1", {"code": "R1", "action": "A2"})
    told = public_told(page, Wording("fr", result.grid)).sections[-1]
    assert (page.untold, told.paragraphs) == (1, ["Ce qui est décidé pour votre résidence n’est pas détaillé ici."])
    unsaid = public_told(page_of(result, "R2"), Wording("fr", result.grid)).sections
    assert unsaid[-1].paragraphs == ["Aucune action n’est encore décidée."]
    assert [cell.text for cell in unsaid[1].tables[0].rows[0]] == ["Ascenseur en panne", "nous ne le savons pas encore"]


SECRET = ("Madame Untel", "Bureau des secrets", "Partenaire caché", "ne pas dire", "au printemps", "4321")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result and its plan, of which every cell that people fill is filled."""
    folder = tmp_path_factory.mktemp("locataires")
    hlmdiag.render(result_of(folder), folder / "parc.json")
    assert run(["plan", str(folder / "parc.json"), "-o", str(folder / "plan.xlsx"), "-q"]) == 0
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    sheet = book["Plan"]
    top = next(line[0].row for line in sheet.iter_rows() if str(line[0].value).startswith("hlmdiag:plan|"))
    columns = {str(cell.value).split("|")[1]: cell.column for cell in sheet[top] if cell.value}
    typed = {
        "decision": "retenue", "responsible": SECRET[0], "direction": SECRET[1], "partner": SECRET[2],
        "comment": SECRET[3], "start": SECRET[4], "cost": 4321, "deadline": datetime(2026, 9, 1),
    }  # fmt: skip
    for place in range(top + 2, sheet.max_row + 1):
        for key, value in typed.items():
            sheet.cell(place, columns[key]).value = value
    book.save(folder / "plan.xlsx")
    return folder


def asked(desk: Path, *more: str) -> list[str]:
    return ["plan", str(desk / "parc.json"), "--plan", str(desk / "plan.xlsx"), "--public", "R1", *more]


def test_the_page_says_nothing_of_another_place_nor_what_was_typed_but_days(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("page.html", "page.md", "page.docx"):
        assert run(asked(desk, "-o", str(desk / name))) == 0
        before = (desk / name).read_bytes()
        assert run(asked(desk, "-o", str(desk / name), "--force", "-q")) == 0
        assert (desk / name).read_bytes() == before
    assert "1 action retenue n’y est pas" in capsys.readouterr().err
    document = Document(str(desk / "page.docx"))
    cells = (cell.text for table in document.tables for line in table.rows for cell in line.cells)
    texts = [" ".join([*(line.text for line in document.paragraphs), *cells])]
    texts += [(desk / name).read_text(encoding="utf-8") for name in ("page.html", "page.md")]
    hidden = (*SECRET, "Le Parc", "La Tour", "Porter plainte", "Arrêté", "R2", "Mauvais", "Sur-entretien")
    for text in texts:
        assert [word for word in hidden if word in text] == []
        assert all(
            word in text
            for word in ("Les Lilas", "01/09/2026", "Réparer l’ascenseur", "Ascenseur en panne", "Plus de ménage")
        )


def test_a_page_without_a_plan_or_of_an_unknown_place_is_refused(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = sorted(each.name for each in desk.iterdir())
    for wrong, code in (
        (["plan", str(desk / "parc.json"), "--public", "R1"], "plan.public-plan"),
        ([*asked(desk)[:-1], "R9"], "rapport.code-inconnu"),
        (asked(desk, "-o", str(desk / "page.xlsx")), "sortie.suffixe"),
    ):
        assert run(wrong) == 2
        assert f"[{code}" in capsys.readouterr().err
    assert sorted(each.name for each in desk.iterdir()) == kept


def test_saying_a_flag_or_an_action_public_changes_words_of_a_grid_and_no_score(tmp_path: Path) -> None:
    found = []
    for name, text in (
        ("avant", GRID.replace(", public: true", "").replace(", plain_words: Plus de ménage", "")),
        ("apres", GRID),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        found.append(hlmdiag.load_grid(tmp_path / f"{name}.yaml"))
    assert {each.size for each in compare(*found).changes} == {ChangeSize.PATCH}


def test_without_a_name_the_page_stands_beside_the_result(desk: Path) -> None:
    assert run(asked(desk, "-q")) == 0
    assert [each.suffix for each in desk.glob("parc-locataires-*")] == [".html"]
