"""What a comparison may say: never anything of an answer that is lost, and nothing that some answer could belie."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.columns import TODAY, values_of
from generators.datasets import as_yaml, dataset
from generators.draws import Chooser
from hlmdiag import load_grid, score
from hlmdiag.gate import compare
from hlmdiag.scoring.gate_results import BaselineComparison
from hlmdiag.scoring.result import Result
from oracle.diagnose import diagnose
from oracle.document import columns_of

Row = dict[str, Any]
ERASED = ("missing", "unknown", "invalid")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def scored(case: Case, folder: Path, **options: Any) -> Result:
    path = folder / f"{case.grid['id']}.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    return score(load_grid(path), dataset(case.grid, case.rows, case.events, case.overrides), date=TODAY, **options)


def erased(chooser: Chooser, case: Case) -> Case:
    """The same campaign, some of its answers lost: in the stock, and in the cells of events."""
    share = chooser.pick([20, 50, 90])
    columns = columns_of(case.grid)
    rows = [{name: lost(chooser, name, value, columns, share) for name, value in row.items()} for row in case.rows]
    tables = case.grid.get("tables") or {}
    events = {
        table: [
            {name: lost(chooser, name, value, tables[table]["columns"], share) for name, value in line.items()}
            for line in lines
        ]
        for table, lines in case.events.items()
    }
    return replace(case, rows=rows, events=events)


def lost(chooser: Chooser, name: str, value: Any, columns: Row, share: int) -> Any:
    spec = columns.get(name)
    if spec is None or spec["type"] == "id" or not chooser.chance(share):
        return value
    return "missing" if spec["type"] == "text" else chooser.pick(ERASED)


@st.composite
def losses(draw: Any) -> tuple[Case, Case]:
    chooser = Chooser(draw)
    case = draw(cases())
    return case, erased(chooser, case)


@given(pair=losses(), worse_by=st.sampled_from([0.0, 3.0]))
def test_a_lost_answer_is_neither_worse_nor_better(pair: tuple[Case, Case], worse_by: float, folder: Path) -> None:
    whole, without = (scored(each, folder) for each in pair)
    for after, before in ((without, whole), (whole, without)):
        found = compare(after, before, "avant.json", worse_by)
        assert (found.new, found.resolved) == (0, 0), said(found)


def said(found: BaselineComparison) -> list[Any]:
    return [(each.unit.code, each.about, each.id, each.before, each.after) for each in found.changes]


MOST = 40


@st.composite
def neighbours(draw: Any) -> tuple[Case, Case]:
    """Two campaigns of one small grid, each with blanks: what nobody answered is blank on one side, or on both."""
    chooser = Chooser(draw)
    case = draw(cases(stock=False, plain=True, most=1))
    text = as_yaml(case.grid)
    assume("coalesce" not in text and "is_known" not in text and "tables" not in case.grid)
    columns = columns_of(case.grid)
    whole = {name: known_answer(chooser, name, spec) for name, spec in columns.items()}
    later = {
        name: known_answer(chooser, name, columns[name]) if chooser.chance(40) else value
        for name, value in whole.items()
    }
    blanks = [{name for name in columns if chooser.chance(share)} for share in (15, 10)]
    sides = [
        {
            name: blank(columns[name]) if name in blanks[0] or name in blanks[place] else value
            for name, value in row.items()
        }
        for place, row in enumerate((whole, later))
    ]
    before, after = (replace(case, rows=[side], events={}, overrides=[]) for side in sides)
    return before, after


def known_answer(chooser: Chooser, name: str, spec: Row) -> Any:
    return "R1" if spec["type"] == "id" else chooser.pick(values_of(name, spec))


def blank(spec: Row) -> Any:
    return "R1" if spec["type"] == "id" else "missing"


def completions(case: Case, used: set[str]) -> dict[tuple[Any, ...], Row]:
    """The diagnosis of a unit for every answer that its blanks may get, by these answers."""
    [row], columns = case.rows, columns_of(case.grid)
    names = [name for name in sorted(used) if row[name] == "missing"]
    choices = [few(values_of(name, columns[name])) for name in names]
    count = 1
    for values in choices:
        count *= len(values)
    assume(count <= MOST)
    found = {}
    for answers in product(*choices):
        filled = [row | dict(zip(names, answers, strict=True))]
        [outcome] = diagnose(case.grid, filled, on=TODAY)
        # an answer that a rule refuses completes nothing
        if all(value in ("scored", "not_applicable") for name, value in outcome.items() if name.startswith("state:")):
            found[tuple(zip(names, answers, strict=True))] = outcome
    return found


def few(values: list[Any]) -> list[Any]:
    """Some of the values, the first and the last among them."""
    return [*values[:: max(1, len(values) // 3)], values[-1]]


@given(pair=neighbours(), worse_by=st.sampled_from([0.0, 2.0]))
def test_what_is_said_holds_whatever_the_missing_answers_are(
    pair: tuple[Case, Case], worse_by: float, folder: Path
) -> None:
    """An answer that neither side has is the same one on both (decision 0024); all others are free."""
    before, _ = pair
    used = names_used(before.grid)
    outcomes = [completions(case, used) for case in pair]
    results = [scored(case, folder) for case in pair]
    found = compare(results[1], results[0], "avant.json", worse_by)
    backwards = compare(results[0], results[1], "apres.json", worse_by)
    assert (backwards.new, backwards.resolved) == (found.resolved, found.new)
    levels = list(before.grid.get("levels") or {})
    worse = {each.id or each.about for each in found.changes}
    event(f"worse: {sorted({each.about for each in found.changes})}, blanks: {len(outcomes[0]) > 1}")
    for filled_then, then in outcomes[0].items():
        for filled_now, now in outcomes[1].items():
            if not agree(dict(filled_then), dict(filled_now)):
                continue
            if "level" in worse:
                assert levels.index(now["level"]) > levels.index(then["level"]), (filled_then, filled_now)
            if "score" in worse:
                move = now["score"] - then["score"]
                assert (move if before.grid["polarity"] == "burden" else -move) > worse_by
            for flag in worse & set(before.grid.get("flags") or {}):
                assert flag in now["flags"] and flag not in then["flags"]


def agree(then: Row, now: Row) -> bool:
    return all(now[name] == value for name, value in then.items() if name in now)


def names_used(grid: Row) -> set[str]:
    """The columns that the text of a grid mentions beyond its dictionary, and those of its judgements."""
    body = as_yaml({key: value for key, value in grid.items() if key not in ("columns", "actions")})
    columns = columns_of(grid)
    return {name for name, spec in columns.items() if spec["type"] != "id" and name in body}
