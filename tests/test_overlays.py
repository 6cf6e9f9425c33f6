"""Requirements (R04): a grid extends another one with only what changes; its parent's own score stands beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from json import loads
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft7Validator

import hlmdiag
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import Grid, load_grid
from hlmdiag.grid.view_model import ViewGap
from hlmdiag.report import excel, json, markdown
from hlmdiag.report.dossier.markdown import render as render_dossier
from hlmdiag.scoring import Result
from hlmdiag.scoring.schema import result_schema
from report.round_trip import FORMATS, round_trip
from worded import drafter_of, explainer_of

PARENT = """\
language_version: 1
id: parente
version: "1"
title: Grille parente
polarity: burden
columns:
  code: {type: id, required: true}
  a: {type: number}
  b: {type: number}
  c: {type: number}
themes:
  T:
    title: Thème
    indicators:
      A: {title: A, value: a, score: {steps: [0, 10, 20], points: [0, 50, 100]}}
      B: {title: B, value: b, score: {steps: [0, 10], points: [0, 100]}, weight: 2}
      C: {title: C, value: c, score: {identity: {}}}
levels:
  bas: {title: Bas, from: 0}
  haut: {title: Haut, from: 50}
flags:
  fort: {when: a > 90, message: Fort, no_better_than: haut}
"""
VARIANT = """\
extends: parente
id: variante
version: "2026"
title: Variante locale
columns: {c: null, d: {type: number}}
themes:
  T:
    indicators:
      A: {score: {points: [0, 20, 100]}}
      B: {score: {anchors: [[0, 0], [20, 100]]}}
      C: null
      D: {title: D, value: d, score: {identity: {}}}
levels: {bas: {}, moyen: {title: Moyen, from: 25}, haut: {title: Très haut}}
flags: null
"""
STOCK = "code;a;b;c;d\nR1;15;20;60;10\nR2;0;5;100;\n"
Load = Callable[..., Grid]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_texts(variant: str = VARIANT, parent: str = PARENT, **others: str) -> Grid:
        for name, text in {"parente": parent, "variante": variant, **others}.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_grid(tmp_path / "variante.yaml")

    return load_texts


def test_what_is_not_said_comes_from_the_parent(load: Load) -> None:
    grid = load()
    assert grid.parent is not None
    assert (grid.id, grid.parent.id, grid.title, grid.polarity) == ("variante", "parente", "Variante locale", "burden")
    assert [indicator.id for indicator in grid.indicators] == ["A", "B", "D"]
    assert [indicator.rule.key for indicator in grid.indicators] == ["steps", "anchors", "identity"]
    assert [indicator.weight for indicator in grid.indicators] == [1, 2, 1]
    assert list(grid.columns) == ["code", "a", "b", "d"]
    assert grid.flags == {}


def test_what_is_added_comes_after_what_it_follows(load: Load) -> None:
    assert [(level.id, level.title) for level in load().levels] == [
        ("bas", "Bas"), ("moyen", "Moyen"), ("haut", "Très haut"),
    ]  # fmt: skip


def test_every_departure_is_known_with_what_the_parent_says(load: Load) -> None:
    found = {each.path: (each.parent, each.own) for each in load().departures}
    assert found["title"] == ("Grille parente", "Variante locale")
    assert found["themes.T.indicators.A.score.points"] == ([0, 50, 100], [0, 20, 100])
    assert found["themes.T.indicators.B.score.steps"] == ([0, 10], None)
    assert found["themes.T.indicators.C"][1] is None
    assert found["themes.T.indicators.D"][0] is None
    assert found["levels.haut.title"] == ("Haut", "Très haut")
    assert found["flags"][1] is None
    assert "id" not in found and "version" not in found and "themes.T.indicators.A.score.steps" not in found


@pytest.mark.parametrize(
    ("above", "own", "gap", "departures"),
    [
        ("25", "{at_least: 3}", ViewGap(25, 3), {"view_gap.at_least": (None, 3)}),
        ("25", "{points: 30}", ViewGap(30, 1), {"view_gap.points": (25, 30)}),
        ("{points: 25, at_least: 3}", "{points: 30}", ViewGap(30, 3), {"view_gap.points": (25, 30)}),
        ("{points: 25, at_least: 3}", "25", ViewGap(25, 1), {"view_gap.at_least": (3, None)}),
        ("25", "{points: 25}", ViewGap(25, 1), {}),
    ],
)
def test_a_gap_of_views_is_extended_whichever_way_it_is_written(
    above: str, own: str, gap: ViewGap, departures: dict[str, Any], load: Load
) -> None:
    grid = load(f"{VARIANT}view_gap: {own}\n", f"{PARENT}view_gap: {above}\n")
    assert grid.view_gap == gap
    found = {each.path: (each.parent, each.own) for each in grid.departures if each.path.startswith("view_gap")}
    assert found == departures


def test_an_answer_keeps_its_label_or_its_points_where_an_overlay_adds_to_it(load: Load) -> None:
    parent = PARENT.replace(
        "  c: {type: number}\n", "  c: {type: number}\n  etat: {type: choice, choices: {b: Bon, m: Mauvais}}\n"
    ).replace(
        "levels:",
        "  U: {title: U, indicators: {V: {title: V, value: etat, score: {choices: {b: 0, m: 100}}}}}\nlevels:",
    )
    own = (
        "extends: parente\nid: variante\nversion: '1'\n"
        "columns: {etat: {choices: {b: {aliases: [Correct]}}}}\n"
        "themes: {U: {indicators: {V: {score: {choices: {m: {descriptor: sale}}}}}}}\n"
    )
    grid = load(own, parent)
    assert grid.columns["etat"].choices == {"b": "Bon", "m": "Mauvais"}
    assert grid.columns["etat"].choice_aliases == {"b": ("Correct",)}
    (rule,) = (each.rule for each in grid.indicators if each.id == "V")
    assert (rule.choices["m"].points, rule.choices["m"].descriptor) == (100, "sale")


def test_each_node_is_where_it_is_written(load: Load) -> None:
    grid = load()
    places = {path: (Path(grid.file_of(path)).name, line) for path, line in grid.lines.items()}
    assert places["themes.T.indicators.A"] == ("variante.yaml", 9)
    assert places["themes.T.indicators.A.value"] == ("parente.yaml", 15)
    assert places["levels.bas.from"] == ("parente.yaml", 19)
    assert places["themes.T.indicators.C"] == ("variante.yaml", 11), "what is taken away is where it is said to be"


def test_an_overlay_may_extend_another_one_and_stand_elsewhere(load: Load, tmp_path: Path) -> None:
    load()
    (tmp_path / "agences").mkdir()
    text = 'extends: ../variante.yaml\nid: agence\nversion: "1"\nthemes: {T: {indicators: {B: {weight: 5}}}}\n'
    (tmp_path / "agences" / "agence.yaml").write_text(text, encoding="utf-8")
    grid = load_grid(tmp_path / "agences" / "agence.yaml")
    assert grid.parent is not None and grid.parent.parent is not None
    assert [each.path for each in grid.departures] == ["themes.T.indicators.B.weight"]
    assert grid.title == "Variante locale"


@pytest.mark.parametrize(
    "line",
    ["extends: ../x", "extends: /etc/grille.yaml", f"extends: {'a' * 300}", f"extends: {'a' * 300}.yaml", "extends: 3",
     "dictionary: ../x", "dictionary: /etc/passwd", f"dictionary: {'a' * 300}", "uses: {r: ../x}", "uses: {r: a/b}"],
)  # fmt: skip
def test_a_name_that_is_no_name_is_refused_with_a_sentence(line: str, load: Load) -> None:
    with pytest.raises(HlmdiagError) as refusal:
        load(f'{line}\nid: v\nversion: "1"\n')
    assert all(problem.code.startswith("grille.") and problem.say("fr") for problem in refusal.value.problems)


def test_to_say_what_a_locked_node_says_changes_nothing(load: Load) -> None:
    parent = PARENT.replace("weight: 2}", "weight: 2, locked: true}")
    grid = load('extends: parente\nid: v\nversion: "1"\nthemes: {T: {indicators: {B: {weight: 2}}}}\n', parent)
    assert grid.departures == ()


def test_a_shipped_grid_may_be_extended_with_its_dictionary(tmp_path: Path) -> None:
    text = (
        'extends: residence-complexe\nid: mon-parc\nversion: "1"\n'
        "themes: {qualite-de-service: {indicators: {QS1: {score: {steps: [0, 20, 40, 80]}}}}}\n"
    )
    (tmp_path / "residence-complexe.yaml").write_text(text, encoding="utf-8")
    grid = load_grid(tmp_path / "residence-complexe.yaml")
    assert grid.parent is not None
    assert [each.path for each in grid.departures] == ["themes.qualite-de-service.indicators.QS1.score.steps"]
    assert grid.columns == grid.parent.columns


@pytest.fixture
def result(load: Load, tmp_path: Path) -> Result:
    grid = load()
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    return hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 11, 30))


def test_the_parent_s_own_score_stands_beside(result: Result) -> None:
    # own: (20 + 2 × 100 + 10) / 4; parent: (50 + 2 × 100 + 60) / 4; then (0 + 2 × 25) / 3 and (0 + 0 + 100) / 4
    shown = result.frame.select("code", "level", "score", "parent_level", "parent_score", "parent_low", "parent_high")
    assert shown.rows() == [
        ("R1", "haut", 57.5, "haut", 77.5, 77.5, 77.5),
        ("R2", "bas", 16.666666667, "bas", 25.0, 25.0, 25.0),
    ]


def test_the_parent_s_score_is_that_of_the_parent_alone(result: Result, tmp_path: Path) -> None:
    parent = load_grid(tmp_path / "parente.yaml")
    alone = hlmdiag.score(parent, hlmdiag.read(tmp_path / "parc.csv", parent), date=date(2026, 11, 30)).frame
    columns = ("level", "score", "low", "high", "coverage")
    assert result.frame.select(f"parent_{name}" for name in columns).rows() == alone.select(columns).rows()


def test_a_column_that_is_not_read_alike_is_missing_for_the_parent(load: Load, tmp_path: Path) -> None:
    grid = load(VARIANT.replace("columns: {c: null,", "columns: {c: {type: text},"))
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    frame = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 11, 30)).frame
    assert frame["parent_coverage"].to_list() == [0.75, 0.75]


def test_a_table_that_is_not_read_alike_is_missing_for_the_parent_alone(load: Load, tmp_path: Path) -> None:
    table = "tables: {faits: {key: code, columns: {gravite: {type: number}}}}\nthemes:\n"
    total = "      F: {title: F, value: sum(faits.gravite), score: {identity: {}}}\nlevels:\n"
    own = (
        'extends: parente\nid: variante\nversion: "1"\n'
        "tables: {faits: {columns: {gravite: {type: choice, choices: {forte: Forte, faible: Faible}}}}}\n"
        "themes: {T: {indicators: {F: {value: 'count(faits, gravite == \"forte\")'}}}}\n"
    )
    grid = load(own, PARENT.replace("themes:\n", table).replace("levels:\n", total))
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    (tmp_path / "faits.csv").write_text("code;gravite\nR1;forte\nR1;faible\nR2;forte\n", encoding="utf-8")
    data = hlmdiag.read([tmp_path / "parc.csv", tmp_path / "faits.csv"], grid)
    shown = hlmdiag.score(grid, data, date=date(2026, 11, 30)).frame
    # of the parent's five points of weight, the one of F is not known
    assert shown.select("value:F", "coverage", "parent_coverage").rows() == [(1.0, 1.0, 0.8), (1.0, 1.0, 0.8)]


@pytest.mark.parametrize("format", FORMATS)
def test_an_overlay_is_saved_with_its_parent_and_its_departures(format: str, result: Result) -> None:
    back = round_trip(result, format)
    assert back.grid.parent is not None and result.grid.parent is not None
    assert back.grid.parent.hash == result.grid.parent.hash
    assert back.grid.departures == result.grid.departures
    assert back.frame["parent_score"].to_list() == result.frame["parent_score"].to_list()


def test_the_manifest_says_every_departure_and_follows_the_schema(result: Result) -> None:
    out = BytesIO()
    json.render(result, out, "fr")
    document = loads(out.getvalue())
    assert {"path": "themes.T.indicators.A.score.points", "parent": [0, 50, 100], "own": [0, 20, 100]} in document[
        "grid"
    ]["departures"]
    assert [fault.message for fault in Draft7Validator(result_schema()).iter_errors(document)] == []


def test_reports_name_every_departure_and_the_parent_s_score(result: Result) -> None:
    text, book = BytesIO(), BytesIO()
    markdown.render(result, text, "fr")
    excel.render(result, book, "fr")
    page = text.getvalue().decode()
    assert "| themes.T.indicators.A.score.points | [0, 50, 100] | [0, 20, 100] |" in page
    # only the units of another level are listed, and here none is
    assert "0 résidence sur 2" in page and "| R1 | Très haut | Très haut |" not in page
    sheet = openpyxl.load_workbook(book)["Variante"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["themes.T.indicators.A.score.points", "[0, 50, 100]", "[0, 20, 100]"] in [row[:3] for row in rows]
    assert "R1" not in [row[0] for row in rows]


def test_a_dossier_names_the_parent_and_how_far_the_grid_is_from_it(result: Result) -> None:
    out = BytesIO()
    render_dossier(next(drafter_of(result).units([0])), out, "fr")
    text = out.getvalue().decode().replace("\u00a0", " ")
    assert "Grille de départ : Grille parente (parente, version 1)" in text
    assert f"différences avec elle : {len(result.grid.departures)}, que nomme la fiche de méthode" in text


def test_an_explanation_names_the_file_of_each_node(load: Load, tmp_path: Path) -> None:
    grid = load('extends: parente\nid: v\nversion: "1"\nthemes: {T: {indicators: {B: {weight: 5}}}}\n')
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    result = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid), date=date(2026, 11, 30))
    places = {each.indicator.id: each.grid_place for each in explainer_of(result).unit(0).indicators}
    assert {id: (place.file, place.line) for id, place in places.items()} == {
        "A": ("parente.yaml", 15), "B": ("variante.yaml", 4), "C": ("parente.yaml", 17),
    }  # fmt: skip
