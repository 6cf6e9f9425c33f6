"""The interval found the hard way: every completion of the unknown answers, scored one by one (design §5.6)."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from hlmdiag.states import KNOWN, State
from oracle.aggregations import aggregate
from oracle.document import Leaf, Node, Scale
from oracle.expression import Scope, evaluate, parse
from oracle.leaves import Answer
from oracle.value import Value, known

Points = Mapping[str, float | None]
Tests = Mapping[tuple[str, str], Value]
Choices = Mapping[tuple[str, str], list[Value]]


def extremes(
    root: Node, answers: Mapping[str, Answer], scope: Scope, scale: Scale, values: Mapping[str, list[Any]], most: int
) -> tuple[float, float] | None:
    """The smallest and largest scores over all completions; None where they are more than `most`, or endless.

    `values` are those that a column read by an adjustment may take where it is unknown. An indicator that may not apply
    is tried without points too.
    """
    counted = {name: answer for name, answer in answers.items() if answer.state != State.NOT_APPLICABLE}
    if any({None, math.inf, -math.inf} & set(answer.possible) for answer in counted.values()):
        return None
    free = {
        name: [*sorted(set(answer.possible)), *([None] if answer.optional else [])] for name, answer in counted.items()
    }
    tests = {
        (node.id, column): [known(value) for value in values[column]]
        for node in root.nodes()
        if node.adjust
        for column in unknown_columns(node.adjust, scope)
    }
    count = 1
    for options in (*free.values(), *tests.values()):
        count *= len(options)
    if count > most:
        return None
    scores = [score for score in completions(root, free, tests, scope, scale) if score is not None]
    return (min(scores), max(scores)) if scores else None


def unknown_columns(text: str, scope: Scope) -> list[str]:
    """The unknown columns of an adjustment; a comparison with one that is sans objet is decided all the same."""
    names = {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name) and node.id in scope.types}
    return [name for name in sorted(names) if is_open(scope.column(name), scope.types[name]["type"])]


def is_open(value: Value, kind: str) -> bool:
    return value.state != KNOWN and (value.state != State.NOT_APPLICABLE or kind == "boolean")


def completions(
    root: Node, free: Mapping[str, list[float | None]], tests: Choices, scope: Scope, scale: Scale
) -> Iterator[float | None]:
    for points in product(*free.values()):
        chosen = dict(zip(free, points, strict=True))
        for values in product(*tests.values()):
            yield complete(root, chosen, dict(zip(tests, values, strict=True)), scope, scale)


def complete(node: Node, points: Points, tests: Tests, scope: Scope, scale: Scale) -> float | None:
    """The score of a node of which every applicable answer is known."""
    pairs = []
    for child in node.children:
        score = points.get(child.id) if isinstance(child, Leaf) else complete(child, points, tests, scope, scale)
        if score is not None and child.weight > 0:
            pairs.append((child.weight, score))
    if not pairs:
        return None
    score = aggregate(node.aggregation, node.options, pairs, scale)
    if node.aggregation == "sum" and node.options.get("cap") is not None:
        score = min(score, float(node.options["cap"]))
    if node.adjust is not None:
        score = evaluate(node.adjust, own_scope(node, score, tests, scope)).value
    return None if score is None else scale.clamp(score)


def own_scope(node: Node, score: float, tests: Tests, scope: Scope) -> Scope:
    own = {"score": known(score), "coverage": known(1.0)}
    return replace(
        scope,
        column=lambda name: tests.get((node.id, name)) or scope.column(name),
        outcome=lambda kind, _node, _grid: own[kind],
    )
