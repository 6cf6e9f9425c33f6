"""What `grid diff` proposes for the answers already given, and what a grid says of it itself."""

import yaml_texts
from hlmdiag.grid import Grid, load_document
from hlmdiag.method import ChangeKind, ChangeSize, compare
from hlmdiag.method.replacements import Replacement, proposed_replacements

HEAD = """
language_version: 1
id: g
version: "1"
title: G
polarity: burden
"""
OLD = (
    HEAD
    + """
columns:
  code: {type: id, required: true}
  aspect: {type: choice, label: Aspect, choices: {"1": Bon, "4": Mauvais, "5": Ruine}}
  note: {type: number, min: 0, max: 20}
  vac: {type: percent}
  etages: {type: integer, min: 0, max: 30}
indicators:
  A: {title: Aspect, value: aspect, score: {choices: {"1": 0, "4": 100, "5": 100}}}
  V: {title: Vacance, value: vac, score: {steps: [0, 10], points: [0, 100]}}
  J: {title: Jugé, kind: judgement, score: {choices: {a: 0, b: 100}}}
"""
)
NEW = (
    HEAD
    + """
columns:
  code: {type: id, required: true}
  apparence: {type: choice, label: Aspect, choices: {"1": Bon, "3": Mauvais}}
  note: {type: number, min: 0, max: 100}
  pct_vac: {type: percent}
  etages: {type: integer, min: 0, max: 40}
indicators:
  A: {title: Aspect, value: apparence, score: {choices: {"1": 0, "3": 100}}}
  V: {title: Vacance, value: pct_vac, score: {steps: [0, 10], points: [0, 100]}}
  K: {title: Jugé, kind: judgement, score: {choices: {a: 0, b: 100}}}
"""
)


def grid(text: str) -> Grid:
    return load_document(yaml_texts.read(text))


def test_a_column_that_takes_the_place_of_another_is_proposed_with_its_answers() -> None:
    found = {each.column: each for each in proposed_replacements(grid(OLD), grid(NEW))}
    assert found == {
        "apparence": Replacement("apparence", "aspect", {"4": "3"}, unmatched=("5",)),
        "note": Replacement("note", "note", rescale=((0, 20), (0, 100)), is_certain=False),
        "pct_vac": Replacement("pct_vac", "vac", is_certain=False),
        "K": Replacement("K", "J", is_declared=False),
    }


def test_what_is_proposed_is_accepted_by_the_language_and_proposed_no_more() -> None:
    document = yaml_texts.read(NEW)
    for each in proposed_replacements(grid(OLD), grid(NEW)):
        if each.is_declared:
            document["columns"][each.column]["replaces"] = each.block
    left = proposed_replacements(grid(OLD), load_document(document))
    assert [each.column for each in left] == ["K"]


def test_a_column_that_says_which_one_it_replaces_is_that_one_renamed() -> None:
    told = NEW.replace("pct_vac: {type: percent}", "pct_vac: {type: percent, replaces: {column: vac}}")
    kinds = {change.path: change.kind for change in compare(grid(OLD), grid(told)).changes}
    assert kinds["columns.pct_vac"] is ChangeKind.ID
    assert "columns.vac" not in kinds


def test_to_say_what_a_column_replaces_changes_no_answer() -> None:
    told = OLD.replace("vac: {type: percent}", "vac: {type: percent, replaces: {column: vacance}}")
    (change,) = compare(grid(OLD), grid(told)).changes
    assert change.size is ChangeSize.PATCH


def test_nothing_is_proposed_between_a_grid_and_itself() -> None:
    assert proposed_replacements(grid(OLD), grid(OLD)) == ()
