"""The fewest answers to change: applied to the data and scored again, they change the level; no part of them does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings

from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from generators.respondents import observed
from hlmdiag import load_grid, read, score
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.explain.counterfactual_search import ColumnChange, Counterfactual, counterfactuals_of
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.scoring import Result
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.stocks_apart import StockApart, score_apart
from hlmdiag.states import NAMES

Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored(case: Case, rows: list[Row], folder: Path) -> Result:
    path = folder / "grille.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    return score(load_grid(path), dataset(case.grid, rows, case.events, case.overrides), date=TODAY)


def scored_apart(case: Case, stocks: Sequence[list[Row]], result: Result) -> list[Result]:
    """Each of these stocks, scored by the grid of a result, all at once: to the bit as `scored` does one."""
    datasets = (dataset(case.grid, rows, case.events, case.overrides) for rows in stocks)
    return score_apart(result.grid, [StockApart(each, {}) for each in datasets], TODAY)


def applied(case: Case, code: str, moves: tuple[ColumnChange, ...]) -> list[Row]:
    """The rows as received, the answers of one unit being the new ones, whoever gave them."""
    new = {move.lever.column.id: answer_of(move) for move in moves}
    return [row | new if row["code"] == code else row for row in case.rows]


def answer_of(move: ColumnChange) -> Any:
    return move.value == "true" if move.lever.column.type == "boolean" else move.value


def assert_smallest(case: Case, result: Result, found: dict[int, Counterfactual]) -> None:
    levels = [level.id for level in result.grid.levels]
    tried = [
        (row, moves)
        for row, changes in found.items()
        for moves in (changes.moves, *(_without(each, changes.moves) for each in changes.moves))
    ]
    stocks = [applied(case, result.frame["code"][row], moves) for row, moves in tried]
    for (row, moves), after in zip(tried, scored_apart(case, stocks, result), strict=True):
        present, level = result.frame["level"][row], level_of(after, result.frame["code"][row])
        if moves == found[row].moves:
            assert level == levels[found[row].level] != present
            assert levels.index(level) < levels.index(present)
        else:
            assert level == present


def _without(move: ColumnChange, moves: tuple[ColumnChange, ...]) -> tuple[ColumnChange, ...]:
    return tuple(each for each in moves if each is not move)


def level_of(result: Result, code: str) -> Any:
    return result.frame["level"][result.frame["code"].to_list().index(code)]


@settings(max_examples=settings.default.max_examples * 3)
@given(case=cases())
def test_applied_to_the_data_it_changes_the_level_and_no_part_of_it_does(case: Case, folder: Path) -> None:
    result = scored(case, case.rows, folder)
    found = counterfactuals_of(result, range(result.frame.height))
    event(f"found: {len(found)}")
    assert_smallest(case, result, found)


# an answer that would change the level is taken to come with its evidence, which these rows do not give
@given(case=observed(evidence=False))
def test_a_counterfactual_also_holds_where_several_people_judge(case: Case, folder: Path) -> None:
    result = scored(case, case.rows, folder)
    assert_smallest(case, result, counterfactuals_of(result, range(result.frame.height)))


def variants(case: Case, result: Result) -> list[tuple[int, str, Row]]:
    """Each unit with one answer of a list changed, under a code of its own: its row, the column, the new row."""
    listed = {lever.column.id: lever.codes for lever in Rescoring.of(result).levers if not lever.is_number}
    found = []
    for place, row in enumerate(case.rows):
        known = {name: codes for name, codes in listed.items() if row.get(name) not in (*NAMES.values(), None)}
        for name, codes in known.items():
            boolean = codes == ("false", "true")
            for at, code in enumerate(codes):
                given = code == "true" if boolean else code
                found.append((place, name, row | {name: given, "code": f"{row['code']}|{name}|{at}"}))
    return found


@given(case=cases(stock=False))
def test_where_one_answer_is_enough_by_brute_force_one_is_changed(case: Case, folder: Path) -> None:
    result = scored(case, case.rows, folder)
    tried = variants(case, result)
    if not tried:
        return
    copies = [(case.rows[place]["code"], row["code"]) for place, _, row in tried]
    events = {
        table: [*rows, *({**row, "code": copy} for code, copy in copies for row in rows if row["code"] == code)]
        for table, rows in case.events.items()
    }
    rows = [row for *_, row in tried]
    after = scored(Case(case.grid, rows, events, []), rows, folder).frame
    levels, changes = [level.id for level in result.grid.levels], counterfactuals_of(result, range(result.frame.height))
    for (place, name, _), line in zip(tried, after.iter_rows(named=True), strict=True):
        before = result.frame.row(place, named=True)
        states = [f"state:{each.id}" for each in result.grid.indicators]
        kept = all(line[state] == "scored" or before[state] != "scored" for state in states)
        decided = before["conclusive"] and before["override"] is None and line["level"] is not None
        if decided and kept and levels.index(line["level"]) < levels.index(before["level"]):
            event("one is enough")
            assert place in changes and len(changes[place].moves) == 1, name


SHARED = """\
language_version: 1
id: partagee
version: "1"
title: Une colonne, deux critères
polarity: burden
columns:
  code: {type: id, required: true}
  collectif: {type: boolean}
  hall: {type: choice, choices: {a: Propre, b: Sale}}
indicators:
  ICI: {title: Hall collectif, value: hall, applies_if: collectif, score: {choices: {a: 0, b: 100}}}
  LA: {title: Hall, value: hall, score: {choices: {a: 0, b: 50}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 40}}
"""


def test_an_answer_is_read_where_one_of_its_indicators_does_not_apply(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_text(SHARED, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code;collectif;hall\nR1;non;b\nR2;oui;b\nR3;oui;a\n", encoding="utf-8")
    grid = load_grid(tmp_path / "g.yaml")
    result = score(grid, read(tmp_path / "parc.csv", grid), date=TODAY)
    assert Rescorer(result, frozenset({"hall"})).rows([0, 1, 2])[data_value("hall")].to_list() == ["b", "b", "a"]
    found = counterfactuals_of(result, [0, 1])
    for row in (0, 1):
        assert [(move.lever.column.id, move.value) for move in found[row].moves] == [("hall", "a")]
