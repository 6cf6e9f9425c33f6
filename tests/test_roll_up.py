"""Requirements (R03): units roll up to wider ones; the columns find what the reference finds, saved or not."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from json import loads
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator

import hlmdiag
from generators.cases import Case
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from generators.roll_ups import gathered
from hlmdiag.cli.app import run
from hlmdiag.report import csv, json, parquet
from hlmdiag.scoring import Result
from hlmdiag.scoring.schema import result_schema
from hlmdiag.synthesis import rolled_up_table
from oracle.diagnose import diagnose
from oracle.roll_up import rolled
from report.round_trip import FORMATS, round_trip
from worded import words_of

Row = dict[str, Any]
GRID = """\
language_version: 1
id: halls
version: "1"
title: Halls
polarity: burden
unit: hall
roll_up:
  unit: résidence
  key: code_residence
  score: mean
  weight: nb_logements
  level: worst
  shares: {oranges: {title: Halls à l’orange ou pire, when: level >= orange}}
columns:
  code_hall: {type: id, required: true}
  code_residence: {type: text, role: group}
  agence: {type: text, role: identity}
  nb_logements: {type: integer, role: size}
  vacance: {type: percent}
indicators:
  VAC: {title: Vacance, value: vacance, score: {identity: {}}}
levels: {vert: {title: Vert, from: 0}, orange: {title: Orange, from: 50}}
"""
HALLS = """\
code_hall;code_residence;agence;nb_logements;vacance
H1;0001;Nord;10;60 %
H2;0002;Sud;20;10 %
H3;0001;Nord;30;20 %
H4;;Sud;5;20 %
H5;0002;Est;;90 %
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("regroupement")


def scored(case: Case, folder: Path) -> Result:
    path = folder / "grille.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    data = dataset(case.grid, case.rows, case.events, case.overrides)
    return hlmdiag.score(hlmdiag.load_grid(path), data, date=TODAY)


@settings(max_examples=settings.default.max_examples * 4)
@given(case=gathered())
def test_the_columns_find_what_the_reference_finds(case: Case, folder: Path) -> None:
    results = diagnose(case.grid, case.rows, events=case.events, overrides=case.overrides, on=TODAY)
    frame = scored(case, folder).rolled
    assert frame is not None
    for line, reference in zip(frame.to_dicts(), rolled(case.grid, case.rows, results), strict=True):
        for name, value in reference.items():
            same = pytest.approx(value, rel=1e-7, abs=1e-7) if isinstance(value, float) else value
            assert line[name] == same, name


@given(case=gathered())
def test_a_wider_unit_stays_within_its_interval(case: Case, folder: Path) -> None:
    frame = scored(case, folder).rolled
    assert frame is not None
    for line in frame.to_dicts():
        low, found, high = (line[name] for name in ("low", "score", "high"))
        assert found is None or ((low is None or low <= found) and (high is None or found <= high))
        assert line["level"] is None or line["level"] in line["levels_possible"] or line["conclusive"]
        assert line["units"] == line["units_undetermined"] + sum(
            value for name, value in line.items() if name.startswith("units:")
        )


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    (folder / "halls.yaml").write_text(GRID, encoding="utf-8")
    (folder / "halls.csv").write_text(HALLS, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "halls.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "halls.csv", grid), date=date(2026, 11, 30))


def test_halls_become_residences(result: Result) -> None:
    assert result.rolled is not None
    assert result.rolled.select(
        "code_residence", "agence", "nb_logements", "level", "score", "low", "high", "units", "worst_units",
        "share:oranges", "rank",
    ).rows() == [
        ("0001", "Nord", 40.0, "orange", 30.0, 30.0, 30.0, 2, ["H1"], 0.5, 1),
        ("0002", None, None, "orange", 10.0, 10.0, 90.0, 2, ["H5"], 0.5, 2),
    ]  # fmt: skip


def test_the_table_of_wider_units_holds_what_is_said_of_them_and_names_the_units_to_look_at(tmp_path: Path) -> None:
    examples = Path(__file__).parents[1] / "examples"
    grid = hlmdiag.load_grid("tranquillite-residentielle")
    dataset = hlmdiag.read([examples / "halls.csv", examples / "faits-halls.csv"], grid)
    found = rolled_up_table(hlmdiag.score(grid, dataset, date=date(2026, 11, 1)), words_of(grid))
    assert found is not None
    titles = [column.title for column in found.columns]
    assert titles[:5] == ["Code de la résidence", "Nom de la résidence", "Agence", "Commune", "Logements"]
    rows = [dict(zip(titles, row, strict=True)) for row in found.rows]
    assert {row["Code de la résidence"]: row["Unités en cause"] for row in rows if row["Niveau"] != "Jaune"} == {
        "0204": "0204/H3", "0305": "0305/H2", "0107": "", "0101": "",
    }  # fmt: skip


def test_units_that_cannot_be_placed_or_weighed_are_said(result: Result) -> None:
    assert [problem.say("fr") for problem in result.manifest.problems if problem.code.startswith("notation.")] == [
        "1 unité n’a rien dans code_residence, qui désigne l’ensemble dont elle fait partie ; elle est notée,"
        " mais aucun ensemble ne la compte. [notation.regroupement-sans-cle]",
        "1 unité n’a pas de valeur dans nb_logements, qui la pèse ; la note de son ensemble est faite sans"
        " elle, et son intervalle tient compte de ce qu’elle peut y changer. [notation.regroupement-sans-poids]",
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_a_result_read_back_has_the_same_wider_units(format: str, result: Result) -> None:
    back = round_trip(result, format)
    assert result.rolled is not None and back.rolled is not None
    assert back.rolled.equals(result.rolled)


def test_the_json_holds_the_wider_units_and_follows_the_schema(result: Result) -> None:
    out = BytesIO()
    json.render(result, out, "fr")
    document = loads(out.getvalue())
    assert document["roll_up"]["unit"] == "résidence"
    assert [unit["level"] for unit in document["roll_up"]["rows"]] == ["orange", "orange"]
    assert [fault.message for fault in Draft7Validator(result_schema()).iter_errors(document)] == []


def test_wider_units_are_written_by_themselves_for_other_tools(result: Result) -> None:
    text, table = BytesIO(), BytesIO()
    csv.render_rolled(result, text)
    parquet.render_rolled(result, table)
    assert text.getvalue().decode().splitlines()[1].startswith("0001,Nord,40.0,orange,orange,true,30.0,")
    assert pl.read_parquet(BytesIO(table.getvalue()))["worst_units"].to_list() == [["H1"], ["H5"]]


@pytest.mark.parametrize(("polarity", "worst"), [("burden", [["H1"], ["H5"]]), ("merit", [["H3"], ["H2"]])])
def test_without_levels_the_worst_units_are_those_of_the_worst_score(
    folder: Path, polarity: str, worst: list[list[str]]
) -> None:
    text = GRID.replace("polarity: burden", f"polarity: {polarity}").replace("  level: worst\n", "")
    text = text[: text.index("levels:")].replace(
        "  shares: {oranges: {title: Halls à l’orange ou pire, when: level >= orange}}\n", ""
    )
    path, stock = folder / "sans-niveau.yaml", folder / "sans-niveau.csv"
    path.write_text(text, encoding="utf-8")
    stock.write_text(HALLS, encoding="utf-8")
    grid = hlmdiag.load_grid(path)
    rolled_up = hlmdiag.score(grid, hlmdiag.read(stock, grid, date=TODAY), date=TODAY).rolled
    assert rolled_up is not None and rolled_up["worst_units"].to_list() == worst


def test_nothing_is_said_of_units_left_out_where_none_is(folder: Path) -> None:
    (folder / "entiere.yaml").write_text(GRID, encoding="utf-8")
    whole = [line for line in HALLS.splitlines() if ";;" not in line]
    (folder / "entiere.csv").write_text("\n".join(whole), encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "entiere.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(folder / "entiere.csv", grid, date=TODAY), date=TODAY)
    assert [each.code for each in result.manifest.problems if each.code.startswith("notation.regroupement")] == []


def test_the_job_writes_the_wider_units_beside_and_inside_its_outputs(folder: Path, result: Result) -> None:
    outputs = [folder / f"sortie.{suffix}" for suffix in ("csv", "parquet", "xlsx", "md")]
    asked = [word for path in outputs for word in ("-o", str(path))]
    job = ["score", str(folder / "halls.csv"), "-g", str(folder / "halls.yaml"), "--date", "2026-11-30", "--quiet"]
    assert run([*job, *asked]) == 0
    assert result.rolled is not None
    assert (folder / "sortie-residence.csv").read_text(encoding="utf-8").count("\n") == result.rolled.height + 1
    assert pl.read_parquet(folder / "sortie-residence.parquet").equals(result.rolled)
    sheet = openpyxl.load_workbook(folder / "sortie.xlsx")["Par résidence"]
    assert [cell.value for cell in sheet["A"]][-2:] == ["0001", "0002"]
    assert "| 0001 | Nord | 40 | Orange |" in outputs[-1].read_text(encoding="utf-8")
    assert run([*job, "-o", str(folder / "autre.csv"), "--force"]) == 0
    (folder / "autre.csv").unlink()
    (folder / "autre.csv.manifest.json").unlink()
    assert run([*job, "-o", str(folder / "autre.csv")]) == 2  # the file of the residences is still there
