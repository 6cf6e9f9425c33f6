"""What an unknown answer can change in a score, against every completion tried one by one."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from generators.cases import Case, cases
from generators.columns import COLUMNS, TODAY, values_of
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.explain.score_swings import swings
from hlmdiag.states import State
from oracle.completions import complete, unknown_columns
from oracle.document import Leaf, Node, columns_of, scale_of, tree_of
from oracle.expression import Scope
from oracle.leaves import answer
from oracle.stock import Stock
from oracle.test_oracle_intervals import always_applicable
from oracle.value import known

VALUES = {name: values_of(name, spec) for name, spec in COLUMNS.items()}
MOST = 600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def counted(node: Node) -> list[str]:
    found = []
    for child in node.children:
        if child.weight > 0:
            found += [child.id] if isinstance(child, Leaf) else counted(child)
    return found


def by_brute_force(root: Node, scope: Scope, scale: Any) -> dict[str, list[float]] | None:
    """For each unknown indicator, the swing under every completion of the others; None where they are too many."""
    answers = {leaf.id: answer(leaf, scope, scale) for leaf in root.leaves()}
    free = {name: sorted(set(it.possible), key=str) for name, it in answers.items()}
    free = {name: options for name, options in free.items() if answers[name].state != State.NOT_APPLICABLE}
    tests = {
        (node.id, column): [known(value) for value in VALUES[column]]
        for node in root.nodes()
        if node.adjust
        for column in unknown_columns(node.adjust, scope)
    }
    count = 1
    for options in (*free.values(), *tests.values()):
        count *= len(options)
    if count > MOST or any(None in options for options in free.values()):
        return None
    found: dict[str, list[float]] = {}
    for name in counted(root):
        if name not in free or answers[name].state == State.SCORED:
            continue
        others = {other: options for other, options in free.items() if other != name}
        found[name] = []
        for held in product(*others.values(), *tests.values()):
            points = dict(zip(others, held[: len(others)], strict=True))
            given = dict(zip(tests, held[len(others) :], strict=True))
            scores = [complete(root, points | {name: own}, given, scope, scale) for own in free[name]]
            if None in scores:
                return None  # an adjustment that nothing here can work out
            found[name].append(max(scores) - min(scores))
    return found


@settings(max_examples=settings.default.max_examples * 3)
@given(case=cases())
def test_what_an_answer_can_change_is_what_trying_every_completion_finds(case: Case, folder: Path) -> None:
    document = always_applicable(case.grid)
    path = folder / "g.yaml"
    path.write_text(as_yaml(document), encoding="utf-8")
    result = score(load_grid(path), dataset(document, case.rows, case.events, case.overrides), date=TODAY)
    found = swings(result, range(len(case.rows)))
    stock = Stock(document, columns_of(document), case.rows, case.events, TODAY)
    root, scale = tree_of(document), scale_of(document)
    for row in range(len(case.rows)):
        line = result.frame.row(row, named=True)
        expected = by_brute_force(root, stock.scope(row), scale)
        for name, swing in found[row].items():
            if swing is not None and line["low"] is not None and line["high"] is not None:
                assert swing <= line["high"] - line["low"] + 1e-9, name
        if expected is None:
            continue
        assert set(found[row]) == set(expected)
        for name, possible in expected.items():
            assert found[row][name] is not None
            assert min(possible) - 1e-8 <= found[row][name] <= max(possible) + 1e-8, name
