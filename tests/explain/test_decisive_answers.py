"""The fewest answers to collect: once they are known a level is given, whatever they are; without one it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from explain.test_counterfactual_search import scored, scored_apart
from explain.test_turning import scored as made
from generators.cases import Case, cases
from generators.columns import HEAD, values_of
from hlmdiag.explain import DecisiveAnswers, Diagnostic, settling_told
from hlmdiag.scoring import Result
from oracle.document import columns_of
from worded import explainer_of, words_of

Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def collected(case: Case, unit: Diagnostic, settling: DecisiveAnswers, data: st.DataObject) -> list[Row]:
    """The rows as received, every blank that these indicators read being answered at random."""
    columns, new = columns_of(case.grid), {}
    named = [name for each in settling.indicators for name in each.reading.indicator.columns]
    for name in [*named, *(each.column for each in settling.answers)]:
        if name in columns:
            new[name] = data.draw(st.sampled_from(values_of(name, columns[name])))
    known = {answer.column for reading in unit.indicators for answer in reading.answers if answer.state == "scored"}
    new = {name: value for name, value in new.items() if name not in known}
    return [row | new if row["code"] == unit.code else row for row in case.rows]


def line_of(result: Result, code: str) -> Row:
    return result.frame.row(result.frame["code"].to_list().index(code), named=True)


@settings(max_examples=settings.default.max_examples * 2)
@given(case=cases(stock=False), data=st.data())
def test_whatever_they_are_a_level_is_given(case: Case, data: st.DataObject, folder: Path) -> None:
    result = scored(case, case.rows, folder)
    units = explainer_of(result).units(range(result.frame.height))
    settled = [(unit, it) for unit in units if (it := unit.settling) is not None and it.is_enough]
    stocks = [collected(case, unit, settling, data) for unit, settling in settled]
    for (unit, settling), again in zip(settled, scored_apart(case, stocks, result), strict=True):
        event("settled")
        after = line_of(again, unit.code)
        if settling.answers:
            event("alone")
            assert after["level"] is not None
            continue
        ids = [each.reading.indicator.id for each in settling.indicators]
        # an answer that its rule refuses is no answer yet
        assume(all(after[f"state:{id}"] == "scored" for id in ids))
        assert after["conclusive"] and after["level"] is not None
        # counted from before: an answer may serve another indicator too, and the coverage is then higher still
        weights = [each.reading.weight or 0.0 for each in settling.indicators]
        before = line_of(result, unit.code)["coverage"]
        assert before + sum(weights) - min(weights) < result.grid.root.min_coverage


def listed(case: Case) -> dict[str, list[Any]]:
    """The columns whose answers can all be tried."""
    return {name: values_of(name, spec) for name, spec in columns_of(case.grid).items() if spec["type"] in TRIED}


TRIED = ("boolean", "choice")


@settings(max_examples=max(12, settings.default.max_examples // 5))
@given(case=cases(stock=False))
def test_where_one_answer_suffices_by_brute_force_one_is_given(case: Case, folder: Path) -> None:
    result = scored(case, case.rows, folder)
    units = {unit.code: unit for unit in explainer_of(result).units(range(result.frame.height))}
    tried = [
        (row["code"], name, row | {name: value, "code": f"{row['code']}|{name}|{place}"})
        for row in case.rows
        if row["code"] in units and line_of(result, row["code"])["level"] is None
        for name, values in listed(case).items()
        if row.get(name) in ("missing", "unknown", "invalid")
        for place, value in enumerate(values)
    ]
    copies = [(code, each["code"]) for code, _, each in tried]
    events = {
        table: [*rows, *({**row, "code": copy} for code, copy in copies for row in rows if row["code"] == code)]
        for table, rows in case.events.items()
    }
    whole = Case(case.grid, [each for _, _, each in tried], events, [])
    if not tried:
        return
    levels = dict(scored(whole, whole.rows, folder).frame.select("code", "level").iter_rows())
    for code, name in dict.fromkeys((code, name) for code, name, _ in tried):
        unit = units[code]
        if all(levels[each["code"]] is not None for owner, read, each in tried if (owner, read) == (code, name)):
            event("one suffices")
            settling = unit.settling
            assert settling is not None, name
            assert settling.is_enough and len([*settling.indicators, *settling.answers]) == 1, name


def test_one_answer_that_serves_two_indicators_is_counted_once(tmp_path: Path) -> None:
    columns = {"x": {"type": "number"}, "y": {"type": "number"}, "z": {"type": "number"}}
    rule = {"steps": [0, 5], "points": [0, 100]}
    indicators = {id: {"value": name, "score": rule} for id, name in (("A", "x"), ("B", "x"), ("C", "y"), ("D", "z"))}
    result = made(tmp_path, indicators, [{"z": 3.0}], columns, min_coverage=0.75)
    settling = explainer_of(result).unit(0).settling
    assert settling is not None and settling.is_enough
    assert [each.reading.indicator.id for each in settling.indicators] == ["A"]


def test_one_answer_suffices_where_nothing_else_can_move_the_level(tmp_path: Path) -> None:
    columns = {"x": {"type": "boolean"}, "y": {"type": "number"}, "z": {"type": "number"}}
    ends = {"choices": {"true": 100, "false": 0}}
    light = {"score": {"steps": [0, 5], "points": [0, 100]}}
    indicators = {"A": {"value": "x", "score": ends, "weight": 8}} | {
        id: light | {"value": name} for id, name in (("B", "y"), ("C", "z"))
    }
    result = made(tmp_path, indicators, [{}], columns, min_coverage=1)
    diagnostic = explainer_of(result).unit(0)
    assert diagnostic.settling is not None and diagnostic.settling.is_enough
    assert [each.column for each in diagnostic.settling.answers] == ["x"]
    assert settling_told(diagnostic, words_of(result.grid)).startswith("Il suffit de connaître cette réponse")


def test_one_answer_suffices_that_also_says_whether_what_tables_count_applies(folder: Path) -> None:
    rule = {"steps": [0, 5], "points": [0, 100]}
    grid = HEAD | {
        "polarity": "burden", "scale": [0, 100], "min_coverage": 1,
        "columns": {"code": {"type": "id", "required": True}, "x": {"type": "boolean", "label": "Ascenseur"}},
        "tables": {"pannes": {"key": "code", "columns": {"grave": {"type": "boolean"}}}},
        "themes": {"t": {"title": "T", "indicators": {
            "A": {"title": "A", "value": "x", "score": {"choices": {"true": 100, "false": 0}}},
            "F": {"title": "F", "value": "count(pannes)", "applies_if": "x", "score": rule},
        }}},
        "levels": {"bas": {"title": "Bas", "from": 0}, "haut": {"title": "Haut", "from": 50}},
    }  # fmt: skip
    case = Case(grid, [{"code": "R1", "x": "missing"}], {"pannes": [{"code": "R1", "grave": True}] * 6}, [])
    result = scored(case, case.rows, folder)
    assert settling_told(explainer_of(result).unit(0), words_of(result.grid)) == (
        "Il suffit de connaître cette réponse pour que le niveau soit établi, quelle qu’elle soit : Ascenseur."
    )


def test_a_flag_over_a_score_names_the_answers_of_this_score(tmp_path: Path) -> None:
    columns = {"x": {"type": "number", "label": "Montant dû"}, "y": {"type": "number"}}
    rule = {"steps": [0, 5], "points": [0, 100]}
    indicators = {"A": {"value": "x", "score": rule}, "B": {"value": "y", "score": rule, "weight": 4}}
    flags = {"haut": {"when": "score(A) >= 60", "message": "Haut", "no_better_than": "mal"}}
    result = made(tmp_path, indicators, [{"y": 1.0}], columns, flags=flags)
    diagnostic = explainer_of(result).unit(0)
    assert diagnostic.settling is not None
    assert [each.label for each in diagnostic.settling.answers] == ["Montant dû"]
    assert "Montant dû" in settling_told(diagnostic, words_of(result.grid), brief=True)
