"""The plan by lever, who is needed for it, and what of it falls under the TFPB framework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hlmdiag.dossier.model import AXES, LEVERS, AnswerOrigin, Axis, LeverPlan, Partner, Planned
from hlmdiag.explain import Diagnostic
from hlmdiag.explain.diagnostic import ProposedAction
from hlmdiag.expression.fold import fold

DETAILED: dict[AnswerOrigin, int] = {"diagnosis": 3, "walk": 2}
"""Actions of each lever that each grid has in detail: a mission ends with proposals of the three kinds, and few."""


def plan(diagnosis: Diagnostic, walks: Sequence[Diagnostic | None]) -> tuple[LeverPlan, ...]:
    """The actions of the diagnosis, then those of walks, by lever; a lever without actions keeps its place.

    An action of a walk that is proposed before under the same title is not repeated.
    """
    first = {fold(each.action.title) for each in diagnosis.actions}
    every = [each for walk in walks if walk is not None for each in walk.actions]
    by_title: dict[str, ProposedAction] = {}
    for each in every:
        by_title.setdefault(fold(each.action.title), each)
    seen = [each for title, each in by_title.items() if title not in first]
    sources: tuple[tuple[AnswerOrigin, Sequence[ProposedAction]], ...] = (
        ("diagnosis", diagnosis.actions),
        ("walk", seen),
    )
    found: list[LeverPlan] = []
    place = 0
    for lever in (*LEVERS, None):
        detailed: list[Planned] = []
        others: list[ProposedAction] = []
        for origin, actions in sources:
            own = [each for each in actions if each.action.lever == lever]
            for each in own[: DETAILED[origin]]:
                place += 1
                detailed.append(Planned(place, each, origin))
            others += own[DETAILED[origin] :]
        if lever is not None or detailed:
            found.append(LeverPlan(lever, tuple(detailed), tuple(others)))
    return tuple(found) if place else ()


def partners(plan: Sequence[LeverPlan]) -> tuple[Partner, ...]:
    """Partners of the actions, grouped when needed for the same ones: the most needed first.

    A name is one however it is capitalised.
    """
    named: dict[str, tuple[str, list[Planned]]] = {}
    for each in _all(plan):
        for name in each.proposed.action.partners:
            named.setdefault(fold(name), (name, []))[1].append(each)
    together: dict[tuple[int, ...], tuple[list[str], list[Planned]]] = {}
    for name, actions in named.values():
        together.setdefault(tuple(each.place for each in actions), ([], actions))[0].append(name)
    found = [Partner(tuple(names), tuple(actions)) for names, actions in together.values()]
    return tuple(sorted(found, key=lambda partner: (-len(partner.actions), partner.actions[0].place)))


def axes(plan: Sequence[LeverPlan]) -> tuple[Axis, ...]:
    """The axes of the framework under which actions of the plan fall."""
    by_axis = {number: [each for each in _all(plan) if each.proposed.action.tfpb_axis == number] for number in AXES}
    return tuple(Axis(number, tuple(actions)) for number, actions in by_axis.items() if actions)


def _all(plan: Sequence[LeverPlan]) -> Iterator[Planned]:
    for lever in plan:
        yield from lever.actions
