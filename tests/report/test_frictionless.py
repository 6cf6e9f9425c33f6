"""The Table Schema of a grid, tried by frictionless: what it accepts we read whole, what we refuse it refuses."""

from __future__ import annotations

import csv
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import pytest
from frictionless.formats import CsvControl

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.errors import Severity
from hlmdiag.grid import shipped_grids
from hlmdiag.report.frictionless import render, tables_of

WRONG = {"integer": "douze", "number": "1 à 2", "boolean": "peut-être", "date": "2026-13-45"}


def answer(field: dict[str, Any], draw: random.Random, row: int) -> str:
    """A text that the schema accepts, as a French export spells it."""
    limits = field.get("constraints", {})
    if limits.get("required"):
        return f"R{row:03}"
    if draw.random() < 0.2:
        return draw.choice(["", "ne sait pas", "NC"])
    low, high = limits.get("minimum", 0), limits.get("maximum", limits.get("minimum", 0) + 90)
    match field["type"]:
        case "integer":
            return str(draw.randint(int(low), int(high)))
        case "number":
            # rates that are all under 1 may be shares, which no schema says
            return f"{draw.uniform(max(low, min(2, high)), high):.1f}".replace(".", ",")
        case "boolean":
            return str(draw.choice(field["trueValues"] + field["falseValues"]))
        case "date":
            return date(2026, draw.randint(1, 6), draw.randint(1, 28)).strftime(field["format"])
        case _:
            if "pattern" in limits:
                return f"{draw.randint(1, 12):02}/2025"
            return str(draw.choice(limits["enum"])) if "enum" in limits else f"texte {row}"


def wrong_texts(field: dict[str, Any]) -> list[str]:
    """Texts that can be no answer of a column."""
    limits = field.get("constraints", {})
    found = [WRONG[field["type"]]] if field["type"] in WRONG else []
    found += ["treize à la douzaine"] if {"enum", "pattern"} & set(limits) else []
    found += [str(limits["maximum"] + 1)] if "maximum" in limits else []
    return found + ([str(limits["minimum"] - 1)] if "minimum" in limits else [])


def written(path: Path, schema: dict[str, Any], rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [field["name"] for field in schema["fields"]], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def faults(path: Path, schema: dict[str, Any]) -> list[tuple[str, str]]:
    """The kind of each error that frictionless finds in a file, and the column."""
    dialect = frictionless.Dialect(controls=[CsvControl(delimiter=";")])
    report = frictionless.validate(
        str(path), type="table", schema=frictionless.Schema.from_descriptor(schema), dialect=dialect, basepath=""
    )
    return [(str(kind), str(column)) for kind, column in report.flatten(["type", "fieldName"])]


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It opens what lies under the working folder alone."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("id", shipped_grids())
def test_what_the_schema_of_a_stock_accepts_is_read_without_a_refusal(id: str) -> None:
    grid, draw = hlmdiag.load_grid(id), random.Random(id)
    schema = json.loads(render(grid))
    rows = [{field["name"]: answer(field, draw, row) for field in schema["fields"]} for row in range(20)]
    path = written(Path("parc.csv"), schema, rows)
    assert faults(path, schema) == []
    read = hlmdiag.read(path, grid, date=date(2026, 6, 30))
    assert [each.say("fr") for each in read.problems if each.severity is Severity.ERROR] == []
    assert read.stock.frame.height == 20


@pytest.mark.parametrize("id", shipped_grids())
def test_what_we_refuse_in_a_cell_its_schema_refuses_too(id: str) -> None:
    grid, draw = hlmdiag.load_grid(id), random.Random(id)
    schema = json.loads(render(grid))
    good = {field["name"]: answer(field, draw, 0) for field in schema["fields"]}
    wrong = [(field["name"], text) for field in schema["fields"] for text in wrong_texts(field)]
    bad = [good | dict.fromkeys(grid.keys, f"R{place}") | {column: text} for place, (column, text) in enumerate(wrong)]
    path = written(Path("parc.csv"), schema, bad)
    read = hlmdiag.read(path, grid, date=date(2026, 6, 30))
    ours = set(read.refused["column"])
    theirs = {column for _, column in faults(path, schema)}
    assert ours and ours <= theirs


def test_two_rows_of_one_unit_are_a_fault_unless_several_people_answer() -> None:
    alone, several = (json.loads(render(hlmdiag.load_grid(id))) for id in ("indicateurs-suivi", "residence-complexe"))
    rows = [{each["name"]: "R1" if each.get("constraints", {}).get("required") else "" for each in alone["fields"]}] * 2
    assert [kind for kind, _ in faults(written(Path("parc.csv"), alone, rows), alone)] == ["primary-key"]
    assert ("primaryKey" in several) == (hlmdiag.load_grid("residence-complexe").respondents is None)


def test_every_event_file_has_its_schema(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    for table in tables_of(grid):
        assert run(["grid", "export", "residence-complexe", "--table", table]) == 0
        assert capsysbinary.readouterr().out == render(grid, table).encode()
        assert [*frictionless.Schema.metadata_validate(json.loads(render(grid, table)))] == []
    events = json.loads(render(grid, tables_of(grid)[1]))
    assert "primaryKey" not in events


def test_a_table_that_the_grid_does_not_have_is_refused_with_those_that_it_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["grid", "export", "residence-complexe", "--table", "parking"]) == 2
    assert "stock, " in capsys.readouterr().err
    assert run(["grid", "export", "residence-complexe", "-o", "grille.csv"]) == 2
    assert not Path("grille.csv").exists()
