"""Requirements (issue 4): columns that several grids share are written once; a grid takes those that it names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hlmdiag.grid import Grid, load_document, load_grid, shipped_grids
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.shipped import shipped_dictionaries

DICTIONARY = """\
language_version: 1
columns:
  code_hall: {type: id, label: Code du hall}
  nb_logements: {type: integer, min: 1, unit: logements, label: Nombre de logements, aliases: [nb lgts]}
  nb_ascenseurs: {type: integer, min: 0}
  nature: {type: choice, choices: {presence: Présence, trafic: Trafic}}
  recurrence: {type: choice, choices: {isole: Isolé, quotidien: Quotidien}}
  agence: {type: text, aliases: [secteur]}
  vacance: {type: percent}
  objectif: {type: percent}
  gardien: {type: number, label: Avis du gardien}
  jamais_lue: {type: text}
  critique: {type: text}
"""
GRID = """\
language_version: 1
id: halls
version: "1"
title: Halls
polarity: burden
dictionary: commun
columns:
  code_hall: {required: true}
  nb_logements: {role: size, unit: lgts, aliases: null}
tables:
  faits: {key: code_hall, columns: {critique: {type: boolean}}}
indicators:
  OCC:
    title: Occupation
    kind: judgement
    score:
      matrix:
        rows: nature
        columns: recurrence
        points: {presence: {isole: 0, quotidien: 50}, trafic: {isole: 50, quotidien: 100}}
  VAC:
    title: Vacance
    value: vacance - median(vacance, within=agence)
    score: {target: {goal: objectif, better: lower, points: [0, 50, 100]}}
  FAI:
    title: Faits
    value: count(faits, critique)
    score: {steps: [0, 5], points: [0, 100]}
    applies_if: nb_ascenseurs > 0
  gardien: {title: Gardien, kind: judgement, score: {identity: {}}}
"""
Load = Callable[[str], Grid]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    (tmp_path / "commun.yaml").write_text(DICTIONARY, encoding="utf-8")

    def load_text(text: str) -> Grid:
        (tmp_path / "halls.yaml").write_text(text, encoding="utf-8")
        return load_grid(tmp_path / "halls.yaml")

    return load_text


def test_a_grid_has_the_columns_that_it_names_and_no_other(load: Load) -> None:
    assert list(load(GRID).columns) == [
        "code_hall", "nb_logements",
        "nb_ascenseurs", "nature", "recurrence", "agence", "vacance", "objectif", "gardien",
    ]  # fmt: skip


def test_what_the_grid_says_of_a_column_wins(load: Load) -> None:
    columns = load(GRID).columns
    assert columns["nb_logements"] == Column(
        "nb_logements", "integer", "Nombre de logements", unit="lgts", min=1, role="size"
    )
    assert columns["code_hall"] == Column("code_hall", "id", "Code du hall", required=True)
    assert columns["agence"].aliases == ("secteur",)


def test_a_column_may_be_named_without_a_word_more(load: Load) -> None:
    grid = load(GRID.replace("  code_hall: {required: true}", "  jamais_lue:\n  code_hall: {required: true}"))
    assert list(grid.columns)[:2] == ["jamais_lue", "code_hall"]


def test_a_column_of_a_table_that_says_no_type_comes_from_the_dictionary(load: Load) -> None:
    named = GRID.replace("{critique: {type: boolean}}", "{critique: {type: boolean}, nature: {label: Fait}, agence: }")
    columns = load(named).tables["faits"].columns
    assert columns["critique"].type == "boolean"
    assert columns["nature"] == Column("nature", "choice", "Fait", choices={"presence": "Présence", "trafic": "Trafic"})
    assert columns["agence"].aliases == ("secteur",)


def test_what_a_table_takes_is_where_it_is_written(load: Load) -> None:
    grid = load(GRID.replace("{critique: {type: boolean}}", "{critique: {type: boolean}, nature: {label: Fait}}"))
    found = {
        path: Path(grid.file_of(path)).name for path in grid.lines if path.startswith("tables.faits.columns.nature")
    }
    assert found["tables.faits.columns.nature"] == found["tables.faits.columns.nature.label"] == "halls.yaml"
    assert found["tables.faits.columns.nature.choices"] == "commun.yaml"


def test_a_judgement_takes_its_column_from_the_dictionary(load: Load) -> None:
    assert load(GRID).columns["gardien"] == Column("gardien", "number", "Avis du gardien")


def test_the_canonical_document_is_whole_and_loads_without_the_dictionary(load: Load) -> None:
    grid = load(GRID)
    again = load_document(grid.document, grid.lines, grid.path, files=grid.files)
    assert again == grid
    assert "dictionary" not in grid.document
    assert grid.document["columns"]["agence"] == {"type": "text", "aliases": ["secteur"]}


def test_a_node_is_where_it_is_written(load: Load) -> None:
    grid = load(GRID)
    places = {path: (Path(grid.file_of(path)).name, grid.lines[path]) for path in grid.lines}
    assert places["columns.nb_logements"] == places["columns.nb_logements.unit"] == ("halls.yaml", 9)
    assert places["columns.nb_logements.min"] == ("commun.yaml", 4)
    assert places["columns.agence.type"] == ("commun.yaml", 8)


def test_another_definition_makes_another_grid(load: Load, tmp_path: Path) -> None:
    before = load(GRID).hash
    (tmp_path / "commun.yaml").write_text(DICTIONARY.replace("min: 1,", "min: 2,"), encoding="utf-8")
    after = load_grid(tmp_path / "halls.yaml").hash
    (tmp_path / "commun.yaml").write_text(DICTIONARY.replace("jamais_lue", "jamais"), encoding="utf-8")
    assert after != before == load_grid(tmp_path / "halls.yaml").hash


def test_every_column_of_the_shipped_dictionary_is_sound(tmp_path: Path) -> None:
    (path,) = shipped_dictionaries().values()
    columns = read_yaml(path.read_bytes(), path.name).data["columns"]
    text = GRID.replace("dictionary: commun", f"dictionary: {path.stem}").split("columns:")[0]
    named = "".join(f"  {id}: {{required: {str(id == 'code_residence').lower()}}}\n" for id in columns)
    rule = "indicators: {V: {title: Vacance, value: pct_vacance, score: {identity: {}}}}\n"
    (tmp_path / "toutes.yaml").write_text(f"{text}columns:\n{named}{rule}", encoding="utf-8")
    grid = load_grid(tmp_path / "toutes.yaml")
    assert list(grid.columns) == list(columns)
    assert all(column.label != column.id for column in grid.columns.values())


def test_a_dictionary_is_no_grid() -> None:
    assert "dictionnaire" in shipped_dictionaries()
    assert "dictionnaire" not in shipped_grids()
