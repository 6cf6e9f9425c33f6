"""What a grid asks: each column once, in the words of whoever is asked, and what is known is not asked again."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import hlmdiag
from hlmdiag.form import Known, questionnaire
from hlmdiag.grid import Grid, load_grid, shipped_grids
from hlmdiag.wording import Wording

GRID = """
language_version: 1
id: essai
version: "1"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  nb_ascenseurs: {type: integer, min: 0}
  plaintes: {type: integer, min: 0, label: Nombre de plaintes}
  note_hall: {type: choice, label: État du hall, choices: {A: Bon, B: Mauvais}}
  nature: {type: choice, label: Nature, choices: {rien: Rien, bruit: Bruit}}
  recurrence: {type: choice, label: Récurrence, choices: {rare: Rare, jour: Chaque jour}}
  trafic: {type: boolean, label: Trafic}
roles: {agence: {title: Agence}, gardien: {title: Gardien}, locataires: {title: Locataires}}
themes:
  lieux:
    title: Lieux
    indicators:
      HALL:
        title: Hall
        kind: judgement
        value: note_hall
        asked: [gardien, locataires]
        question: Dans quel état est le hall ?
        wording: {locataires: Votre hall est-il bien tenu ?}
        score: {choices: {A: {points: 0, descriptor: propre}, B: {points: 100, evidence: required}}}
      ASC:
        title: Ascenseur
        kind: judgement
        applies_if: nb_ascenseurs > 0
        asked: [gardien]
        score: {choices: {bien: {label: Bien, points: 0}, mal: {label: Mal, points: 100}}}
      OCC:
        title: Occupation
        kind: judgement
        asked: [agence]
        score: {matrix: {rows: nature, columns: recurrence, points:
          {rien: {rare: 0, jour: 0}, bruit: {rare: 50, jour: 100}}}}
      HALL2:
        title: Hall encore
        kind: judgement
        value: note_hall
        asked: [agence]
        score: {choices: {A: 0, B: 100}}
      PLA: {title: Plaintes par ascenseur, value: plaintes / nb_ascenseurs, score: {steps: [0, 2], points: [0, 100]}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    path = tmp_path_factory.mktemp("grille") / "essai.yaml"
    path.write_text(GRID, encoding="utf-8")
    return load_grid(str(path))


def test_a_column_that_two_criteria_read_is_asked_once(grid: Grid) -> None:
    assert [each.id for each in questionnaire(grid).questions] == ["note_hall", "ASC", "nature", "recurrence"]


def test_the_roles_of_a_question_are_those_of_all_its_criteria(grid: Grid) -> None:
    hall = questionnaire(grid).questions[0]
    assert [role.id for role in hall.roles] == ["agence", "gardien", "locataires"]


def test_a_question_is_said_in_the_words_of_the_role(grid: Grid) -> None:
    hall = questionnaire(grid).questions[0]
    said = [hall.asked_of(role) for role in (None, grid.roles["gardien"], grid.roles["locataires"])]
    assert said == ["Dans quel état est le hall ?"] * 2 + ["Votre hall est-il bien tenu ?"]


def test_a_matrix_is_two_questions_under_one_title(grid: Grid) -> None:
    nature, recurrence = questionnaire(grid).questions[2:]
    assert [(each.headed_of(None), each.asked_of(None)) for each in (nature, recurrence)] == [
        ("Occupation", "Nature"),
        ("Occupation", "Récurrence"),
    ]


def test_a_role_is_asked_what_is_asked_of_it(grid: Grid) -> None:
    asked = questionnaire(grid, role=grid.roles["gardien"])
    assert [each.id for each in asked.questions] == ["note_hall", "ASC"]


def test_answers_say_how_to_recognise_them_and_what_proves_them(grid: Grid) -> None:
    answers = questionnaire(grid).questions[0].answers
    assert [(each.code, each.label, each.descriptor, each.needs_evidence) for each in answers] == [
        ("A", "Bon", "propre", False),
        ("B", "Mauvais", None, True),
    ]


def test_data_is_asked_by_its_column_not_by_the_rate_that_is_made_of_it(grid: Grid) -> None:
    every = {each.id: each.title for each in questionnaire(grid, "all").questions}
    assert every["plaintes"] == "Nombre de plaintes"
    assert every["nb_ascenseurs"] == "nb_ascenseurs"


def test_what_is_known_or_does_not_apply_is_not_asked_again(grid: Grid) -> None:
    stock = pl.DataFrame({"code": ["1", "2"], "nb_ascenseurs": [0, 2], "note_hall": ["A", None]})
    result = hlmdiag.score(grid, hlmdiag.read(stock, grid), date=date(2026, 11, 1))
    asked = questionnaire(grid)
    known = Known(result, Wording("fr", grid), asked.asked)
    first, second = (known.unit(row, asked.questions, {}) for row in known.rows())
    assert first.known == {"note_hall": "Bon", "ASC": "sans objet"}
    assert second.known == {}


@pytest.mark.parametrize("name", shipped_grids())
def test_no_shipped_grid_asks_for_a_key_a_role_or_what_is_worked_out(name: str) -> None:
    grid = load_grid(name)
    for each in questionnaire(grid, "all").questions:
        assert each.id not in grid.keys
        assert each.column.role is None and each.column.computed is None
