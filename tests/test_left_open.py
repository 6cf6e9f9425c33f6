"""What leaves a score open is named wherever it is said: missing answers, answers not sure, margins of surveys."""

from __future__ import annotations

import html
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

import hlmdiag
from hlmdiag.campaign.comparison_wording import missing_texts
from hlmdiag.cli.app import run
from hlmdiag.gate import compare, evaluate, gating_lines, read_conditions
from hlmdiag.report.markdown import render_sheet
from hlmdiag.scoring import Result
from hlmdiag.scoring.gate_results import Doubt, Gating, NamedUnit
from hlmdiag.scoring.open_ends import left_open_by
from hlmdiag.text import LANGUAGES, catalogue
from worded import words_of

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: ouverte
version: "1"
title: Ouverte
unit: résidence
polarity: merit
scale: [0, 100]
min_coverage: 0.6
{certainty}columns:
  code: {{type: id, required: true}}
  satisfaits: {{type: percent, label: Satisfaits}}
  reponses: {{type: integer, label: Réponses}}
indicators:
  SAT: {{title: Satisfaction, value: satisfaits, score: {{linear: {{worst: 0, best: 100}}}}, survey: {{answers: reponses{margin}}}}}
  HALL: {{title: Hall, kind: judgement, score: {{choices: {{"1": 100, "2": 50, "3": 0}}}}}}
  COUR: {{title: Cour, kind: judgement, score: {{choices: {{"1": 100, "2": 50, "3": 0}}}}}}
views: {{donnees: {{title: Données, where: kind == "data"}}, regards: {{title: Regards, where: kind == "judgement"}}}}
first_look: {{view: donnees, min_coverage: 0.5}}
levels: {{bon: {{title: Bon, from: 50}}, mauvais: {{title: Mauvais, from: 0}}}}
flags: {{sale: {{when: 'COUR == "3"', message: Cour sale}}, basse: {{when: score < 40, message: Note basse}}}}
stock_alerts: {{trop: {{level: mauvais, more_than: 0.5, message: Trop de mauvaises, at_least: 2}}}}
"""  # noqa: E501
BEFORE = "code;satisfaits;reponses;HALL;HALL : certitude;COUR\nA;52;15;2;;2\nB;40;15;;;\nC;40;15;3;;3\n"
NOW = "code;satisfaits;reponses;HALL;HALL : certitude;COUR\nA;48;15;2;pas sûr;2\nB;40;15;;;\nC;40;15;3;;3\n"
ALONE = "les réponses manquantes"
SURVEYED = "les réponses manquantes et la marge d’erreur des enquêtes"
UNSURE = "les réponses manquantes ou peu sûres"
ALL = "les réponses manquantes, les réponses peu sûres et la marge d’erreur des enquêtes"
SPELLED = re.compile(
    r"(selon|quelles que soient)( toutes| les seules| les)? réponses (manquantes|qui manquent)"
    r"|(depending on|whatever|over|given)( all)?( the)? missing answers"
)


def written(folder: Path, certainty: bool, margin: bool) -> Path:
    path = folder / "ouverte.yaml"
    asked = {"certainty": "certainty: true\n" if certainty else "", "margin": ", margin: true" if margin else ""}
    path.write_text(GRID.format(**asked), encoding="utf-8")
    return path


def scored(folder: Path, rows: str, *, certainty: bool = True, margin: bool = True) -> Result:
    grid, stock = hlmdiag.load_grid(written(folder, certainty, margin)), folder / "parc.csv"
    stock.write_text(rows, encoding="utf-8")
    return hlmdiag.score(grid, hlmdiag.read(stock, grid, date=DAY), date=DAY)


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two units whose level is open, by a margin and a doubt, or for want of answers; all the causes at once."""
    return scored(tmp_path_factory.mktemp("ouverte"), NOW)


def flat(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(text))


@pytest.mark.parametrize(
    ("certainty", "margin", "french"),
    [(False, False, ALONE), (True, False, UNSURE), (False, True, SURVEYED), (True, True, ALL)],
)
def test_a_grid_says_what_it_carries(tmp_path: Path, certainty: bool, margin: bool, french: str) -> None:
    grid = hlmdiag.load_grid(written(tmp_path, certainty, margin))
    assert left_open_by(grid.indicators).say("fr") == french


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_names_the_causes_by_itself(language: str) -> None:
    """They would differ from one sentence to the next as soon as a grid carries one more."""
    own = {"resultat.colonne.low"}
    found = {code for code, text in catalogue(language).items() if SPELLED.search(text) and code not in own}
    assert not {code for code in found if not code.startswith("rapport.ouvert-par.")}


def test_reports_name_them_all(now: Result) -> None:
    sheet, page, book = (BytesIO() for _ in range(3))
    for out, format in ((sheet, "md"), (page, "html"), (book, "xlsx")):
        hlmdiag.render(now, out, format=format, language="fr")
    cells = load_workbook(BytesIO(book.getvalue()), read_only=True)
    texts = [str(cell) for each in cells for row in each.iter_rows(values_only=True) for cell in row if cell]
    markdown, web, workbook = flat(sheet.getvalue().decode()), flat(page.getvalue().decode()), flat(" ".join(texts))
    method = f"la plus grande note possible selon {ALL} ; une note sans intervalle est certaine. Où"
    head = f"« Mauvais » reste possible pour 1 autre, selon {ALL}."
    for said in (markdown, web, workbook):
        assert method in said
    for said in (markdown, web):
        assert head in said
    assert f"la plus grande note possible selon {ALL} ; le point" in web


def test_a_sheet_names_those_of_its_interval_and_of_its_first_look(now: Result) -> None:
    """The first look keeps the data alone, of which nobody is unsure."""
    out = BytesIO()
    render_sheet(hlmdiag.explain(now, "B"), now, out, "fr")
    said = flat(out.getvalue().decode())
    assert f"Intervalle selon {ALL} : " in said
    assert f"Note de ce premier repérage, selon {SURVEYED} de cette seule vue : " in said
    assert f"note de l’ensemble, selon {ALL} de toute la grille : " in said


def test_a_settled_score_is_no_interval(tmp_path: Path) -> None:
    result = scored(tmp_path, "code;satisfaits;reponses;HALL;COUR\nA;48;15;2;2\n", certainty=False, margin=False)
    sheet, page = BytesIO(), BytesIO()
    render_sheet(hlmdiag.explain(result, "A"), result, sheet, "fr")
    hlmdiag.render(result, page, format="html", language="fr")
    settled = "Note certaine : aucune réponse manquante ne peut la changer"
    for said in (flat(sheet.getvalue().decode()), flat(page.getvalue().decode())):
        assert settled in said
        assert "Intervalle selon" not in said
        assert "Intervalle :" not in said


def test_a_settled_score_that_is_not_published_is_said_with_its_number() -> None:
    words = words_of(hlmdiag.load_grid("residence-complexe"))
    settled = SimpleNamespace(score=None, low=12.2, high=12.2, bound=None)
    assert flat(words.interval_line(settled)) == (
        "Note certaine, non publiée : 12,2, qu’aucune réponse manquante ne peut changer"
    )
    assert words.interval_cell(settled) == "12,2"
    assert words.interval_cell(SimpleNamespace(score=12.2, low=12.2, high=12.2, bound=None)) == ""
    assert words.interval_cell(SimpleNamespace(score=12.2, low=12.2, high=13.0, bound=None)) == "de 12,2 à 13,0"


def test_the_summary_of_a_run_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored(tmp_path, NOW)
    arguments = [str(tmp_path / "parc.csv"), "-g", str(tmp_path / "ouverte.yaml"), "--date", "30/11/2026"]
    run(["score", *arguments, "-o", str(tmp_path / "r.json"), "--fail-if", "median(score) < 30"])
    said = flat("".join(capsys.readouterr()))
    assert f"selon {ALL}), taux de réponse 100 %" in said
    assert f"peuvent y être, selon {ALL}. La grille alerte" in said
    assert f"Seuil indécis, franchi ou non selon {ALL} : " in said


def test_a_limit_and_a_baseline_name_them(tmp_path: Path, now: Result) -> None:
    conditions = read_conditions(["median(score) < 30"], now.grid)
    comparison = compare(now, scored(tmp_path, BEFORE), "avant.json", 1)
    lines = [
        flat(line.text) for line in gating_lines(Gating(evaluate(conditions, now), comparison), words_of(now.grid))
    ]
    said = "\n".join(lines)
    assert f"Seuil indécis, franchi ou non selon {ALL} : " in said
    assert f", selon {ALL}, c’est une aggravation" in said.replace(" ; selon", ", selon")
    assert re.search(rf"^A .*niveau indécis.* ; selon {ALL}$", said, re.MULTILINE)


def test_a_follow_up_names_them(tmp_path: Path, now: Result, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a change that the margin alone leaves open, the cause is not an answer that is missing."""
    names = [tmp_path / "avant.json", tmp_path / "apres.json"]
    before = scored(tmp_path, BEFORE)
    for result, path, day in ((before, names[0], "2025-11-30"), (now, names[1], "2026-11-30")):
        hlmdiag.render(result, path, language="fr")
        path.write_text(path.read_text(encoding="utf-8").replace("2026-11-30", day), encoding="utf-8")
    assert run(["compare", *map(str, names), "-o", str(tmp_path / "suivi.md")]) == 0
    said = flat((tmp_path / "suivi.md").read_text(encoding="utf-8"))
    assert f"Le changement tient dans ce que laissent ouvert {ALL} : " in said
    assert f"quelles que soient {ALL} ; sinon, c’est à confirmer" in said


@pytest.mark.parametrize(("flag", "french"), [("sale", ALONE), ("basse", ALL)])
def test_a_doubt_about_a_flag_names_what_moves_it(now: Result, flag: str, french: str) -> None:
    """One that reads a column sees the answer as it was given; one that reads the score moves with it."""
    doubt = Doubt(NamedUnit("A", None, None, None, None), (f"flag:{flag}",), None, None, (), (), ())
    assert [flat(text) for text in missing_texts(doubt, words_of(now.grid))] == [f"selon {french}"]
