"""The fewest answers to collect: once they are known a level is given, whatever they are; without one it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from explain.test_changes import scored
from generators.cases import Case, cases
from generators.columns import values_of
from hlmdiag.explain import Diagnostic, Explainer, Settling
from hlmdiag.scoring import Result
from oracle.document import columns_of

Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def collected(case: Case, unit: Diagnostic, settling: Settling, data: st.DataObject) -> list[Row]:
    """The rows as received, every blank that these indicators read being answered at random."""
    columns, new = columns_of(case.grid), {}
    for each in settling.indicators:
        for name in each.reading.indicator.columns:
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
    for unit in Explainer(result).units(range(result.frame.height)):
        if unit.settling is None or not unit.settling.is_enough:
            continue
        event("settled")
        after = line_of(scored(case, collected(case, unit, unit.settling, data), folder), unit.code)
        ids = [each.reading.indicator.id for each in unit.settling.indicators]
        # an answer that its rule refuses is no answer yet
        assume(all(after[f"state:{id}"] == "scored" for id in ids))
        assert after["conclusive"] and after["level"] is not None
        # counted from before: an answer may serve another indicator too, and the coverage is then higher still
        weights = [each.reading.weight or 0.0 for each in unit.settling.indicators]
        before = line_of(result, unit.code)["coverage"]
        assert before + sum(weights) - min(weights) < result.grid.root.min_coverage
