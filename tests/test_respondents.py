"""Requirements (design §4, R80): several respondents judge one unit; the columns find what the reference finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings

import hlmdiag
from generators.cases import Case
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from generators.respondents import observed
from hlmdiag.scoring import Result
from oracle.diagnose import diagnose
from oracle.document import Node, tree_of
from report.round_trip import FORMATS, round_trip
from worded import explainer_of

Row = dict[str, Any]
GRID = """\
language_version: 1
id: marchant
version: "1"
title: Diagnostic en marchant
polarity: merit
respondents: {column: observateur, divergence: 2}
columns:
  code: {type: id, required: true}
  observateur: {type: text, aliases: [qui]}
  nb: {type: integer, role: size}
  preuve: {type: text, role: identity}
indicators:
  HALL: {title: Hall, kind: judgement, score: {choices: {"1": 100, "2": 67, "3": 33, "4": 0}}}
  GAINE: {title: Gaines, kind: judgement, score: {choices: {"1": 100, "4": 0}}}
levels: {bon: {title: Bon, from: 50}, mauvais: {title: Mauvais, from: 0}}
"""
WALK = """\
code;qui;nb;HALL;GAINE;preuve
R1;Agnès | Bruno;40;1;1;photo 1
R1;=Chloé;;4;;photo 2
R2;Agnès;12;2;7;
R2;Agnès;12;2;1;
R3;;8;so;1;
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("repondants")


def scored(case: Case, folder: Path) -> list[Row]:
    path = folder / "grille.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    data = dataset(case.grid, case.rows, case.events, case.overrides)
    return hlmdiag.score(hlmdiag.load_grid(path), data, date=TODAY).frame.to_dicts()


@settings(max_examples=settings.default.max_examples * 4)
@given(case=observed())
def test_the_columns_find_what_the_reference_finds(case: Case, folder: Path) -> None:
    """And the score lies between those of the lowest and of the highest voices."""
    expected = diagnose(case.grid, case.rows, events=case.events, overrides=case.overrides, on=TODAY)
    for line, reference in zip(scored(case, folder), expected, strict=True):
        for name, value in reference.items():
            same = pytest.approx(value, rel=1e-7, abs=1e-7) if isinstance(value, float) else value
            assert line[name] == same, name
        low, score, high = (line[name] for name in ("voices_low", "score", "voices_high"))
        assert (low is None) == (high is None)
        assert low is None or low <= score <= high


@given(case=observed())
def test_one_voice_changes_nothing(case: Case, folder: Path) -> None:
    first = list({row["code"]: row for row in reversed(case.rows)}.values())
    for line in scored(Case(case.grid, first, case.events, case.overrides), folder):
        assert {line["voices_low"], line["voices_high"]} <= {None, line["score"]}
        assert all(line[name] is None for name in line if name.startswith("effect:"))


@given(case=observed())
def test_certainty_changes_no_score_and_only_widens_what_it_may_be(case: Case, folder: Path) -> None:
    # what such a policy puts in the place of a theme without score is an end of its interval, which is wider
    assume(not any(node.missing in ("worst", "best") and has_themes(node) for node in tree_of(case.grid).nodes()))
    asked = scored(Case(case.grid | {"certainty": True}, case.rows, case.events, case.overrides), folder)
    plain = scored(Case(case.grid | {"certainty": False}, case.rows, case.events, case.overrides), folder)
    for line, sure in zip(asked, plain, strict=True):
        for name in ("score", "coverage", "level", "flags", "voices_low", "voices_high"):
            assert line[name] == sure[name], name
        for end, wider in (("low", float.__le__), ("high", float.__ge__)):
            assert sure[end] is None or line[end] is None or wider(line[end], sure[end])


def has_themes(node: Node) -> bool:
    return any(isinstance(child, Node) for child in node.children)


@given(case=observed())
def test_one_respondent_each_is_a_grid_without_respondents(case: Case, folder: Path) -> None:
    first = list({row["code"]: row for row in reversed(case.rows)}.values())
    plain = {key: block for key, block in case.grid.items() if key != "respondents"}
    alone = scored(Case(case.grid, first, case.events, case.overrides), folder)
    expected = scored(Case(without_consolidation(plain), first, case.events, case.overrides), folder)
    for line, reference in zip(alone, expected, strict=True):
        assert {name: line[name] for name in reference} == reference


def without_consolidation(block: Any) -> Any:
    if not isinstance(block, dict):
        return block
    return {key: without_consolidation(value) for key, value in block.items() if key != "consolidate"}


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    (folder / "marchant.yaml").write_text(GRID, encoding="utf-8")
    (folder / "visite.csv").write_text(WALK, encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "marchant.yaml")
    return hlmdiag.score(grid, hlmdiag.read(folder / "visite.csv", grid), date=date(2026, 11, 30))


def test_a_file_with_one_row_a_respondent_is_read_and_scored(result: Result) -> None:
    shown = result.frame.select("code", "nb", "preuve", "score:HALL", "answers:HALL", "respondents", "respondent_rows")
    assert shown.rows() == [
        ("R1", 40.0, "photo 1 ; photo 2", 50.0, ["1", "4"], ["Agnès / Bruno", "=Chloé"], ["2", "3"]),
        ("R2", 12.0, "", 67.0, ["2"], ["Agnès"], ["4"]),
        ("R3", 8.0, "", None, ["not_applicable"], ["?"], ["6"]),
    ]
    assert result.frame["divergences"].to_list() == [["HALL"], [], []]


def test_who_answers_twice_is_heard_where_both_answers_are_the_same(result: Result) -> None:
    said = [(problem.code, problem.location.line, problem.location.cell) for problem in result.manifest.problems]
    assert ("donnees.repondant-repete", 4, "E4") in said
    assert result.frame.row(1, named=True)["state:GAINE"] == "invalid"


def test_without_the_column_of_respondents_a_repeated_key_is_a_fault(folder: Path) -> None:
    (folder / "marchant.yaml").write_text(GRID, encoding="utf-8")
    (folder / "seul.csv").write_text("code;nb;HALL\nR1;1;1\nR1;1;2\nR2;1;2\n", encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "marchant.yaml")
    found = hlmdiag.score(grid, hlmdiag.read(folder / "seul.csv", grid), date=date(2026, 11, 30))
    assert found.frame.select("code", "score:HALL").rows() == [("R2", 67.0)]
    assert "respondents" not in found.frame.columns
    assert [problem.code for problem in found.manifest.problems] == ["donnees.cle-repetee"]


def test_a_sheet_of_judgements_completes_the_stock(folder: Path) -> None:
    (folder / "marchant.yaml").write_text(GRID, encoding="utf-8")
    (folder / "parc.csv").write_text("code;nb;preuve\nR1;40;a\nR2;50;b\nR3;8;c\n", encoding="utf-8")
    (folder / "avis.csv").write_text("code;qui;HALL\nR2;Agnès;1\nR1;Agnès;1\nR1;Bruno;3\n", encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "marchant.yaml")
    data = hlmdiag.read([folder / "parc.csv", folder / "avis.csv"], grid)
    found = hlmdiag.score(grid, data, date=date(2026, 11, 30)).frame
    assert found.select("code", "nb", "score:HALL", "state:HALL", "respondents").rows() == [
        ("R1", 40.0, 66.5, "scored", ["Agnès", "Bruno"]),
        ("R2", 50.0, 100.0, "scored", ["Agnès"]),
        ("R3", 8.0, None, "missing", []),
    ]


def test_sheets_of_judgements_of_several_agencies_all_complete_the_stock(folder: Path) -> None:
    (folder / "marchant.yaml").write_text(GRID, encoding="utf-8")
    (folder / "parc.csv").write_text("code;nb;preuve\nR1;40;a\nR2;50;b\n", encoding="utf-8")
    (folder / "nord.csv").write_text("code;qui;HALL\nR1;Agnès;1\nR1;Bruno;3\n", encoding="utf-8")
    (folder / "sud.csv").write_text("code;qui;HALL\nR2;Agnès;4\n", encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "marchant.yaml")
    data = hlmdiag.read([folder / name for name in ("parc.csv", "nord.csv", "sud.csv")], grid)
    found = hlmdiag.score(grid, data, date=date(2026, 11, 30)).frame
    assert found.select("code", "score:HALL", "respondents").rows() == [
        ("R1", 66.5, ["Agnès", "Bruno"]), ("R2", 0.0, ["Agnès"]),
    ]  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_what_each_respondent_gave_is_saved_and_read_back(format: str, result: Result) -> None:
    back = round_trip(result, format)
    columns = ["respondents", "respondent_rows", "divergences", "divergence:HALL", "answers:HALL", "answers:GAINE"]
    assert back.frame.select(columns).equals(result.frame.select(columns))
    assert back.grid.respondents == result.grid.respondents


def test_each_answer_is_traced_to_the_row_of_its_respondent(folder: Path) -> None:
    (folder / "marchant.yaml").write_text(GRID, encoding="utf-8")
    (folder / "parc.csv").write_text("code;nb;preuve\nR1;40;a\nR2;50;b\n", encoding="utf-8")
    (folder / "avis.csv").write_text("code;qui;HALL\nR2;Agnès;1\nR1;Agnès;1\nR1;Bruno;NSP\n", encoding="utf-8")
    grid = hlmdiag.load_grid(folder / "marchant.yaml")
    data = hlmdiag.read([folder / "parc.csv", folder / "avis.csv"], grid)
    explainer = explainer_of(hlmdiag.score(grid, data, date=date(2026, 11, 30)))
    found = {
        (row, each.label, each.text, each.state, each.place.cell, each.place.line)
        for row in (0, 1)
        for each in next(r for r in explainer.unit(row).indicators if r.indicator.id == "HALL").answers
        if each.place is not None
    }
    assert found == {
        (0, "Hall, selon Agnès", "1", "scored", "C3", 3), (0, "Hall, selon Bruno", None, "unknown", "C4", 4),
        (1, "Hall", "1", "scored", "C2", 2),
    }  # fmt: skip
