"""`hlmdiag grid reference`: a stock or a saved result becomes the same file, and neither is ever replaced."""

from pathlib import Path

import pytest

import yaml_texts
from cli.conftest import Run

GRID = """\
language_version: 1
id: rel
version: "1"
title: Relative
unit: résidence
polarity: burden
scale: none
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group}
  x: {type: number}
indicators:
  P: {title: Centile, value: 'percentile(x, within=agence)', score: {identity: {}}}
"""
DAY = ("--date", "2026-11-30")


@pytest.fixture
def reference(hlmdiag: Run) -> Path:
    """The reference of a stock of twenty residences, and what it came from beside it."""
    Path("g.yaml").write_text(GRID, encoding="utf-8")
    lines = [f"R{place};Nord;{place}" for place in range(20)]
    Path("d.csv").write_text("\n".join(["code;agence;x", *lines]), encoding="utf-8")
    assert hlmdiag("grid", "reference", "d.csv", "-g", "g.yaml", *DAY, "-o", "reference.yaml").code == 0
    return Path("reference.yaml")


def test_the_file_and_the_sentence_say_how_many_groups_are_given(hlmdiag: Run, reference: Path) -> None:
    document = yaml_texts.read(reference.read_text(encoding="utf-8"))
    assert document["columns"]["x"]["within"]["agence"]["Nord"]["count"] == 20
    shown = hlmdiag("grid", "reference", "d.csv", "-g", "g.yaml", *DAY)
    assert yaml_texts.read(shown.out) == document
    assert "Référence : 2 groupes donnés, d’après 20 unités." in shown.err
    assert "Sans --contributor, rien ne dit de quel organisme est chaque unité" in shown.err


def test_a_saved_result_of_any_format_gives_the_same_file(hlmdiag: Run, reference: Path) -> None:
    names = [f"r.{suffix}" for suffix in ("json", "parquet", "csv", "jsonl")]
    outputs = [word for name in names for word in ("-o", name)]
    assert hlmdiag("score", "d.csv", "-g", "g.yaml", *DAY, *outputs).code == 0
    Path("hlmdiag.toml").write_text('grid = ["residence-complexe"]\ndate = "2020-01-01"\n', encoding="utf-8")
    for name in names:
        outcome = hlmdiag("grid", "reference", name)
        assert (outcome.code, outcome.out) == (0, reference.read_text(encoding="utf-8"))


def test_a_result_is_never_replaced_nor_its_manifest(hlmdiag: Run, reference: Path) -> None:
    assert hlmdiag("score", "d.csv", "-g", "g.yaml", *DAY, "-o", "r.csv").code == 0
    for name in ("r.csv", "r.csv.manifest.json"):
        before = Path(name).read_bytes()
        assert "[sortie.entree]" in hlmdiag("grid", "reference", "r.csv", "-o", name, "--force").err
        assert Path(name).read_bytes() == before


def test_with_their_landlords_the_agency_of_one_alone_is_not_named(hlmdiag: Run) -> None:
    Path("g.yaml").write_text(GRID.replace("columns:\n", "columns:\n  bailleur: {type: text}\n"), encoding="utf-8")
    lines = [f"R{place};{'ABC'[place % 3]};Agence {'ABC'[place % 3]};{place}" for place in range(30)]
    Path("d.csv").write_text("\n".join(["code;bailleur;agence;x", *lines]), encoding="utf-8")
    shown = hlmdiag("grid", "reference", "d.csv", "-g", "g.yaml", *DAY, "--contributor", "bailleur")
    assert yaml_texts.read(shown.out)["columns"]["x"]["within"] == {"agence": {}}
    assert "Sans --contributor" not in shown.err
    lost = hlmdiag("grid", "reference", "d.csv", "-g", "g.yaml", *DAY, "--contributor", "organisme")
    assert (lost.code, "[notation.reference-organisme]" in lost.err) == (3, True)
