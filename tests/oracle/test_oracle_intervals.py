"""The intervals computed end by end are those found by trying every completion (design §5.6)."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given

from generators.cases import Case, cases
from generators.columns import COLUMNS, TODAY, values_of
from oracle.completions import extremes
from oracle.document import columns_of, scale_of, tree_of
from oracle.leaves import answer
from oracle.stock import Stock
from oracle.tree import score_node

VALUES = {name: values_of(name, spec) for name, spec in COLUMNS.items()}


def always_applicable(node: dict) -> dict:
    """The same grid, every indicator of known applicability."""
    node = deepcopy(node)
    for leaf in (node.get("indicators") or {}).values():
        leaf.pop("applies_if", None)
    node["themes"] = {name: always_applicable(theme) for name, theme in (node.get("themes") or {}).items()}
    return node


@given(cases())
def test_the_interval_is_that_of_all_completions(case: Case) -> None:
    grid = always_applicable(case.grid)
    stock = Stock(grid, columns_of(grid), case.rows, case.events, TODAY)
    root, scale = tree_of(grid), scale_of(grid)
    for index in range(len(case.rows)):
        scope = stock.scope(index)
        answers = {leaf.id: answer(leaf, scope, scale) for leaf in root.leaves()}
        found = extremes(root, answers, scope, scale, VALUES, 2000)
        if found is not None:
            scored = score_node(root, answers, scope, scale)
            assert (scored.low, scored.high) == pytest.approx(found, abs=1e-9)


@given(cases())
def test_the_interval_holds_the_completions_of_what_may_not_apply(case: Case) -> None:
    grid = case.grid
    stock = Stock(grid, columns_of(grid), case.rows, case.events, TODAY)
    root, scale = tree_of(grid), scale_of(grid)
    by_means = all(node.aggregation != "sum" and node.adjust is None for node in root.nodes())
    for index in range(len(case.rows)):
        scope = stock.scope(index)
        answers = {leaf.id: answer(leaf, scope, scale) for leaf in root.leaves()}
        found = extremes(root, answers, scope, scale, VALUES, 2000)
        if found is None:
            continue
        scored = score_node(root, answers, scope, scale)
        assert scored.low <= found[0] + 1e-9 and scored.high >= found[1] - 1e-9
        if by_means:
            assert (scored.low, scored.high) == pytest.approx(found, abs=1e-9)
