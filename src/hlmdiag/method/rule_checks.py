"""Checks rules that leave answers out, change nothing, are not monotone, or do not reach the ends of the scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import assert_never

from hlmdiag.expression.tree import ThresholdLookup
from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.method.abstract_values import possible, reads_each_once
from hlmdiag.method.domain import Numbers
from hlmdiag.method.findings import Findings
from hlmdiag.method.value_ranges import ValueRanges
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Steps, Target
from hlmdiag.rules.normalise.matrix import Matrix
from hlmdiag.text.phrase import Listed


def check_rules(world: ValueRanges, findings: Findings) -> None:
    """Every rule, seen from the theme it counts in."""
    for node in (world.grid.root, *world.grid.themes):
        for leaf in node.children:
            if isinstance(leaf, Indicator):
                _covers(leaf, world, findings)
                _has_every_threshold(leaf, findings)
                _is_monotone(leaf, world, findings)
                if leaf.weight > 0:
                    _counts(leaf, node, world, findings)


def _covers(leaf: Indicator, world: ValueRanges, findings: Findings) -> None:
    """The rule takes all that the column admits, and nothing that it does not."""
    value = possible(leaf.value.tree, world) if leaf.value is not None else None
    if leaf.value is None or not isinstance(value, Numbers) or not reads_each_once(leaf.value.tree):
        return
    low, high = _accepted(leaf, world)
    if value.low < low and value.low != -math.inf:
        _uncovered(leaf, value.low, low, findings)
    if value.high > high and value.high != math.inf:
        _uncovered(leaf, high, value.high, findings)
    if isinstance(leaf.rule, Steps):
        ends = (*leaf.rule.steps[1:], math.inf)
        for start, end in zip(leaf.rule.steps, ends, strict=True):
            if start > value.high or end <= value.low:
                low, high = value.low, value.high
                values = {"start": show(start), "low": _bound(low), "high": _bound(high)}
                findings.of_node("methode.palier-inatteignable", leaf.id, ("score",), id=leaf.id, **values)


def _has_every_threshold(leaf: Indicator, findings: Findings) -> None:
    """A table of thresholds names every answer of its column, or says what holds for the others."""
    for tree in (each.tree for each in leaf.standards[:1]):
        if not isinstance(tree, ThresholdLookup) or tree.by is None or tree.general:
            continue
        named = {code for code, _ in tree.groups}
        known: dict[str | bool, str] = {True: "true", False: "false"} if tree.by.type.kind == "boolean" else {}
        known |= {code: code for code in tree.by.type.choices}
        left = [name for code, name in known.items() if code not in named]
        if left:
            values = {"id": leaf.id, "names": Listed((*left,))}
            findings.of_node("methode.seuils-incomplets", leaf.id, ("score",), **values)


def _accepted(leaf: Indicator, world: ValueRanges) -> tuple[float, float]:
    """Values that the rule scores; others are refused."""
    scale = world.grid.scale
    if isinstance(leaf.rule, Steps):
        return leaf.rule.steps[0], math.inf
    if isinstance(leaf.rule, GroupedSteps):
        return max(steps[0] for steps in leaf.rule.steps.all()), math.inf
    if isinstance(leaf.rule, Identity) and (leaf.out_of is not None or scale.low is not None):
        low, high = (0.0, leaf.out_of) if leaf.out_of is not None else (scale.low, scale.high)
        return low or 0.0, high or 0.0
    return -math.inf, math.inf


def _uncovered(leaf: Indicator, low: float, high: float, findings: Findings) -> None:
    values = {"id": leaf.id, "low": _bound(low), "high": _bound(high)}
    findings.of_node("methode.paliers-incomplets", leaf.id, ("score",), **values)


def _bound(value: float) -> str:
    return {math.inf: "+∞", -math.inf: "−∞"}.get(value, show(value))


def _is_monotone(leaf: Indicator, world: ValueRanges, findings: Findings) -> None:
    match leaf.rule:
        case Steps(points=points) | GroupedSteps(points=points):
            dips = _dips(points)
        case Anchors(anchors=anchors):
            dips = _dips([points for _, points in anchors])
        case Choices(choices=choices) if (order := _ranked(choices)) is not None:
            dips = _dips([choices[code].points for code in order])
        case Target(target=goal):
            rising = goal.points if world.grid.scale.burden else goal.points[::-1]
            dips = list(rising) != sorted(rising)
        case Choices() | Linear() | Matrix() | Identity():
            dips = False
        case _:
            assert_never(leaf.rule)
    if dips:
        findings.of_node("methode.points-en-creux", leaf.id, ("score",), id=leaf.id)


def _ranked(codes: Iterable[str]) -> list[str] | None:
    """Codes that have an order of their own, in that order: numbers, or the first letters of the alphabet.

    >>> _ranked(["2", "10"]), _ranked(["c", "A", "b"]), _ranked(["oui", "non"])
    (['2', '10'], ['A', 'b', 'c'], None)
    """
    codes = list(codes)
    if all(code.isdecimal() for code in codes):
        return sorted(codes, key=int)
    letters = sorted(codes, key=str.casefold)
    follow = "".join(letters).casefold() == "abcdefghijklmnopqrstuvwxyz"[: len(letters)]
    return letters if follow and all(len(code) == 1 for code in codes) else None


def _dips(points: Sequence[float]) -> bool:
    return list(points) != sorted(points) and list(points) != sorted(points, reverse=True)


def _counts(leaf: Indicator, theme: Theme, world: ValueRanges, findings: Findings) -> None:
    """Its answers change something, and reach the ends that the others reach."""
    reach, scale = world.reach(leaf), world.grid.scale
    if reach is None:
        return
    if not theme.aggregation.tells_apart(reach.low, reach.high, scale):
        findings.of_node("methode.critere-sans-effet", leaf.id, ("score",), id=leaf.id, points=show(reach.high))
        return
    if not scale.bounded:
        if -math.inf == reach.low or reach.high == math.inf:
            findings.of_node("methode.intervalle-ouvert", leaf.id, ("score",), id=leaf.id)
        return
    if not theme.aggregation.normalises or isinstance(leaf.rule, Linear | Identity):
        return
    low, high = (0.0, leaf.out_of) if leaf.out_of is not None else (scale.low, scale.high)
    given = leaf.rule.reach(scale)
    if given.low != low or given.high != high:
        ends = {"low": show(given.low), "high": show(given.high), "first": show(low), "last": show(high)}
        findings.of_node("methode.regle-extremites", leaf.id, ("score",), id=leaf.id, **ends)
