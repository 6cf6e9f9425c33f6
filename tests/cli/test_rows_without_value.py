"""Rows that count without a value, from the file to the saved result: never zero, unless the grid says so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars.selectors as cs
import pytest

from cli.conftest import Run
from hlmdiag import load_grid, load_result, read, score

GRID = """language_version: 1
id: travaux
version: "1"
title: Travaux
unit: résidence
polarity: burden
scale: [0, 100]
min_coverage: 0
columns:
  code: {type: id, required: true}
  logements: {type: integer, min: 1}
  nb_faits: {type: integer}
tables:
  travaux:
    title: Travaux
    key: code
    columns: {cout: {type: number, min: 0, label: Coût}}
indicators:
  PAR:
    title: Coût par logement
    unit: €/logement
    value: sum(travaux.cout) / logements
    score: {steps: [0, 5], points: [0, 100]}
  MOY: {title: Coût moyen, value: "coalesce(mean(travaux.cout), 0)", score: {steps: [0, 5], points: [0, 100]}}
  NB: {title: Faits, value: "coalesce(nb_faits, count(travaux))", score: {steps: [0, 5], points: [0, 100]}}
flags:
  gros: {when: sum(travaux.cout) >= 100, message: Gros travaux}
"""
STOCK = "code;logements;nb_faits\nR1;40;\nR2;40;1\nR3;40;40\n"
WORKS = "code;cout\n" + "R1;\n" * 9 + "R1;100\nR2;NC\nR2;80\n" + "R3;1\n" * 45


@pytest.fixture
def command(hlmdiag: Run) -> Run:
    """The command, beside the files of a small stock."""
    for name, text in {"g.yaml": GRID, "parc.csv": STOCK, "travaux.csv": WORKS}.items():
        Path(name).write_text(text, encoding="utf-8")
    return hlmdiag


def result(command: Run, *outputs: str) -> None:
    arguments = [option for each in outputs for option in ("-o", each)]
    made = command("score", "parc.csv", "travaux.csv", "-g", "g.yaml", "--date", "2026-10-31", *arguments)
    assert made.code == 0, made.err


def test_nine_repairs_without_a_cost_are_not_free(command: Run) -> None:
    result(command, "r.json", "r.csv", "r.parquet")
    one, two, three = json.loads(Path("r.json").read_text(encoding="utf-8"))["units"]
    assert (one["state:PAR"], one["value:PAR"], one["value_low:PAR"], one["value_high:PAR"]) == (
        "invalid", None, 2.5, None,
    )  # fmt: skip
    assert (one["low"], one["high"], one["flags"]) == (33.333333333, 100.0, ["gros"])
    assert one["rows_valued:travaux.cout"] == 1 and one["state:MOY"] == "missing"
    # « NC » is not a cost of zero
    assert (two["value_low:PAR"], two["flags_to_check"], three["value:PAR"]) == (2.0, ["gros"], 1.125)
    for name in ("r.json", "r.csv", "r.parquet"):
        again = load_result(name).frame
        assert again["value_high:PAR"].to_list() == [None, None, 1.125]
        assert not again.select(cs.float().is_infinite().any() | cs.float().is_nan().any()).row(0).count(True)


def test_the_explanation_says_at_least_and_how_many_rows_have_a_value(command: Run) -> None:
    result(command, "r.json")
    explained = command("explain", "r.json", "R1", "PAR")
    assert explained.code == 0, explained.err
    text = " ".join(explained.out.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert "au moins 2,5 € par logement" in text
    assert "10 lignes comptées ; 1 ligne sur 10 a une valeur dans « Coût »" in text


def test_every_format_says_how_many_rows_have_a_value(command: Run) -> None:
    result(command, "r.html", "d/")
    said = "au moins 2,5 € par logement (1 ligne sur 10 a une valeur dans « Coût »)"
    written = [Path("r.html"), *Path("d").rglob("r1.md")]
    assert len(written) > 1
    for path in written:
        text = path.read_text(encoding="utf-8").replace("\u00a0", " ").replace("\u202f", " ")
        assert said in text, path


def test_nothing_written_is_zero_where_the_grid_says_so(command: Run) -> None:
    Path("g.yaml").write_text(GRID.replace("min: 0, label", "min: 0, blank: 0, label"), encoding="utf-8")
    result(command, "r.json")
    one, two, _ = json.loads(Path("r.json").read_text(encoding="utf-8"))["units"]
    assert (one["value:PAR"], one["value:MOY"], two["state:PAR"]) == (2.5, 10.0, "invalid")
    # a column that the file does not have is not a column of zeros
    Path("travaux.csv").write_text("code;autre\nR1;3\n", encoding="utf-8")
    result(command, "s.json")
    assert json.loads(Path("s.json").read_text(encoding="utf-8"))["units"][0]["state:PAR"] != "scored"


def test_a_column_and_a_table_that_say_otherwise_are_remarked_in_one_line(command: Run) -> None:
    result(command, "r.json")
    problems = json.loads(Path("r.json").read_text(encoding="utf-8"))["problems"]
    said = [each["message"] for each in problems if each["code"] == "notation.colonne-et-table"]
    # R1 has no figure in the column; 1 and 2 are close; 40 and 45 are apart by more than 10 % and more than 2
    assert said == [
        "parc.csv, colonne « nb_faits » : la colonne « nb_faits » et la table « Travaux » (travaux.csv) se "
        "contredisent ; unité concernée : 1 (R3 : 40 dans la colonne, 45 d’après la table). La valeur de la "
        "colonne est retenue. "
        "Vérifiez les deux : une période, un périmètre ou une définition qui diffère. [notation.colonne-et-table]"
    ]


@pytest.mark.parametrize(
    ("column", "rows", "count"), [(20, 22, 0), (20, 23, 1), (100, 110, 0), (100, 112, 1), (2, 4, 0)]
)
def test_two_figures_contradict_beyond_a_tenth_and_beyond_two(column: int, rows: int, count: int, command: Run) -> None:
    Path("parc.csv").write_text(f"code;logements;nb_faits\nR1;40;{column}\n", encoding="utf-8")
    Path("travaux.csv").write_text("code;cout\n" + "R1;1\n" * rows, encoding="utf-8")
    grid, on = load_grid("g.yaml"), date(2026, 10, 31)
    found = score(grid, read(["parc.csv", "travaux.csv"], grid, date=on), date=on)
    assert sum(each.code == "notation.colonne-et-table" for each in found.manifest.problems) == count


def test_what_nothing_written_means_is_documented_compared_and_taken_over_by_an_overlay(command: Run) -> None:
    Path("travaux.yaml").write_text(GRID, encoding="utf-8")
    Path("zero.yaml").write_text(GRID.replace("min: 0, label", "min: 0, blank: 0, label"), encoding="utf-8")
    overlay = 'extends: travaux\nlanguage_version: 1\nid: variante\nversion: "1"\ntitle: Variante\n'
    Path("v.yaml").write_text(overlay + "tables: {travaux: {columns: {cout: {blank: 0}}}}\n", encoding="utf-8")
    assert load_grid("v.yaml").tables["travaux"].columns["cout"].blank == 0
    assert command("grid", "doc", "zero.yaml", "-o", "zero.md").code == 0
    assert "une case vide vaut 0" in Path("zero.md").read_text(encoding="utf-8")
    compared = command("grid", "diff", "travaux.yaml", "zero.yaml")
    assert "données attendues — tables.travaux.columns.cout.blank : 0" in compared.out + compared.err
    assert "majeur" in (compared.out + compared.err).casefold()
